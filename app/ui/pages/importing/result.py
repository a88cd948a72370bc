"""What came of an import, and what to do next."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.licenses import LicenseState
from app.domain.lots import LotCounts
from app.ui.views_lots import ImportResult
from app.ui.widgets.charts import StateBar
from app.ui.widgets.empty_state import Picture
from app.ui.widgets.panel import Panel, card, column, row, scrolling
from app.ui.words import advice, license_word, named, sentence

WIDTH = 720


class ResultView(Panel):
    """One import, told. The signals say which way the person goes from here."""

    order_wanted = Signal(str)
    more_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._result: ImportResult | None = None
        self._headline = QLabel()
        self._headline.setProperty("type", "title")
        self._headline.setWordWrap(True)
        self._bar = StateBar()
        self._states = QLabel()
        self._states.setWordWrap(True)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setProperty("type", "muted")
        self.folder = self.button(
            lambda: self.tr("Show the folder"), self._open_folder, image="folder"
        )
        self.order = self.button(
            lambda: self.tr("Create a work order from this lot"),
            lambda: self.order_wanted.emit(self._result.lot if self._result else ""),
            kind="primary",
            image="orders",
            large=True,
            shortcut="Ctrl+Return",
        )
        more = self.button(
            lambda: self.tr("Import another list"), self.more_wanted.emit, image="import"
        )
        back = self.button(lambda: self.tr("To the lots"), self.left.emit, image="lots")
        middle = card(
            row(Picture("check", 64), self._headline, gap=16),
            self._bar,
            self._states,
            self._told,
            row(self.folder, 1),
            None,
            row(self.order, 1),
            row(more, back, 1),
            gap=14,
            edge=28,
        )
        holder = QWidget()
        holder.setLayout(column(1, row(1, middle, 1), 2))
        area = scrolling(holder)
        middle.setMaximumWidth(WIDTH * 2)
        self.setLayout(column(area))
        self.say(self._fill)

    def show_result(self, result: ImportResult) -> None:
        """Show exactly this result."""
        self._result = result
        self._fill()
        self.order.setFocus()

    @property
    def words(self) -> str:
        """Return everything that is told beside the headline."""
        return self._told.text()

    def _fill(self) -> None:
        result = self._result
        if result is None:
            return
        said = self.tr("%n license(s) imported into lot {lot}.", "", result.imported)
        self._headline.setText(said.format(lot=result.lot))
        states = result.states or {LicenseState.AVAILABLE.value: result.imported}
        counts = LotCounts(total=sum(states.values()), **states)
        self._bar.show_counts(counts)
        self._states.setText(
            "   ".join(
                named(license_word(LicenseState(state)), f"{n:,}")
                for state, n in states.items()
                if n
            )
        )
        lines = []
        if result.rejected is not None:
            left_out = result.rows - result.imported
            words = self.tr(
                "%n row(s) were left out; they stand with their reasons in {file}.", "", left_out
            )
            lines.append(words.format(file=result.rejected.name))
            lines.append(self.tr("That file holds their secrets: delete it when it has served."))
        name = result.source.name if result.source else ""
        if result.kept:
            lines.append(sentence("attachment-kept", {}))
        if result.shredded:
            lines.append(sentence("shredded", {"file": name}))
        for note in result.notes:
            facts = dict(note.facts)
            lines.append(f"{sentence(note.code, facts)} {advice(note.code, facts)}".strip())
        self._told.setText("\n".join(lines))
        self._told.setVisible(bool(lines))
        self.folder.setVisible(result.rejected is not None)

    def _open_folder(self) -> None:
        if self._result is not None and self._result.rejected is not None:
            folder = self._result.rejected.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
