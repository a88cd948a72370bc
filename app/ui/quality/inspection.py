"""What the inspector decides: pass, reject for numbered reasons, and how the sample stands."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.domain.sampling import LotDecision
from app.ui.language import language
from app.ui.look import colour, look
from app.ui.services_quality import SampleView
from app.ui.theme import Tone
from app.ui.widgets.flow import flow, growing
from app.ui.widgets.panel import Panel, column

EDGE = 14
COLUMNS, GRID_GAP = 3, 6


class SampleBar(QWidget):
    """A sample as one row of cells: inspected, rejected, still to come."""

    def __init__(self) -> None:
        super().__init__()
        self._sample: SampleView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sample(self, sample: SampleView | None) -> None:
        """Show how far a sample is."""
        self._sample = sample
        self.setVisible(sample is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a bar's size."""
        return QSize(look().px(90), look().px(12))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint three pieces."""
        if self._sample is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, size = look().palette, max(1, self._sample.size)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        rest = palette.sunken if palette.name == "contrast" else palette.line
        painter.fillRect(area, colour(rest))
        good = area.width() * (self._sample.inspected - self._sample.rejected) / size
        bad = area.width() * self._sample.rejected / size
        painter.fillRect(
            QRectF(area.x(), area.y(), good, area.height()), colour(palette.tone(Tone.PASS).fill)
        )
        painter.fillRect(
            QRectF(area.x() + good, area.y(), bad, area.height()),
            colour(palette.tone(Tone.FAIL).fill),
        )
        painter.setPen(QPen(colour(palette.line_strong), 1))
        painter.drawRect(area)
        painter.end()


class InspectionCard(Panel):
    """``passed`` and ``rejected`` tell what was decided; the page does it."""

    passed = Signal()
    rejected = Signal()
    draw = Signal()

    def __init__(self) -> None:
        super().__init__(name="card")
        self.reasons: dict[str, QPushButton] = {}
        self._words: Sequence[tuple[str, str, str]] = ()
        self._samples: dict[str, SampleView] = {}
        self._subject = ""
        self._across = 0  # columns of reasons
        self.pass_it = self.button(
            lambda: self.tr("Pass inspection"),
            self.passed.emit,
            kind="primary",
            image="check",
            shortcut="F6",
        )
        self.reject_it = self.button(
            lambda: self.tr("Reject"),
            self.rejected.emit,
            kind="stop",
            image="close",
            shortcut="F7",
        )
        self.drawing = self.button(
            lambda: self.tr("Draw a sample…"), self.draw.emit, kind="quiet", shortcut="F8"
        )
        self.pictures: tuple[Path, ...] = ()
        self.attach = self.button(
            self._attach_words, self._attach, kind="quiet", image="file", shortcut="F10"
        )
        self.remarks = QLineEdit()
        self.say(lambda: self.remarks.setPlaceholderText(self.tr("Remarks (may stay empty)")))
        self.say(lambda: self.remarks.setAccessibleName(self.tr("Remarks")))
        self.sample = QComboBox()
        self.sample.addItem("", "")
        self.say(lambda: self.sample.setAccessibleName(self.tr("Sample")))
        self.say(lambda: self.sample.setItemText(0, self.tr("no sample")))
        self.sample.currentIndexChanged.connect(self._show_sample)
        self.state = QLabel()
        self.state.setProperty("type", "caption")
        self.state.setWordWrap(True)
        self.bar = SampleBar()
        self.bar.hide()
        self._hint = self.label(
            lambda: self.tr("Reasons of a reject: press their numbers, then F7"), "caption"
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(look().px(GRID_GAP))
        head = flow(self.pass_it, self.reject_it, self.remarks)
        self._hint.setWordWrap(True)
        hint = flow(growing(self._hint), self.attach)
        samples = flow(self.sample, self.bar, growing(self.state), self.drawing)
        self.setLayout(column(head, hint, self._grid, samples, gap=6, edge=EDGE))
        self.say(self._build)
        self.say(self._show_sample)
        self.wear(self._mark)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the codes of the reasons that are pressed."""
        return tuple(code for code, button in self.reasons.items() if button.isChecked())

    @property
    def chosen_sample(self) -> str:
        """Return the sample that inspections count for."""
        return str(self.sample.currentData() or "")

    def offer_reasons(self, words: Sequence[tuple[str, str, str]]) -> None:
        """Offer these reasons: code, English, Chinese."""
        if tuple(words) != tuple(self._words):
            self._words = tuple(words)
            self._build()

    def offer_samples(self, samples: Sequence[SampleView]) -> None:
        """Offer the open samples; the chosen one stays, decided as well."""
        kept = self.chosen_sample
        self._samples = {one.name: one for one in samples}
        self.sample.blockSignals(True)
        while self.sample.count() > 1:
            self.sample.removeItem(1)
        for one in samples:
            if one.decision is None or one.name == kept:
                self.sample.addItem(one.name, one.name)
        self.sample.setCurrentIndex(max(0, self.sample.findData(kept)))
        self.sample.blockSignals(False)
        self._show_sample()

    def press(self, number: int) -> None:
        """Press, or release, the reason with this number."""
        buttons = list(self.reasons.values())
        if 1 <= number <= len(buttons) and buttons[number - 1].isEnabled():
            buttons[number - 1].toggle()

    def clear(self) -> None:
        """Be ready for the next unit."""
        for button in self.reasons.values():
            button.setChecked(False)
        self.remarks.clear()
        self.show_pictures(())

    def show_pictures(self, files: Sequence[Path]) -> None:
        """Keep these pictures with the next inspection."""
        self.pictures = tuple(files)
        words = self._attach_words()
        self.attach.setText(f" {words}")
        self.attach.setAccessibleName(words)

    def _attach_words(self) -> str:
        if not self.pictures:
            return self.tr("Pictures…")
        return self.tr("%n picture(s)", "", len(self.pictures))

    def _attach(self) -> None:
        kinds = "JPEG, PNG (*.jpg *.jpeg *.png)"
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Pictures of the unit"), "", kinds)
        if files:
            self.show_pictures([Path(file) for file in files])

    def _build(self) -> None:
        pressed = self.chosen
        for button in self.reasons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.reasons = {}
        for place, (code, english, chinese) in enumerate(self._words):
            words = chinese if language().texts.language == "zh_CN" else english
            button = QPushButton(f"{place + 1}  {words}")
            button.setCheckable(True)
            button.setObjectName("reason")
            button.setChecked(code in pressed)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.toggled.connect(self._mark)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.reasons[code] = button
        self._across = 0
        self._place()
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the reasons be read whole, in fewer columns where there is less room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        widest = max((one.sizeHint().width() for one in self.reasons.values()), default=1)
        gap, edges = look().px(GRID_GAP), self.contentsRect().width() - 2 * look().px(EDGE)
        across = max(1, min(COLUMNS, (edges + gap) // (widest + gap)))
        if across == self._across:
            return
        self._across = across
        for column_no in range(COLUMNS):
            self._grid.setColumnStretch(column_no, int(column_no < across))
        for place, button in enumerate(self.reasons.values()):
            self._grid.addWidget(button, place // across, place % across)

    def _mark(self) -> None:
        palette, px = look().palette, look().px
        tone = palette.tone(Tone.FAIL)
        sheet = (
            f"QPushButton#reason {{ text-align: left; padding: {px(4)}px {px(10)}px; }}"
            f"QPushButton#reason:checked {{ background: {tone.soft}; color: {tone.text};"
            f" border: {px(2)}px solid {tone.fill}; font-weight: 700; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    def _show_sample(self) -> None:
        found = self._samples.get(self.chosen_sample)
        self.bar.show_sample(found)
        if found is None:
            self.state.clear()
            return
        told = self.tr("{done} of {size} inspected, {bad} rejected (lot rejected from {limit})")
        words = told.format(
            done=found.inspected, size=found.size, bad=found.rejected, limit=found.reject
        )
        if found.decision is LotDecision.ACCEPT:
            words = self.tr("Lot accepted: {words}").format(words=words)
        elif found.decision is LotDecision.REJECT:
            words = self.tr("Lot REJECTED: {words}").format(words=words)
        self.state.setText(words)
        self.state.setProperty(
            "type", "error" if found.decision is LotDecision.REJECT else "caption"
        )
        self.state.style().polish(self.state)
        self.bar.setAccessibleName(words)
