"""Tables keep Qt's rules, and a million rows cost a page."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.ui.models.table import PAGE, PAGES_KEPT, TONE_ROLE, Column, ListModel, PagedModel
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.table import Table

COLUMNS = [
    Column(lambda: "Number", str, sort="number", number=True),
    Column(lambda: "Kind", lambda n: "even" if n % 2 == 0 else "odd", tone=lambda _: Tone.PASS),
]
STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def fetched(asked):
    def fetch(start, count):
        asked.append((start, count))
        return list(range(start, min(1_000_000, start + count)))

    return fetch


def test_a_list_keeps_the_rules_of_the_model_tester(qtbot):
    model = ListModel(COLUMNS)
    QAbstractItemModelTester(model, STRICT)
    model.show_rows([1, 2, 3])
    assert model.index(1, 1).data() == "even"
    assert Tone(model.index(1, 1).data(TONE_ROLE)) is Tone.PASS
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Number"
    model.show_rows([])
    assert model.rowCount() == 0


def test_a_million_rows_are_one_count_and_one_page(qtbot, tasks):
    asked, errors = [], []
    model = PagedModel(COLUMNS, tasks, errors.append)
    QAbstractItemModelTester(model, STRICT)
    with qtbot.waitSignal(model.counted):
        model.ask(lambda: 1_000_000, fetched(asked))
    assert model.rowCount() == 1_000_000
    assert model.index(3, 0).data() == "3"
    assert asked[0] == (0, PAGE)
    assert not errors


def test_a_row_in_the_far_middle_comes_with_its_page_only(qtbot, tasks):
    asked = []
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    with qtbot.waitSignal(model.counted):
        model.ask(lambda: 1_000_000, fetched(asked))
    assert model.index(500_000, 0).data() == "…"
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert model.index(500_000, 0).data() == "500000"
    assert asked == [(0, PAGE), (500_000, PAGE)]


def test_memory_stays_bounded_however_far_one_scrolls(qtbot, tasks):
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    with qtbot.waitSignal(model.counted):
        model.ask(lambda: 1_000_000, fetched([]))
    for page in range(PAGES_KEPT + 5):
        model.index(page * PAGE, 0).data()
        qtbot.waitUntil(lambda: not tasks.busy)
    assert len(model._pages) <= PAGES_KEPT


def test_an_answer_to_an_earlier_question_is_dropped(qtbot, tasks):
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    model.ask(lambda: 10, lambda _start, _count: list(range(10)))
    with qtbot.waitSignal(model.counted):
        model.ask(lambda: 2, lambda _start, _count: [7, 8])
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["7", "8"]


def test_a_click_on_a_header_asks_whoever_owns_the_question(qtbot, tasks):
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    with qtbot.waitSignal(model.sort_asked) as asked:
        model.sort(0, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["number", True]


def test_only_titles_that_sort_take_a_click(qtbot, tasks):
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    empty = EmptyState("units", lambda: "none", lambda: "")
    table = Table(model, empty, lambda: "Numbers")
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    with qtbot.waitSignal(model.counted):
        model.ask(lambda: 3, lambda _start, _count: [1, 2, 3])
    header = table.view.horizontalHeader()
    asked = []
    model.sort_asked.connect(lambda name, _down: asked.append(name))

    def click(section):
        middle = QPoint(
            header.sectionViewportPosition(section) + header.sectionSize(section) // 2, 8
        )
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    click(1)
    assert asked == []
    assert header.sortIndicatorSection() != 1
    click(0)
    assert asked == ["number"]
    assert header.sortIndicatorSection() == 0


def test_a_paged_table_keeps_the_rules_through_every_answer(qtbot, tasks):
    model = PagedModel(COLUMNS, tasks, lambda _: None)
    QAbstractItemModelTester(model, STRICT)
    for count in (1_000_000, 0, 7, 450):
        with qtbot.waitSignal(model.counted):
            model.ask(lambda count=count: count, lambda start, n: list(range(start, start + n)))
        assert model.rowCount() == count
        if count:
            model.index(count - 1, 1).data()
            qtbot.waitUntil(lambda: not tasks.busy)
    model.speak()
