"""One record of the chain: who, when, where, and what it changed, old beside new."""

from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from app.domain.audit import AuditRecord
from app.texts import wall_time
from app.ui.look import look
from app.ui.quality.record_words import (
    NOTHING,
    fact_word,
    reason_word,
    subject_word,
    values_of,
)
from app.ui.rights import act_word
from app.ui.widgets.panel import Panel, column


class RecordPanel(Panel):
    """Shows one record and nothing else."""

    def __init__(self) -> None:
        super().__init__(name="card")
        self.record: AuditRecord | None = None
        self.title = QLabel()
        self.title.setProperty("type", "heading")
        self.title.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.setLayout(column(self.title, self.area, gap=10, edge=16))
        self.say(lambda: self.show_record(self.record))

    def show_record(self, record: AuditRecord | None) -> None:
        """Show this record."""
        self.record = record
        self.title.setText("" if record is None else act_word(record.act))
        if record is None:
            self.area.setWidget(QWidget())
            return
        inner = QWidget()
        lines = column(gap=4)
        facts = QGridLayout()
        facts.setHorizontalSpacing(look().px(14))
        facts.setVerticalSpacing(look().px(4))
        facts.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(
            (
                (self.tr("Number"), f"{record.seq:,}"),
                (self.tr("Time"), wall_time(record.at, "%Y-%m-%d %H:%M:%S")),
                (self.tr("Who"), record.who),
                (self.tr("Approved by"), record.approver or ""),
                (self.tr("Station"), record.station),
                (self.tr("What"), subject_word(record.subject)),
                (self.tr("Reason"), reason_word(record.reason)),
            )
        ):
            if value:
                facts.addWidget(_label(name, "caption"), line, 0)
                facts.addWidget(_label(value), line, 1)
        lines.addLayout(facts)
        lines.addSpacing(look().px(10))
        lines.addLayout(self._changes(record))
        lines.addSpacing(look().px(10))
        lines.addWidget(_label(self.tr("Seal (MAC of the chain)"), "caption"))
        lines.addWidget(_label(_spaced(record.mac.hex()), "mono"))
        lines.addStretch(1)
        inner.setLayout(lines)
        self.area.setWidget(inner)

    def _changes(self, record: AuditRecord) -> QGridLayout:
        """Return the values that were there and those that came, side by side."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(4))
        old, new = values_of(record.old), values_of(record.new)
        names = list(dict.fromkeys([*old, *new]))
        if not names:
            return grid
        for place, words in enumerate(("", self.tr("Before"), self.tr("After"))):
            grid.addWidget(_label(words, "strong"), 0, place)
        for line, name in enumerate(names, start=1):
            changed = old.get(name) != new.get(name)
            grid.addWidget(_label(fact_word(name), "caption"), line, 0)
            grid.addWidget(_label(old.get(name, NOTHING)), line, 1)
            grid.addWidget(_label(new.get(name, NOTHING), "strong" if changed else ""), line, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid


def _label(words: str, kind: str = "") -> QLabel:
    made = QLabel(words)
    made.setWordWrap(True)
    if kind:
        made.setProperty("type", kind)
    return made


def _spaced(text: str) -> str:
    """Return hex digits in groups, so that they break at the edge of the card."""
    return " ".join(text[i : i + 8] for i in range(0, len(text), 8))
