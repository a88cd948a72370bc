"""Figures: yield, throughput, cycle times and why units fail; live."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QScrollArea,
    QStackedLayout,
    QWidget,
)

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter, Figures, GroupBy, StepTime
from app.ui.language import language
from app.ui.pages.filters import Filters
from app.ui.pages.page import Context, Page
from app.ui.quality.figure_charts import (
    Cause,
    GroupBar,
    GroupChart,
    ParetoChart,
    SlotTimes,
    StepChart,
)
from app.ui.quality.place_filters import PlaceFilters
from app.ui.theme import Tone
from app.ui.views import UnitQuery
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.figure import Figure
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.panel import card, column, grow
from app.ui.words import OUTCOME_TONES, outcome_word, seconds_word, sentence, step_word
from flasher.model import Outcome, Step

NONE = "–"
STEP_ORDER = {step.value: number for number, step in enumerate(Step)}


class FiguresPage(Page):
    """Five numbers, one chart by whatever one asks, the steps of each slot, the causes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Figures"))
        self.board: Dashboard | None = None
        self.export = self.button(
            lambda: self.tr("Export…"), self.export_figures, image="export", shortcut="Ctrl+E"
        )
        self.tools.addWidget(self.export)
        self.filters = Filters(search=False, operators=True)
        self.filters.changed.connect(self._ask)
        self.places = PlaceFilters()
        self.places.changed.connect(self._ask)
        self.by = QComboBox()
        for group in GroupBy:
            self.by.addItem("", group.value)
        self.say(self._say_groups)
        self.by.currentIndexChanged.connect(self._show_groups)
        self.stack = QStackedLayout()
        self.body.addWidget(self.filters)
        self.body.addWidget(self.places)
        self.body.addLayout(self.stack, 1)
        self._build()
        self.guard(self.export, Act.REPORT_EXPORTED, self._has_figures)
        self.say(self._show_again)

    def _build(self) -> None:
        self.tried = Figure(lambda: self.tr("tried"))
        self.made = Figure(lambda: self.tr("made"))
        self.fpy = Figure(lambda: self.tr("first-pass yield"))
        self.total = Figure(lambda: self.tr("yield with retries"))
        self.uph = Figure(lambda: self.tr("units per hour"))
        self.cycle = Figure(lambda: self.tr("cycle time"))
        figures = (self.tried, self.made, self.fpy, self.total, self.uph, self.cycle)
        top = card(flow(*figures, gap=36), edge=14)
        self.groups = GroupChart()
        title = self.label(
            lambda: self.tr("Units: passed below, others above; line: first-pass yield"), "caption"
        )
        middle = card(flow(title, 1, self.by), grow(self.groups), gap=8, edge=14)
        self.steps = StepChart()
        self.causes = ParetoChart()
        by_slot = card(
            self.label(lambda: self.tr("Mean time of each step, by slot"), "caption"),
            grow(self.steps), gap=6, edge=14,
        )  # fmt: skip
        why = card(
            self.label(lambda: self.tr("Why units did not pass"), "caption"),
            grow(self.causes), gap=6, edge=14,
        )  # fmt: skip
        self.well = self.label(lambda: self.tr("Every unit passed."), "muted")
        self.well.hide()
        why_inner = why.layout()
        assert why_inner is not None
        why_inner.addWidget(self.well)
        below = Beside(by_slot, why, side=0, least=720, low=200, aside_low=200)
        charts = QWidget()
        lines = column(gap=12)
        lines.addWidget(top)
        lines.addWidget(middle, 1)
        lines.addWidget(below, 1)
        charts.setLayout(lines)
        empty = EmptyState(
            "figures",
            lambda: self.tr("Nothing was tried yet"),
            lambda: self.tr("The figures come by themselves with the first board at a slot."),
        )
        area = QScrollArea()  # large text needs more height than a small screen has
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(charts)
        area.setObjectName("scrolls")  # takes the keyboard, and shows it
        self.say(lambda: area.setAccessibleName(self.tr("Figures")))
        self.stack.addWidget(area)
        self.stack.addWidget(empty)

    def refresh(self) -> None:
        """Ask for the names to filter by, and for the figures."""
        lots, orders, reports = self.services.lots, self.services.orders, self.services.reports
        self.ask(
            "names",
            lambda: (
                [lot.name for lot in lots.all()],
                [order.name for order in orders.all()],
                list(reports.operators()),
            ),
            lambda names: self.filters.offer(*names),
        )
        self._ask()

    def choose(self, group: GroupBy) -> None:
        """Tell the main chart by this."""
        self.by.setCurrentIndex(self.by.findData(group.value))

    def export_figures(self) -> None:
        """Write what is shown as PDF, XLSX, CSV or JSON."""
        kinds = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv);;JSON (*.json)"
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Export figures"), "figures.pdf", kinds)
        if not file:
            return
        which, figures = self._which(), self.services.quality.figures
        self.ask(
            "export",
            lambda: figures.export(which, Path(file)),
            lambda _done: self.tell(self.tr("Written to {file}.").format(file=file)),
        )

    def _which(self) -> FigureFilter:
        places = self.places
        return replace(
            figure_filter(self.filters.query),
            station=places.chosen(places.station),
            slot=places.chosen(places.slot),
            shift=places.chosen(places.shift),
        )

    def _ask(self) -> None:
        which, figures = self._which(), self.services.quality.figures
        self.ask("figures", lambda: figures.dashboard(which), self._show)

    def _show(self, board: Dashboard) -> None:
        self.board = board
        self.places.learn(board)
        total = board.total
        self.stack.setCurrentIndex(0 if total.attempts else 1)
        self.tried.show_number(f"{total.tried:,}")
        self.made.show_number(f"{total.made:,}")
        self.fpy.show_number(_share(total.first_pass_yield))
        self.total.show_number(_share(total.total_yield))
        uph, cycle = total.units_per_hour, total.cycle_s
        self.uph.show_number(NONE if uph is None else f"{uph:,.0f}")
        self.cycle.show_number(NONE if cycle is None else seconds_word(cycle))
        self._show_groups()
        self.steps.show_slots(slot_times(board.steps))
        self.causes.show_causes(
            [
                Cause(
                    f"{outcome_word(Outcome(one.outcome))} · {_cause(one.code)}",
                    one.n,
                    one.cumulative,
                    OUTCOME_TONES.get(Outcome(one.outcome), Tone.FAIL),
                )
                for one in board.failures
            ]
        )
        self.causes.setVisible(bool(board.failures))
        self.well.setVisible(not board.failures)
        self.enable_buttons()

    def _show_again(self) -> None:
        if self.board is not None:
            self._show(self.board)

    def _show_groups(self) -> None:
        if self.board is None:
            return
        group = GroupBy(str(self.by.currentData()))
        rows = self.board.groups.get(group, {})
        self.groups.show_bars([_bar(group, name, figures) for name, figures in rows.items()])

    def _say_groups(self) -> None:
        text = language().texts.text
        self.by.setAccessibleName(self.tr("Told by"))
        self.by.setToolTip(self.tr("Told by"))
        for number, group in enumerate(GroupBy):
            self.by.setItemText(number, text(f"paper-by-{group.value}"))

    def _has_figures(self) -> bool:
        return self.board is not None and self.board.total.attempts > 0


