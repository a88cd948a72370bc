"""The bench over the station: commands go in on one thread, views come out on another.

Whatever needs the ledger or the engine is in :mod:`app.ui.live.bench_work`, which is imported on
the thread of commands: the window stands on the screen before that is through.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from app.domain.attempts import NOTHING_LEFT
from app.domain.orders import WorkOrder
from app.domain.units import normalise_mac
from app.errors import KeywrightError
from app.logs import log
from app.settings import OPERATOR, ORDER
from app.station.places import Places
from app.ui.live.bench_state import BenchState
from app.ui.live.session import Session
from app.ui.views import ENDED, BenchEvent, BenchHeader, Changed, SlotState, SlotView

if TYPE_CHECKING:
    from app.station.station import Station
    from app.ui.live.bench_work import BenchWork

FIGURES_EVERY_S = 3.0
OF_AN_ORDER = ("no-order-chosen", *NOTHING_LEFT)  # notices that another order answers


class LiveBench:
    """Owns the station while it runs. Every public call returns at once, unless it says so."""

    def __init__(self, session: Session, places: Places) -> None:
        self._session = session
        self._places = places
        self._state = BenchState(places, session.settings.get(OPERATOR))
        self._work: BenchWork | None = None
        self._making = threading.Lock()
        self._commands = ThreadPoolExecutor(1, thread_name_prefix="bench")
        self._closing = threading.Event()
        self._counting = threading.Thread(target=self._count_again, name="figures", daemon=True)
        self._state.lay_out(running=False)

    def slots(self) -> Sequence[SlotView]:
        """Return all slots as they are now."""
        return self._state.slots()

    def header(self) -> BenchHeader:
        """Return the figures as they are now."""
        return self._state.header()

    def subscribe(self, post: Callable[[BenchEvent], None]) -> None:
        """Call ``post`` from the station's threads for each change."""
        self._state.post = post
        if not self._counting.is_alive():
            self._counting.start()

    def ports_changed(self) -> None:
        """Follow a hot-plug: slots get their ports' present names, running ones too."""
        station = self._station
        self._state.lay_out(running=station is not None)
        if station is not None:
            station.follow({str(n): port for n, port in self._places.slots().items()})
        self._state.post(Changed("slots"))
        for view in self.slots():
            self._state.post(view)

    def start(self) -> None:
        """Take boards on all slots."""
        self._command(lambda work: work.start())

    def stop(self) -> None:
        """Stop all slots at their next safe place."""
        station = self._station
        if station is not None:
            station.stop()

    def finish(self) -> None:
        """Let every unit in work be finished, and take no further one."""
        station = self._station
        if station is not None:
            station.finish()

    def press(self, slot: int) -> None:
        """Begin at one slot; starts the station where it does not run."""
        station = self._station
        if station is None:
            self.start()
        elif str(slot) in station.slots:
            station.slots[str(slot)].press()

    def scan(self, code: str) -> None:
        """Hand a scanned serial number to the slot that asked for it, else to one that waits.

        Else to one whose unit has its verdict: a board may be swapped before its leaving is seen.
        """
        station, views = self._station, self.slots()
        asking = [view for view in views if view.code == "no-hardware-id"]
        waiting = [view for view in views if view.state is SlotState.WAITING]
        ended = [view for view in views if view.state in ENDED]
        serial = None if normalise_mac(code) else code
        for view in [*asking, *waiting, *ended]:
            if station is not None and str(view.number) in station.slots:
                station.slots[str(view.number)].press(serial)
                return

    def probe(self) -> None:
        """Read all slots, one after the other; write nothing."""
        self._command(lambda work: work.probe())

    def choose_order(self, order: WorkOrder | None) -> None:
        """Work on this order from now on."""
        self._session.settings.put(ORDER, order.name if order else "")
        if self.header().notice in OF_AN_ORDER:
            self._state.tell(notice="", notice_facts={})
        self.refresh()

    def unlock(self) -> None:
        """Release a locked bench; raises NotAllowed. Slow: the release is recorded."""
        self._worker().unlock()

    def busy_slots(self) -> int:
        """Return how many slots have a unit in work."""
        return self._state.busy()

    def settle(self) -> None:
        """Settle what the last run left, once the ledger can be opened, and count."""
        self._command(lambda work: work.settle())

    def refresh(self) -> None:
        """Count the figures again, after orders or lots changed."""
        self._command(lambda work: work.show_figures())

    def close(self) -> None:
        """Stop and wait until no thread of the station is left."""
        self.stop()
        self._closing.set()
        if self._counting.is_alive():
            self._counting.join()
        self._commands.shutdown(wait=True, cancel_futures=True)
        if self._work is not None:
            self._work.wait()

    def _count_again(self) -> None:
        """Keep the figures true while nothing ends here: time passes, and others work too."""
        while not self._closing.wait(FIGURES_EVERY_S):
            if self._session.is_open():
                self._command(lambda work: work.look_again())

    @property
    def _station(self) -> "Station | None":
        return None if self._work is None else self._work.station

    def _worker(self) -> "BenchWork":
        """Return who does it; the first call imports half the program."""
        from app.ui.live.bench_work import BenchWork

        with self._making:
            if self._work is None:
                self._work = BenchWork(self._session, self._places, self._state, self.refresh)
            return self._work

    def _command(self, act: "Callable[[BenchWork], None]") -> None:
        def guarded() -> None:
            try:
                act(self._worker())
            except KeywrightError as error:
                self._state.tell(notice=error.code, notice_facts=error.facts)
            except Exception:  # noqa: BLE001 - a bug: told like every other; the bench stays usable
                tell_bug()

        try:
            self._commands.submit(guarded)
        except RuntimeError:  # closing: nothing is begun any more
            log.info("the bench is closing")


def tell_bug(error: BaseException | None = None) -> None:
    """Hand an error that nobody expected (by default the present one) to the program's handler."""
    found = error or sys.exc_info()[1]
    assert found is not None
    threading.excepthook(threading.ExceptHookArgs((type(found), found, found.__traceback__, None)))
