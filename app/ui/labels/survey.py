"""A design looked at with every unit of a lot: what is empty, cut off, unreadable, and for whom.

Fields are looked at for all units; laying out (texts that are cut, codes that get too fine) for as
many as fit the patience of whoever waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.problems import Problem, Severity
from app.labels.design import Code, Design, Picture, Text
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.ui.labels.preview import draw_problems

LAID_OUT_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong for ``units`` units; ``example``: the first of them, by its place."""

    problem: Problem
    units: int
    example: int


def survey(
    design: Design, units: Sequence[LabelData], cancelled: Callable[[], bool] = lambda: False
) -> list[Finding]:
    """Return what is wrong with the design for some of these units, worst first."""
    found: dict[tuple[str, object, object], Finding] = {}

    def note(problem: Problem, place: int) -> None:
        key = (problem.code, problem.facts.get("element"), problem.facts.get("field"))
        known = found.get(key)
        found[key] = (
            Finding(problem, 1, place) if known is None else replace(known, units=known.units + 1)
        )

    for place, data in enumerate(units):
        if cancelled():
            break
        for problem in _empty_fields(design, data):
            note(problem, place)
    step = max(1, len(units) // LAID_OUT_AT_MOST)
    for place in range(0, len(units), step):
        if cancelled():
            break
        for problem in draw_problems(design, units[place]):
            if problem.code != "label-field-empty":
                note(problem, place)
    return sorted(
        found.values(), key=lambda f: (f.problem.severity is not Severity.ERROR, -f.units)
    )


def _empty_fields(design: Design, data: LabelData) -> list[Problem]:
    found = []
    for number, element in enumerate(design.elements, start=1):
        if not isinstance(element, Text | Code | Picture):
            continue
        content = element.file if isinstance(element, Picture) else element.content
        try:
            _text, empty = content.fill(data)
        except LabelRefused:
            continue  # laying out names it
        severity = Severity.WARNING if isinstance(element, Text) else Severity.ERROR
        found += [
            Problem("label-field-empty", severity, facts={"element": number, "field": name})
            for name in empty
        ]
    return found
