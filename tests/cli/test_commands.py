import json
import subprocess
import sys
from pathlib import Path

import pytest

from asset_service.cli.main import main
from asset_service.samples.script import sample_script


def test_a_script_is_imported_for_the_first_user(run, tmp_path):
    script = tmp_path / "film.fountain"
    script.write_bytes(sample_script())

    done = run("import", str(script))

    assert done.exit_code == 0
    assert "The Last Lamp: 16 scenes" in done.output
    kept = json.loads((tmp_path / "data" / "first-user.json").read_text())
    assert kept["email"] == "director@studio.example"
    assert (tmp_path / "data" / "first-user.json").stat().st_mode & 0o077 == 0


def test_an_imported_script_without_a_title_takes_the_files_name(run, tmp_path):
    script = tmp_path / "untitled.fountain"
    script.write_text("INT. ROOM - DAY\n\nA lamp.\n")

    assert "untitled.fountain: 1 scenes, 0 cues" in run("import", str(script)).output


def test_an_account_is_added_once(run):
    arguments = ("users", "add", "ana@studio.example", "--password", "a long enough secret")

    assert "added ana@studio.example" in run(*arguments).output
    with pytest.raises(Exception, match="has an account"):
        run(*arguments)


def test_a_script_for_somebody_unknown_is_an_error(run, tmp_path):
    script = tmp_path / "film.fountain"
    script.write_bytes(sample_script())

    with pytest.raises(Exception, match="No such"):
        run("import", str(script), "--user", "nobody@studio.example")


def test_migrating_a_new_schema_again_changes_nothing(run):
    assert "up to date" in run("migrate").output


def test_the_openapi_document_needs_no_server():
    # A process of its own, as for a person: the rate limiter of a process belongs to one
    # application, and other tests have theirs here.
    printed = subprocess.run(  # noqa: S603 - our own program
        [Path(sys.executable).with_name("asset-service"), "openapi"],
        stdout=subprocess.PIPE,
        check=True,
    )

    document = json.loads(printed.stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/projects" in document["paths"]


def test_an_expected_failure_is_one_line_and_a_status(monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("sys.argv", ["asset-service", "relay"])
    monkeypatch.setattr("asset_service.observability.configure", lambda **_: None)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == "asset-service: DATABASE_URL is not set\n"


def test_a_database_that_is_away_is_one_line_and_a_status(monkeypatch, capsys, tmp_path):
    nowhere = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    monkeypatch.setenv("DATABASE_OWNER_URL", nowhere)
    monkeypatch.setattr("sys.argv", ["asset-service", "check-invariants"])
    monkeypatch.setattr("asset_service.observability.configure", lambda **_: None)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("asset-service: the database is away: ")
