"""What a scan of one unit means, by its story alone; pure, so that every case can be tested."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.licenses import LicenseState
from app.domain.quality import InspectionResult, Verdict
from app.domain.stories import Stage, UnitStory

S = LicenseState
CLONE = "clone"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason: ``code`` and ``facts`` make the sentence and the advice."""

    verdict: Verdict
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def judge(story: UnitStory, *, order: str | None = None, code: str = "") -> Judgement:
    """Return the verdict on a unit, the worst thing first.

    ``order``: the work order it should belong to. ``code``: keyed digest (hex) of what was scanned;
    the same code again, with nothing done to the unit in between, may be a second label.
    """
    return (
        _out_of_use(story)
        or _license(story)
        or _sent_back(story)
        or _wrong_order(story, order)
        or _rejected(story)
        or _repeated(story, code)
        or _good(story)
    )


def _out_of_use(story: UnitStory) -> Judgement | None:
    unit, seen, life = story.unit, story.license, story.life
    held = unit.held_reason if unit is not None else None
    is_held = seen is not None and seen.state is S.HELD
    if story.clone_of and (held == CLONE or is_held):
        return Judgement(Verdict.CLONE, "qa-clone", {"others": ", ".join(story.clone_of)})
    if life.stage is Stage.REPLACED:
        return Judgement(Verdict.VOID, "qa-replaced", {"by": life.replaced_by or "?"})
    if life.stage is Stage.SCRAPPED:
        return Judgement(Verdict.VOID, "qa-scrapped", {"why": life.reason})
    if seen is not None and seen.state is S.VOID:
        return Judgement(Verdict.VOID, "qa-void", {"identity": seen.identity})
    if held is not None or is_held:
        return Judgement(Verdict.HELD, "qa-held", {"why": held or "-"})
    return None


def _license(story: UnitStory) -> Judgement | None:
    seen = story.license
    last = story.attempts[-1] if story.attempts else None
    facts = {"why": "-" if last is None else str(last["code"])}
    tried = last is not None and last["outcome"] not in {"pass", "aborted"}
    if seen is None or seen.state in {S.AVAILABLE, S.RESERVED}:
        if tried:
            return Judgement(Verdict.FAILED, "qa-failed", facts)
        return Judgement(Verdict.NOT_WRITTEN, "qa-not-written")
    match seen.state:
        case S.WRITING:
            return Judgement(Verdict.NOT_WRITTEN, "qa-in-work")
        case S.DOUBTFUL:
            return Judgement(Verdict.FAILED, "qa-doubtful", facts)
        case _:
            return None


def _sent_back(story: UnitStory) -> Judgement | None:
    if not story.is_back_at_bench:
        return None
    facts = {"stage": story.life.stage.value, "why": story.life.reason}
    return Judgement(Verdict.HELD, "qa-sent-back", facts)


def _wrong_order(story: UnitStory, order: str | None) -> Judgement | None:
    if order is None or story.order == order:
        return None
    return Judgement(Verdict.WRONG_ORDER, "qa-wrong-order", {"order": story.order or "-"})


def _rejected(story: UnitStory) -> Judgement | None:
    """Judge by the last inspection, unless the bench passed the unit again after a reject."""
    if not story.inspections:
        return None
    last = story.inspections[-1]
    if last["result"] != InspectionResult.REJECT.value or _passed_since(story, str(last["at"])):
        return None
    reasons = ", ".join(map(str, last["reasons"]))
    return Judgement(Verdict.FAILED, "qa-rejected", {"who": last["inspector"], "why": reasons})


def _repeated(story: UnitStory, code: str) -> Judgement | None:
    same = [scan for scan in story.scans if code and scan["code"] == code]
    if not same or str(same[-1]["at"]) < _last_event(story):
        return None
    facts = {"at": same[-1]["at"], "who": same[-1]["who"], "station": same[-1]["station"]}
    return Judgement(Verdict.DUPLICATE, "qa-scanned-twice", facts)


def _good(story: UnitStory) -> Judgement:
    passed = [one for one in story.inspections if one["result"] == InspectionResult.PASS.value]
    if passed:
        facts = {"at": passed[-1]["at"], "who": passed[-1]["inspector"]}
        return Judgement(Verdict.ALREADY_INSPECTED, "qa-already-inspected", facts)
    return Judgement(Verdict.PASSED, "qa-passed")


def _passed_since(story: UnitStory, at: str) -> bool:
    return any(
        attempt["outcome"] == "pass" and str(attempt["started_at"]) > at
        for attempt in story.attempts
    )


def _last_event(story: UnitStory) -> str:
    times = [str(one["started_at"]) for one in story.attempts[-1:]]
    times += [str(one["at"]) for one in story.acts[-1:]]
    return max(times, default="")
