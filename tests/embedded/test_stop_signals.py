import os
import signal
import threading

import pytest

from asset_service.embedded.signals import StopSignals


@pytest.fixture(autouse=True)
def signals_as_in_a_terminal():
    """Whoever runs the tests may ignore some (nohup, background jobs), and they are inherited."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_first_signal_interrupts(number):
    with pytest.raises(KeyboardInterrupt), StopSignals():
        os.kill(os.getpid(), number)


def test_while_all_ends_a_signal_hurries():
    hurried = []
    with StopSignals() as signals:
        signals.ending(lambda: hurried.append(True))
        os.kill(os.getpid(), signal.SIGTERM)
    assert hurried == [True]


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with StopSignals():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN


def test_what_was_there_before_comes_back():
    before = signal.getsignal(signal.SIGTERM)
    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_other_threads_leave_signals_alone():
    found = []

    def use():
        with StopSignals():
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGTERM)]
