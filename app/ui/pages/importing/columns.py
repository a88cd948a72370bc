"""Which column means what: seen, changed by hand, kept under a name for the next list."""

from collections.abc import Mapping

from PySide6.QtCore import Signal

from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.views_lots import ColumnGuess, ImportPlan
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, grow, row
from app.ui.widgets.table import Table


class ColumnList(Panel):
    """The columns of a plan. ``mapped`` carries letter -> field; ``kept`` the mapping's name."""

    mapped = Signal(dict)
    kept = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._plan: ImportPlan | None = None
        self.model: ListModel[ColumnGuess] = ListModel(self._columns(), self)
        bare = EmptyState(
            "file",
            lambda: self.tr("No columns"),
            lambda: self.tr("Choose the row that holds the headers."),
        )
        self.table: Table[ColumnGuess] = Table(self.model, bare, lambda: self.tr("Columns"))
        self.table.opened.connect(self._choose)
        words = self.label(
            lambda: self.tr(
                "Press Enter on a column to say what it means. What nobody names is not imported."
            ),
            "muted",
            wrap=True,
        )
        self.change = self.button(
            lambda: self.tr("Change…"),
            lambda: self._choose(self.table.view.currentIndex().row()),
            image="edit",
        )
        self.keep = self.button(
            lambda: self.tr("Keep this mapping…"), self._keep, image="star", shortcut="Ctrl+K"
        )
        top = row(words, self.change, self.keep)
        top.setStretch(0, 1)
        self.setLayout(column(top, grow(self.table), gap=8))

    def show_plan(self, plan: ImportPlan) -> None:
        """Show exactly the columns of this plan."""
        at = self.table.view.currentIndex().row()
        self._plan = plan
        self.model.show_rows(plan.columns)
        self.table.choose(max(0, at))
        self.change.setEnabled(bool(plan.columns))
        self.keep.setEnabled(any(one.field for one in plan.columns))

    def _choose(self, number: int) -> None:
        plan = self._plan
        if plan is None or not 0 <= number < self.model.rowCount():
            return
        guess = plan.columns[number]
        choices = [(name, name) for name in plan.fields]
        words = ""
        if guess.by_header:
            words = self.tr(
                "Its header names this field. It can mean another one, but it is not left out: a "
                "status or a MAC in a list always counts."
            )
        else:
            choices.insert(0, ("", self.tr("extra column")))
        field = Field("field", guess.header or guess.letter, guess.field, choices)

        def done(values: Mapping[str, Value]) -> None:
            mapping = {
                one.letter: one.field for one in plan.columns if one.field != values["field"]
            }
            self.mapped.emit({**mapping, guess.letter: str(values["field"])})

        title = self.tr("What is column {letter}?").format(letter=guess.letter)
        Form(self._page, title, [field], done, words=words).open()

    def _keep(self) -> None:
        plan = self._plan
        if plan is None:
            return

        def done(values: Mapping[str, Value]) -> None:
            name, lots = str(values["name"]), self._page.services.lots

            def told(_none: None) -> None:
                self._page.tell(
                    self.tr("The mapping {name} is kept.").format(name=name),
                    self.tr("Choose it on the left for the next list of this kind."),
                )
                self.kept.emit(name)

            self._page.ask("keep mapping", lambda: lots.keep_mapping(name, plan), told)

        words = self.tr(
            "Kept are the kind of list, the columns, and what you chose of sheet, header row and "
            "statuses. An older mapping of that name is replaced."
        )
        name = Field("name", self.tr("Name"), plan.question.profile, needed=True, most=64)
        Form(self._page, self.tr("Keep this mapping"), [name], done, words=words).open()

    def _columns(self) -> list[Column[ColumnGuess]]:
        return [
            Column(lambda: self.tr("Column"), lambda c: c.letter, 90),
            Column(lambda: self.tr("Header in the file"), lambda c: c.header, 190),
            Column(
                lambda: self.tr("Taken for"),
                lambda c: c.field or self.tr("extra column"),
                190,
                tone=lambda c: Tone.PASS if c.field else Tone.WAIT,
            ),
            Column(lambda: self.tr("Samples"), lambda c: ", ".join(c.samples), 0, mono=True),
        ]
