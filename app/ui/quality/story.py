"""A unit's story beside the verdict: what it is, where it stands, everything that was done."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.acts import Act
from app.domain.stories import UnitStory
from app.domain.units import show_mac
from app.ui.language import language
from app.ui.look import look
from app.ui.rights import act_word
from app.ui.views import HistoryEntry, recorded_steps
from app.ui.widgets.panel import Panel, column
from app.ui.widgets.timeline import Timeline
from app.ui.words import license_word
from flasher.model import Outcome

_TOLD_ELSEWHERE = {  # the attempt, the inspection or the label itself is in the story already
    Act.LICENSE_RESERVED.value,
    Act.LICENSE_INTENDED.value,
    Act.LICENSE_VERIFIED.value,
    Act.LICENSE_RECHECKED.value,
    Act.LICENSE_DOUBTED.value,
    Act.LICENSE_RELEASED.value,
    Act.UNIT_FAILED.value,
    Act.UNIT_REFUSED.value,
    Act.UNIT_INSPECTED.value,
    Act.UNIT_REJECTED.value,
    Act.LABEL_QUEUED.value,
    Act.LABEL_PRINTED.value,
}


class StoryPanel(Panel):
    """Shows one story, or the words that there is none."""

    def __init__(self) -> None:
        super().__init__(name="card")
        self.story: UnitStory | None = None
        self._name = QLabel()
        self._name.setProperty("type", "heading")
        self._name.setWordWrap(True)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(look().px(14))
        self._facts.setVerticalSpacing(look().px(4))
        holder = QWidget()
        holder.setLayout(self._facts)
        self.timeline = Timeline()
        inner = column(self._name, holder, gap=10, edge=16)
        inner.addWidget(self.timeline, 1)
        self.setLayout(inner)
        self.say(lambda: self.show_story(self.story))

    def show_story(self, story: UnitStory | None) -> None:
        """Show this story."""
        self.story = story
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if story is None:
            self._name.setText(self.tr("No unit"))
            self.timeline.show_entries(())
            return
        self._name.setText(story.subject)
        for line, (name, value) in enumerate(self._lines(story)):
            what, told = QLabel(name), QLabel(value)
            what.setProperty("type", "caption")
            told.setWordWrap(True)
            self._facts.addWidget(what, line, 0)
            self._facts.addWidget(told, line, 1)
        self._facts.setColumnStretch(1, 1)
        self.timeline.show_entries(story_entries(story))

    def _lines(self, story: UnitStory) -> list[tuple[str, str]]:
        unit, held, life = story.unit, story.license, story.life
        text = language().texts.text
        stage = text(f"stage-{life.stage.value.replace(' ', '-')}")
        lines = [
            (self.tr("MAC"), show_mac(unit.mac) if unit is not None and unit.mac else ""),
            (self.tr("Serial number"), (unit.serial or "") if unit is not None else ""),
            (self.tr("License"), "" if held is None else license_word(held.state)),
            (self.tr("Stage"), f"{stage} ({life.reason})" if life.reason else stage),
            (self.tr("Work order"), story.order or ""),
            (self.tr("Lot"), "" if held is None else f"{held.lot} · {held.row}"),
            (self.tr("Packed in"), " › ".join(story.packed_in)),
            (self.tr("Replaced by"), life.replaced_by or ""),
            (self.tr("Replaces"), life.replaces or ""),
            (self.tr("Also on"), ", ".join(story.clone_of)),
            (self.tr("Remarks"), life.remarks),
            (self.tr("Tags"), ", ".join(life.tags)),
        ]
        return [(name, value) for name, value in lines if value]


def story_entries(story: UnitStory) -> list[HistoryEntry]:
    """Return attempts, inspections, labels and acts as one line of events, newest first."""
    entries = [_attempt(one) for one in story.attempts]
    entries += [_inspection(one) for one in story.inspections]
    entries += [_label(one) for one in story.labels]
    entries += [_act(one) for one in story.acts if one["act"] not in _TOLD_ELSEWHERE]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _attempt(one: Mapping[str, Any]) -> HistoryEntry:
    outcome = Outcome(one["outcome"])
    facts = one.get("facts") or {}
    told = json.loads(facts) if isinstance(facts, str) else dict(facts)
    return HistoryEntry(
        at=_moment(one["started_at"]),
        who=one["operator"],
        where=f"{one['station']} / {one['slot']}",
        code=one["code"],
        facts={"port": one.get("port", ""), "identity": one.get("identity") or "", **told},
        outcome=outcome,
        seconds=one["seconds"],
        steps=recorded_steps(one["steps"], outcome, told),
    )


def _inspection(one: Mapping[str, Any]) -> HistoryEntry:
    passed = one["result"] == "pass"
    reasons: Sequence[str] = one["reasons"]
    why = ", ".join(reasons) + (f" ({one['remarks']})" if one["remarks"] else "")
    return HistoryEntry(
        at=_moment(one["at"]),
        who=one["inspector"],
        where=one["station"],
        code="story-inspected" if passed else "story-rejected",
        facts={"why": why},
        outcome=Outcome.PASS if passed else Outcome.FAILED,
    )


def _label(one: Mapping[str, Any]) -> HistoryEntry:
    copy = int(one["copy_no"] or 1)
    return HistoryEntry(
        at=_moment(one["printed_at"] or one["queued_at"]),
        who=one["queued_by"],
        where=str(one["printer"]),
        code="story-label-again" if copy > 1 else "story-label",
        facts={"design": one["design"], "copy": copy, "why": one["reason"] or ""},
    )


def _act(one: Mapping[str, Any]) -> HistoryEntry:
    who = f"{one['who']} + {one['approver']}" if one["approver"] else one["who"]
    code = "story-act-why" if one["reason"] else "story-act"
    facts = {"act": act_word(one["act"]), "why": one["reason"] or ""}
    return HistoryEntry(_moment(one["at"]), who, one["station"], code, facts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
