"""One broker address in three dialects. Settings hold redis-py's; the others are made from it."""

from urllib.parse import parse_qs, quote, urlsplit


def broker_url(redis_url: str) -> str:
    """Return the address as Celery and Flower write it.

    They call `unix:///path?db=1` `redis+socket:///path?virtual_host=1`; `redis://` and
    `rediss://` mean the same to all. Flower looks at database 0 of a socket only.
    """
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    query = parse_qs(parts.query)
    database = query.get("db", ["0"])[0]
    login = parts.netloc.rpartition("@")[0]
    if not login and "password" in query:  # redis-py takes it in both places
        login = f"{quote(query.get('username', [''])[0])}:{quote(query['password'][0], safe='')}"
    return f"redis+socket://{login and f'{login}@'}{parts.path}?virtual_host={database}"


def limits_url(redis_url: str) -> str:
    """Return the address as Flask-Limiter's storage writes it: `redis+unix:///path?db=0`."""
    return f"redis+{redis_url}" if urlsplit(redis_url).scheme == "unix" else redis_url
