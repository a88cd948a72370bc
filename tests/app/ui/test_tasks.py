"""Work away from the GUI thread comes back into it, or not at all."""

import sys
import threading

from PySide6.QtCore import QObject

from app.errors import BadInput


def test_the_answer_comes_in_the_gui_thread_and_the_work_does_not(qtbot, tasks):
    owner, seen = QObject(), {}
    tasks.run(
        owner,
        "ask",
        threading.get_ident,
        lambda worker: seen.update(worker=worker, gui=threading.get_ident()),
        lambda _: None,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen["gui"] == threading.get_ident() != seen["worker"]


def test_a_known_error_goes_to_failed(qtbot, tasks):
    owner, errors = QObject(), []

    def fail():
        raise BadInput("lot-unknown", lot="A")

    tasks.run(owner, "ask", fail, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code == "lot-unknown"


def test_a_bug_goes_to_the_unknown_error_handler(qtbot, tasks, monkeypatch):
    owner, caught = QObject(), []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))
    tasks.run(owner, "ask", lambda: 1 // 0, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0], ZeroDivisionError)


def test_only_the_newest_question_of_a_topic_is_answered(qtbot, tasks):
    owner, answers = QObject(), []
    gate = threading.Event()
    tasks.run(owner, "search", lambda: gate.wait(5) and "old", answers.append, lambda _: None)
    tasks.run(owner, "search", lambda: "new", answers.append, lambda _: None)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert answers == ["new"]


def test_a_gone_page_is_not_told(qtbot, tasks):
    owner, answers, gate = QObject(), [], threading.Event()
    tasks.run(owner, "ask", lambda: gate.wait(5), answers.append, lambda _: None)
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert answers == []
