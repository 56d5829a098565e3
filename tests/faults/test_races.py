"""What people and workers do at one moment to one thing: every order of it is a good end."""

import random
import threading
import time

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID
from fixtures.pictures import a_png
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict

ROUNDS = 12
FINISHED_SO = """
    select j.status, a.slot is not null as live, a.binned_because
    from jobs j left join attempts a on a.job_id = j.id where j.id = :id"""


def upload(rig, asset, shade):
    uploads, film = rig.services.uploads, rig.home
    return uploads.receive(film.user_id, film.project_id, asset.id, a_png(shade), "a.png")


@pytest.mark.promise("A22")
def test_two_uploads_a_generation_and_a_choice_on_one_asset_at_once(rig):
    rig.standing()
    for number in range(ROUNDS):
        film, asset = rig.home, rig.home.asset(f"Mara {number}")
        first = upload(rig, asset, 1).attempt.id
        upload(rig, asset, 2)
        where = (film.user_id, film.project_id, asset.id)
        raised = at_once(
            lambda it=asset: upload(rig, it, 3),
            lambda it=asset: upload(rig, it, 4),
            lambda it=asset: rig.ask(asset=it),
            lambda at=where, attempt=first: rig.services.attempts.select(*at, attempt),
        )
        # the picture to be chosen may have left for the bin by then
        assert {type(error) for error in raised} <= {Conflict}
    assert rig.ended() == {"succeeded": ROUNDS}
    made = "select count(*), count(slot) from attempts group by asset_id"
    assert {tuple(row) for row in rig.home.sql(made)} == {(5, 4)}
    rig.check()


@pytest.mark.parametrize("provider", [PAID, HANDLES, FREE])
def test_a_cancel_that_meets_the_end_leaves_one_of_both(rig, provider):
    rig.standing()
    film, chance = rig.home, random.Random(provider)
    rig.bank.delay = 0.1
    whole = 1.0

    def cancel(job):
        time.sleep(chance.random() * whole)
        rig.services.jobs.cancel(film.user_id, film.project_id, job)

    # As long as it takes to meet both ends: how long ten pictures take is the machine's matter.
    for turn in range(20):
        began = time.monotonic()
        jobs = rig.ask(10, provider)
        threads = [threading.Thread(target=cancel, args=[job]) for job in jobs]
        for thread in threads:
            thread.start()
        rig.until_final(jobs)
        whole = time.monotonic() - began
        for thread in threads:
            thread.join()
        if turn >= 2 and len(set(rig.statuses().values())) > 1:
            break
    seen = {row for job in rig.accepted for row in map(tuple, film.sql(FINISHED_SO, id=job))}
    assert seen <= {
        ("succeeded", True, None),
        ("canceled", False, "canceled"),
        ("canceled", False, None),
    }
    assert {status for status, _, _ in seen} == {"succeeded", "canceled"}
    for job in rig.accepted:
        # what was paid for brought its picture: shown, or in the bin
        pictures = film.sql("select count(*) from attempts where job_id = :id", id=job)[0][0]
        assert provider == FREE or pictures == rig.paid(job)
    rig.check()
