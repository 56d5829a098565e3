from asset_service.services import pulse
from asset_service.services.pulse import Pulse


def test_a_loop_is_as_old_as_its_last_turn(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pulse.time, "monotonic", lambda: now[0])
    beats = Pulse()
    now[0] = 110.0
    beats.beat("relay")
    now[0] = 113.0
    assert beats.ages() == {"relay": 3.0}
    assert beats.age("housekeeping") == 13.0  # it never turned: since the start
