"""Units to register at a cloud: scanned, pasted or from a file, saved as lists it takes."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.units import normalise_mac
from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.views_lots import RegistrationDraft
from app.ui.widgets.form import fit_height
from app.ui.widgets.panel import Panel, column, row

CLOUDS = ("tuyalink", "enos")
_BREAKS = re.compile(r"[\s,;]+")


class RegistrationDialog(QDialog):
    """Collects MACs and serial numbers; saves them in files no larger than their cloud takes."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look().px(560))
        self._page = page
        panel = Panel()
        self.cloud, self.tag, self.description = QComboBox(), QLineEdit(), QLineEdit()
        titles = {"tuyalink": "TuyaLink", "enos": "EnOS"}
        for cloud in CLOUDS:
            self.cloud.addItem(titles[cloud], cloud)
        self.cloud.activated.connect(lambda _index: self._judge())
        self.tag.setMaxLength(64)
        self.description.setMaxLength(512)
        self.units = QPlainTextEdit()
        self.units.setObjectName("console")
        self.units.setStyleSheet(f"min-height: {look().px(110)}px;")
        self.units.textChanged.connect(self._judge)
        self._count = QLabel()
        self._count.setProperty("type", "muted")
        self.ok = panel.button(lambda: self.tr("Save…"), self._save, kind="primary", image="export")
        cancel = panel.button(lambda: self.tr("Cancel"), self.reject)
        from_file = panel.button(lambda: self.tr("From a file…"), self._read, image="folder")
        heading = panel.label(lambda: self.tr("Registration list"), "heading")
        words = panel.label(
            lambda: self.tr(
                "Scan or paste the MACs or serial numbers of your units, one a line. Register the "
                "saved list at the cloud; the certificates that come back are imported like any "
                "list, and each goes to its own unit only."
            ),
            "muted",
            wrap=True,
        )
        inner = column(heading, words, gap=12)
        tag = self._named(panel, lambda: self.tr("Batch tag"), self.tag)
        about = self._named(panel, lambda: self.tr("Description"), self.description)
        inner.addLayout(self._named(panel, lambda: self.tr("Cloud"), self.cloud))
        inner.addLayout(self._named(panel, lambda: self.tr("Units"), self.units))
        inner.addLayout(row(tag, about, gap=12))
        inner.addWidget(self._count)
        inner.addLayout(row(from_file, 1, cancel, self.ok))
        panel.setLayout(inner)
        self.setLayout(column(panel, edge=20))
        self.setWindowTitle(self.tr("Registration list"))
        self.units.setFocus()
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped words need."""
        super().showEvent(event)
        fit_height(self)

    def words(self) -> tuple[str, ...]:
        """Return the units as typed, each once."""
        found = (word for word in _BREAKS.split(self.units.toPlainText()) if word)
        return tuple({normalise_mac(word) or word: word for word in found}.values())

    def save_to(self, file: Path) -> None:
        """Write the lists and say which files they are."""
        draft = RegistrationDraft(
            str(self.cloud.currentData()),
            self.words(),
            self.tag.text().strip() if self.tag.isEnabled() else "",
            self.description.text().strip(),
        )
        said = self.tr("%n unit(s) stand in {files}.", "", len(draft.units))
        page, lots = self._page, self._page.services.lots

        def told(files: Sequence[Path]) -> None:
            names = ", ".join(one.name for one in files)
            page.tell(said.format(files=names))

        page.ask("register", lambda: lots.register(draft, file), told)
        self.accept()

    def _named(self, panel: Panel, words: Callable[[], str], control: QWidget) -> QVBoxLayout:
        """Return a control under its caption."""
        panel.say(lambda: control.setAccessibleName(words()))
        return column(panel.label(words, "caption"), control, gap=2)

    def _save(self) -> None:
        name = f"{self.cloud.currentData()}-registration.csv"
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Save the list"), name, "*.csv")
        if file:
            self.save_to(Path(file))

    def _read(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Units"), "", "*.txt *.csv;;*")
        if file:
            self.read_from(Path(file))

    def read_from(self, file: Path) -> None:
        """Add the words of a text file; away from the GUI thread, it may lie on a slow share."""

        def read() -> str:
            from app.errors import BadInput

            try:
                return file.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise BadInput("units-file-unreadable", file=str(file)) from error

        self._page.ask("units", read, self.units.appendPlainText)

    def _judge(self) -> None:
        words = self.words()
        macs = sum(normalise_mac(word) is not None for word in words)
        self.tag.setEnabled(self.cloud.currentData() == "enos")
        self._count.setText(
            self.tr("%n unit(s), {macs} of them by MAC", "", len(words)).format(macs=f"{macs:,}")
        )
        self.ok.setEnabled(bool(words))
