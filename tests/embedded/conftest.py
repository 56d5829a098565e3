"""Short folders, small real child processes, and waiting for what must become true."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asset_service.embedded.program import Program


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Short enough for sockets, and open to the user that root's PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="assets-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Return when the condition holds; fail when it does not within `patience` seconds."""

    def wait(condition: Callable[[], object], patience: float = 30.0) -> None:
        deadline = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.01)

    return wait


@pytest.fixture
def python_program(tmp_path: Path) -> Callable[..., Program]:
    """A program that runs these lines of Python in `tmp_path`."""

    def make(name: str, code: str, **options: object) -> Program:
        return Program(
            name=name,
            argv=(sys.executable, "-S", "-c", code),
            env={"PATH": os.defpath},
            cwd=tmp_path,
            **options,
        )

    return make
