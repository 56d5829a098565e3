"""Every file of the corpus through the API: its verdict, and nothing left of what is refused."""

import tempfile
from io import BytesIO

import hostile_corpus
import pytest
from fixtures.pictures import a_png
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from web.films import upload

CORPUS = hostile_corpus.CORPUS
NOT_COUNTED = {"api_tokens", "user_sessions"}
"""When each was used last is noted by every request."""
TABLES = text("select tablename from pg_tables where schemaname = 'public' order by 1")
ROWS = "select count(*), coalesce(sum(hashtext(one::text)::bigint), 0) from {} one"


@pytest.fixture(scope="module")
def owner(app_settings):
    engine = create_engine(app_settings.owner_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def spool(tmp_path, monkeypatch):
    """Where this process puts what is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept(owner, services, spool):
    """Ask for all there is: every row of every table, every key and file, what is temporary."""

    def look():
        with owner.connect() as connection:
            tables = set(connection.scalars(TABLES)) - NOT_COUNTED
            assert {"attempts", "objects", "outbox", "idempotency_keys"} <= tables
            rows = {
                name: tuple(connection.execute(text(ROWS.format(name))).one())
                for name in sorted(tables)
            }
        store = services.images._store
        files = sorted(path for path in store._root.rglob("*") if path.is_file())
        return rows, [one.key for one in store.list()], files, list(spool.iterdir())

    return look


HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'
FORM = "multipart/form-data; boundary=b"


def send(api, asset, name, data):
    # built by hand: the test client leaves a file of its own behind
    return api.post(
        f"{asset}/attempts",
        data=HEAD % name.encode() + data + b"\r\n--b--\r\n",
        content_type=FORM,
        headers={"Idempotency-Key": f"key-{name}"},
    )


def verdict(answer):
    return answer.status_code, "" if answer.status_code == 201 else answer.json["code"]


def test_the_corpus_has_every_verdict():
    verdicts = {sent.verdict[1] for sent in CORPUS.values()}
    gates = {"too_many_pixels", "side_too_long", "too_many_scans", "animated", "truncated"}
    assert verdicts == {"", *(f"picture_{name}" for name in (*gates, "unreadable", "type"))} | {
        "too_large"
    }
    assert len(CORPUS) > 75


@pytest.mark.promise("A20", "A21")
@pytest.mark.parametrize("name", hostile_corpus.light())
def test_each_file_has_its_verdict_and_a_refused_one_leaves_nothing(api, asset, kept, name):
    upload(api, asset, 1)
    before, data = kept(), CORPUS[name].make()
    answer = send(api, asset, name, data)
    assert verdict(answer) in CORPUS[name].allowed
    assert (kept() == before) == (answer.status_code != 201)
    assert upload(api, asset, 2)["attempt"]["width"] == 40  # and the next one is read


@pytest.mark.promise("A20", "A21")
def test_one_byte_over_the_limit_of_a_file_leaves_nothing(api, asset, kept, app_settings):
    data = a_png().ljust(app_settings.max_upload_bytes + 1, b"\0")
    before = kept()
    for refused in (
        send(api, asset, "a.png", data),
        api.post(f"{asset}/attempts", data=data, content_type="image/png"),
    ):
        assert refused.status_code == 413
        assert kept() == before


@pytest.mark.promise("A21")
@pytest.mark.parametrize("content_type", ["image/png", FORM])
def test_who_hangs_up_in_the_middle_leaves_nothing(api, asset, kept, content_type):
    body = (HEAD % b"a.png" if content_type == FORM else b"") + a_png()
    before = kept()
    answer = api.post(
        f"{asset}/attempts",
        environ_overrides={
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body) + 1000),
            "CONTENT_TYPE": content_type,
        },
    )
    assert answer.status_code == 400
    assert kept() == before
    assert upload(api, asset, 1)["attempt"]["number"] == 1
