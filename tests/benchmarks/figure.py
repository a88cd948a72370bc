"""One measured figure with the bound it should keep."""

from typing import NamedTuple


class Figure(NamedTuple):
    """``value`` should be at most ``bound`` (at least, where ``is_floor``); None has no bound."""

    name: str
    value: float
    bound: float | None
    unit: str
    is_floor: bool = False

    @property
    def is_kept(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.is_floor else self.value <= self.bound
