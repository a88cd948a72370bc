"""Figures: what stands on the page is what the attempts say; empty states have words."""

from datetime import date

from app.domain.figures import GroupBy, StepTime
from app.ui.language import language
from app.ui.pages.figures import FiguresPage, figure_filter, slot_times
from app.ui.quality.figure_charts import nice
from app.ui.views import UnitQuery
from tests.ledgers import board


def test_before_the_first_attempt_the_page_says_so(page_of):
    page = page_of(FiguresPage)
    assert page.stack.currentIndex() == 1
    assert not page.export.isEnabled()


def test_the_numbers_are_those_of_the_attempts(settled, page_of, made):
    page = page_of(FiguresPage)
    assert page.stack.currentIndex() == 0
    assert page.tried.number.text() == "5"
    assert page.fpy.number.text() == "100.0 %"
    assert page.well.isVisible()
    for group in GroupBy:
        page.choose(group)
        assert sum(bar.made for bar in page.groups._bars) == 5, group
    assert board(0).hwid


def test_failures_stand_with_their_words_and_shares(qtbot, demo_page_of):
    page = demo_page_of(FiguresPage)
    causes = page.causes._causes
    assert causes[0].n >= causes[-1].n
    assert causes[-1].cumulative == 1.0
    words = [cause.words for cause in causes]
    assert any("No answer" in one for one in words)
    language().speak("zh_CN")
    qtbot.waitUntil(lambda: any("板子没有应答" in one.words for one in page.causes._causes))


def test_new_attempts_come_by_themselves(settled, page_of, factory, made):
    page = page_of(FiguresPage)
    with factory.run() as run:
        factory.make(run, 20, order_id=1)
    page.refresh()  # what the window does when units come in
    settled()
    assert page.tried.number.text() == "6"


def test_a_filter_of_days_covers_whole_local_days():
    day = date(2026, 3, 12)
    which = figure_filter(UnitQuery(since=day, until=day, lot="A"))
    assert which.lot == "A"
    assert which.since < which.until
    assert figure_filter(UnitQuery()).since is None


def test_slots_of_two_stations_are_told_apart():
    steps = [StepTime("a", "1", "write", 3, 0.2), StepTime("b", "1", "write", 3, 0.4)]
    assert [slot.name for slot in slot_times(steps)] == ["a 1", "b 1"]
    assert [slot.name for slot in slot_times(steps[:1])] == ["1"]


def test_scales_end_at_round_numbers():
    assert [nice(value) for value in (1, 17, 61, 450, 999)] == [4.0, 20.0, 80.0, 600.0, 1000.0]


def test_the_export_writes_the_kind_that_the_name_says(page_of, real, made, tmp_path):
    for ending in ("pdf", "xlsx", "csv", "json"):
        file = tmp_path / f"figures.{ending}"
        real.services.quality.figures.export(figure_filter(UnitQuery()), file)
        assert file.stat().st_size > 100


def test_figures_are_chosen_by_station_slot_and_shift(settled, page_of, made):
    page = page_of(FiguresPage)
    places = page.places
    assert [places.slot.itemData(n) for n in range(places.slot.count())] == ["", "1"]
    assert places.station.count() == 2
    page.places.slot.setCurrentIndex(1)
    settled()
    assert page._which().slot == "1"
    assert page.tried.number.text() == "5"
    assert places.station.count() == 2, "what was offered stays, whatever is chosen"
    shift = places.shift.itemData(1)
    places.shift.setCurrentIndex(1)
    settled()
    assert page.board.filter.shift == shift
    assert {name[-1] for name in page.board.groups[GroupBy.SHIFT]} == {shift}
    places.shift.setCurrentIndex(0)
    places.slot.setCurrentIndex(0)
    settled()
    assert page._which().slot is None