def figure_filter(query: UnitQuery) -> FigureFilter:
    """Return the filter for what is set on the page; local days become UTC."""
    return FigureFilter(
        since=_start_of(query.since) if query.since else None,
        until=_start_of(query.until + timedelta(days=1)) if query.until else None,
        operator=query.operator or None,
        lot=query.lot or None,
        order=query.order or None,
    )


def slot_times(steps: Sequence[StepTime]) -> list[SlotTimes]:
    """Return the steps of each slot in the order of the write; with stations where several."""
    stations = {one.station for one in steps}
    name_of: Callable[[StepTime], str] = (
        (lambda one: one.slot) if len(stations) == 1 else (lambda one: f"{one.station} {one.slot}")
    )
    found: dict[str, list[StepTime]] = {}
    for one in steps:
        found.setdefault(name_of(one), []).append(one)
    return [
        SlotTimes(
            name,
            tuple(
                (step_word(Step(one.step)) if one.step in STEP_ORDER else one.step, one.mean_s)
                for one in sorted(parts, key=lambda p: STEP_ORDER.get(p.step, 99))
            ),
        )
        for name, parts in found.items()
    ]


def _bar(group: GroupBy, name: str, figures: Figures) -> GroupBar:
    passed = figures.first_passes + figures.late_passes
    shown = name
    match group:
        case GroupBy.HOUR:
            shown = f"{name[5:10]} {name[11:13]}"
        case GroupBy.DAY:
            shown = name[5:]
        case GroupBy.SHIFT:
            shown = name[5:]
        case _:
            shown = name or NONE
    others = max(0, figures.tried - passed)
    return GroupBar(shown, figures.made, others, figures.first_pass_yield)


def _start_of(day: date) -> str:
    local = datetime.combine(day, time()).astimezone(UTC)
    return local.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _share(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.1f} %"


def _cause(code: str) -> str:
    """Return what a code says of any unit: facts of a single one are left open."""
    return sentence(code, {}).replace("?", "…").replace("….", "…")
