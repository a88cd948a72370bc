"""Where elements are and how they are moved, resized, aligned: pure, in millimetres."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.labels.design import Element, Line

SMALLEST_MM: Final = 0.5
_PLACES: Final = 3  # a micrometre: finer than any printer, and files stay readable


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the label; a line's may have no height or no width."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return self.y + self.h

    @property
    def middle(self) -> tuple[float, float]:
        """Return its centre."""
        return self.x + self.w / 2, self.y + self.h / 2

    def moved(self, dx: float, dy: float) -> "Rect":
        """Return it elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Say whether a point lies in it, or within ``slack`` mm."""
        return (
            self.x - slack <= x <= self.right + slack and self.y - slack <= y <= self.bottom + slack
        )

    def touches(self, other: "Rect") -> bool:
        """Say whether they share a point."""
        return (
            self.x <= other.right
            and other.x <= self.right
            and self.y <= other.bottom
            and other.y <= self.bottom
        )


class Handle(StrEnum):
    """Where an element is taken to be resized."""

    TOP_LEFT = "nw"
    TOP = "n"
    TOP_RIGHT = "ne"
    RIGHT = "e"
    BOTTOM_RIGHT = "se"
    BOTTOM = "s"
    BOTTOM_LEFT = "sw"
    LEFT = "w"


class Arrange(StrEnum):
    """Ways to put several elements in order."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"
    SPREAD_ACROSS = "spread-across"
    SPREAD_DOWN = "spread-down"


def bounds(element: Element) -> Rect:
    """Return an element's box."""
    if isinstance(element, Line):
        left, right = sorted((element.x, element.x2))
        top, bottom = sorted((element.y, element.y2))
        return Rect(left, top, right - left, bottom - top)
    return Rect(element.x, element.y, element.w, element.h)


def fitted(element: Element, box: Rect) -> Element:
    """Return the element in another box; a line stays level or upright."""
    x, y = _round(box.x), _round(box.y)
    if isinstance(element, Line):
        if element.y == element.y2:
            return replace(element, x=x, y=y, x2=_round(box.x + max(box.w, SMALLEST_MM)), y2=y)
        return replace(element, x=x, y=y, x2=x, y2=_round(box.y + max(box.h, SMALLEST_MM)))
    w, h = _round(max(box.w, SMALLEST_MM)), _round(max(box.h, SMALLEST_MM))
    return replace(element, x=x, y=y, w=w, h=h)


def moved(element: Element, dx: float, dy: float) -> Element:
    """Return the element elsewhere."""
    return fitted(element, bounds(element).moved(dx, dy))


def together(boxes: Sequence[Rect]) -> Rect:
    """Return the smallest box around all of them; there is at least one."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Rect(left, top, right - left, bottom - top)


def handles(element: Element) -> tuple[Handle, ...]:
    """Return where it can be taken: a line at its two ends."""
    if isinstance(element, Line):
        level = element.y == element.y2
        return (Handle.LEFT, Handle.RIGHT) if level else (Handle.TOP, Handle.BOTTOM)
    return tuple(Handle)


def handle_place(box: Rect, handle: Handle) -> tuple[float, float]:
    """Return where a handle sits."""
    x = box.x if "w" in handle else box.right if "e" in handle else box.middle[0]
    y = box.y if "n" in handle else box.bottom if "s" in handle else box.middle[1]
    return x, y


def pulled(box: Rect, handle: Handle, dx: float, dy: float, *, square: bool = False) -> Rect:
    """Return the box with one handle moved; the far side stays. ``square`` keeps its form."""
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    if "w" in handle:
        left = min(left + dx, right - SMALLEST_MM)
    if "e" in handle:
        right = max(right + dx, left + SMALLEST_MM)
    if "n" in handle:
        top = min(top + dy, bottom - SMALLEST_MM)
    if "s" in handle:
        bottom = max(bottom + dy, top + SMALLEST_MM)
    if square and len(handle) == 2 and box.w and box.h:
        share = max((right - left) / box.w, (bottom - top) / box.h)
        w, h = box.w * share, box.h * share
        left, right = (right - w, right) if "w" in handle else (left, left + w)
        top, bottom = (bottom - h, bottom) if "n" in handle else (top, top + h)
    return Rect(left, top, right - left, bottom - top)


def arranged(boxes: Sequence[Rect], how: Arrange, label: Rect) -> list[Rect]:
    """Return the boxes in order. A single one is aligned to the label; spreading needs three."""
    frame = together(boxes) if len(boxes) > 1 else label
    if how is Arrange.SPREAD_ACROSS:
        return _spread(boxes, lambda box: (box.x, box.w), lambda box, by: box.moved(by, 0))
    if how is Arrange.SPREAD_DOWN:
        return _spread(boxes, lambda box: (box.y, box.h), lambda box, by: box.moved(0, by))
    return [box.moved(*_aligned(box, how, frame)) for box in boxes]


def _aligned(box: Rect, how: Arrange, frame: Rect) -> tuple[float, float]:
    match how:
        case Arrange.LEFT:
            return frame.x - box.x, 0
        case Arrange.CENTRE:
            return frame.middle[0] - box.middle[0], 0
        case Arrange.RIGHT:
            return frame.right - box.right, 0
        case Arrange.TOP:
            return 0, frame.y - box.y
        case Arrange.MIDDLE:
            return 0, frame.middle[1] - box.middle[1]
        case _:
            return 0, frame.bottom - box.bottom


def _spread(
    boxes: Sequence[Rect],
    span: Callable[[Rect], tuple[float, float]],
    move: Callable[[Rect, float], Rect],
) -> list[Rect]:
    """Return the boxes with equal gaps between them; first and last stay."""
    order = sorted(range(len(boxes)), key=lambda place: span(boxes[place])[0])
    if len(order) < 3:
        return list(boxes)
    first, last = span(boxes[order[0]]), span(boxes[order[-1]])
    taken = sum(span(boxes[place])[1] for place in order)
    gap = (last[0] + last[1] - first[0] - taken) / (len(order) - 1)
    made = list(boxes)
    at = first[0]
    for place in order:
        start, length = span(boxes[place])
        made[place] = move(boxes[place], at - start)
        at += length + gap
    return made


def _round(length: float) -> float:
    return round(length, _PLACES) + 0.0  # no minus zero
