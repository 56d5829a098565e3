"""The row of a stored file, written by whoever put the file."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Interval, bindparam, case, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.models.base import table_of
from asset_service.models.stored_object import StoredObject

_FACTS = ("size", "mime", "width", "height", "thumbhash")
_OBJECTS = table_of(StoredObject)
_NEW = insert(_OBJECTS).values(
    {name: bindparam(name) for name in ("project_id", "sha256", *_FACTS, "renditions")}
)
_STAYS = _OBJECTS.c.removed_at.is_(None)
_NAME = _NEW.on_conflict_do_update(
    index_elements=["project_id", "sha256"],
    set_={
        "condemned_at": None,
        "removed_at": None,
        "files_gone_at": None,
        **{fact: _NEW.excluded[fact] for fact in _FACTS},
        "renditions": case((_STAYS, _OBJECTS.c.renditions), else_=_NEW.excluded.renditions),
        # another life: who still renders for the one before writes nothing
        "created_at": case((_STAYS, _OBJECTS.c.created_at), else_=func.clock_timestamp()),
    },
    # now() is when the transaction began, which is before `since_put` was measured: on the
    # database's own clock the difference lies before the put, however long this waits for a lock.
    where=or_(
        _STAYS,
        _OBJECTS.c.files_gone_at < func.now() - bindparam("since_put", type_=Interval),
    ),
).returning(_OBJECTS.c.renditions)


def name(session: Session, facts: Mapping[str, Any], since_put: timedelta) -> list[int] | None:
    """Insert or take back the row; return its renditions, or None when it is being removed.

    Taken back is what is not removed, and what was put after its files were gone. `since_put`
    was measured in this transaction, from before the put.
    """
    known = {**facts, "since_put": since_put}
    renditions: list[int] | None = session.execute(_NAME, known).scalar_one_or_none()
    return renditions
