from contextvars import copy_context

from asset_service.domain import acting
from asset_service.domain.acting import Via


def test_whoever_says_nothing_is_the_service_itself():
    assert copy_context().run(acting.via) in set(Via)


def test_what_one_says_is_heard_by_nobody_else():
    before = acting.via()

    def inner():
        acting.through(Via.JWT)
        return acting.via()

    assert copy_context().run(inner) is Via.JWT
    assert acting.via() is before
