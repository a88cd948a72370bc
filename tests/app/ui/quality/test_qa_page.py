"""QA: what a scan anywhere on the page does, over a real ledger."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.quality import Verdict
from app.ui.language import language
from app.ui.pages.qa import QaPage
from app.ui.quality.verdict import SOUNDS, TONES, verdict_words
from app.ui.second import SecondDialog
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.people import PINS


def type_code(qtbot, page, text):
    target = QApplication.focusWidget() or page
    qtbot.keyClicks(target, text)
    qtbot.keyClick(target, Qt.Key.Key_Return)


def waits(settled):
    for _ in range(3):
        settled()


def scanned(qtbot, settled, page, text):
    type_code(qtbot, page, text)
    settled()
    return page.verdict.verdict


def test_a_scan_anywhere_on_the_page_gives_verdict_and_story(qtbot, settled, page_of, made):
    page = page_of(QaPage)
    page.card.sample.setFocus()  # a scanner types wherever the focus is
    assert scanned(qtbot, settled, page, made[0]) is Verdict.PASSED
    assert page.verdict.word == "PASSED"
    assert page.story.story.subject == made[0]
    assert page.story.timeline._entries
    assert page.card.sample.currentIndex() == 0


def test_a_code_that_nobody_knows_is_unknown(qtbot, settled, page_of, made):
    page = page_of(QaPage)
    assert scanned(qtbot, settled, page, "uuid-of-nobody") is Verdict.UNKNOWN
    assert page.story.story is None
    assert not page.card.pass_it.isEnabled()


def test_the_same_label_twice_is_said_loudly(qtbot, settled, page_of, made):
    page = page_of(QaPage)
    scanned(qtbot, settled, page, made[1])
    assert scanned(qtbot, settled, page, made[1]) is Verdict.DUPLICATE
    assert "1" in page.verdict.advised


def test_an_inspection_by_function_key_is_in_the_ledger(qtbot, settled, page_of, factory, made):
    page = page_of(QaPage)
    scanned(qtbot, settled, page, made[0])
    factory.clock.advance(60)
    page.pass_it()
    settled()
    settled()
    assert page.verdict.word == "RECORDED"
    assert page.story.story.inspections[-1]["result"] == "pass"
    assert scanned(qtbot, settled, page, made[0]) is Verdict.ALREADY_INSPECTED


def test_numbers_press_reasons_and_a_scan_does_not(qtbot, settled, page_of, factory, made):
    page = page_of(QaPage)
    page.setFocus()
    scanned(qtbot, settled, page, made[2])
    codes = list(page.card.reasons)
    qtbot.keyClicks(page, "2")
    qtbot.waitUntil(lambda: page.card.chosen == (codes[1],), timeout=3000)
    qtbot.keyClicks(page, "12")
    qtbot.waitUntil(lambda: page.card.chosen == (codes[1], codes[11]), timeout=3000)
    factory.clock.advance(60)
    page.reject_it()
    settled()
    settled()
    told = page.story.story.inspections[-1]
    assert (told["result"], list(told["reasons"])) == ("reject", [codes[1], codes[11]])
    assert page.card.chosen == ()
    assert scanned(qtbot, settled, page, made[2]) is Verdict.FAILED


def test_pictures_are_kept_with_the_inspection(settled, page_of, factory, made, tmp_path):
    picture = tmp_path / "crack.png"
    Image.new("RGB", (4, 4)).save(picture)
    page = page_of(QaPage)
    page.scan(made[4])
    settled()
    page.card.show_pictures([picture])
    page.card.press(6)
    page.reject_it()
    waits(settled)
    inspection = page.story.story.inspections[-1]
    kept = factory.services.ledger.inspections.pictures(inspection["id"])
    assert [one.name for one in kept] == ["crack.png"]
    assert page.card.pictures == ()


def test_two_labels_are_compared(qtbot, settled, page_of, made):
    page = page_of(QaPage)
    page.toggle_pairing()
    for box, word in ((made[0], "THEY AGREE"), (made[1], "THEY DIFFER")):
        scanned(qtbot, settled, page, made[0])
        scanned(qtbot, settled, page, box)
        assert page.verdict.word == word
    page.toggle_pairing()
    assert scanned(qtbot, settled, page, made[3]) is Verdict.PASSED


def test_who_may_not_inspect_sees_who_could(settled, page_of, factory, desk, made):
    factory.hire("Ole", "Sun", "Qiu")
    desk.name = "Ole"
    page = page_of(QaPage)
    page.scan(made[0])
    settled()
    assert not page.card.pass_it.isEnabled()
    assert "QA inspector" in page.card.pass_it.toolTip()
    assert "Qiu" in page.card.pass_it.toolTip()
    assert page.card.reject_it.isEnabled()  # with a second person
    assert "second person" in page.card.reject_it.toolTip()


def test_a_second_person_approves_one_act_and_both_are_on_record(
    qtbot, settled, page_of, factory, desk, made
):
    factory.hire("Ole", "Sun", "Qiu")
    desk.name = "Ole"
    page = page_of(QaPage)
    page.scan(made[0])
    settled()
    page.card.press(1)
    page.reject_it()
    settled()
    dialog = page.findChild(SecondDialog)
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    dialog.name.setText("Qiu")
    dialog.pin.setText(PINS["Qiu"][1])
    dialog.accept()
    settled()
    settled()
    assert page.verdict.word == "REJECTED", page.banner.words
    record = next(
        r
        for r in factory.services.ledger.audit.records(newest_first=True)
        if r.act == "unit.rejected"
    )
    assert (record.who, record.approver) == ("Ole", "Qiu")


def test_a_sample_is_drawn_counted_and_decided(settled, page_of, made):
    page = page_of(QaPage)
    page._drawn({"name": "S1", "size": 2, "mode": "every", "aql": "1.0", "level": "II", "nth": 1})
    settled()
    settled()
    assert page.card.chosen_sample == "S1"
    for identity in made[:2]:
        page.scan(identity)
        settled()
        page.pass_it()
        settled()
        settled()
    assert "accepted" in page.card.state.text()


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
def test_every_verdict_has_a_word_a_tone_and_a_sound(qapp, speech):
    language().speak(speech)
    words = {verdict_words(verdict) for verdict in Verdict}
    assert len(words) == len(Verdict)
    assert set(TONES) == set(SOUNDS) == set(Verdict)


def test_the_language_changes_while_a_verdict_stands(qtbot, settled, page_of, made):
    page = page_of(QaPage)
    page.scan(made[0])
    settled()
    language().speak("zh_CN")
    qtbot.waitUntil(lambda: page.verdict.word == verdict_words(Verdict.PASSED) != "PASSED")


def test_a_connected_board_is_read_behind_the_window_and_has_the_last_word(
    qtbot, settled, page_of, made, tmp_path
):
    with Farm(tmp_path / "boards") as farm:
        port = farm.add(spec_for(3, kind_named("t5ai"), seed=7))
        page = page_of(QaPage)
        name = port.name or port.path
        page.device.addItem(name, name)
        page.device.setCurrentIndex(page.device.findData(name))
        page.scan(made[0])
        assert page.verdict.word == "WAIT"  # the window goes on while the board is read
        qtbot.waitUntil(lambda: page.verdict.verdict is not None, timeout=20_000)
    assert page.verdict.verdict is Verdict.FAILED  # a blank board of another address
    assert "label" in page.verdict.said.casefold()
