"""One lot: its picture, what is known of it, what can be done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QWidget

from app.domain.acts import Act
from app.domain.lots import LOT_DATA_FIELDS, Lot
from app.ui.pages.license_care import LicenseCare
from app.ui.pages.lot_words import LONG, limit_of, lot_words, number_in
from app.ui.pages.page import Page
from app.ui.views_lots import KeptSource
from app.ui.widgets.charts import Legend, StateDonut
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, row
from app.ui.words import minute_word, named

SIDE = 400


class LotDetail(Panel):
    """Shows exactly one lot; each act asks what it must and then lets the page refresh."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._lot: Lot | None = None
        self._sources: Sequence[KeptSource] = ()
        self._titles: dict[str, str] = {}  # of the kinds of lists, in the present language
        self._name = self.label(lambda: self._lot.name if self._lot else "", "heading", wrap=True)
        self._ring = StateDonut(lambda: self.tr("left"))
        self._legend = Legend()
        self._facts = self.label(self._facts_text, "muted", wrap=True)
        inner = QWidget()
        inner.setLayout(
            column(self._name, row(self._ring, self._legend, gap=16), self._facts, 1, gap=14)
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setObjectName("scrolls")  # takes the keyboard, and shows it
        self.say(lambda: area.setAccessibleName(self.tr("Details")))
        self.edit = self.button(lambda: self.tr("Edit…"), self._edit, image="edit")
        self.split = self.button(lambda: self.tr("Split…"), self._split, image="split")
        self.hold = self.button(lambda: self.tr("Hold…"), self._hold, image="hold")
        self.release = self.button(lambda: self.tr("Release…"), self._release, image="check")
        self.close_lot = self.button(lambda: self.tr("Close…"), self._close, image="lock")
        self.source = self.button(lambda: self.tr("Kept file…"), self._take_source, image="file")
        self.license = LicenseCare(page, page.refresh)
        guard = page.guard
        guard(self.edit, Act.LOT_EDITED)
        guard(self.split, Act.LOT_SPLIT, lambda: self._is_open() and self._count("available") > 1)
        guard(self.hold, Act.LOT_HELD, lambda: self._count("available") > 0)
        guard(self.release, Act.LOT_RELEASED, lambda: self._count("held") > 0)
        guard(self.close_lot, Act.LOT_CLOSED, self._is_open)
        guard(self.source, Act.ATTACHMENT_OPENED, lambda: bool(self._sources))
        self.setLayout(
            column(
                card(
                    area,
                    row(self.edit, self.split),
                    row(self.hold, self.release),
                    row(self.close_lot, self.source),
                    self.license,
                    gap=10,
                )
            )
        )

    def show_lot(self, lot: Lot) -> None:
        """Show exactly this lot."""
        if self._lot is None or self._lot.id != lot.id:
            self._sources = ()
        self._lot = lot
        self._name.setText(lot.name)
        self._ring.show_counts(lot.counts)
        self._legend.show_counts(lot.counts)
        self._facts.setText(self._facts_text())
        self._page.enable_buttons()
        lots = self._page.services.lots
        self._page.ask(
            "sources", lambda: (lot.id, lots.sources(lot), lots.schemes()), self._show_sources
        )

    def _show_sources(
        self, answer: tuple[int, Sequence[KeptSource], Sequence[tuple[str, str]]]
    ) -> None:
        lot_id, sources, schemes = answer
        self._titles = dict(schemes)
        if self._lot is not None and self._lot.id == lot_id:
            self._sources = sources
            self._facts.setText(self._facts_text())
            self._page.enable_buttons()

    def _is_open(self) -> bool:
        return self._lot is not None and self._lot.closed_at is None

    def _count(self, state: str) -> int:
        return 0 if self._lot is None else int(getattr(self._lot.counts, state))

    def _facts_text(self) -> str:
        lot = self._lot
        if lot is None:
            return ""
        words = lot_words()
        at = minute_word(lot.imported_at)
        lines = [
            named(self.tr("List"), lot.source_name),
            named(self.tr("Kind"), self._titles.get(lot.scheme, lot.scheme)),
            named(self.tr("Imported"), f"{at}, {lot.imported_by}"),
        ]
        if lot.closed_at:
            lines.append(named(self.tr("Closed"), minute_word(lot.closed_at)))
        for name in LOT_DATA_FIELDS:
            value = getattr(lot.data, name)
            if value not in ("", None):
                lines.append(named(words[name], str(value)))
        if self._sources:
            files = ", ".join(source.name for source in self._sources)
            lines.append(named(self.tr("Kept, encrypted"), files))
        return "\n".join(lines)

    def _edit(self) -> None:
        lot = self._lot
        if lot is None:
            return
        words = lot_words()
        lines = [Field("name", self.tr("Name of the lot"), lot.name, needed=True, most=128)]
        for name in LOT_DATA_FIELDS:
            value = getattr(lot.data, name)
            text = "" if value is None else str(value)
            lines.append(Field(name, words[name], text, most=limit_of(name), long=name in LONG))

        def done(values: Mapping[str, Value]) -> None:
            texts = {
                name: str(value)[: limit_of(name)]
                for name, value in values.items()
                if name not in ("name", "low_stock")
            }
            data = replace(lot.data, **texts, low_stock=number_in(str(values["low_stock"])))
            name = str(values["name"])
            self._act(
                "edit",
                lambda: self._page.services.lots.edit(lot, data, name),
                lambda _none: self.tr("Lot {lot} is changed.").format(lot=name),
            )

        title = self.tr("Edit lot {lot}").format(lot=lot.name)
        note = self.tr("Identities never change. Each change is on record, old and new.")
        Form(self._page, title, lines, done, words=note).open()

    def _split(self) -> None:
        lot = self._lot
        if lot is None:
            return
        lines = [
            Field("name", self.tr("Name of the new lot"), f"{lot.name}-2", needed=True, most=128),
            Field(
                "quantity",
                self.tr("Licenses"),
                max(1, lot.counts.available // 2),
                most=max(1, lot.counts.available),
                needed=True,
            ),
        ]

        def done(values: Mapping[str, Value]) -> None:
            quantity, name = int(str(values["quantity"])), str(values["name"])
            self._act(
                "split",
                lambda: self._page.services.lots.split(lot, quantity, name),
                lambda _none: self.tr("%n license(s) are in lot {lot} now.", "", quantity).format(
                    lot=name
                ),
            )

        words = self.tr("Moves available licenses, the last of the list, into a lot of their own.")
        title = self.tr("Split lot {lot}").format(lot=lot.name)
        Form(self._page, title, lines, done, words=words).open()

    def _hold(self) -> None:
        self._turn(
            self.tr("Hold lot {lot}"),
            self.tr("No license of it is handed out until released."),
            "hold",
            self._page.services.lots.hold,
            lambda count: self.tr("%n license(s) are held.", "", count),
        )

    def _release(self) -> None:
        self._turn(
            self.tr("Release lot {lot}"),
            self.tr("Its held licenses can be handed out again; those that were out stay held."),
            "release",
            self._page.services.lots.release,
            lambda count: self.tr("%n license(s) are released.", "", count),
        )

    def _turn(
        self,
        title: str,
        words: str,
        topic: str,
        act: Callable[[Lot, str, str], int],
        said: Callable[[int], str],
    ) -> None:
        lot = self._lot
        if lot is None:
            return
        lines = [
            Field("rows", self.tr("Rows of the list (2-100; empty: all)"), "", most=20),
            Field("reason", self.tr("Reason"), "", needed=True, most=200),
        ]

        def done(values: Mapping[str, Value]) -> None:
            reason, rows = str(values["reason"]), str(values["rows"])
            self._act(topic, lambda: act(lot, reason, rows), said)

        Form(self._page, title.format(lot=lot.name), lines, done, words=words).open()

    def _close(self) -> None:
        lot = self._lot
        if lot is None:
            return

        def done(values: Mapping[str, Value]) -> None:
            reason = str(values["reason"])
            self._act(
                "close",
                lambda: self._page.services.lots.close(lot, reason),
                lambda _none: self.tr("Lot {lot} is closed.").format(lot=lot.name),
            )

        title = self.tr("Close lot {lot}").format(lot=lot.name)
        words = self.tr("Nothing more is picked up from it, for ever; its secrets may be purged.")
        reason = Field("reason", self.tr("Reason"), "", needed=True, most=200)
        Form(self._page, title, [reason], done, words=words, ok=self.tr("Close lot")).open()

    def _take_source(self) -> None:
        lot, sources = self._lot, self._sources
        if lot is None or not sources:
            return
        newest = sources[-1]
        choices = [(str(one.id), f"{one.name}  ({one.size:,} B)") for one in reversed(sources)]

        def done(values: Mapping[str, Value]) -> None:
            kept = next(one for one in sources if str(one.id) == values["source"])
            file, _ = QFileDialog.getSaveFileName(self, self.tr("Save the kept file"), kept.name)
            if file:
                self._act(
                    "take source",
                    lambda: self._page.services.lots.take_source(lot, kept, Path(file)),
                    lambda _none: self.tr("{file} holds the secrets in plain text.").format(
                        file=file
                    ),
                )

        title = self.tr("Take a kept file out of lot {lot}").format(lot=lot.name)
        words = self.tr(
            "It holds the secrets in plain text; that it was taken out is on record. Delete it as "
            "soon as it has served."
        )
        field = Field("source", self.tr("File"), str(newest.id), choices)
        Form(self._page, title, [field], done, words=words, ok=self.tr("Save…")).open()

    def _act(self, topic: str, call: Callable[[], object], said: Callable[[int], str]) -> None:
        """Do something, say what came of it, and show the lots anew."""

        def told(answer: object) -> None:
            count = answer if isinstance(answer, int) else 0
            self._page.tell(said(count))
            self._page.refresh()

        self._page.ask(topic, call, told)
