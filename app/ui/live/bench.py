"""The bench over the station: commands go in on one thread, views come out on another."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median

from app.domain.orders import WorkOrder
from app.domain.units import normalise_mac
from app.errors import KeywrightError, VaultTrouble
from app.logs import log
from app.settings import LOCK_AFTER, OPERATOR, ORDER
from app.station.bench_lock import BenchLock
from app.station.events import SlotStopped, UnitDone
from app.station.places import Places
from app.station.slot import SlotPlace, StartOn
from app.station.station import Station
from app.station.tally import Tally
from app.ui.live.session import Session
from app.ui.live.slot_story import after, fresh
from app.ui.views import BenchEvent, BenchHeader, Changed, LedgerShut, SlotState, SlotView
from app.workflows.golden import refuse_without_golden
from app.workflows.orders import task_for_order
from app.workflows.probe_board import probe_board
from app.workflows.release_bench import release_bench
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome

HEADER_EVERY_S = 0.5


class LiveBench:
    """Owns the station while it runs. Every public call returns at once."""

    def __init__(self, session: Session, places: Places) -> None:
        self._session = session
        self._places = places
        self._lock = threading.RLock()
        self._post: Callable[[BenchEvent], None] = lambda _event: None
        self._views: dict[int, SlotView] = {}
        self._header = BenchHeader(operator=session.settings.get(OPERATOR))
        self._tally = Tally()
        self._bench_lock = BenchLock()
        self._station: Station | None = None
        self._pump: threading.Thread | None = None
        self._commands = ThreadPoolExecutor(1, thread_name_prefix="bench")
        self._header_at = 0.0
        self._is_settled = False
        self._lay_out()

    def slots(self) -> Sequence[SlotView]:
        """Return all slots as they are now."""
        with self._lock:
            return [self._views[number] for number in sorted(self._views)]

    def header(self) -> BenchHeader:
        """Return the figures as they are now."""
        with self._lock:
            return self._header

    def subscribe(self, post: Callable[[BenchEvent], None]) -> None:
        """Call ``post`` from the station's threads for each change."""
        self._post = post
        self._command(self._settle)

    def ports_changed(self) -> None:
        """Follow a hot-plug: slots get their ports' present names, running ones too."""
        self._lay_out()
        with self._lock:
            station = self._station
        if station is not None:
            for number, port in self._places.slots().items():
                station.move(str(number), port)
        self._post(Changed("slots"))
        for view in self.slots():
            self._post(view)

    def start(self) -> None:
        """Take boards on all slots."""
        self._command(self._start)

    def stop(self) -> None:
        """Stop all slots at their next safe place."""
        with self._lock:
            station = self._station
        if station is not None:
            station.stop()

    def press(self, slot: int) -> None:
        """Begin at one slot; starts the station where it does not run."""
        with self._lock:
            station = self._station
        if station is None:
            self.start()
        elif str(slot) in station.slots:
            station.slots[str(slot)].press()

    def scan(self, code: str) -> None:
        """Hand a scanned serial number to the slot that asked for it, else to one that waits."""
        with self._lock:
            station = self._station
            views = [self._views[number] for number in sorted(self._views)]
        asking = [view for view in views if view.code == "no-hardware-id"]
        waiting = [view for view in views if view.state is SlotState.WAITING]
        serial = None if normalise_mac(code) else code
        for view in [*asking, *waiting]:
            if station is not None and str(view.number) in station.slots:
                station.slots[str(view.number)].press(serial)
                return

    def probe(self) -> None:
        """Read all slots, one after the other; write nothing."""
        self._command(self._probe)

    def choose_order(self, order: WorkOrder | None) -> None:
        """Work on this order from now on."""
        self._session.settings.put(ORDER, order.name if order else "")
        self._command(self._show_figures)

    def unlock(self) -> None:
        """Release a locked bench; raises NotAllowed. Slow: the release is recorded."""
        release_bench(self._session.services(), self._bench_lock.failures)
        self._bench_lock.release()
        self._tell(locked=False, notice="", notice_facts={})

    def busy_slots(self) -> int:
        """Return how many slots have a unit in work."""
        with self._lock:
            return sum(view.state is SlotState.RUNNING for view in self._views.values())

    def settle(self) -> None:
        """Settle what the last run left, once the ledger can be opened, and count."""
        self._command(self._settle)

    def refresh(self) -> None:
        """Count the figures again, after orders or lots changed."""
        self._command(self._show_figures)

    def close(self) -> None:
        """Stop and wait until no thread of the station is left."""
        self.stop()
        self._commands.shutdown(wait=True, cancel_futures=True)
        if self._pump is not None:
            self._pump.join()

    # On the command thread.

    def _command(self, act: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                act()
            except KeywrightError as error:
                self._tell(notice=error.code, notice_facts=error.facts)
            except Exception:  # noqa: BLE001 - a bug: told like every other; the bench stays usable
                threading.excepthook(_args())

        try:
            self._commands.submit(guarded)
        except RuntimeError:  # closing: nothing is begun any more
            log.info("the bench is closing")

    def _settle(self) -> None:
        if not self._session.exists():
            return
        try:
            _run, settled = self._session.run()
        except VaultTrouble as trouble:  # asked for, or explained, on a page of its own
            self._post(LedgerShut(trouble.code, trouble.facts))
            return
        if not settled.is_clean and not self._is_settled:
            facts = {"released": settled.released, "doubted": settled.doubtful}
            self._tell(notice="station-settled", notice_facts=facts)
        self._is_settled = True
        self._show_figures()

    def _start(self) -> None:
        with self._lock:
            if self._station is not None or self._header.locked:
                return
        services = self._session.services()
        name = self._session.settings.get(ORDER)
        if not name:
            self._tell(notice="no-order-chosen", notice_facts={})
            return
        task = task_for_order(services, name)
        refuse_without_golden(services, task.order_id)  # asked again at every board
        run, _settled = self._session.run()
        self._lay_out()
        places = [SlotPlace(str(v.number), v.port) for v in self.slots()]
        if not any(place.port for place in places):
            self._tell(notice="no-slots-connected", notice_facts={})
            return
        station = Station(
            services,
            run,
            task,
            places,
            start_on=StartOn(task.rules.start_on),
            gate=self._places.gate,
        )
        with self._lock:
            self._station = station
        self._pump = threading.Thread(
            target=self._pump_events, args=(station,), name="pump", daemon=True
        )
        station.start()
        self._pump.start()
        self._tell(running=True, notice="", notice_facts={})
        self._show_figures()

    def _probe(self) -> None:
        with self._lock:
            if self._station is not None:
                return
        self._lay_out()
        services = self._session.services()
        name = self._session.settings.get(ORDER)
        profile = services.ledger.orders.get(name).rules.profile if name else "tuyaopen"
        for view in self.slots():
            if not view.port:
                continue
            self._show(replace(fresh(view, SlotState.RUNNING), started_at=time.monotonic()))
            found = probe_board(services, view.port, profile, services.profiles_dir)
            well = found["outcome"] == Outcome.PASS
            self._show(
                replace(
                    fresh(view, SlotState.FOUND if well else SlotState.FAIL),
                    mac=found.get("mac"),
                    identity=found.get("identity"),
                    seconds=found["seconds"],
                    code=found["code"],
                    facts=found,
                )
            )

    def _show_figures(self) -> None:
        """Read made, to make and licenses left from the ledger."""
        if not self._session.exists():
            return
        ledger = self._session.services().ledger
        name = self._session.settings.get(ORDER)
        open_orders = {order.name: order for order in ledger.orders.list(open_only=True)}
        order = open_orders.get(name)
        if order is None:
            left = ledger.lots.totals().available
            self._tell(order="", product="", made=0, to_make=0, licenses_left=left)
            return
        lots = [lot for lot in ledger.lots.overview() if lot.id in order.lot_ids]
        low = [
            lot
            for lot in lots
            if lot.data.low_stock is not None and lot.counts.available <= lot.data.low_stock
        ]
        self._tell(
            order=order.name,
            product=order.product,
            made=order.taken,
            to_make=order.quantity,
            licenses_left=sum(lot.counts.available for lot in lots),
            low_stock=bool(low),
            operator=self._session.actor().name,
        )

    # On the pump thread.

    def _pump_events(self, station: Station) -> None:
        for event in station.watch():
            with self._lock:
                before = self._views.get(int(event.slot))
            if before is not None:
                self._show(after(before, event))
            if isinstance(event, UnitDone):
                self._count(station, event.report)
            elif isinstance(event, SlotStopped) and event.error is not None:
                error = event.error
                threading.excepthook(_args(error))
        with self._lock:
            self._station = None
        self._tell(running=False)
        self.refresh()

    def _count(self, station: Station, report: UnitReport) -> None:
        now = time.monotonic()
        with self._lock:
            self._tally.count(report, now)
        self._post(Changed("units"))
        if self._bench_lock.count(report, self._session.settings.get(LOCK_AFTER)):
            station.stop()
            facts = {"failures": self._bench_lock.failures}
            self._tell(locked=True, notice="bench-locked", notice_facts=facts)
        if now - self._header_at >= HEADER_EVERY_S:
            self._header_at = now
            self.refresh()
        with self._lock:
            cycles = tuple(self._tally.cycles)
            fpy, uph = self._tally.fpy(), self._tally.uph(now)
        self._tell(fpy=fpy, uph=uph, cycles=cycles, cycle_s=median(cycles) if cycles else None)

    def _lay_out(self) -> None:
        """Give every slot its port of now; a card in work is not touched."""
        with self._lock:
            wanted = self._places.slots()
            running = self._station is not None
            for number in [n for n in self._views if n not in wanted and not running]:
                del self._views[number]
            for number, port in wanted.items():
                view = self._views.get(number)
                if view is None or (view.port != port and not running):
                    state = SlotState.PAUSED if port else SlotState.UNASSIGNED
                    self._views[number] = SlotView(number, str(number), port, state)

    def _show(self, view: SlotView) -> None:
        with self._lock:
            self._views[view.number] = view
        self._post(view)

    def _tell(self, **figures: object) -> None:
        with self._lock:
            self._header = replace(self._header, **figures)  # type: ignore[arg-type]
            header = self._header
        self._post(header)


def _args(error: BaseException | None = None) -> threading.ExceptHookArgs:
    found = error or sys.exc_info()[1]
    assert found is not None
    return threading.ExceptHookArgs((type(found), found, found.__traceback__, None))
