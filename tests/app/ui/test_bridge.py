"""Events reach the window from any thread, together, in order."""

import threading

from PySide6.QtCore import QObject, Signal

from app.ui.bridge import Bridge


class Bell(QObject):
    rung = Signal(bool)


def test_ten_thousand_signals_leave_the_interpreter_alive(qapp):
    # PySide6 6.12.0 lost a reference to True at each emit and aborted after some hundred.
    heard = []
    bell = Bell()
    bell.rung.connect(heard.append)
    for _ in range(10_000):
        bell.rung.emit(True)
    assert len(heard) == 10_000


def test_a_burst_of_events_wakes_the_window_few_times_and_keeps_order(qtbot):
    got = []
    bridge = Bridge(got.extend)
    for number in range(5_000):
        bridge.post(number)
    qtbot.waitUntil(lambda: len(got) == 5_000)
    assert got == list(range(5_000))
    assert bridge.wake_ups <= 4


def test_thirty_two_threads_lose_nothing(qtbot):
    got = []
    bridge = Bridge(got.extend)

    def talk(slot):
        for number in range(500):
            bridge.post((slot, number))

    threads = [threading.Thread(target=talk, args=(slot,)) for slot in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    qtbot.waitUntil(lambda: len(got) == 16_000)
    for slot in range(32):
        assert [n for s, n in got if s == slot] == list(range(500))


def test_a_closed_bridge_takes_nothing(qtbot):
    got = []
    bridge = Bridge(got.extend)
    bridge.post(1)
    bridge.close()
    bridge.post(2)
    qtbot.wait(20)
    assert got == []
