"""One attempt: a board gets its license, and the record is true whatever happens.

:class:`UnitKeeper` is the engine's custodian for one attempt: it answers what to do with the board
that was found (custody rules 5 to 10) and records the intent before the secret is opened (rule 3).
:func:`write_unit` runs the engine with it and commits what came out (rules 4 and 5).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event as StopFlag

from app.domain.acts import Act
from app.domain.attempts import AttemptRecord
from app.domain.licenses import TAKEN, LicenseSeen, LicenseState, Reservation
from app.domain.orders import OnLicensed, OrderRules
from app.domain.units import UnitSeen, hardware_id, is_usable_mac
from app.errors import KeywrightError, LedgerTrouble, Refused, VaultTrouble
from app.ledger.runs import Run
from app.workflows.golden import refuse_without_golden
from app.workflows.rights import refuse_unreconciled, require
from app.workflows.services import Services
from app.workflows.vault_care import open_license
from flasher.boards.profile import Profile
from flasher.custodian import AlreadyRight, Decision, Refuse, WriteIt
from flasher.events import Event
from flasher.job import run_write
from flasher.model import BoardFound, Credential, JobResult, Outcome, Storage
from flasher.secrets import Secret
from flasher.transport.link import OpenLink
from flasher.transport.serial_link import open_serial


@dataclass(frozen=True, slots=True)
class WriteTask:
    """What shall be written at a slot: from which lots, by which rules, for which order."""

    lot_ids: Sequence[int]
    family: str
    rules: OrderRules
    profile: Profile
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class UnitReport:
    """How one attempt ended, as station, window and command line show it."""

    slot: str
    port: str
    mac: str | None
    identity: str | None
    outcome: Outcome
    code: str
    seconds: float
    facts: Mapping[str, object] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)
    recheck: bool = False
    attempt_id: int | None = None
    hwid: str | None = None


class UnitKeeper:
    """The custodian of one attempt at one slot. Used by one thread, once."""

    def __init__(
        self, services: Services, task: WriteTask, run: Run, slot: str, serial: str | None
    ) -> None:
        self.services = services
        self.task = task
        self.run = run
        self.slot = slot
        self.serial = serial
        self.unit: UnitSeen | None = None
        self.reservation: Reservation | None = None
        self.is_intended = False
        self.adopts: LicenseSeen | None = None
        self.holds: LicenseSeen | None = None
        self.clone_of: LicenseSeen | None = None
        self.confirms: LicenseSeen | None = None
        self.lost_identity: str | None = None
        self.trouble: KeywrightError | None = None

    def decide(self, board: BoardFound) -> Decision:
        """Say what this board gets; reserves a license where one is to be written."""
        if board.mac is not None and not is_usable_mac(board.mac):
            return Refuse("default-mac", {"mac": board.mac})
        hwid = hardware_id(mac=board.mac, serial=self.serial)
        if hwid is None:
            return Refuse("no-hardware-id")
        self.unit = UnitSeen(hwid=hwid, mac=board.mac, serial=self.serial)
        try:
            require(self.services.ledger, self.services.actor, Act.LICENSE_RESERVED)
            refuse_without_golden(self.services, self.task.order_id)
            if board.holding.identity is None:
                return self._write(self.unit)
            return self._decide_on_holding(self.unit, board)
        except Refused as refused:
            return Refuse(refused.code, refused.facts)
        except (LedgerTrouble, VaultTrouble) as trouble:
            # Nothing was sent; the attempt ends here and says why. Nothing is held on a half look.
            self.trouble, self.holds = trouble, None
            return Refuse(trouble.code, trouble.facts)

    def intend(self, board: BoardFound) -> Credential:  # noqa: ARG002 - the protocol's shape
        """Commit the intent, then open the license. A failed commit sends nothing."""
        reservation = self.reservation
        if reservation is None:
            raise AssertionError("the engine asked for a license that was never decided on")
        services = self.services
        # Opened first: a license that cannot be read must not leave a false intent behind. The
        # engine sees the credential only after the intent is committed.
        opened = open_license(services, reservation)
        services.ledger.custody.intend(reservation, run=self.run, actor=services.actor)
        self.is_intended = True
        return Credential(
            identity=reservation.identity,
            key=opened[PROOF_FIELD],
            mac=reservation.issued_mac,
        )

    def _decide_on_holding(self, unit: UnitSeen, board: BoardFound) -> Decision:
        identity, key = board.holding.identity, board.holding.key
        assert identity is not None
        seen = self._find(identity)
        if seen is None:
            return self._decide_on_unknown(unit, identity)
        identity = seen.identity
        matches = key is not None and self._is_same_secret(seen, key)
        if seen.unit_hwid == unit.hwid:
            return self._decide_on_own(unit, seen, identity, matches=matches)
        if seen.unit_hwid is not None:
            self.clone_of = seen
            return Refuse("clone", {"identity": identity, "unit": seen.unit_hwid})
        return self._decide_on_outside(unit, seen, identity, matches=matches)

    def _find(self, identity: str) -> LicenseSeen | None:
        """Look a board's license up; a 16-character one may carry stray bytes up to 20."""
        find, family = self.services.ledger.custody.find, self.task.family
        return find(family, identity) or (
            find(family, identity[:SHORT]) if len(identity) > SHORT else None
        )

    def _decide_on_unknown(self, unit: UnitSeen, identity: str) -> Decision:
        if self.task.rules.on_licensed is not OnLicensed.OVERWRITE:
            return Refuse("foreign-license", {"identity": identity})
        require(self.services.ledger, self.services.actor, Act.LICENSE_OVERWRITTEN)
        self.lost_identity = identity
        return self._write(unit, overwrite=True)

    def _decide_on_own(
        self, unit: UnitSeen, seen: LicenseSeen, identity: str, *, matches: bool
    ) -> Decision:
        if seen.state in (LicenseState.HELD, LicenseState.VOID):
            return Refuse(f"license-{seen.state}", {"identity": identity})
        if not matches:
            # Half stored: the identity arrived and its secret did not. Same unit, same license.
            return self._write(unit, overwrite=True)
        self.confirms = seen
        return AlreadyRight()

    def _decide_on_outside(
        self, unit: UnitSeen, seen: LicenseSeen, identity: str, *, matches: bool
    ) -> Decision:
        """Decide on a license of the pool that is on a board without our doing (rule 7).

        Whatever is decided, it is on a device: it must not stay available.
        """
        if seen.state is LicenseState.VOID:
            return Refuse("license-void", {"identity": identity})
        if seen.state in TAKEN:  # used elsewhere, says its list, on a unit that it did not name
            if not matches:
                return Refuse("key-conflict", {"identity": identity})
            self.confirms = seen
            return AlreadyRight()
        restores = self.services.ledger.restores
        is_in_question = seen.state is LicenseState.HELD and restores.is_in_question(
            seen.license_id
        )
        if seen.state is LicenseState.HELD and not is_in_question:
            return Refuse("license-held", {"identity": identity})
        self.holds = None if is_in_question else seen
        if not matches:
            return Refuse("key-conflict", {"identity": identity})
        if seen.bound_to is not None and seen.bound_to != unit.hwid:
            return Refuse("bound-elsewhere", {"identity": identity, "unit": seen.bound_to})
        own = self.services.ledger.custody.own_license(unit.hwid)
        if own is not None:
            return Refuse("two-licenses", {"identity": identity, "own": own.identity})
        if self.task.rules.on_licensed is OnLicensed.REFUSE:
            return Refuse("licensed-outside", {"identity": identity})
        self.holds, self.adopts = None, seen
        return AlreadyRight(code="adopted", recheck=False)

    def _write(self, unit: UnitSeen, *, overwrite: bool = False) -> Decision:
        refuse_unreconciled(self.services.ledger, unit.hwid)
        if self.task.rules.storage is Storage.OTP:
            self._refuse_blind_burn(unit)
        self.reservation = self.services.ledger.custody.reserve(
            unit,
            lot_ids=self.task.lot_ids,
            order_id=self.task.order_id,
            run=self.run,
            slot=self.slot,
            actor=self.services.actor,
        )
        return WriteIt(storage=self.task.rules.storage, overwrite=overwrite)

    def _refuse_blind_burn(self, unit: UnitSeen) -> None:
        """Let a supervisor decide on a blank board whose OTP write is in doubt (rule 10).

        Its memory was read and gives nothing back, which half a license does as well: a second
        write may be the one that spoils it. Raises Refused ``otp-unsettled``.
        """
        own = self.services.ledger.custody.own_license(unit.hwid)
        if own is None or own.state not in (LicenseState.DOUBTFUL, LicenseState.WRITING):
            return
        try:
            require(self.services.ledger, self.services.actor, Act.LICENSE_OVERWRITTEN)
        except Refused as refused:
            raise Refused("otp-unsettled", identity=own.identity) from refused

    def _is_same_secret(self, seen: LicenseSeen, key: Secret) -> bool:
        return self.services.vault.digest(seen.family, key.reveal()) == seen.digest


