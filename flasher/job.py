"""The moves of a write in their order: events out, one result.

``run_write`` never raises for trouble with a board: that is a JobResult with outcome, code and
facts. What the custodian raises goes through (after the port is closed): if ``intend`` raises,
nothing was sent. Outcomes, and what they say of the license:

    PASS      the device gave back exactly what was written (``verified``), or already held it
              (``recheck``, nothing sent)
    REFUSED   this board must not be written; nothing was sent
    FAILED    trouble before a byte of the secret was sent
    ABORTED   stop was pressed before a byte of the secret was sent
    DOUBTFUL  ``sent``: the secret may have left the host, and the device did not prove itself.
              The code says why; the same board may come back and settle it. In doubt about
              one-time memory it is always ``otp-unproven``: somebody has to look at the board

After the intent, stop is not looked at any more: the write and its read-back are finished first.
A result with ``sent`` False and an INTENT step means that the intent was recorded and nothing sent.
"""

from collections.abc import Sequence

from flasher.attempt import FINAL, Attempt, Watcher
from flasher.boards.profile import Profile, ResetStrategy
from flasher.custodian import AlreadyRight, Custodian, Refuse, WriteIt
from flasher.errors import (
    BoardRefused,
    BoardSilent,
    BoardWithoutShell,
    FlasherError,
    LinkError,
    ReadBackDiffers,
    WriteFailed,
    WrongBaud,
)
from flasher.events import BoardIdentified
from flasher.model import BoardFound, Credential, Holding, JobResult, Outcome, Step, Storage
from flasher.protocol.commands import write_license
from flasher.protocol.replies import WriteReply, is_same_license, stray_bytes
from flasher.session import StopFlag
from flasher.steps import (
    Existing,
    Identity,
    ensure_same_board,
    identify,
    quiet_logs,
    read_back,
    read_existing,
    read_otp,
    write,
)
from flasher.timing import Clock, Deadline
from flasher.transport.link import OpenLink
from flasher.transport.serial_link import open_serial

_DAMAGED_ECHOES = 2


def run_write(
    port: str,
    profile: Profile,
    custodian: Custodian,
    *,
    storage: Storage = Storage.KV,
    open_link: OpenLink = open_serial,
    on_event: Watcher | None = None,
    stop: StopFlag | None = None,
    clock: Clock | None = None,
) -> JobResult:
    """Write one board, or find out why not.

    ``storage``: the one this order writes to; for OTP both storages are read before the decision
    (``BoardFound.otp``). Raises only what the custodian raises, and bugs.
    """
    job = _Job(port, profile, open_link, on_event, stop, clock)
    return job.run(lambda: job.write(custodian, storage))


def run_probe(
    port: str,
    profile: Profile,
    *,
    storage: Storage = Storage.KV,
    may_reset: bool = False,
    open_link: OpenLink = open_serial,
    on_event: Watcher | None = None,
    stop: StopFlag | None = None,
    clock: Clock | None = None,
) -> JobResult:
    """Say who a board is and what it holds; sends nothing that changes it.

    Not even its log is turned off, and it is reset only if ``may_reset``. PASS with code
    ``board-blank`` or ``board-licensed`` and ``board``; else as :func:`run_write`.
    """
    job = _Job(port, profile, open_link, on_event, stop, clock)
    job.session.may_reset = may_reset and job.session.may_reset
    return job.run(lambda: job.probe(storage))


