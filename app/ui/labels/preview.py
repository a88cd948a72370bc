"""A design drawn with one unit's data, exactly as the PNG renderer prints it; with its warnings.

Where an element cannot be made (a code whose field is empty), the others are drawn all the same and
the reason stands in ``problems``. Free of Qt; :class:`~app.ui.labels.drawing.Drawing` runs it away
from the GUI thread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from app.domain.problems import Problem, Severity
from app.errors import BadInput
from app.labels.design import Design
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.labels.layout import MM_PER_INCH, Laid, Symbol, lay_out
from app.labels.raster import draw_label
from app.ui.labels.geometry import Rect


@dataclass(frozen=True, slots=True)
class CodeNote:
    """How a code came out. ``zone``: with its quiet zone. ``module`` in mm and in whole dots."""

    zone: Rect
    module: float
    dots: int
    content: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One label as it will be printed. ``codes`` by element, counted from 0.

    ``problems``: facts ``element`` count from 1, as in the design file; ``failed`` from 0.
    """

    design: Design
    image: Image.Image
    problems: tuple[Problem, ...]
    failed: frozenset[int]
    codes: dict[int, CodeNote]


def draw_preview(design: Design, data: LabelData, pictures: Path | None = None) -> Preview:
    """Lay out and draw one label; elements that cannot be made are left out and named."""
    laid, problems, failed = _lay_out_what_can_be(design, data, pictures)
    codes = {
        symbol.element - 1: CodeNote(
            Rect(*symbol.zone),
            symbol.module,
            max(1, round(symbol.module * laid.dpi / MM_PER_INCH)),
            symbol.content,
        )
        for symbol in laid.symbols
    }
    try:
        image = draw_label(laid)
    except OSError as cause:  # a picture that is no picture
        raise BadInput("label-picture-unreadable", file=design.name) from cause
    return Preview(design, image, (*problems, *laid.warnings), failed, codes)


def draw_problems(design: Design, data: LabelData, pictures: Path | None = None) -> list[Problem]:
    """Return what is wrong with one label, without drawing it."""
    laid, problems, _failed = _lay_out_what_can_be(design, data, pictures)
    return [*problems, *laid.warnings]


def element_of(problem: Problem) -> int | None:
    """Return the element a problem is about, counted from 0; None: the label itself."""
    number = problem.facts.get("element")
    return number - 1 if isinstance(number, int) and number > 0 else None


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with those first that keep a label from being printed."""
    return sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)


def _lay_out_what_can_be(
    design: Design, data: LabelData, pictures: Path | None
) -> tuple[Laid, list[Problem], frozenset[int]]:
    try:
        return lay_out(design, data, None, pictures), [], frozenset()
    except LabelRefused:
        pass  # named one by one below
    problems: list[Problem] = []
    good: list[int] = []
    for place, element in enumerate(design.elements):
        try:
            lay_out(replace(design, elements=(element,)), data, None, pictures)
        except LabelRefused as refused:
            problems += _about(place, refused)
        else:
            good.append(place)
    laid = lay_out(
        replace(design, elements=tuple(design.elements[place] for place in good)),
        data,
        None,
        pictures,
    )
    renumbered = replace(
        laid,
        items=tuple(
            replace(item, element=good[item.element - 1] + 1) if isinstance(item, Symbol) else item
            for item in laid.items
        ),
        warnings=tuple(_renumbered(found, good) for found in laid.warnings),
    )
    return renumbered, problems, frozenset(range(len(design.elements))) - frozenset(good)


def _about(place: int, refused: LabelRefused) -> list[Problem]:
    found: Sequence[Problem] = refused.problems
    if not found:
        found = (Problem(refused.code, Severity.ERROR, facts=refused.facts),)
    return [replace(p, facts={**p.facts, "element": place + 1}) for p in found]


def _renumbered(problem: Problem, good: Sequence[int]) -> Problem:
    facts = {
        name: good[value - 1] + 1
        if name in {"element", "other"} and isinstance(value, int)
        else value
        for name, value in problem.facts.items()
    }
    return replace(problem, facts=facts)
