"""The chip of a simulated board: boot, receive buffer, one shell task, in exact time. Pure.

Everything happens at its own time, however seldom anybody looks: bytes arrive one by one, wait in
the 256-byte receive buffer while the shell task is busy (and are lost when it is full), are taken,
echoed and run. Commands and the boot are generators that yield the seconds they keep the task busy.
"""

from collections import deque
from collections.abc import Callable, Iterator

from flasher.model import Step
from flasher.simulator.commands import run_words
from flasher.simulator.console import LineEditor, words_of
from flasher.simulator.faults import FaultName
from flasher.simulator.firmware_log import LOGO, ROM_LOG, boot_lines
from flasher.simulator.flash import Flash
from flasher.simulator.services import NEVER, Services
from flasher.simulator.spec import BoardSpec
from flasher.simulator.strikes import Plan, step_of
from flasher.simulator.wire import BITS_PER_BYTE, BusyMeter, ToBoard, ToHost

RECEIVE_BUFFER = 256
UART_FIFO = 16
"""Bytes that the chip's UART holds, so that the shell need not wait for them."""

NO_SHELL_CHATTER_S = 0.4
BEFORE_BOOT_LOG = 0.3
"""The part of the boot time that passes before the firmware's first log line."""

LONG_RUNNING_S = 60.0
"""How long a board that answers at once has been up already."""


