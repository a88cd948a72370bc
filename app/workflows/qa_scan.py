"""Scan a label and know at once: label, record and (where it is connected) device reconciled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.quality import Verdict
from app.domain.scans import Scan, read_scan
from app.domain.stories import UnitStory
from app.domain.verdicts import Judgement, judge
from app.redaction import Redactor
from app.workflows.device_check import Reading, check_device
from app.workflows.services import Services
from app.workflows.unit_story import stories_of


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """What a scanner is set to add around each code."""

    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """One scan as page and command line show it. ``code`` and ``facts`` make the sentence.

    ``story`` is the unit's; ``others``: stories of what else the code or the device named.
    ``times_scanned``: how often this unit was scanned before, by whichever code.
    """

    verdict: Verdict
    code: str
    facts: Mapping[str, object]
    scan: Scan
    story: UnitStory | None = None
    others: tuple[UnitStory, ...] = ()
    times_scanned: int = 0
    reading: Reading | None = None

    def as_record(self) -> dict[str, Any]:
        """Return the result as one JSON object: what ``qa scan`` prints."""
        story = self.story
        told = {} if story is None else story.as_record()
        last = {} if story is None or not story.scans else dict(story.scans[-1])
        names = ("identity", "mac", "serial", "lot", "order", "state", "stage", "held")
        return {
            "verdict": self.verdict.value,
            "code": self.code,
            "facts": dict(self.facts),
            **{name: told.get(name) for name in names},
            "symbology": self.scan.symbology,
            "repeated": self.times_scanned > 0,
            "times_scanned": self.times_scanned,
            "last_scan": {key: last.get(key) for key in ("at", "who", "station", "verdict")}
            if last
            else None,
            "device": None if self.reading is None else self.reading.as_record(),
            "story": told or None,
            "others": [other.as_record() for other in self.others],
        }


@dataclass(frozen=True, slots=True)
class PairResult:
    """Two labels that shall be of one unit: on the product and on its box."""

    matches: bool
    code: str
    product: ScanResult
    box: ScanResult
    facts: Mapping[str, object] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """Return the result as one JSON object."""
        return {
            "matches": self.matches,
            "verdict": (self.product.verdict if self.matches else Verdict.FAILED).value,
            "code": self.code,
            "facts": dict(self.facts),
            "product": self.product.as_record(),
            "box": self.box.as_record(),
        }


def qa_scan(
    services: Services,
    raw: str,
    *,
    order: str | None = None,
    port: str | None = None,
    profile: str | None = None,
    scanner: ScannerSetup | None = None,
) -> ScanResult:
    """Return the verdict on the unit whose label was scanned, and remember the scan.

    ``port``: the board is connected there: it is read and compared with the record, and where it
    holds another unit's license the clone alarm is raised. Raises BadInput for an unknown profile.
    """
    result, digest = _look(services, raw, order, scanner or ScannerSetup(), again=port is None)
    if port is not None and result.story is not None:
        result = _with_device(services, result, port, profile)
    if result.story is not None:
        unit, seen = result.story.unit, result.story.license
        services.ledger.inspections.note_scan(
            None if unit is None else unit.id,
            None if seen is None else seen.license_id,
            digest,
            result.verdict.value,
            services.actor,
        )
    return result


def scan_pair(
    services: Services,
    product: str,
    box: str,
    *,
    order: str | None = None,
    scanner: ScannerSetup | None = None,
) -> PairResult:
    """Compare the label on a product with the label on its box; remembers neither."""
    setup = scanner or ScannerSetup()
    one, _ = _look(services, product, order, setup, again=False)
    other, _ = _look(services, box, order, setup, again=False)
    if one.story is None or other.story is None:
        return PairResult(False, "qa-pair-unknown", one, other)
    facts = {"product": one.story.subject, "box": other.story.subject}
    if _subject(one.story) != _subject(other.story):
        return PairResult(False, "qa-pair-differs", one, other, facts)
    return PairResult(True, "qa-pair-matches", one, other, facts)


def _look(
    services: Services, raw: str, order: str | None, scanner: ScannerSetup, *, again: bool
) -> tuple[ScanResult, bytes]:
    scan = read_scan(raw, prefix=scanner.prefix, suffix=scanner.suffix)
    digest = services.vault.digest("scan", scan.text)[:16]
    stories = stories_of(services, scan)
    if not stories:
        # Of a code that nobody knows no more is kept than can be said: it may be a key.
        told = Redactor().strike(scan.text[:80])
        scan = Scan(told, (), scan.symbology)
        return ScanResult(Verdict.UNKNOWN, "qa-unknown", {"text": told}, scan), digest
    story, others = stories[0], tuple(stories[1:])
    found = judge(story, order=order, code=digest.hex() if again else "")
    if others:
        names = ", ".join(one.subject for one in stories)
        found = Judgement(Verdict.FAILED, "qa-label-mixed", {"units": names})
    times = len(story.scans)
    return (
        ScanResult(found.verdict, found.code, found.facts, scan, story, others, times),
        digest,
    )


def _with_device(
    services: Services, result: ScanResult, port: str, profile: str | None
) -> ScanResult:
    """Let the device have the last word, unless the record already says something worse."""
    story = result.story
    assert story is not None
    reading, found, others = check_device(services, story, port, profile)
    result = replace(result, reading=reading, others=(*result.others, *others))
    if found is None or (not result.verdict.is_good and found.verdict is not Verdict.CLONE):
        return result
    return replace(result, verdict=found.verdict, code=found.code, facts=found.facts)


def _subject(story: UnitStory) -> tuple[int | None, int | None]:
    unit, seen = story.unit, story.license
    if unit is not None:
        return unit.id, None
    return None, None if seen is None else seen.license_id
