"""Snapping: what is moved or pulled is drawn to the label, to other elements, to the grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.ui.labels.geometry import Handle, Rect


@dataclass(frozen=True, slots=True)
class Guide:
    """A line to show: ``upright`` at x = ``at``, else level at y = ``at``."""

    upright: bool
    at: float


@dataclass(frozen=True, slots=True)
class Snapped:
    """By how much to move further, and the lines that drew it."""

    dx: float
    dy: float
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapper:
    """The lines that draw: edges and middles of the label and of what stays; else the grid.

    ``grid``: mm, 0 for none. ``reach``: mm within which a line draws.
    """

    across: tuple[float, ...]
    down: tuple[float, ...]
    grid: float = 1.0
    reach: float = 1.0

    @classmethod
    def around(cls, label: Rect, others: Iterable[Rect], *, grid: float, reach: float) -> "Snapper":
        """Return the snapper for a label and the elements that stay where they are."""
        boxes = [label, *others]
        across = {at for box in boxes for at in (box.x, box.middle[0], box.right)}
        down = {at for box in boxes for at in (box.y, box.middle[1], box.bottom)}
        return cls(tuple(sorted(across)), tuple(sorted(down)), grid, reach)

    def move(self, box: Rect) -> Snapped:
        """Return how a moved box is drawn: by any of its edges, or its middle."""
        return self._snap(
            (box.x, box.middle[0], box.right), (box.y, box.middle[1], box.bottom), box.x, box.y
        )

    def pull(self, box: Rect, handle: Handle) -> Snapped:
        """Return how a pulled box is drawn: by the edges that follow the handle."""
        xs = [box.x] if "w" in handle else [box.right] if "e" in handle else []
        ys = [box.y] if "n" in handle else [box.bottom] if "s" in handle else []
        return self._snap(xs, ys, xs[0] if xs else None, ys[0] if ys else None)

    def _snap(
        self, xs: Sequence[float], ys: Sequence[float], grid_x: float | None, grid_y: float | None
    ) -> Snapped:
        guides: list[Guide] = []
        dx = self._nearest(xs, self.across)
        if dx is None:
            dx = self._to_grid(grid_x)
        else:
            guides += _met(xs, self.across, dx, upright=True)
        dy = self._nearest(ys, self.down)
        if dy is None:
            dy = self._to_grid(grid_y)
        else:
            guides += _met(ys, self.down, dy, upright=False)
        return Snapped(dx, dy, tuple(guides))

    def _nearest(self, places: Sequence[float], lines: Sequence[float]) -> float | None:
        ways = [line - place for place in places for line in lines]
        best = min(ways, key=abs, default=None)
        return best if best is not None and abs(best) <= self.reach else None

    def _to_grid(self, at: float | None) -> float:
        if at is None or self.grid <= 0:
            return 0.0
        way = round(at / self.grid) * self.grid - at
        return way if abs(way) <= max(self.reach, self.grid / 2) else 0.0


def _met(
    places: Sequence[float], lines: Sequence[float], way: float, *, upright: bool
) -> list[Guide]:
    near = 1e-6
    return [
        Guide(upright, line)
        for line in lines
        if any(abs(place + way - line) < near for place in places)
    ]
