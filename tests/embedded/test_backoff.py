from asset_service.embedded.backoff import Backoff


def test_the_wait_doubles_up_to_its_most():
    backoff = Backoff()
    assert [backoff.delay(0.1) for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_it_starts_anew_after_a_minute_up():
    backoff = Backoff()
    for _ in range(5):
        backoff.delay(1)
    assert [backoff.delay(60), backoff.delay(1)] == [0.5, 1]
