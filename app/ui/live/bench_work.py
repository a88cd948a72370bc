"""What the bench does in the ledger and at the station: begin, watch, count, read, release."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from statistics import median

from app.domain.attempts import NOTHING_LEFT
from app.domain.figures import FigureFilter
from app.domain.orders import WorkOrder
from app.errors import LedgerTrouble, VaultTrouble
from app.ledger.ledger import Ledger
from app.logs import log
from app.settings import LOCK_AFTER, ORDER
from app.station.bench_lock import BenchLock
from app.station.events import SlotStopped, UnitDone
from app.station.places import Places
from app.station.slot import SlotPlace, StartOn
from app.station.station import Station
from app.station.tally import WINDOW_S, Tally
from app.ui.live.bench import tell_bug
from app.ui.live.bench_state import BenchState
from app.ui.live.session import Session
from app.ui.live.slot_story import after, fresh
from app.ui.views import Changed, LedgerShut, SlotState
from app.workflows.golden import refuse_without_golden
from app.workflows.lock_bench import bench_record, lock_bench
from app.workflows.orders import task_for_order
from app.workflows.probe_board import probe_board
from app.workflows.release_bench import release_bench
from app.workflows.sign_in import NOBODY
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome

HEADER_EVERY_S = 0.5


class BenchWork:
    """The slow half of the bench. ``refresh`` asks the bench's own thread to count again."""

    def __init__(
        self, session: Session, places: Places, state: BenchState, refresh: Callable[[], None]
    ) -> None:
        self._session = session
        self._places = places
        self._state = state
        self._refresh = refresh
        self._tally = Tally()
        self._bench_lock = BenchLock()
        self._pump: threading.Thread | None = None
        self._header_at = 0.0
        self._is_settled = False
        self._has_passed = False  # a unit of the order passed since the figures were counted
        self.station: Station | None = None  # set and cleared whole: read from any thread

    def unlock(self) -> None:
        """Release a locked bench; raises NotAllowed."""
        release_bench(self._session.services(), self._bench_lock.failures)
        self._bench_lock.release()
        self._state.tell(locked=False, notice="", notice_facts={})

    def wait(self) -> None:
        """Wait until no thread of the station is left."""
        if self._pump is not None:
            self._pump.join()

    # On the thread of commands.

    def settle(self) -> None:
        """Settle what the last run left, where the ledger can be opened, and count."""
        if not self._session.exists():
            return
        try:
            _run, settled = self._session.run()
        except VaultTrouble as trouble:  # asked for, or explained, on a page of its own
            self._state.post(LedgerShut(trouble.code, trouble.facts))
            return
        is_news = not settled.is_clean and not self._is_settled
        facts = {"released": settled.released, "doubted": settled.doubtful}
        if is_news:
            self._state.tell(notice="station-settled", notice_facts=facts)
        if not self._is_settled:
            self._take_over_pace()
        self._is_settled = True
        if self._look_at_lock() and is_news:  # the lock is more urgent; both are to be read
            self._state.tell(beside=(("station-settled", facts),))
        self.show_figures()

    def start(self) -> None:
        """Take boards on all slots."""
        if self.station is not None:
            return
        services = self._session.services()
        if self._look_at_lock():  # another window of this station may have locked the bench
            return
        name = self._session.settings.get(ORDER)
        if not name:
            self._state.tell(notice="no-order-chosen", notice_facts={})
            return
        task = task_for_order(services, name)
        refuse_without_golden(services, task.order_id)  # asked again at every board
        run, _settled = self._session.run()
        self._state.lay_out(running=False)
        places = [SlotPlace(str(v.number), v.port) for v in self._state.slots()]
        if not any(place.port for place in places):
            self._state.tell(notice="no-slots-connected", notice_facts={})
            return
        station = Station(
            services,
            run,
            task,
            places,
            start_on=StartOn(task.rules.start_on),
            gate=self._places.gate,
        )
        self.station = station
        self._pump = threading.Thread(
            target=self._pump_events, args=(station,), name="pump", daemon=True
        )
        station.start()
        self._pump.start()
        self._state.tell(running=True, notice="", notice_facts={})
        self.show_figures()

    def probe(self) -> None:
        """Read all slots, one after the other; write nothing."""
        if self.station is not None:
            return
        self._state.lay_out(running=False)
        services = self._session.services()
        name = self._session.settings.get(ORDER)
        profile = services.ledger.orders.get(name).rules.profile if name else "tuyaopen"
        show = self._state.show
        for view in self._state.slots():
            if not view.port:
                continue
            show(replace(fresh(view, SlotState.RUNNING), started_at=time.monotonic()))
            found = probe_board(services, view.port, profile, services.profiles_dir)
            well = found["outcome"] == Outcome.PASS
            show(
                replace(
                    fresh(view, SlotState.FOUND if well else SlotState.FAIL),
                    mac=found.get("mac"),
                    identity=found.get("identity"),
                    seconds=found["seconds"],
                    code=found["code"],
                    facts=found,
                )
            )

    def show_figures(self) -> None:
        """Read made, to make and licenses left from the ledger."""
        if not self._session.exists():
            return
        services = self._session.services()
        ledger, actor = services.ledger, services.for_attempt().actor
        name = self._session.settings.get(ORDER)
        open_orders = {order.name: order for order in ledger.orders.list(open_only=True)}
        order = open_orders.get(name)
        if order is None:
            left = ledger.lots.totals().available
            self._state.tell(order="", product="", made=0, to_make=0, licenses_left=left)
            return
        lots = [lot for lot in ledger.lots.overview() if lot.id in order.lot_ids]
        self._state.tell(
            order=order.name,
            product=order.product,
            made=order.taken,
            to_make=order.quantity,
            licenses_left=sum(lot.counts.available for lot in lots),
            low_stock=any(lot.is_low for lot in lots),
            operator="" if actor.name == NOBODY else actor.name,
            fpy=ledger.figures.total(FigureFilter(order=order.name)).first_pass_yield,
        )
        if self._has_passed:
            self._has_passed = False
            self._finish_made(ledger, order)

    def _finish_made(self, ledger: Ledger, order: WorkOrder) -> None:
        """Take no further board once the last unit of an order passed; its doubts may come back."""
        station = self.station
        if station is None or order.left:
            return
        if not ledger.closing.counts(order.name, most=1).unaccounted:
            station.finish()
            facts = {"order": order.name, "quantity": order.quantity}
            self._state.tell(notice="order-full", notice_facts=facts)

    def look_again(self) -> None:
        """Count again because time has passed: the pace sinks, other stations work too."""
        if not self._session.is_open() or not self._is_settled:
            return
        try:
            self.show_figures()
        except LedgerTrouble as trouble:
            log.warning("the figures could not be counted: %s", trouble.code)
            return
        self._show_pace()

    def _show_pace(self) -> None:
        cycles = self._tally.cycles
        self._state.tell(
            uph=self._tally.uph(time.monotonic()),
            cycles=cycles,
            cycle_s=median(cycles) if cycles else None,
        )

    def _take_over_pace(self) -> None:
        """Go on with what this station made in the last minutes: a restart is no new day."""
        services = self._session.services()
        now, monotonic = services.clock.now(), time.monotonic()
        past = []
        for attempt in services.ledger.attempts.recent_at(services.actor.station):
            age = (now - datetime.fromisoformat(attempt.started_at)).total_seconds()
            if not 0 <= age <= WINDOW_S:
                break
            if not attempt.recheck and attempt.outcome is not Outcome.ABORTED:
                ended = monotonic - age + attempt.seconds
                past.append((ended, attempt.seconds, attempt.outcome is Outcome.PASS))
        self._tally.take_over(reversed(past))
        self._show_pace()

    def _look_at_lock(self) -> bool:
        """Take over from the ledger whether the bench is locked; True where it is."""
        limit = self._session.settings.get(LOCK_AFTER)
        if not self._bench_lock.take_over(bench_record(self._session.services()), limit):
            self._state.tell(locked=False)
            return False
        self._tell_locked()
        return True

    def _tell_locked(self) -> None:
        facts = {"failures": self._bench_lock.failures}
        self._state.tell(locked=True, notice="bench-locked", notice_facts=facts)

    # On the pump thread.

    def _pump_events(self, station: Station) -> None:
        for event in station.watch():
            before = self._state.slot(int(event.slot))
            if before is not None:
                self._state.show(after(before, event))
            if isinstance(event, UnitDone):
                self._count(station, event.report)
            elif isinstance(event, SlotStopped) and event.error is not None:
                tell_bug(event.error)
        self.station = None
        self._state.lay_out(running=False)
        self._state.post(Changed("slots"))
        self._state.tell(running=False)
        self._refresh()

    def _count(self, station: Station, report: UnitReport) -> None:
        now = time.monotonic()
        self._tally.count(report, now)
        self._state.post(Changed("units"))
        if report.code in NOTHING_LEFT:  # the next boards would only be refused, one by one
            station.finish()
            self._state.tell(notice=report.code, notice_facts=report.facts)
        elif report.outcome is Outcome.PASS and not report.recheck:
            self._has_passed = True
        if self._bench_lock.count(report, self._session.settings.get(LOCK_AFTER)):
            station.stop()
            self._tell_locked()
            self._record_lock()
        if now - self._header_at >= HEADER_EVERY_S:
            self._header_at = now
            self._refresh()
        self._show_pace()

    def _record_lock(self) -> None:
        """Put the lock on record; where that fails, the attempts themselves say it."""
        try:
            lock_bench(self._session.services().for_attempt(), self._bench_lock.failures)
        except LedgerTrouble as trouble:
            log.warning("the bench's lock could not be recorded: %s", trouble.code)
