"""A pretend operator: takes finished boards out and puts the next ones in."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from flasher.simulator.farm import Farm
from flasher.simulator.spec import BoardSpec

LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Habits:
    """How the operator works. Seconds.

    A board that holds a license and was given no command for ``done_s`` is finished; one that was
    given commands and holds none is taken out after ``failed_s`` of quiet. A board that was never
    given a command stays where it is. ``change_s`` passes with the slot empty.
    """

    done_s: float = 0.6
    failed_s: float = 5.0
    change_s: float = 0.3


class Operator:
    """Feeds ``units`` boards in all through the slots of a farm that are filled already.

    ``next_spec(n)`` makes the n-th board. The boards already in the farm count. Board number
    ``units + 1`` never comes: its slot stays empty.
    """

    def __init__(
        self,
        farm: Farm,
        units: int,
        next_spec: Callable[[int], BoardSpec],
        habits: Habits | None = None,
    ) -> None:
        self._farm = farm
        self._units = units
        self._next_spec = next_spec
        self._habits = habits or Habits()
        self._put_in = len(farm.ports())
        self._is_working = True
        self.taken_out: list[str] = []
        farm.call_later(LOOK_EVERY_S, self._look)

    @property
    def is_done(self) -> bool:
        """Say whether every unit was in a slot and is out again."""
        return len(self.taken_out) >= self._units

    def stop(self) -> None:
        """Put the hands in the pockets."""
        self._is_working = False

    def _look(self) -> None:
        if not self._is_working or self.is_done:
            return
        now = time.monotonic()
        for port in self._farm.ports():
            quiet_s = self._farm.quiet_seconds(port.slot, now)
            is_licensed = self._farm.is_licensed(port.slot)
            if quiet_s >= (self._habits.done_s if is_licensed else self._habits.failed_s):
                self._farm.unplug(port.slot)
                self.taken_out.append(port.mac)
                self._feed(port.slot)
        self._farm.call_later(LOOK_EVERY_S, self._look)

    def _feed(self, slot: int) -> None:
        if self._put_in >= self._units:
            return
        self._put_in += 1
        spec = self._next_spec(self._put_in)

        def put_in() -> None:
            if self._is_working:
                self._farm.plug(slot, spec)

        self._farm.call_later(self._habits.change_s, put_in)
