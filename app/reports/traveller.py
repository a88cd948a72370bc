"""The traveller of one unit: its whole life on paper."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.reasons import ReasonList
from app.domain.stories import UnitStory
from app.domain.units import show_mac
from app.domain.verdicts import Judgement
from app.reports.paper import BAD, GOOD, bind, facts, grid, heading, title
from app.texts import LANGUAGES, Texts

REJECTED = "qa-rejected"  # its ``why`` are the reasons of the last inspection


def traveller_pdf(
    story: UnitStory,
    judgement: Judgement,
    texts: Texts,
    printed_at: datetime,
    reasons: ReasonList | None = None,
) -> bytes:
    """Return the traveller as PDF: who the unit is, every try, inspection, label and act.

    ``reasons``: the words of the inspector's codes, said in both languages, since the paper goes
    to people of both; a code that it does not know, or all without it, stand as they are.
    """
    word = texts.text
    told = story.as_record()
    mac = told["mac"]
    values = {
        word("paper-identity"): told["identity"] or "-",
        "MAC": show_mac(mac) if mac else "-",
        word("paper-serial"): told["serial"] or "-",
        word("paper-lot"): told["lot"] or "-",
        word("paper-order"): told["order"] or "-",
        word("paper-verdict"): _verdict(story, judgement, texts, reasons),
        word("paper-stage"): f"{told['stage']}  {story.life.reason}",
        word("paper-packed-in"): " < ".join(story.packed_in) or "-",
    }
    if story.life.replaced_by or story.life.replaces:
        values[word("paper-replaced-by")] = story.life.replaced_by or "-"
        values[word("paper-replaces")] = story.life.replaces or "-"
    if story.life.remarks or story.life.tags:
        remarks = f"{story.life.remarks}  {' '.join(f'#{tag}' for tag in story.life.tags)}"
        values[word("paper-remarks")] = remarks
    parts: list[Any] = [
        *title(word("paper-traveller"), story.subject),
        facts(values, code=story.subject),
        *_attempts(story, texts),
        *_inspections(story, texts, reasons),
        *_labels(story, texts),
        *_acts(story, texts),
    ]
    name = f"{word('paper-traveller')} {story.subject}"
    return bind(parts, name, name, printed_at)


def _attempts(story: UnitStory, texts: Texts) -> list[Any]:
    word = texts.text
    rows, marks = [], {}
    for number, one in enumerate(story.attempts):
        marks[number, 1] = GOOD if one["outcome"] == "pass" else BAD
        steps = "  ".join(f"{step} {spent * 1000:.0f}" for step, spent in one["steps"].items())
        rows.append(
            (
                word("paper-recheck") if one["number"] is None else one["number"],
                one["outcome"],
                one["code"],
                one["started_at"][:19].replace("T", " "),
                f"{one['seconds']:.2f}",
                f"{one['station']} / {one['slot']}",
                one["operator"],
                f"{one['firmware_name'] or ''} {one['firmware_version'] or ''}",
                steps,
            )
        )
    if not rows:
        return []
    header = (
        "#",
        word("paper-outcome"),
        word("paper-code"),
        "UTC",
        "s",
        word("paper-slot"),
        word("paper-operator"),
        word("paper-firmware"),
        f"{word('paper-step')} (ms)",
    )
    widths = (11, 16, 22, 27, 10, 24, 20, 22, 38)
    return [*heading(word("paper-attempts")), grid(header, rows, widths, right=(4,), marks=marks)]


def _inspections(story: UnitStory, texts: Texts, reasons: ReasonList | None) -> list[Any]:
    if not story.inspections:
        return []
    word = texts.text
    marks = {
        (number, 1): GOOD if one["result"] == "pass" else BAD
        for number, one in enumerate(story.inspections)
    }
    rows = [
        (
            one["at"][:19],
            one["result"],
            ", ".join(_in_both(code, texts.language, reasons) for code in one["reasons"]),
            one["remarks"],
            one["inspector"],
        )
        for one in story.inspections
    ]
    header = (
        "UTC",
        word("paper-result"),
        word("paper-reasons"),
        word("paper-remarks"),
        word("paper-inspector"),
    )
    return [
        *heading(word("paper-inspections")),
        grid(header, rows, (32, 18, 40, 60, 24), marks=marks),
    ]


def _verdict(
    story: UnitStory, judgement: Judgement, texts: Texts, reasons: ReasonList | None
) -> str:
    told = dict(judgement.facts)
    if judgement.code == REJECTED and story.inspections:
        codes = story.inspections[-1]["reasons"]
        told["why"] = ", ".join(_in_both(code, texts.language, reasons) for code in codes)
    return texts.sentence(judgement.code, **told)


def _in_both(code: str, first: str, reasons: ReasonList | None) -> str:
    if reasons is None:
        return code
    languages = (first, *(one for one in LANGUAGES if one != first))
    return " / ".join(dict.fromkeys(reasons.text(code, one) for one in languages))


def _labels(story: UnitStory, texts: Texts) -> list[Any]:
    if not story.labels:
        return []
    word = texts.text
    rows = [
        (
            one["queued_at"][:19],
            one["design"],
            one["copy_no"],
            one["state"],
            one["printer"],
            one["reason"] or "",
        )
        for one in story.labels
    ]
    header = (
        "UTC",
        word("paper-design"),
        word("paper-copy"),
        word("paper-state"),
        word("paper-printer"),
        word("paper-reasons"),
    )
    return [
        *heading(word("paper-labels")),
        grid(header, rows, (32, 40, 14, 20, 34, 40), right=(2,)),
    ]


def _acts(story: UnitStory, texts: Texts) -> list[Any]:
    if not story.acts:
        return []
    word = texts.text
    rows = [
        (
            one["seq"],
            one["at"][:19].replace("T", " "),
            one["act"],
            one["who"] + (f" + {one['approver']}" if one["approver"] else ""),
            one["station"],
            _change(one),
            one["reason"] or "",
        )
        for one in story.acts
    ]
    header = (
        "#",
        "UTC",
        word("paper-act"),
        word("paper-who"),
        word("paper-station"),
        word("paper-change"),
        word("paper-reasons"),
    )
    return [
        *heading(word("paper-acts")),
        grid(header, rows, (12, 27, 30, 22, 24, 52, 26), right=(0,)),
    ]


def _change(act: Mapping[str, Any]) -> str:
    def told(text: str | None) -> str:
        facts_ = json.loads(text) if text else {}
        if not isinstance(facts_, dict):
            return str(facts_)
        return " ".join(f"{key}={_plain(value)}" for key, value in facts_.items())

    old, new = told(act["old"]), told(act["new"])
    return f"{old} » {new}" if old and new else old or new


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
