"""A database of the first release, with a film in it, becomes one of this release."""

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from asset_service.store import migrations

FILM = """
    insert into users (id, email, email_folded, name, password_hash)
      values ('00000000-0000-4000-8000-000000000001', 'a@b.c', 'a@b.c', 'Ada', '');
    insert into projects (id, title, style_version)
      values ('00000000-0000-4000-8000-000000000002', 'The Lamp', 1);
    insert into assets (id, project_id, type, source, name, name_folded, created_by)
      values ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000002',
        'prop', 'manual', 'Lamp', 'lamp', '00000000-0000-4000-8000-000000000001');
    insert into batches (id, project_id, kind, requested_by)
      values ('00000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-000000000002',
        'candidates', '00000000-0000-4000-8000-000000000001');
    insert into jobs (id, project_id, asset_id, batch_id, provider, model, paid, prompt, aspect,
        style_version, choice_counter, requested_by)
      values ('00000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-000000000002',
        '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000004',
        'placeholder', 'cards', false, 'A lamp', '1:1', 1, 0,
        '00000000-0000-4000-8000-000000000001');
    insert into outbox (project_id, kind, job_id, user_id)
      values ('00000000-0000-4000-8000-000000000002', 'generate',
        '00000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-000000000001')"""


PICTURES = """
    insert into jobs (id, project_id, asset_id, batch_id, provider, model, paid, prompt, aspect,
        style_version, choice_counter, requested_by)
      select '00000000-0000-4000-8000-000000000006', project_id, asset_id, batch_id, 'openai', 'x',
        true, 'A lamp', '1:1', 1, 0, requested_by from jobs;
    insert into objects (project_id, sha256, size, mime, width, height, thumbhash)
      select id, repeat('0', 64), 1, 'image/png', 1, 1, '' from projects;
    insert into attempts (id, project_id, asset_id, number, slot, is_selected, source, sha256,
        job_id, provider, created_by)
      select gen_random_uuid(), a.project_id, a.id, made.number, made.number, made.number = 1,
        made.source, repeat('0', 64), made.job_id::uuid, made.provider, a.created_by
      from assets a, (values
        (1, 'generated', '00000000-0000-4000-8000-000000000005', 'placeholder'),
        (2, 'generated', '00000000-0000-4000-8000-000000000006', 'openai'),
        (3, 'uploaded', null, null)) as made (number, source, job_id, provider);
    update assets set attempt_counter = 3"""


@pytest.fixture
def first_release(postgres_server):
    urls = postgres_server.create_database()
    with create_engine(urls.owner, poolclass=NullPool).begin() as connection:
        command.upgrade(migrations.config(connection), "0001")
        connection.exec_driver_sql(FILM)
    yield urls
    postgres_server.drop_database(urls)


def test_a_job_that_waited_still_waits_for_its_message(first_release):
    migrations.upgrade(first_release.owner)
    with create_engine(first_release.owner, poolclass=NullPool).connect() as connection:
        waiting = connection.execute(
            text(
                "select j.status, j.lane, j.published_at, o.lane, o.provider from jobs j"
                " join outbox o on o.job_id = j.id"
            )
        ).all()
    assert waiting == [("queued", "images", None, "images", "placeholder")]


def test_nothing_differs_from_a_database_made_today(first_release):
    migrations.upgrade(first_release.owner)
    migrations.check(first_release.owner)


def test_pictures_from_before_are_what_they_would_be_now(first_release):
    with create_engine(first_release.owner, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(PICTURES)
    migrations.upgrade(first_release.owner)
    with create_engine(first_release.owner, poolclass=NullPool).connect() as connection:
        found = connection.execute(
            text("select provider, digital_source_type, claims from attempts order by number")
        ).all()
    assert found == [
        ("placeholder", "algorithmicMedia", None),
        ("openai", "trainedAlgorithmicMedia", None),
        (None, None, None),
    ]
