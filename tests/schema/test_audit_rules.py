"""Who may write, read and throw away the log: what the database itself says."""

import pytest
from fixtures.factories import make_asset, make_member, make_project, make_user
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from asset_service.models.registry import TABLES
from schema.refusals import refused, run

# No person's act: what follows from one that is told, what nobody does, and the log itself.
NOT_TOLD = {
    "asset_revisions",
    "audit_entries",
    "batches",
    "charges",
    "events",
    "former_members",
    "idempotency_keys",
    "job_references",
    "objects",
    "outbox",
    "provider_gates",
    "reset_requests",
    "script_drafts",
    "tombstones",
}


@pytest.fixture
def project(owner):
    return make_project(owner, make_user(owner))


def entries(owner, what="%"):
    found = owner.execute(
        text("select * from audit_entries where kind || ' ' || action like :what order by id"),
        {"what": what},
    )
    return list(found.mappings())


def test_every_table_is_told_or_listed_as_no_act(owner):
    told = owner.execute(
        text("select distinct tgrelid::regclass::text from pg_trigger where tgname like 'audit_%'")
    )
    names = {table.__tablename__ for table in TABLES}
    assert names - set(told.scalars()) == NOT_TOLD


def test_what_was_written_stays_as_it_is(owner, project):
    for change in ("detail = '{}'", "user_name = 'Eve'", "at = now()", "count = count + 1"):
        with refused(owner, "ck_audit_entries_stay"):
            run(owner, f"update audit_entries set {change}")  # noqa: S608 - our words


def test_of_refused_sign_ins_the_number_alone_may_grow(owner, project):
    address = owner.execute(text("select email_folded from users")).scalar_one()
    for _ in range(3):
        run(owner, "select app.sign_in_refused(:address)", address=address)
        owner.commit()
    (entry,) = entries(owner, "session refused")
    assert (entry["count"], entry["user_id"], entry["project_id"]) == (3, None, None)
    with refused(owner, "ck_audit_entries_stay"):
        run(owner, "update audit_entries set count = count + 2 where action = 'refused'")


def test_an_address_without_an_account_leaves_no_trace(owner):
    run(owner, "select app.sign_in_refused('nobody@film.example')")
    assert entries(owner, "session refused") == []


def test_an_entry_is_of_a_film_or_of_an_account(owner, project):
    with refused(owner, "ck_audit_entries_of_one"):
        run(
            owner,
            "insert into audit_entries (user_name, via, kind, action, subject_ids, subject_names,"
            " count, detail) values ('', 'system', 'a', 'b', '{}', '{}', 1, '{}')",
        )


def test_one_act_of_a_transaction_is_one_entry_however_many_statements(owner, project):
    assets = [make_asset(owner, project, f"A {n}") for n in range(7)]
    for asset in assets:
        run(owner, "update assets set deferred = true where id = :id", id=asset.id)
    owner.commit()
    (entry,) = entries(owner, "asset deferred")
    assert entry["count"] == 7
    assert set(entry["subject_ids"]) == {asset.id for asset in assets}
    assert len(entry["subject_names"]) == 5


def test_what_differs_among_several_is_left_out_and_what_is_the_same_is_told(owner, project):
    for name in ("Mara", "Tom"):
        make_asset(owner, project, name, type="character")
    run(owner, "update assets set name = name || '!', type = 'prop'")
    owner.commit()
    (entry,) = entries(owner, "asset edited")
    assert entry["detail"] == {"type": ["character", "prop"]}


def test_texts_are_told_by_their_length_and_never_whole(owner, project):
    make_asset(owner, project, "Mara", description="A", image_prompt="A secret prompt")
    run(owner, "update assets set image_prompt = 'Another secret', name = repeat('n', 150)")
    owner.commit()
    (entry,) = entries(owner, "asset edited")
    assert entry["detail"]["image_prompt"] == ["15 characters", "14 characters"]
    assert entry["detail"]["name"] == ["Mara", "n" * 80]


def test_what_is_rolled_back_was_never_done(owner, project):
    make_asset(owner, project, "Mara")
    before = len(entries(owner))
    with owner.begin_nested() as point:
        run(owner, "update assets set deferred = true")
        assert len(entries(owner)) == before + 1
        point.rollback()
    assert len(entries(owner)) == before


def test_a_film_that_goes_takes_its_log_along(owner, project):
    make_asset(owner, project, "Mara")
    run(owner, "delete from projects where id = :id", id=project.id)
    assert [one for one in entries(owner) if one["project_id"]] == []


def test_an_account_that_goes_leaves_what_it_did_in_films(owner, project):
    member = make_member(owner, project)
    run(owner, "select set_config('app.user_id', :id, true)", id=str(member.id))
    run(
        owner,
        "update projects set title = 'Hers' where id = :id",
        id=project.id,
    )
    owner.commit()
    run(owner, "delete from users where id = :id", id=member.id)
    owner.commit()
    (entry,) = entries(owner, "project edited")
    assert (entry["user_id"], entry["user_name"]) == (member.id, member.name)


def as_role(url, statement, user=None, **values):
    with create_engine(url, poolclass=NullPool).connect() as connection:
        if user is not None:
            connection.execute(
                text("select set_config('app.user_id', :id, true)"), {"id": str(user.id)}
            )
        return connection.execute(text(statement), values).rowcount


@pytest.mark.parametrize(
    "statement",
    [
        """insert into audit_entries (project_id, user_name, via, kind, action, subject_ids,
          subject_names, count, detail) select id, '', 'session', 'a', 'b', '{}', '{}', 1, '{}'
          from projects""",
        "update audit_entries set user_name = 'Eve'",
        "delete from audit_entries",
        "select app.audit_write(null, app.uid(), 'a', 'b', '{}', '{}', 1, '{}')",
    ],
)
def test_the_applications_role_reads_it_and_nothing_else(empty_database, owner, statement):
    user = make_user(owner)
    make_project(owner, user)
    with pytest.raises(DBAPIError, match="permission denied"):
        as_role(empty_database.app, statement, user)


def test_the_log_of_a_film_is_its_members_and_of_an_account_its_holders(empty_database, owner):
    ada, eve = make_user(owner), make_user(owner)
    project = make_project(owner, ada)
    member = make_member(owner, project, "viewer")
    seen = "select from audit_entries where project_id = :id"
    accounts = "select from audit_entries where account_id = :id"
    read = empty_database.app
    assert as_role(read, seen, ada, id=project.id) == as_role(read, seen, member, id=project.id) > 0
    assert as_role(read, seen, eve, id=project.id) == as_role(read, accounts, eve, id=ada.id) == 0
    assert as_role(read, accounts, ada, id=ada.id) == 1


def test_only_what_is_a_month_old_can_be_thrown_away(empty_database, owner, project):
    old = "insert into audit_entries (project_id, user_name, via, kind, action, subject_ids, \
        subject_names, count, detail, at) values (:id, '', 'system', 'a', 'b', '{}', '{}', 1, '{}',\
        now() - interval '31 days')"
    run(owner, old, id=project.id)
    owner.commit()
    assert as_role(empty_database.maintenance, "delete from audit_entries") == 1
    with pytest.raises(DBAPIError, match="permission denied"):
        as_role(empty_database.maintenance, "update audit_entries set user_name = 'Eve'")
