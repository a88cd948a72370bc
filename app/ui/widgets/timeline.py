"""One unit's life as a line of events, newest on top, each with its steps and transcript."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QWidget

from app.ui.look import colour, look
from app.ui.theme import Tone
from app.ui.views import HistoryEntry, StepState, StepView
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import OUTCOME_TONES, outcome_word, seconds_word, sentence, step_word


class Timeline(Panel):
    """Shows the entries it is given, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[HistoryEntry, ...] = ()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setObjectName("scrolls")  # takes the keyboard, and shows it
        self.say(lambda: self._area.setAccessibleName(self.tr("History")))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(self._area))
        self.say(self._build)

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show this life, newest first."""
        self._entries = tuple(entries)
        self._build()

    def _build(self) -> None:
        inner = QWidget()
        lines = column(gap=0)
        inner.setLayout(lines)
        for entry in self._entries:
            lines.addWidget(_Entry(entry))
        lines.addStretch(1)
        self._area.setWidget(inner)


class _Entry(Panel):
    def __init__(self, entry: HistoryEntry) -> None:
        super().__init__()
        tone = OUTCOME_TONES[entry.outcome] if entry.outcome else Tone.WAIT
        said = QLabel(sentence(entry.code, dict(entry.facts)))
        said.setProperty("type", "strong")
        said.setWordWrap(True)
        head = [entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"), entry.who, entry.where]
        if entry.outcome:
            head.insert(0, outcome_word(entry.outcome))
        if entry.seconds is not None:
            head.append(seconds_word(entry.seconds))
        where = QLabel("  ·  ".join(part for part in head if part))
        where.setProperty("type", "caption")
        where.setWordWrap(True)
        words = column(said, where, gap=3)
        if entry.steps:
            words.addWidget(StepTimes(entry.steps))
        if entry.transcript:
            words.addWidget(self._transcript(entry.transcript))
        words.addSpacing(look().px(14))
        line = row(_Knot(tone), gap=12)
        line.addLayout(words, 1)
        self.setLayout(line)

    def _transcript(self, text: str) -> QWidget:
        shown = QPlainTextEdit(text)
        shown.setObjectName("console")
        shown.setReadOnly(True)
        shown.setMinimumHeight(look().px(120))
        shown.hide()
        toggle = self.button(
            lambda: self.tr("Transcript"),
            lambda: shown.setVisible(not shown.isVisible()),
            kind="quiet",
            image="console",
        )
        box = QWidget()
        box.setLayout(column(row(toggle, 1), shown, gap=4))
        return box


class _Knot(QWidget):
    """The dot of an entry on the line that joins them."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedWidth(look().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = look().px, look().palette
        x = self.width() / 2
        painter.setPen(QPen(colour(palette.line), px(2)))
        painter.drawLine(QPointF(x, px(18)), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.tone(self._tone).fill))
        painter.drawEllipse(QPointF(x, px(10)), px(6), px(6))
        painter.end()


class StepTimes(QWidget):
    """The steps of one attempt as pieces of a bar, as long as they took, with names below."""

    def __init__(self, steps: Sequence[StepView]) -> None:
        super().__init__()
        self._steps = tuple(step for step in steps if step.state is not StepState.TODO)
        self.setMinimumHeight(look().px(46))
        self.setAccessibleName(
            ", ".join(f"{step_word(s.step)} {seconds_word(s.seconds or 0)}" for s in self._steps)
        )

    def sizeHint(self) -> QSize:
        """Return a strip's size."""
        return QSize(look().px(300), look().px(46))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint a cell a step; every cell is wide enough for its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = look().px, look().palette
        count = max(1, len(self._steps))
        gap = px(3)
        width = (self.width() - gap * (count - 1)) / count
        longest = max((s.seconds or 0.0 for s in self._steps), default=0.0) or 1.0
        name_font, time_font = look().font(11), look().font(12, bold=True)
        for index, step in enumerate(self._steps):
            x = index * (width + gap)
            tone = Tone.FAIL if step.state is StepState.FAILED else Tone.PASS
            painter.setPen(Qt.PenStyle.NoPen)
            rest = palette.sunken if palette.name == "contrast" else palette.line
            painter.setBrush(colour(rest))
            painter.drawRoundedRect(QRectF(x, px(4), width, px(6)), px(3), px(3))
            share = max(0.06, (step.seconds or 0.0) / longest)
            painter.setBrush(colour(palette.tone(tone).fill))
            painter.drawRoundedRect(QRectF(x, px(4), width * share, px(6)), px(3), px(3))
            painter.setFont(name_font)
            painter.setPen(colour(palette.muted))
            name = QFontMetricsF(name_font).elidedText(
                step_word(step.step), Qt.TextElideMode.ElideRight, width
            )
            painter.drawText(QRectF(x, px(12), width, px(16)), Qt.AlignmentFlag.AlignLeft, name)
            if step.seconds is not None:
                painter.setFont(time_font)
                painter.setPen(colour(palette.text))
                painter.drawText(
                    QRectF(x, px(28), width, px(17)),
                    Qt.AlignmentFlag.AlignLeft,
                    seconds_word(step.seconds),
                )
        painter.end()
