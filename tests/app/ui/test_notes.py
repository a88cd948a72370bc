"""What is to be read stays to be read: the lock of the bench and what the start settled, both."""

import pytest

from app.bootstrap import open_services
from app.demo.people import LINE_1
from app.domain.people import Actor
from app.ui.demo import services_over
from app.ui.language import language
from app.ui.theme import Tone
from app.ui.widgets.banner import MOST_NOTES, Notes
from app.ui.widgets.button import Button
from app.workflows.lock_bench import lock_bench
from tests.ledgers import board


def die(run):
    """End a run as a power cut does: its lock falls, nothing is put right."""
    run._over.set()
    run._heart.join()
    run._lock.release()


@pytest.fixture
def services(demo_factory, settings):
    """A station whose last run broke off with one license picked up, and whose bench is locked."""
    actor = Actor("Ole", LINE_1)
    before = open_services(demo_factory.location, demo_factory.unlock, actor)
    run = before.ledger.runs.start(LINE_1, actor)
    lot = before.ledger.lots.get("PO-1117-A")
    before.ledger.custody.reserve(
        board(7), lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=actor
    )
    lock_bench(before, 3)
    die(run)
    before.ledger.close()
    made = services_over(demo_factory, settings)
    yield made
    made.close()


def test_a_locked_bench_does_not_hide_what_the_start_settled(qtbot, window):
    page = window.page("bench")
    qtbot.waitUntil(lambda: bool(page.notes.words), timeout=10_000)
    assert "locked" in page.banner.words
    (said,) = page.notes.words
    assert "1 license released" in said
    language().speak("zh_CN")
    qtbot.waitUntil(lambda: page.notes.words != (said,))
    language().speak("en")
    for close in page.notes.findChildren(Button):
        close.click()
    assert page.notes.words == ()
    assert page.notes.isHidden()
    assert page.banner.words


@pytest.fixture
def notes(qtbot):
    made = Notes()
    qtbot.addWidget(made)
    return made


def test_of_too_many_notes_the_oldest_goes(notes):
    for number in range(MOST_NOTES + 1):
        notes.keep(str(number), lambda n=number: (f"note {n}", ""), Tone.WAIT)
    assert notes.words == tuple(f"note {n}" for n in range(1, MOST_NOTES + 1))


def test_a_newer_note_of_one_topic_takes_the_place_of_the_older(notes):
    notes.keep("a", lambda: ("old", ""), Tone.WAIT)
    notes.keep("a", lambda: ("new", "advice"), Tone.WAIT)
    assert notes.words == ("new",)
