"""Printers: how each is reached, how it is, and which slot prints on which."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from app.settings import SLOTS
from app.ui.labels.printer_form import open_printer_form
from app.ui.labels.records import PrinterDraft, PrinterRow, Way
from app.ui.labels.words import way_word
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import advice, named, sentence

EVERY_SLOT = "*"
READY, SILENT = "printer-ready", "printer-silent"
SlotLine = tuple[str, str]


class PrinterTab(Panel):
    """The printers as a table, the chosen one beside it, the slots below."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._answers: dict[str, PrinterRow] = {}
        self.model: ListModel[PrinterRow] = ListModel(self._columns(), self)
        self.empty = EmptyState(
            "printer",
            lambda: self.tr("No printer yet"),
            lambda: self.tr("Add a label printer, or a file to try it without one."),
            (lambda: self.tr("Add a printer"), self.add),
        )
        self.table: Table[PrinterRow] = Table(self.model, self.empty, lambda: self.tr("Printers"))
        self.slots: ListModel[SlotLine] = ListModel(self._slot_columns(), self)
        no_slots = EmptyState(
            "plug",
            lambda: self.tr("Every slot prints on the only printer"),
            lambda: self.tr("With several printers, say here which slot prints where."),
        )
        self.slot_table: Table[SlotLine] = Table(
            self.slots, no_slots, lambda: self.tr("Slots and printers")
        )
        self._name = self.label(lambda: "", "heading", wrap=True)
        self._facts = self.label(self._facts_words, "muted", wrap=True)
        self._state = self.label(self._state_words, wrap=True)
        self.ask = self.button(lambda: self.tr("Ask how it is"), self._ask, image="refresh")
        self.test = self.button(lambda: self.tr("Test print"), self._test, image="printer")
        self.edit = self.button(lambda: self.tr("Edit…"), self._edit, image="edit")
        self.retire = self.button(
            lambda: self.tr("Retire…"), self._retire, kind="stop", image="trash"
        )
        self.map = self.button(lambda: self.tr("Slot to printer…"), self._map, image="plug")
        self._detail = card(
            self._name,
            self._facts,
            self._state,
            1,
            row(self.ask, self.test),
            row(self.edit, self.retire),
            gap=12,
        )
        caption = self.label(lambda: self.tr("Which slot prints where"), "heading")
        left = column(grow(self.table), row(caption, 1, self.map), grow(self.slot_table), gap=8)
        left.setStretch(0, 3)
        left.setStretch(2, 2)
        both = Beside(left, self._detail, side=350, low=420)
        self.setLayout(column(both))
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self._show_chosen()

    def refresh(self) -> None:
        """Ask for the printers and the slots."""
        labels = self._page.services.labels
        self._page.ask("printers", lambda: (labels.printers(), labels.slots()), self._show)

    def add(self) -> None:
        """Define a printer."""
        self._open_form(PrinterDraft(""))

    def _show(self, given: tuple[Sequence[PrinterRow], Mapping[str, str]]) -> None:
        printers, slots = given
        chosen = self.table.current()
        self.model.show_rows([self._with_answer(printer) for printer in printers])
        names = [printer.name for printer in printers]
        self.table.choose(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self.slots.show_rows(sorted(slots.items()))
        self.map.setEnabled(bool(printers))
        self._show_chosen()

    def _with_answer(self, printer: PrinterRow) -> PrinterRow:
        """Return the row with what the printer said when it was last asked."""
        said = self._answers.get(printer.name)
        if said is None or said.draft != printer.draft:
            return printer
        return PrinterRow(
            printer.draft,
            printer.waiting,
            printer.failed,
            printer.doubtful,
            said.code,
            said.facts,
        )

    def _show_chosen(self) -> None:
        printer = self.table.current()
        self._detail.setVisible(printer is not None)
        if printer is None:
            return
        self._name.setText(printer.name)
        self._facts.setText(self._facts_words())
        self._state.setText(self._state_words())
        self._state.setVisible(bool(printer.code))

    def _facts_words(self) -> str:
        printer = self.table.current()
        if printer is None:
            return ""
        draft = printer.draft
        own = self.tr("as the printer is set")
        lines = [
            named(self.tr("Reached by"), way_word(draft.way)),
            named(self.tr("Address"), draft.address),
            named(self.tr("Language"), draft.language.upper()),
            named(self.tr("Dots per inch"), str(draft.dpi)),
            named(self.tr("Darkness"), own if draft.darkness is None else str(draft.darkness)),
            named(self.tr("Speed"), own if draft.speed is None else f"{draft.speed} in/s"),
            named(self.tr("Offset"), f"{draft.shift_x:+g} / {draft.shift_y:+g} mm"),
        ]
        waiting = self.tr("%n label(s) waiting", "", printer.waiting)
        return "\n".join([*lines, waiting])

    def _state_words(self) -> str:
        printer = self.table.current()
        if printer is None or not printer.code:
            return ""
        facts = {"printer": printer.name, **printer.facts}
        return f"{sentence(printer.code, facts)}\n{advice(printer.code, facts)}".strip()

    def _columns(self) -> list[Column[PrinterRow]]:
        return [
            Column(lambda: self.tr("Printer"), lambda p: p.name, 0),
            Column(lambda: self.tr("State"), self._state_word, 150, tone=_tone),
            Column(lambda: self.tr("Address"), _where, 150),
            Column(lambda: self.tr("Waiting"), lambda p: f"{p.waiting}", 84, number=True),
            Column(lambda: self.tr("Failed"), lambda p: f"{p.failed}", 76, number=True),
            Column(lambda: self.tr("Doubtful"), lambda p: f"{p.doubtful}", 88, number=True),
        ]

    def _slot_columns(self) -> list[Column[SlotLine]]:
        return [
            Column(
                lambda: self.tr("Slot"),
                lambda line: self.tr("all others") if line[0] == EVERY_SLOT else line[0],
                160,
            ),
            Column(lambda: self.tr("Printer"), lambda line: line[1], 0),
        ]

    def _state_word(self, printer: PrinterRow) -> str:
        if printer.code == READY:
            return self.tr("Ready")
        if printer.code == SILENT:
            return self.tr("Cannot be asked")
        if printer.code:
            return self.tr("Needs you")
        return self.tr("Not asked")

    def _ask(self) -> None:
        self._run(self._page.services.labels.ask_printer, "")

    def _test(self) -> None:
        words = self.tr("Sent: measure the frame, it should be 1 mm from each edge.")
        self._run(self._page.services.labels.test_print, words)

    def _run(self, call: Callable[[str], PrinterRow], words: str) -> None:
        printer = self.table.current()
        if printer is None:
            return

        def show(said: PrinterRow) -> None:
            self._answers[said.name] = said
            if words and said.code in ("", READY, SILENT):
                advised = self.tr("Set what is off as offset of this printer.")
                if printer.draft.language == "pdf":
                    advised = self.tr("Choose 100 % and the label's own size in its settings.")
                self._page.tell(words, advised)
            self.refresh()

        self._page.ask("printer", lambda: call(printer.name), show)

    def _edit(self) -> None:
        printer = self.table.current()
        if printer is not None:
            self._open_form(printer.draft)

    def _open_form(self, draft: PrinterDraft) -> None:
        labels = self._page.services.labels

        def save(typed: PrinterDraft) -> None:
            self._page.ask(
                "save printer", lambda: labels.save_printer(typed), lambda _none: self.refresh()
            )

        open_printer_form(self._page, draft, save)

    def _retire(self) -> None:
        printer = self.table.current()
        if printer is None:
            return
        labels, name = self._page.services.labels, printer.name
        Form(
            self._page,
            self.tr("Retire {printer}?").format(printer=name),
            [],
            lambda _values: self._page.ask(
                "retire", lambda: labels.retire_printer(name), lambda _none: self.refresh()
            ),
            words=self.tr("It is offered no more; its labels stay on record."),
            ok=self.tr("Retire"),
        ).open()

    def _map(self) -> None:
        labels = self._page.services.labels
        count = self._page.context.settings.get(SLOTS)
        slots = [(EVERY_SLOT, self.tr("all others"))]
        slots += [(str(number), str(number)) for number in range(1, count + 1)]
        printers = [("", self.tr("as all others"))]
        printers += [(printer.name, printer.name) for printer in self.model.rows]
        fields = [
            Field("slot", self.tr("Slot"), EVERY_SLOT, slots),
            Field("printer", self.tr("Printer"), self.model.rows[0].name, printers),
        ]

        def done(values: Mapping[str, Value]) -> None:
            slot, printer = str(values["slot"]), str(values["printer"])
            self._page.ask(
                "map", lambda: labels.map_slot(slot, printer), lambda _none: self.refresh()
            )

        Form(self._page, self.tr("Slot to printer"), fields, done).open()


def _tone(printer: PrinterRow) -> Tone:
    if printer.code == READY:
        return Tone.PASS
    if printer.code in ("", SILENT):
        return Tone.WAIT
    return Tone.FAIL


def _where(printer: PrinterRow) -> str:
    """Return the address; of a file only its name, for its path stands in full beside the list."""
    address = printer.draft.address
    return PurePath(address).name if printer.draft.way is Way.FILE else address