SHORT = 16
"""Length of the older identities; firmware always stores 20 bytes."""

PROOF_FIELD = "key"
"""Name of the secret that goes onto a TuyaOpen board, in every scheme that can be written."""


def write_unit(
    services: Services,
    task: WriteTask,
    *,
    run: Run,
    slot: str,
    port: str,
    on_event: Callable[[Event], None],
    stop: StopFlag,
    serial: str | None = None,
    open_link: OpenLink = open_serial,
) -> UnitReport:
    """Write one board at one port and record it; returns how it ended.

    Never raises for trouble with the board or the ledger: both are outcomes. PASS is returned
    only after the device gave the license back *and* ``verified`` is committed.
    """
    services = services.for_attempt()  # a hand-over in mid-run counts from the next board on
    keeper = UnitKeeper(services, task, run, slot, serial)
    started_at = services.clock.now()
    began = services.clock.monotonic()
    try:
        result = run_write(
            port=port,
            profile=task.profile,
            custodian=keeper,
            storage=task.rules.storage,
            open_link=open_link,
            on_event=on_event,
            stop=stop,
            clock=services.clock,
        )
    except KeywrightError as error:
        # From intend(): the intent is not recorded, so not one byte of the secret was sent.
        keeper.trouble = error
        result = JobResult(Outcome.FAILED, error.code, error.facts)
    if keeper.trouble is not None:
        result = replace(result, outcome=Outcome.FAILED)
    record = _record(keeper, result, port, started_at, services.clock.monotonic() - began)
    record, attempt_id = _commit(services, keeper, result, record)
    return UnitReport(
        slot=slot,
        port=port,
        mac=record.mac,
        identity=record.identity,
        outcome=record.outcome,
        code=record.code,
        seconds=services.clock.monotonic() - began,
        facts=record.facts,
        steps=record.steps,
        recheck=record.recheck,
        attempt_id=attempt_id,
        hwid=record.hwid,
    )