class _Job(Attempt):
    """The moves of one attempt, in their order."""

    def write(self, custodian: Custodian, storage: Storage) -> JobResult:
        """Find the board, ask what to do with it, do it."""
        existing = self._find(storage, may_quiet=True)
        board = self.board
        assert board is not None
        decision = custodian.decide(board)
        match decision:
            case Refuse(code, facts):
                return self.result(Outcome.REFUSED, code, {"port": self.port, **facts})
            case AlreadyRight(code, recheck):
                return self.result(Outcome.PASS, code, verified=True, recheck=recheck)
            case WriteIt():
                return self._write(custodian, board, existing, decision)

    def probe(self, storage: Storage) -> JobResult:
        """Find the board and say what it holds."""
        self._find(storage, may_quiet=False)
        assert self.board is not None
        blank = self.board.holding.is_blank
        return self.result(Outcome.PASS, "board-blank" if blank else "board-licensed")

    # -- before the intent ------------------------------------------------------------------

    def _find(self, storage: Storage, *, may_quiet: bool) -> Existing:
        self._connect()
        with self.step(Step.IDENTIFY):
            identity = identify(self.session)
            self._know(identity)
            if may_quiet:
                quiet_logs(self.session)
        with self.step(Step.READ_EXISTING):
            existing = read_existing(self.session, storage)
            ensure_same_board(self.session, identity.mac)
        for held in (existing.holding, existing.kv, existing.otp):
            self.remember(held)
        self._know(identity, existing)
        assert self.board is not None
        self.emit(BoardIdentified(self.port, self.board))
        return existing

    def _connect(self) -> None:
        """Open the port and get to a clean prompt, with a reset where the profile says so."""
        session, profile = self.session, self.profile
        patience = Deadline.after(profile.dead_after_s, self.clock)
        wants_reset = profile.reset is ResetStrategy.ALWAYS and session.may_reset
        try:
            with self.step(Step.CONNECT):
                session.open()
                if not wants_reset:
                    first = profile.silence_s if session.may_reset else profile.dead_after_s
                    session.wait_for_shell(patience.within(first))
        except (BoardSilent, BoardWithoutShell, WrongBaud):
            if not session.may_reset:
                raise
            wants_reset = True
        if wants_reset:
            with self.step(Step.RESET):
                if session.reset():
                    session.wait_for_boot(patience)
                else:
                    session.wait_for_shell(patience)
        session.is_disturbed = False

    def _know(self, identity: Identity, existing: Existing | None = None) -> None:
        self.board = BoardFound(
            port=self.port,
            mac=identity.mac,
            holding=existing.holding if existing is not None else Holding(),
            firmware_name=identity.firmware_name,
            firmware_version=identity.firmware_version,
            console=identity.console,
            otp=existing.otp if existing is not None else None,
        )

    def _check_may_write(self, board: BoardFound, existing: Existing, order: WriteIt) -> None:
        """Refuse what custody forbids, before anything is recorded or sent."""
        if order.storage is Storage.OTP:
            otp = existing.otp if existing.otp is not None else read_otp(self.session)
            if not otp.is_blank:
                raise BoardRefused(code="otp-occupied", port=self.port)
        if not board.holding.is_blank and not order.overwrite:
            raise BoardRefused(
                code="already-licensed", port=self.port, identity=board.holding.identity
            )

    # -- from the intent on -----------------------------------------------------------------

    def _write(
        self, custodian: Custodian, board: BoardFound, existing: Existing, order: WriteIt
    ) -> JobResult:
        self._check_may_write(board, existing, order)
        self.session.stop_here()
        self.session.may_stop = False
        with self.step(Step.INTENT):
            credential = custodian.intend(board)
        self.keep_out(credential.identity, credential.key.reveal())
        # the pool may have kept us waiting: only now does the time for the board begin
        self.session.deadline = Deadline.after(
            self.profile.otp_job_s if order.storage is Storage.OTP else self.profile.job_s,
            self.clock,
        )
        storages = [order.storage]
        if order.storage is Storage.OTP and not existing.kv.is_blank:
            # firmware prefers KV: left as it is, it would hide what OTP holds
            storages.append(Storage.KV)
        self._check_writable(credential, storages)
        stray = 0
        for storage in storages:
            held = self._write_and_prove(credential, storage, board.mac)
            stray = max(stray, stray_bytes(held, credential.identity))
        facts: dict[str, object] = {"identity": credential.identity, "stray": stray}
        if credential.mac is not None and order.storage is Storage.KV:
            facts["mac_not_written"] = credential.mac
        return self.result(Outcome.PASS, "pass", facts, verified=True)

    def _check_writable(self, credential: Credential, storages: Sequence[Storage]) -> None:
        """Refuse a license that the console would cut; nothing was sent yet."""
        for storage in storages:
            try:
                write_license(credential, storage)
            except ValueError as error:
                raise BoardRefused(
                    str(error), code="license-malformed", identity=credential.identity
                ) from error

    def _write_and_prove(
        self, credential: Credential, storage: Storage, mac: str | None
    ) -> Holding:
        """Write, read back, compare; again where that is safe. Raises the last trouble."""
        # OTP is never written twice in one attempt: an interrupted one is doubtful (rule 10)
        writes_left = self.profile.kv_attempts if storage is Storage.KV else 1
        tries_left = writes_left + _DAMAGED_ECHOES
        while True:
            trouble: FlasherError | None = None
            try:
                with self.step(Step.WRITE):
                    ensure_same_board(self.session, mac)
                    self.sent, self.unproven = True, storage
                    _believe_nothing(write(self.session, credential, storage), self.port)
            except BoardRefused:
                raise  # another board sits there now: it gets nothing
            except FlasherError as error:
                trouble = error
            was_entered = self.session.has_entered
            held = self._prove(credential, storage, mac)
            if is_same_license(held, credential.identity, credential.key):
                self.unproven = None
                return held
            self.remember(held)
            if trouble is None:
                trouble = ReadBackDiffers(
                    port=self.port, holds="nothing" if held.is_blank else "another"
                )
            # a command that was never entered was never run: trying again is no second write
            writes_left -= was_entered
            tries_left -= 1
            if writes_left <= 0 or tries_left <= 0 or trouble.code in FINAL:
                raise trouble

    def _prove(self, credential: Credential, storage: Storage, mac: str | None) -> Holding:
        """Learn from the device itself what it holds, also after a lost reply or port."""
        with self.step(Step.READ_BACK):
            try:
                self._settle(mac)
                return read_back(self.session, credential, storage)
            except (LinkError, BoardSilent, BoardWithoutShell):
                # a vanished port may come back; opening it anew also wakes some adapters
                self.session.reopen()
                self._settle(mac)
                return read_back(self.session, credential, storage)

    def _settle(self, mac: str | None) -> None:
        """Get back to a clean prompt of the same board if anything happened to it.

        A board without a MAC may be read: only the one that was written holds this license.
        """
        if not self.session.looks_restarted():
            return
        if mac is None:
            self.session.recover()
            return
        ensure_same_board(self.session, mac)


def _believe_nothing(reply: WriteReply, port: str) -> None:
    """Raise for a board that says it did not store the license; the read-back decides anyway."""
    match reply:
        case WriteReply.SUCCEEDED | WriteReply.SILENT | WriteReply.UNKNOWN:
            return
        case WriteReply.LENGTH_REFUSED:
            raise WriteFailed(code="length-refused", port=port)
        case WriteReply.NO_OTP:
            raise WriteFailed(code="otp-unsupported", port=port)
        case WriteReply.FAILED | WriteReply.NO_COMMAND:
            raise WriteFailed(port=port)
