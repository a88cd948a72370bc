"""Pretend services with invented data: for pictures, for tests, for looking at a page.

They keep the same promises as the real ones (counts add up, filters filter), so that a page cannot
tell the difference; nothing here is a device, a license or a secret.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.lots import Lot, LotCounts, LotData
from app.domain.orders import OrderRules, WorkOrder
from app.domain.problems import Problem, Severity
from app.domain.rights import Right
from app.errors import BadInput, NotAllowed, Refused, VaultTrouble
from app.ui.demo_quality import DemoQualityServices
from app.ui.labels.demo import DemoLabels
from app.ui.services import Cancelled, ConsoleLine, Progress, R
from app.ui.views import (
    AtDesk,
    BenchEvent,
    BenchHeader,
    BundlePart,
    Changed,
    ColumnGuess,
    HistoryEntry,
    ImportPlan,
    ImportQuestion,
    ImportResult,
    KeptSource,
    ListRow,
    OrderAccount,
    OrderChoices,
    OrderDraft,
    PortRow,
    ReportPreview,
    SlotState,
    SlotView,
    StepState,
    StepView,
    UnitQuery,
    UnitRow,
    UnknownStatus,
)
from app.workflows.rights import Permission
from flasher.model import Outcome, Step
from flasher.secrets import Secret

NOW = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)
STEPS = (Step.CONNECT, Step.IDENTIFY, Step.READ_EXISTING, Step.INTENT, Step.WRITE, Step.READ_BACK)
TIMES = (0.031, 0.042, 0.028, 0.009, 0.071, 0.033)
OPERATORS = ("Chen Li", "Wang Fang", "Li Wei")
TRANSCRIPT = "> read_mac\n< mac: 18:de:50:00:00:1c\n> auth-read\n< Authorization read failure.\n"


def demo_steps(done: int, *, failed: bool = False) -> tuple[StepView, ...]:
    """Return a rail on which ``done`` steps ended and the next runs, or failed."""
    states = []
    for place, (step, seconds) in enumerate(zip(STEPS, TIMES, strict=True)):
        if place < done:
            states.append(StepView(step, StepState.DONE, seconds))
        elif place == done and failed:
            states.append(StepView(step, StepState.FAILED, 3.0))
        elif place == done:
            states.append(StepView(step, StepState.RUNNING))
        else:
            states.append(StepView(step, StepState.TODO))
    return tuple(states)


def demo_identity(number: int) -> str:
    """Return an invented 20-character identity."""
    return f"uuid{random.Random(number).getrandbits(64):016x}"


def demo_mac(number: int) -> str:
    """Return an invented MAC as 12 digits."""
    return f"18DE50{number:06X}"


def demo_slots(count: int, now: float) -> tuple[SlotView, ...]:
    """Return slots in every state there is."""
    made = []
    kinds: tuple[tuple[SlotState, str, dict[str, object], int, float | None], ...] = (
        (SlotState.PASS, "pass", {}, 6, 0.22),
        (SlotState.RUNNING, "", {}, 4, None),
        (SlotState.FAIL, "no-answer", {}, 0, 3.0),
        (SlotState.WAITING, "", {}, 0, None),
        (SlotState.PASS, "pass", {}, 6, 0.24),
        (SlotState.DOUBTFUL, "reply-late", {"step": "write", "timeout_s": 5}, 4, 5.61),
        (SlotState.REFUSED, "default-mac", {"mac": "C8:47:8C:00:00:18"}, 1, 0.11),
        (SlotState.WAITING, "", {}, 0, None),
    )
    for number in range(1, count + 1):
        state, code, facts, done, seconds = kinds[(number - 1) % len(kinds)]
        known = done >= 2 or state is SlotState.REFUSED
        quiet = state is SlotState.WAITING
        made.append(
            SlotView(
                number=number,
                name=str(number),
                port=f"COM{number + 2}",
                state=state,
                mac=demo_mac(number) if known else None,
                identity=demo_identity(number) if done >= 4 else None,
                steps=() if quiet else demo_steps(done, failed=state in FAILING),
                started_at=now - 0.19 if state is SlotState.RUNNING else None,
                seconds=seconds,
                code=code,
                facts=facts,
            )
        )
    return tuple(made)


FAILING = frozenset({SlotState.FAIL, SlotState.DOUBTFUL, SlotState.REFUSED})


class DemoBench:
    """Slots that stay as they are until somebody presses them."""

    def __init__(self, slots: Sequence[SlotView], header: BenchHeader) -> None:
        self._slots = {view.number: view for view in slots}
        self._header = header
        self.pressed: list[int] = []
        self.scanned: list[str] = []
        self.post: Callable[[BenchEvent], None] = lambda _event: None
        self.closed = False

    def slots(self) -> Sequence[SlotView]:
        """Return all slots."""
        return [self._slots[number] for number in sorted(self._slots)]

    def header(self) -> BenchHeader:
        """Return the figures."""
        return self._header

    def subscribe(self, post: Callable[[BenchEvent], None]) -> None:
        """Keep one listener."""
        self.post = post

    def settle(self) -> None:
        """Nothing was left unsettled."""

    def put(self, view: SlotView) -> None:
        """Change a slot, as the station would."""
        self._slots[view.number] = view
        self.post(view)

    def put_header(self, header: BenchHeader) -> None:
        """Change the figures, as the station would."""
        self._header = header
        self.post(header)

    def start(self) -> None:
        """Run."""
        self.put_header(replace(self._header, running=True))

    def stop(self) -> None:
        """Stop every slot that is at work."""
        for view in self.slots():
            if view.state is SlotState.RUNNING:
                self.put(replace(view, state=SlotState.STOPPED, seconds=0.3, code="stopped"))
        self.put_header(replace(self._header, running=False))

    def finish(self) -> None:
        """Let every slot that is at work pass."""
        for view in self.slots():
            if view.state is SlotState.RUNNING:
                self.put(replace(view, state=SlotState.PASS, seconds=0.3, code="pass"))
        self.put_header(replace(self._header, running=False))

    def press(self, slot: int) -> None:
        """Note which slot was pressed."""
        self.pressed.append(slot)

    def scan(self, code: str) -> None:
        """Note what was scanned."""
        self.scanned.append(code)

    def probe(self) -> None:
        """Find a blank board everywhere."""
        for view in self.slots():
            self.put(SlotView(view.number, view.name, view.port, SlotState.FOUND))

    def choose_order(self, order: WorkOrder | None) -> None:
        """Work on an order."""
        named = order or WorkOrder(0, "", "", 0, 0, (), OrderRules(), "")
        self.put_header(
            replace(
                self._header,
                order=named.name,
                product=named.product,
                made=named.taken,
                to_make=named.quantity,
            )
        )

    def unlock(self) -> None:
        """Unlock."""
        self.put_header(replace(self._header, locked=False))

    def busy_slots(self) -> int:
        """Count running slots."""
        return sum(view.state is SlotState.RUNNING for view in self._slots.values())

    def close(self) -> None:
        """Leave."""
        self.closed = True


def demo_lots() -> list[Lot]:
    """Return four lots in different conditions."""

    def lot(number: int, name: str, counts: LotCounts, **data: object) -> Lot:
        return Lot(
            id=number,
            name=name,
            scheme="tuya",
            family="tuyaopen",
            source_name=f"{name}.xlsx",
            sha256=f"{number:064x}",
            imported_at=f"2026-03-{12 - number:02d}T08:{number}0:00Z",
            imported_by=OPERATORS[number % 3],
            data=LotData(**data),  # type: ignore[arg-type]
            counts=counts,
        )

    return [
        lot(
            1,
            "PO-20260311-A",
            LotCounts(5000, 4216, 2, 1, 6, 769, 4, 2),
            order_no="PO-20260311",
            buyer_part_no="WB3S-IPEX",
            product_id="k2x8wq7mf0t1z5ra",
            low_stock=300,
        ),
        lot(2, "PO-20260302-B", LotCounts(1000, 84, 0, 0, 3, 905, 0, 8), low_stock=100),
        lot(3, "PO-20260218", LotCounts(2000, 0, 0, 0, 0, 1988, 0, 12)),
        lot(4, "Trial-16", LotCounts(60, 40, 0, 0, 0, 12, 8, 0), remarks="T5AI, 16"),
    ]


class DemoLots:
    """Lots in memory."""

    def __init__(self, lots: Sequence[Lot]) -> None:
        self.lots = list(lots)
        self.held: list[tuple[str, str]] = []

    def all(self) -> Sequence[Lot]:
        """Return all lots."""
        return list(self.lots)

    def inspect(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportPlan:
        """Return a plan with every kind of trouble in it."""
        del cancelled
        progress(200, 200)
        if question.file.suffix not in {".xlsx", ".csv"}:
            raise BadInput("file-unreadable", file=question.file.name)
        bad = question.file.stem.endswith("bad")
        asked = (UnknownStatus("scrap", 3),) if bad else ()
        unknown = tuple(u for u in asked if not question.answers.get(u.value))
        problems = _problems() if bad else ()
        return ImportPlan(
            question=question,
            scheme=question.scheme or "tuya",
            scheme_title="Tuya license list",
            reason="scheme-by-headers",
            reason_facts={"scheme": "Tuya", "headers": "uuid, key"},
            schemes=(
                ("tuya", "Tuya license list"),
                ("tuyalink", "TuyaLink"),
                ("generic", "Generic"),
            ),
            fields=("uuid", "key", "mac"),
            columns=(
                ColumnGuess("A", "uuid", "uuid", (demo_identity(1), demo_identity(2))),
                ColumnGuess("B", "key", "key", ("••••", "••••")),
                ColumnGuess("C", "STATUS", question.mapping.get("C", ""), ("USED", "scrap")),
            ),
            rows=200,
            good=200 - 4 * bad,
            problems=problems,
            unknown=unknown,
        )

    def row_count(self, plan: ImportPlan) -> int:
        """Return the number of rows."""
        return plan.rows

    def rows(self, plan: ImportPlan, start: int, count: int) -> Sequence[ListRow]:
        """Return invented rows."""
        numbers = range(start, min(plan.rows, start + count))
        return [ListRow(n + 2, (demo_identity(n + 1), "••••", "")) for n in numbers]

    def put_away(self) -> None:
        """Forget nothing."""

    def sources(self, lot: Lot) -> Sequence[KeptSource]:
        """Return none."""
        del lot
        return []

    def of_order(self, order_no: str) -> Sequence[str]:
        """Return lots of that order."""
        return [lot.name for lot in self.lots if lot.data.order_no == order_no]

    def bring_in(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportResult:
        """Import 200 licenses."""
        if any(lot.name == question.lot for lot in self.lots):
            raise BadInput("lot-name-taken", lot=question.lot)
        for done in range(0, 200, 50):
            if cancelled():
                raise Refused("import-stopped")
            progress(done, 200)
        new = replace(
            demo_lots()[0],
            id=len(self.lots) + 1,
            name=question.lot,
            counts=LotCounts(total=200, available=200),
        )
        self.lots.insert(0, new)
        return ImportResult(question.lot, 200, 200)

    def edit(self, lot: Lot, data: LotData, name: str = "") -> None:
        """Change a lot."""
        self._put(replace(lot, data=data, name=name or lot.name))

    def split(self, lot: Lot, quantity: int, name: str) -> None:
        """Move licenses to a new lot."""
        if quantity > lot.counts.available:
            raise BadInput("split-too-many", lot=lot.name, available=lot.counts.available)
        less = replace(
            lot.counts,
            total=lot.counts.total - quantity,
            available=lot.counts.available - quantity,
        )
        self._put(replace(lot, counts=less))
        counts = LotCounts(total=quantity, available=quantity)
        self.lots.append(replace(lot, id=len(self.lots) + 1, name=name, counts=counts))

    def hold(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Hold what is available."""
        del rows
        self.held.append((lot.name, reason))
        c = lot.counts
        self._put(replace(lot, counts=replace(c, available=0, held=c.held + c.available)))
        return c.available

    def release(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Release what is held."""
        del reason, rows
        c = lot.counts
        self._put(replace(lot, counts=replace(c, available=c.available + c.held, held=0)))
        return c.held

    def template(self, scheme: str, file: Path) -> None:
        """Write a header."""
        del scheme
        file.write_text("uuid,key\n", encoding="utf-8")

    def schemes(self) -> Sequence[tuple[str, str]]:
        """Return two schemes."""
        return [("tuya", "Tuya license list"), ("tuyalink", "TuyaLink")]

    def _put(self, lot: Lot) -> None:
        self.lots = [lot if old.id == lot.id else old for old in self.lots]


def _problems() -> tuple[Problem, ...]:
    note = Severity.WARNING
    return (
        Problem(
            "cell-length",
            sheet="Sheet1",
            row=14,
            column="A",
            facts={"field": "uuid", "length": 19, "allowed": "16, 20"},
        ),
        Problem(
            "identity-twice",
            sheet="Sheet1",
            row=52,
            column="A",
            facts={"identity": demo_identity(51), "other_row": 51},
        ),
        Problem(
            "cell-space",
            sheet="Sheet1",
            row=77,
            column="B",
            facts={"field": "key", "position": 9},
        ),
        Problem(
            "cell-number-text",
            sheet="Sheet1",
            row=120,
            column="A",
            facts={"field": "uuid", "text": "1E+05"},
        ),
        Problem("spaces-trimmed", note, sheet="Sheet1", row=131, facts={"field": "uuid"}),
    )


class DemoOrders:
    """Orders in memory."""

    def __init__(self) -> None:
        self.orders = [
            WorkOrder(1, "WO-0312", "Plug mini 16A", 500, 128, (1,), OrderRules(), "2026-03-12"),
            WorkOrder(2, "WO-0310", "Bulb E27", 1000, 1000, (2,), OrderRules(), "2026-03-10"),
            WorkOrder(
                3, "WO-0218", "Gateway", 2000, 1988, (3,), OrderRules(), "2026-02-18", "2026-02-20"
            ),
        ]

    def all(self) -> Sequence[WorkOrder]:
        """Return all orders."""
        return list(self.orders)

    def create(self, draft: OrderDraft) -> WorkOrder:
        """Open an order."""
        made = WorkOrder(
            len(self.orders) + 1,
            draft.name,
            draft.product,
            draft.quantity,
            0,
            draft.lot_ids,
            draft.rules,
            "2026-03-12",
        )
        self.orders.insert(0, made)
        return made

    def edit(self, order: WorkOrder, draft: OrderDraft, reason: str = "") -> None:
        """Change an order."""
        del reason
        new = replace(
            order,
            name=draft.name,
            product=draft.product,
            quantity=draft.quantity,
            lot_ids=draft.lot_ids,
            rules=draft.rules,
        )
        self.orders = [new if old.id == order.id else old for old in self.orders]

    def account(self, order: WorkOrder) -> OrderAccount:
        """Return where its licenses are."""
        return OrderAccount(order, order.taken, 3, 0, order.left, balanced=True)

    def close(self, order: WorkOrder, reason: str = "") -> None:
        """Close an order."""
        del reason
        new = replace(order, closed_at="2026-03-12")
        self.orders = [new if old.id == order.id else old for old in self.orders]

    def choices(self) -> OrderChoices:
        """Return two profiles."""
        return OrderChoices(("tuyaopen", "t5ai"))


def demo_unit(number: int) -> UnitRow:
    """Return an invented unit; number 0 is the newest."""
    luck = number * 7919 % 100
    outcome = (
        Outcome.PASS if luck < 94 else (Outcome.FAILED, Outcome.DOUBTFUL, Outcome.REFUSED)[luck % 3]
    )
    state = {
        Outcome.PASS: LicenseState.VERIFIED,
        Outcome.DOUBTFUL: LicenseState.DOUBTFUL,
    }.get(outcome)
    return UnitRow(
        id=number,
        mac=demo_mac(0xA000 + number),
        serial="",
        identity=demo_identity(number) if state else "",
        lot="PO-20260311-A",
        order="WO-0312",
        state=state,
        outcome=outcome,
        attempts=1 + (luck > 88),
        seconds=0.2 + luck % 9 / 50,
        slot=str(1 + number % 8),
        operator=OPERATORS[number // 40 % 3],
        at=NOW - timedelta(seconds=11 * number),
    )


class DemoUnits:
    """As many units as wanted, made when they are asked for."""

    def __init__(self, count: int) -> None:
        self._units = [demo_unit(number) for number in range(min(count, 2000))]
        self._count = count

    def count(self, query: UnitQuery) -> int:
        """Count those that fit."""
        return self._count if self._open(query) else len(self._fit(query))

    def fetch(self, query: UnitQuery, start: int, count: int) -> Sequence[UnitRow]:
        """Return a page."""
        if self._open(query):
            return [demo_unit(n) for n in range(start, min(self._count, start + count))]
        return self._fit(query)[start : start + count]

    def history(self, unit: UnitRow) -> Sequence[HistoryEntry]:
        """Return two attempts: one that failed first, one that ended as the table says."""
        at = unit.at or NOW
        done = 6 if unit.outcome is Outcome.PASS else 4
        last = HistoryEntry(
            at,
            unit.operator,
            f"slot {unit.slot}",
            "pass" if unit.outcome is Outcome.PASS else "reply-late",
            {"step": "write", "timeout_s": 5},
            unit.outcome,
            unit.seconds,
            demo_steps(done, failed=done < 6),
        )
        if unit.attempts == 1:
            return [last]
        first = HistoryEntry(
            at - timedelta(minutes=4),
            unit.operator,
            "slot 3",
            "no-answer",
            {},
            Outcome.FAILED,
            3.02,
            demo_steps(0, failed=True),
            TRANSCRIPT,
        )
        return [last, first]

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write identities."""
        rows = self._fit(query)
        file.write_text("\n".join(row.identity for row in rows), encoding="utf-8")
        progress(len(rows), len(rows))
        return len(rows)

    def _open(self, query: UnitQuery) -> bool:
        return replace(query, sort="at", descending=True) == UnitQuery()

    def _fit(self, query: UnitQuery) -> list[UnitRow]:
        wanted = query.text.replace(":", "").lower()
        return [
            unit
            for unit in self._units
            if wanted in f"{unit.identity} {unit.mac}".lower()
            and query.outcome in (None, unit.outcome)
            and query.state in (None, unit.state)
            and query.lot in ("", unit.lot)
            and query.order in ("", unit.order)
        ]


class DemoReports:
    """The write report of the pretend units."""

    def __init__(self, units: DemoUnits) -> None:
        self._units = units

    def preview(self, query: UnitQuery) -> ReportPreview:
        """Return the first rows."""
        rows = self._units.fetch(query, 0, 200)
        total = self._units.count(query)
        passed = sum(row.outcome is Outcome.PASS for row in rows)
        share = total / max(1, len(rows))
        hours = ((f"{h:02d}", 150 + h * 37 % 60, h * 13 % 17) for h in range(8, 15))
        return ReportPreview(
            columns=("identity", "mac", "write_status", "outcome", "slot", "operator", "seconds"),
            rows=tuple(
                (
                    row.identity,
                    row.mac,
                    "written" if row.state is LicenseState.VERIFIED else "doubtful",
                    str(row.outcome),
                    row.slot,
                    row.operator,
                    f"{row.seconds:.2f}",
                )
                for row in rows
            ),
            total=total,
            tried=total,
            passed=round(passed * share),
            first_pass=round(passed * share * 0.97),
            hourly=tuple(hours) if rows else (),
        )

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write the report."""
        return self._units.export(query, file, progress)

    def operators(self) -> Sequence[str]:
        """Return who worked."""
        return OPERATORS


class EchoLine:
    """A console line that answers with what it was sent."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self.closed = False

    def send(self, line: str) -> None:
        """Echo."""
        self._heard(f"{line}\r\ntuya> ")

    def close(self) -> None:
        """Close."""
        self.closed = True


class DemoDiagnostics:
    """Six ports, four of them in slots."""

    def __init__(self) -> None:
        self.slot = 0
        self.rows = [
            PortRow(f"COM{n + 2}", "USB-SERIAL CH340", f"1-4.{n}", "", n) for n in range(1, 5)
        ]
        self.rows.append(PortRow("COM11", "FT232R USB UART", "1-5", "A50285BI"))
        self.rows.append(PortRow("COM1", "Intel AMT SOL", "PCI", "", blocked=True))

    def ports(self) -> Sequence[PortRow]:
        """Return the ports."""
        return list(self.rows)

    def assign(self, port: PortRow, slot: int) -> None:
        """Tie a port to a slot."""
        self._put(port, replace(port, slot=slot))

    def want(self, slot: int) -> None:
        """Wait for an adapter."""
        self.slot = slot

    def wanted(self) -> int:
        """Return what is waited for."""
        return self.slot

    def block(self, port: PortRow, blocked: bool) -> None:
        """Block a port."""
        self._put(port, replace(port, blocked=blocked))

    def console(self, device: str, heard: Callable[[str], None]) -> ConsoleLine:
        """Open a line that echoes."""
        heard(f"-- {device} 115200 8N1 --\r\ntuya> ")
        return EchoLine(heard)

    def log_tail(self, lines: int) -> Sequence[str]:
        """Return a few lines."""
        made = [
            "2026-03-12 14:25:58,120 INFO slot-3 keywright.station: slot 3 COM5 arrival",
            "2026-03-12 14:26:01,144 WARNING slot-3 keywright.station: slot 3 no-answer 3.02 s",
            "2026-03-12 14:26:02,010 INFO slot-1 keywright.station: slot 1 verified 0.22 s",
        ]
        return made[-lines:]

    def bundle(self) -> Sequence[BundlePart]:
        """Return what a bundle would hold."""
        log = "\n".join(self.log_tail(100))
        about = "keywright 0.1.0\nPython 3.11\nQt 6.11\n"
        return [
            BundlePart("about.txt", len(about), about),
            BundlePart("keywright.log", len(log), log),
        ]

    def save_bundle(self, file: Path) -> None:
        """Write it."""
        file.write_bytes(b"")

    def _put(self, old: PortRow, new: PortRow) -> None:
        self.rows = [new if row == old else row for row in self.rows]


class DemoSetup:
    """Ready, or not yet."""

    def __init__(self, *, ready: bool) -> None:
        self.ready = ready
        self.passphrase = ""

    def is_ready(self) -> bool:
        """Say whether there is a ledger."""
        return self.ready

    def create_ledger(self, passphrase: str) -> None:
        """Be ready."""
        del passphrase
        self.ready = True

    def open_with(self, passphrase: str) -> None:
        """Open."""
        if passphrase != self.passphrase:
            raise VaultTrouble("wrong-passphrase")
        self.ready = True

    def simulate(self, boards: int) -> None:
        """Be ready."""
        del boards
        self.ready = True


class DemoSignIn:
    """People in memory: name to PIN; nobody at first, and then everybody must sign in."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.name = OPERATORS[0]
        self.is_locked = False
        self.refusals: dict[Act, Permission] = {}
        self.approvals: list[tuple[Act, str]] = []

    def at_desk(self) -> AtDesk:
        """Return who is here."""
        return AtDesk(self.name, bool(self.people), self.is_locked)

    def touch(self) -> None:
        """Do nothing: nobody is locked out here."""

    def sign_in(self, name: str, secret: Secret) -> None:
        """Compare PINs."""
        if Secret(self.people.get(name, "")) != secret:
            raise NotAllowed("sign-in-wrong")
        self.name, self.is_locked = name, False

    def change_own(self, name: str, old: Secret, new: Secret) -> None:
        """Take the new one."""
        self.sign_in(name, old)
        self.people[name] = new.reveal()

    def lock(self) -> None:
        """Lock."""
        self.is_locked = True

    def sign_out(self) -> None:
        """Leave."""
        self.name, self.is_locked = "", True

    def with_second(self, act: Act, name: str, secret: Secret, call: Callable[[], R]) -> R:
        """Note the second person and make the call."""
        if Secret(self.people.get(name, "")) != secret:
            raise NotAllowed("sign-in-wrong")
        self.approvals.append((act, name))
        return call()

    def may(self, acts: Sequence[Act]) -> Mapping[Act, Permission]:
        """Allow all but what a test refuses."""
        free = {act: Permission(act, Right.ALONE, "", ()) for act in acts}
        return free | {act: told for act, told in self.refusals.items() if act in free}


class DemoStation:
    """A station that anybody may change."""

    def change(self, what: str, old: object, new: object) -> None:
        """Let it pass."""


@dataclass(slots=True)
class DemoServices:
    """All of them together."""

    bench: DemoBench
    lots: DemoLots
    orders: DemoOrders
    units: DemoUnits
    reports: DemoReports
    labels: DemoLabels
    diagnostics: DemoDiagnostics
    setup: DemoSetup
    quality: DemoQualityServices
    sign_in: DemoSignIn
    station: DemoStation = field(default_factory=DemoStation)

    def changed(self, what: str) -> None:
        """Say that something was recorded."""
        self.bench.post(Changed(what))


def demo_services(
    slots: int = 8, *, units: int = 897, now: float = 0.0, ready: bool = True, empty: bool = False
) -> DemoServices:
    """Return pretend services; ``empty``: a machine on which nothing was done yet."""
    header = BenchHeader(
        order="WO-0312",
        product="Plug mini 16A",
        operator=OPERATORS[0],
        made=128,
        to_make=500,
        licenses_left=4216,
        fpy=0.968,
        uph=842,
        cycle_s=0.23,
        cycles=tuple(0.2 + (n * 37 % 11) / 90 for n in range(40)),
        running=True,
    )
    made = DemoUnits(0 if empty else units)
    orders = DemoOrders()
    if empty:
        orders.orders = []
    diagnostics = DemoDiagnostics()
    if empty:
        diagnostics.rows = []
    return DemoServices(
        bench=DemoBench(
            () if empty else demo_slots(slots, now), BenchHeader() if empty else header
        ),
        lots=DemoLots(() if empty else demo_lots()),
        orders=orders,
        units=made,
        reports=DemoReports(made),
        labels=DemoLabels(empty=empty),
        diagnostics=diagnostics,
        setup=DemoSetup(ready=ready),
        sign_in=DemoSignIn(),
        quality=DemoQualityServices(empty=empty),
    )