def _record(
    keeper: UnitKeeper, result: JobResult, port: str, started_at: datetime, seconds: float
) -> AttemptRecord:
    board, task, reservation = result.board, keeper.task, keeper.reservation
    return AttemptRecord(
        started_at=started_at,
        seconds=round(seconds, 4),
        outcome=result.outcome,
        code=result.code,
        slot=keeper.slot,
        port=port,
        hwid=keeper.unit.hwid if keeper.unit else None,
        mac=board.mac if board else None,
        serial=keeper.serial,
        identity=_identity(keeper, result),
        recheck=result.recheck,
        facts=dict(result.facts),
        steps={str(step): round(spent, 4) for step, spent in result.steps.items()},
        firmware_name=board.firmware_name if board else None,
        firmware_version=board.firmware_version if board else None,
        console=board.console if board else None,
        profile=task.profile.name,
        storage=str(task.rules.storage),
        found_identity=board.holding.identity if board else None,
        lost_identity=keeper.lost_identity if keeper.is_intended else None,
        stray_bytes=_stray(result),
        order_id=task.order_id,
        lot_id=reservation.lot_id if reservation else None,
        software=keeper.services.software,
        transcript="" if result.outcome is Outcome.PASS else result.transcript,
    )


def _stray(result: JobResult) -> int:
    """Return how many bytes too many the board gave back, after the write where there was one."""
    told = result.facts.get("stray")
    if isinstance(told, int):
        return told
    return result.board.holding.stray if result.board else 0


def _identity(keeper: UnitKeeper, result: JobResult) -> str | None:
    if keeper.reservation is not None:
        return keeper.reservation.identity
    return result.board.holding.identity if result.board else None


def _commit(
    services: Services, keeper: UnitKeeper, result: JobResult, record: AttemptRecord
) -> tuple[AttemptRecord, int | None]:
    """Move the license by what came out, with the attempt, in one transaction.

    Where that cannot be recorded, the attempt did not pass: the license stays *writing* in the
    ledger and the next start settles it as doubtful (rule 11).
    """
    try:
        return record, _move(services, keeper, result, record)
    except KeywrightError as error:
        if keeper.trouble is not None:  # the ledger failed before; that is what is told
            return record, None
        told = replace(
            record, outcome=_unmoved(keeper, error), code=error.code, facts=dict(error.facts)
        )
        return told, _keep_record(services, keeper, told) if isinstance(error, Refused) else None


def _unmoved(keeper: UnitKeeper, error: KeywrightError) -> Outcome:
    if keeper.is_intended:
        return Outcome.DOUBTFUL
    return Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED


def _keep_record(services: Services, keeper: UnitKeeper, told: AttemptRecord) -> int | None:
    """Record an attempt whose move the ledger refused: it was made, and moved nothing."""
    try:
        return services.ledger.custody.record(told, run=keeper.run, actor=services.actor)
    except KeywrightError:  # what is told to the operator is the refusal, recorded or not
        return None


def _move(
    services: Services, keeper: UnitKeeper, result: JobResult, record: AttemptRecord
) -> int | None:
    custody, unit = services.ledger.custody, keeper.unit
    run, actor = keeper.run, services.actor
    reservation = keeper.reservation
    passed = result.outcome is Outcome.PASS
    if unit is not None and keeper.clone_of is not None:
        return custody.clone(keeper.clone_of.license_id, unit, record, run, actor)
    if unit is not None and keeper.holds is not None:
        return custody.hold_found(keeper.holds.license_id, unit, record, run, actor)
    if unit is not None and keeper.adopts is not None and passed:
        return custody.adopt(keeper.adopts.license_id, unit, record, run, actor)
    if unit is not None and keeper.confirms is not None and passed:
        return custody.recheck(keeper.confirms.license_id, unit, record, run, actor)
    if reservation is None:
        return custody.record(record, run, actor)
    if keeper.is_intended:
        return (
            custody.verify(reservation, record, run, actor)
            if passed and result.verified
            else custody.doubt(reservation, record, run, actor)
        )
    return custody.release(reservation, record, run, actor)