class Chip:
    """The running part of a board. ``save`` makes its flash permanent."""

    def __init__(self, spec: BoardSpec, flash: Flash, save: Callable[[Flash], None]) -> None:
        self.spec = spec
        self.flash = flash
        self.is_listening = False  # the shell runs
        self.is_hung = False
        self.was_pulled = False  # a fault took it out of its place
        self.connect_pending = False  # the host opened the port and was not answered yet
        self.auth_seen = False
        self.commanded_at = 0.0  # when the host last ended a line with Enter; 0.0 if never
        self.meter = BusyMeter(flash.timing)
        self._byte_s = BITS_PER_BYTE / spec.kind.baud
        self.wire_in = ToBoard(self._byte_s, self.meter)
        self.wire_out = ToHost(self._byte_s, self.meter)
        self.services = Services(
            spec, flash, save, self.wire_out, restart=self.restart, pull=self._pull
        )
        self._received: deque[tuple[float, int]] = deque()
        self._shell_free_at = 0.0
        self._run: Iterator[float] | None = None
        self._resume_at = 0.0
        self._editor = self._new_editor()

    @property
    def is_running(self) -> bool:
        """Say whether it boots, runs a command or waits for one."""
        return self.is_listening or self._run is not None

    def has(self, name: FaultName) -> bool:
        """Say whether a fault holds from power-on."""
        return self.services.strikes.state(name) is not None

    # -- power ------------------------------------------------------------------------------------

    def be_up(self, now: float) -> None:
        """Have been running for a while, with an idle shell."""
        self.services.now = now
        self.services.booted_at = now - LONG_RUNNING_S
        if self.has(FaultName.DEAD):
            return
        self._fill_kv_from_otp()
        if self.has(FaultName.NO_SHELL):
            self.services.next_log = now + NO_SHELL_CHATTER_S
            return
        self.is_listening = True
        self.services.plan_chatter()

    def boot(self, now: float) -> None:
        """Begin to boot."""
        self.stop(now)
        if not self.has(FaultName.DEAD):
            self.services.booted_at = now
            self._start(self._boot())

    def restart(self) -> None:
        """Boot again now. What the UART has sent is with the host, the rest is cut off."""
        now = self.services.now
        sent = self.wire_out.collect(now)
        self.boot(now)
        if sent:
            self.wire_out.put_back(sent, now)

    def stop(self, now: float) -> None:
        """Lose everything but the flash."""
        services = self.services
        services.now = now
        self.meter.cut(now)
        self.wire_in.clear()
        self.wire_out.clear()
        services.plan, services.logs_on, services.next_log = None, True, NEVER
        self.is_listening = self.is_hung = False
        self._run = None
        self.clear_input()

    def clear_input(self) -> None:
        """Forget what was received and the line so far."""
        self._received.clear()
        self._shell_free_at = 0.0
        self._editor = self._new_editor()

    # -- the clockwork ----------------------------------------------------------------------------

    def advance(self, now: float) -> None:
        """Let everything happen that is due by ``now``, in its order."""
        services = self.services
        while True:
            arrival = self.wire_in.next_arrival()
            at, act = services.next_log, self._chatter
            if self._run is not None:
                if self._resume_at <= at:
                    at, act = self._resume_at, self._resume
            elif self._received and self.is_listening and not self.is_hung:
                take = max(self._received[0][0], self._shell_free_at)
                if take <= at:
                    at, act = take, self._take_byte
            if arrival is not None and arrival <= at:
                at, act = arrival, self._arrive
            if at > now:
                break
            services.now = at
            act()
        services.now = max(services.now, now)

    def next_event(self) -> float:
        """Return when something next happens inside that may be seen outside."""
        at = self.services.next_log
        if self._run is not None:
            at = min(at, self._resume_at)
        elif self._received and self.is_listening and not self.is_hung:
            at = min(at, max(self._shell_free_at, self._received[0][0]))
        return at

    def _arrive(self) -> None:
        # Before the shell starts the UART has no receive buffer: what comes is lost.
        arrived = self.wire_in.take()
        if self.is_listening and len(self._received) < RECEIVE_BUFFER:
            self._received.append(arrived)

    def _chatter(self) -> None:
        self.services.send_chatter()
        if self.is_listening:
            self.services.plan_chatter()
        else:
            self.services.next_log = self.services.now + NO_SHELL_CHATTER_S

    def _start(self, run: Iterator[float]) -> None:
        self._run = run
        self._resume_at = self.services.now
        self._resume()

    def _resume(self) -> None:
        run = self._run
        assert run is not None
        waited = next(run, None)
        if self._run is not run:
            return  # a restart took its place
        now = self.services.now
        uart_ready = self.wire_out.free_at - UART_FIFO * self._byte_s
        if waited is None:
            self._run = None
            self._shell_free_at = max(now, uart_ready)
        else:
            # The task that logs waits for the UART before it does the next thing.
            self._resume_at = max(now, uart_ready) + waited

    # -- the shell task ---------------------------------------------------------------------------

    def _take_byte(self) -> None:
        strikes = self.services.strikes
        _, raw = self._received.popleft()
        if self.connect_pending:
            strikes.begin(Step.CONNECT)
        byte = strikes.arriving(raw)
        if byte is None:
            return
        echo, is_enter = self._editor.take(byte)
        if is_enter:
            self._enter()
            return
        if echo:
            self.services.send(echo)
            if strikes.log_cuts_echo():
                self.services.send_chatter()
        step = step_of(self._editor.line, auth_seen=self.auth_seen)
        if step is not None:
            strikes.begin(step)

    def _enter(self) -> None:
        line = self._editor.finish()
        if line:
            self.commanded_at = self.services.now
        steps = [Step.CONNECT] if self.connect_pending else []
        self.connect_pending = False
        step = step_of(line, auth_seen=self.auth_seen)
        if step is not None:
            steps.append(step)
            self.auth_seen = self.auth_seen or step is Step.WRITE
        self.services.plan = self.services.strikes.enter(steps) if steps else None
        self._start(self._answer(line))

    def _answer(self, line: bytes) -> Iterator[float]:
        services, kind = self.services, self.spec.kind
        plan = services.plan
        if plan is not None:
            if FaultName.SILENCE in plan.names:
                self.is_hung = True
                return
            if services.cut_short("before"):
                return
            if plan.late_s:
                yield plan.late_s
        if line:
            if kind.reply_s:
                yield kind.reply_s
            yield from services.put(b"\r\n")
            run = self._run
            yield from run_words(services, words_of(line))
            if self._run is not run:
                return  # it restarted or lost its power on the way
        if services.cut_short("during") or services.cut_short("after"):
            return
        yield from services.put(b"\r\n" + kind.prompt.encode(), is_prompt=True)
        services.plan = None

    def _new_editor(self) -> LineEditor:
        kind = self.spec.kind
        return LineEditor(kind.prompt.encode(), sorted(kind.commands), lf_is_enter=kind.lf_is_enter)

    def _pull(self) -> None:
        self.was_pulled = True
        self.is_listening = False
        self._run = None
        self.services.next_log = NEVER

    # -- boot -------------------------------------------------------------------------------------

    def _boot(self) -> Iterator[float]:
        services, kind = self.services, self.spec.kind
        boot_s = self._boot_seconds()
        banner = (LOGO if kind.has_logo else b"") + b"\r\n" + kind.prompt.encode()
        shell_at = services.now + boot_s - len(banner) * self._byte_s
        self.flash.boots += 1
        self._fill_kv_from_otp()
        if kind.rom_log:
            yield from services.put(ROM_LOG)
        yield boot_s * BEFORE_BOOT_LOG
        for level, place, text in boot_lines(kind, is_licensed=self.flash.kv_is_whole):
            services.log(level, place, text)
            yield 0.0
        if self.has(FaultName.NO_SHELL):
            services.next_log = services.now + NO_SHELL_CHATTER_S
            return
        yield max(0.0, shell_at - services.now)
        if self.connect_pending:
            self.connect_pending = False
            plan = services.plan = services.strikes.enter([Step.CONNECT])
            if plan is not None:
                yield from self._suffer(plan)
                if self.is_hung or services.plan is not plan:
                    return
        if self._run is None:
            return
        self.is_listening = True
        yield from services.put(banner)
        services.plan = None
        self.flash.timing.boot_s += self.wire_out.free_at - services.booted_at
        services.plan_chatter()

    def _suffer(self, plan: Plan) -> Iterator[float]:
        if FaultName.SILENCE in plan.names:
            self.is_listening = self.is_hung = True
        elif not self.services.cut_short(plan.moment) and plan.late_s:
            yield plan.late_s

    def _boot_seconds(self) -> float:
        boot_s = self.spec.kind.boot_s if self.spec.boot_s is None else self.spec.boot_s
        slow = self.services.strikes.state(FaultName.SLOW_BOOT)
        return max(boot_s, slow.seconds) if slow else boot_s

    def _fill_kv_from_otp(self) -> None:
        flash = self.flash
        if self.spec.kind.fills_kv_from_otp and not flash.kv_is_whole and flash.otp_is_whole:
            flash.kv_uuid, flash.kv_key = flash.otp_uuid, flash.otp_key
            flash.kv_writes += 2
            self.services.save()
