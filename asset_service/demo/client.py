"""A small client of the JSON API: what a program of a user would write."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import requests

_TIMEOUT = 60  # seconds; an upload waits for its first rendition


class ApiError(Exception):
    """The service said no; `code` is the problem's stable code."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem
        super().__init__(f"{status} {self.code}: {problem.get('detail', 'no detail')}")


class Client:
    """Speaks for one user; every method raises ApiError for a 4xx or 5xx."""

    def __init__(self, address: str) -> None:
        self._base = f"{address}/api/v1"
        self._session = requests.Session()
        # The address is ours, on this machine or in this network: no proxy in between.
        self._session.trust_env = False

    def sign_in(self, email: str, password: str, token_name: str) -> None:
        """Make a token for the user and use it from now on."""
        made = self.post("/tokens", {"email": email, "password": password, "name": token_name})
        self._session.headers["Authorization"] = f"Bearer {made['secret']}"

    def get(self, path: str, **query: Any) -> Any:
        return self._answer(self._session.get(self._base + path, params=query, timeout=_TIMEOUT))

    def put(self, path: str, body: Any) -> Any:
        return self._answer(self._session.put(self._base + path, json=body, timeout=_TIMEOUT))

    def patch(self, path: str, body: Any) -> Any:
        return self._answer(self._session.patch(self._base + path, json=body, timeout=_TIMEOUT))

    def post(self, path: str, body: Any = None, *, once: bool = False) -> Any:
        """Post JSON; with `once` under a fresh Idempotency-Key, for what creates work."""
        headers = {"Idempotency-Key": str(uuid4())} if once else {}
        return self._answer(
            self._session.post(
                self._base + path,
                json={} if body is None else body,
                headers=headers,
                timeout=_TIMEOUT,
            )
        )

    def upload(self, path: str, file_name: str, data: bytes) -> Any:
        return self._answer(
            self._session.post(
                self._base + path, files={"file": (file_name, data)}, timeout=_TIMEOUT
            )
        )

    def everything(self, path: str, **query: Any) -> Iterator[Any]:
        """Yield every item of a paged list."""
        cursor = None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    @staticmethod
    def _answer(response: requests.Response) -> Any:
        if response.ok:
            return response.json() if response.content else None
        try:
            problem = response.json()
        except ValueError:
            problem = {"code": "no_problem_document", "detail": response.reason}
        raise ApiError(response.status_code, problem)


def wait_until_ready(address: str, patience: float, alive: Callable[[], None]) -> None:
    """Return once the service answers that it is ready; `patience` in seconds.

    `alive` may raise to say that there is nothing to wait for any more. Raises TimeoutError.
    """
    deadline = time.monotonic() + patience
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline:
            alive()
            try:
                if session.get(f"{address}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                pass  # not listening yet
            time.sleep(0.1)
    raise TimeoutError(f"{address} was not ready within {patience:g} seconds")
