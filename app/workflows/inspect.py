"""Inspect units: pass, reject with reasons and pictures, samples with their decision."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.acts import Act
from app.domain.quality import InspectionResult, QualityRules
from app.domain.reasons import ReasonList
from app.domain.sampling import SamplingMode, SamplingPlan, Severity, severity_after
from app.domain.stories import UnitStory
from app.domain.verdicts import judge
from app.errors import BadInput, Refused
from app.ledger.inspections import OpenSample, Picture
from app.paths import config_dir, resources_dir
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story

_MEDIA = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


def reason_list() -> ReasonList:
    """Return the factory's own reason codes, or those that are shipped."""
    return ReasonList.load(
        resources_dir() / "quality" / "reasons.toml", config_dir() / "reasons.toml"
    )


def pass_unit(
    services: Services,
    words: str,
    *,
    remarks: str = "",
    pictures: Sequence[Path] = (),
    sample: str | None = None,
) -> UnitStory:
    """Record that a unit passed inspection.

    Only a unit that the bench passed can: Refused ``inspect-not-passed`` else.
    """
    require(services.ledger, services.actor, Act.UNIT_INSPECTED)
    story = unit_story(services, words)
    found = judge(story)
    if not found.verdict.is_good and found.code != "qa-rejected":
        raise Refused("inspect-not-passed", unit=story.subject, verdict=found.verdict.value)
    return _record(services, story, InspectionResult.PASS, (), remarks, pictures, sample)


def reject_unit(
    services: Services,
    words: str,
    reasons: Sequence[str],
    *,
    remarks: str = "",
    pictures: Sequence[Path] = (),
    sample: str | None = None,
) -> UnitStory:
    """Record that a unit was rejected, for reasons of the list.

    Raises BadInput ``reason-unknown`` | ``reject-without-reason`` | ``inspection-picture`` | ….
    """
    require(services.ledger, services.actor, Act.UNIT_REJECTED)
    codes = reason_list().check(reasons)
    story = unit_story(services, words)
    return _record(services, story, InspectionResult.REJECT, codes, remarks, pictures, sample)


def open_sample(
    services: Services,
    name: str,
    plan: SamplingPlan,
    lot_size: int,
    *,
    order: str | None = None,
    lot: str | None = None,
    resume: str = "",
) -> OpenSample:
    """Draw a sample; the decision falls by itself as its units are inspected.

    An AQL plan for an order is as strict as the switching rules ask, after the samples of the same
    product before. ``resume``: what was done about it, where inspection is discontinued; Refused
    ``sampling-discontinued`` else.
    """
    require(services.ledger, services.actor, Act.SAMPLE_OPENED)
    severity = severity_for(services, plan, order)
    if severity is Severity.DISCONTINUED:
        if not resume.strip():
            raise Refused("sampling-discontinued", order=order)
        severity = Severity.TIGHTENED
    return services.ledger.inspections.open_sample(
        name,
        plan,
        lot_size,
        services.actor,
        order=order,
        lot=lot,
        severity=severity,
        reason=resume.strip(),
    )


def severity_for(services: Services, plan: SamplingPlan, order: str | None) -> Severity:
    """Return how strictly the next sample of an order is drawn by this plan."""
    if plan.mode is not SamplingMode.AQL or order is None:
        return Severity.NORMAL
    return severity_after(services.ledger.inspections.series(order))


def set_quality_rules(services: Services, order: str, rules: QualityRules) -> None:
    """Say what an order asks of quality."""
    require(services.ledger, services.actor, Act.QUALITY_RULES_SET)
    services.ledger.inspections.set_rules(order, rules, services.actor)


def _record(
    services: Services,
    story: UnitStory,
    result: InspectionResult,
    reasons: Sequence[str],
    remarks: str,
    pictures: Sequence[Path],
    sample: str | None,
) -> UnitStory:
    if story.unit is None:
        raise BadInput("unit-not-written", identity=story.subject)
    services.ledger.inspections.record(
        story.unit.hwid,
        result,
        services.actor,
        reasons=reasons,
        remarks=remarks,
        pictures=[_picture(file) for file in pictures],
        sample=sample,
    )
    return services.ledger.stories.tell((story.unit.id, None))


def _picture(file: Path) -> Picture:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput("inspection-picture", file=file.name, why=error.strerror) from error
    for start, media_type in _MEDIA.items():
        if content.startswith(start):
            return Picture(file.name, media_type, content)
    raise BadInput("inspection-picture", file=file.name, why="JPEG, PNG")
