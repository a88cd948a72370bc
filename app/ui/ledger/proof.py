"""The ledger proven and drawn: its licenses, its findings; the end of a lot's secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.acts import Act
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.services_ledger import LedgerCheck
from app.ui.tasks import Known, Lasting
from app.ui.theme import Tone
from app.ui.widgets.charts import Legend, StateBar, StateDonut
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import flow, growing
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import advice, sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One finding."""

    code: str
    facts: dict[str, object]


class ProofPanel(Panel):
    """``check`` proves all sums and the whole record; the answer is a picture and a list."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._vault = page.services.quality.vault
        self.found: LedgerCheck | None = None
        self.check = self.button(
            lambda: self.tr("Check the ledger"), self.run_check, kind="primary", image="check",
            shortcut="F6",
        )  # fmt: skip
        self.purge = self.button(
            lambda: self.tr("Purge a closed lot…"), self._ask_lots, kind="stop", image="trash"
        )
        self.ring = StateDonut(lambda: self.tr("left"))
        self.legend = Legend()
        self.bar = StateBar()
        self.verdict = self.label(self._verdict, "heading", wrap=True)
        self.facts = self.label(self._facts, "muted", wrap=True)
        self.rows: ListModel[Line] = ListModel(self._columns(), self)
        empty = EmptyState(
            "check",
            lambda: self.tr("Not checked yet"),
            lambda: self.tr("A check changes nothing; stations go on working meanwhile."),
        )
        self.table: Table[Line] = Table(self.rows, empty, lambda: self.tr("Findings"))
        self.picture = card(
            row(self.ring, self.legend, column(self.verdict, self.facts, 1, gap=8), gap=28),
            self.bar,
            gap=14,
        )
        purging = self.label(
            lambda: self.tr(
                "A closed lot needs its secrets no more: a purge takes them away for ever and"
                " writes a signed certificate. Digests stay, so a device can still be checked."
            ),
            "muted",
            wrap=True,
        )
        line = flow(growing(purging), self.purge, self.check)
        self.rest = grow(QWidget())
        self.rest.hide()
        inner = column(line, self.picture, grow(self.table), self.rest, gap=10)
        inner.setContentsMargins(0, look().px(12), 0, 0)
        self.setLayout(inner)
        self.picture.hide()
        page.guard(self.purge, Act.LOT_PURGED)
        self.say(self._speak)

    def run_check(self) -> None:
        """Prove the ledger."""
        words = self.tr("Every sum, every constraint and every record is proven…")
        self._page.tell(words, "", Tone.RUNNING)
        self.check.setEnabled(False)
        self._page.ask("check", self._vault.check, self._show, failed=self._failed)

    def _failed(self, error: Known) -> None:
        self.check.setEnabled(True)
        self._page.fail(error)

    def _show(self, found: LedgerCheck) -> None:
        self.found = found
        self.check.setEnabled(True)
        self._page.tell("")
        self.ring.show_counts(found.totals)
        self.legend.show_counts(found.totals)
        self.bar.show_counts(found.totals)
        self.picture.show()
        self.table.setVisible(bool(found.findings))
        self.rest.setVisible(not found.findings)
        self.rows.show_rows([Line(code, facts) for code, facts in found.findings])
        self._speak()

    def _speak(self) -> None:
        self.verdict.setText(self._verdict())
        self.facts.setText(self._facts())

    def _verdict(self) -> str:
        if self.found is None:
            return ""
        count = len(self.found.findings)
        if count:
            return self.tr("✗  %n thing(s) are wrong.", "", count)
        return self.tr("✓  The ledger is true: every license is accounted for.")

    def _facts(self) -> str:
        if self.found is None:
            return ""
        words = self.tr("{licenses} licenses, {records} records in the chain.")
        return words.format(
            licenses=f"{self.found.totals.total:,}", records=f"{self.found.records:,}"
        )

    def _columns(self) -> list[Column[Line]]:
        return [
            Column(lambda: self.tr("What is wrong"), lambda x: sentence(x.code, x.facts), 0),
            Column(lambda: self.tr("What to do"), lambda x: advice(x.code, x.facts), 420),
        ]

    # The end of a lot's secrets.

    def _ask_lots(self) -> None:
        self._page.ask("closed lots", self._vault.closed_lots, self._ask_purge)

    def _ask_purge(self, lots: Sequence[str]) -> None:
        if not lots:
            said = self.tr("No lot is closed yet.")
            self._page.tell(said, self.tr("Close it on the page Lots first."), Tone.DOUBTFUL)
            return
        fields = (
            Field("lot", self.tr("Lot"), lots[0], [(name, name) for name in lots]),
            Field("reason", self.tr("Reason"), needed=True, most=200),
            Field("sure", self.tr("I have read this"), False, needed=True),
        )
        words = self.tr(
            "Its secrets are gone for ever after this; no backup key and no recovery key brings"
            " them back. Backups made before keep them until they are removed."
        )
        title, ok = self.tr("Purge a closed lot"), self.tr("Purge…")
        Form(self._page, title, fields, self._purge, words=words, ok=ok).open()

    def _purge(self, values: Mapping[str, Value]) -> None:
        lot, reason = str(values["lot"]), str(values["reason"])
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Certificate of the purge"), f"{lot}-purged.json", "JSON (*.json)"
        )
        if file:
            self._page.ask(
                "purge",
                lambda: self._vault.purge(lot, reason, Path(file)),
                lambda counts: self._purged(lot, file, counts),
                lasting=Lasting(lambda: self.tr("Secrets are being removed.")),
            )

    def _purged(self, lot: str, file: str, counts: tuple[int, int]) -> None:
        purged, kept = counts
        said = self.tr("{purged} secrets of lot {lot} are gone for ever, {kept} stay in doubt.")
        told = self.tr("The certificate: {file}").format(file=file)
        self._page.tell(said.format(purged=f"{purged:,}", lot=lot, kept=f"{kept:,}"), told)
