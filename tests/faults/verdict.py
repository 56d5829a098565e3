"""Whether all went as promised: the rules of the database, and the rig's own account."""

import hashlib
from collections import Counter
from datetime import timedelta

from bank_provider import order_of, providers
from times import WITHIN

from asset_service.domain.jobs import TERMINAL
from asset_service.store.invariants import RULES, broken

_FELL = """
    select job_id from (
      select job_id, epoch, progress, status, lag(epoch) over each as epoch_before,
        lag(progress) over each as progress_before, lag(status) over each as status_before
      from job_history window each as (partition by job_id order by n)) one
    where epoch < epoch_before or progress < progress_before
      or (status_before not in ('queued', 'running') and status <> status_before)"""


LATE = "accepted and not ended"


class BrokenPromise(AssertionError):
    """What must never be, however busy the machine is: nobody asks a second time."""


class Verdict:
    """Of one rig, as it stands now."""

    def __init__(self, rig) -> None:
        self._rig = rig

    def violations(self) -> list[str]:
        """Everything that is not as promised, in words."""
        with self._rig.owners() as session:
            found = [
                f"{one.rule}: {one.count} ({', '.join(one.ids)})"
                for one in broken(session, RULES, grace=timedelta(seconds=WITHIN))
            ]
        return [
            *found,
            *self._lost(),
            *self._files(),
            *self._overpaid(),
            *self._ledger(),
            *self._fell(),
        ]

    def _lost(self) -> list[str]:
        known = self._rig.home.sql(
            "select id, status, due_at > clock_timestamp() as later from jobs where id = any(:ids)",
            ids=list(self._rig.accepted),
        )
        open_ones = [
            row
            for row in known
            if row.status not in TERMINAL and not (row.status == "queued" and row.later)
        ]
        gone = self._rig.accepted - {row.id for row in known}
        return [f"accepted and lost: {one}" for one in gone] + [
            f"{LATE}: {row.id} is {row.status}" for row in open_ones
        ]

    def _files(self) -> list[str]:
        named = self._rig.home.sql("select distinct project_id, sha256 from attempts")
        bad = []
        for project, sha256 in named:
            try:
                data = self._rig.true_store.get(f"{project}/{sha256}")
            except Exception as error:  # noqa: BLE001 - whatever it is, the picture is not there
                bad.append(f"a picture is not there: {sha256} {error!r}")
            else:
                if hashlib.sha256(data).hexdigest() != sha256:
                    bad.append(f"a picture has other bytes: {sha256}")
        return bad

    def _overpaid(self) -> list[str]:
        jobs = Counter(
            order_of(name, seed)
            for name, seed in self._rig.home.sql(
                "select a.name, j.seed from jobs j join assets a on a.id = j.asset_id where j.paid"
            )
        )
        with self._rig.bank._lock:
            taken = dict(self._rig.bank.taken)
        paid = Counter()
        for (provider, order), count in taken.items():
            if providers(self._rig.bank.address)[provider].paid:
                paid[order] += count
        return [
            f"paid {count} times for {jobs[order]} jobs: {order}"
            for order, count in paid.items()
            if count > jobs[order]
        ]

    def _ledger(self) -> list[str]:
        """Compare the charges with the bank's books: what it took is spent, or nobody knows."""
        rows = self._rig.home.sql(
            "select a.name, j.seed, c.state, c.provider from charges c"
            " join jobs j on j.id = c.job_id join assets a on a.id = j.asset_id"
            " where c.provider = any(:ours)",
            ours=list(providers(self._rig.bank.address)),
        )
        spent, doubtful = Counter(), Counter()
        for name, seed, state, provider in rows:
            order = provider, order_of(name, seed)
            spent[order] += state == "spent"
            doubtful[order] += state in {"unknown", "held"}
        with self._rig.bank._lock:
            taken = dict(self._rig.bank.taken)
        return [
            f"the bank took {taken.get(order, 0)}, the ledger has {spent[order]} spent"
            f" and {doubtful[order]} in doubt: {order}"
            for order in spent.keys() | doubtful.keys()
            if not spent[order] <= taken.get(order, 0) <= spent[order] + doubtful[order]
        ]

    def _fell(self) -> list[str]:
        fell = self._rig.database_server.ask(_FELL)
        return [f"epoch, progress or an end went back: {job}" for (job,) in fell]
