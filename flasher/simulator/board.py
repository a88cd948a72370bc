"""One simulated board as a state machine: timed bytes in, timed bytes out. Pure, no I/O.

The host side calls :meth:`Board.receive` with what the host's driver sent, :meth:`Board.collect`
for what has reached the host by now, and :meth:`Board.next_wake` for when to look again. All times
are seconds of one monotonic clock. Inside, everything happens at its own exact time: bytes arrive
one by one, wait in the 256-byte receive buffer while the shell task is busy (and are lost when it
is full), are taken, echoed, and run. Nothing depends on how often the board is looked at.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flasher.model import Step
from flasher.simulator.commands import run_words
from flasher.simulator.console import LineEditor, words_of
from flasher.simulator.faults import Fault, FaultName
from flasher.simulator.firmware_log import CHATTER, LOGO, ROM_LOG, boot_lines, log_line
from flasher.simulator.flash import Flash
from flasher.simulator.kinds import BoardKind
from flasher.simulator.strikes import Plan, Strikes, noise, step_of
from flasher.simulator.wire import BITS_PER_BYTE, BusyMeter, ToBoard, ToHost

RECEIVE_BUFFER = 256
UART_FIFO = 16
"""Bytes that the chip's UART holds, so that the shell need not wait for them."""

NO_SHELL_CHATTER_S = 0.4
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"


class Power(StrEnum):
    """What a board does when it is plugged in."""

    BOOTED = "booted"  # answers at once
    BOOTING = "booting"  # starts to boot when plugged in
    ON_OPEN = "on-open"  # starts to boot when its port is first opened
    HUNG = "hung"  # says nothing until it is reset


@dataclass(frozen=True, slots=True)
class BoardSpec:
    """One board as asked for. ``mac``: 12 upper-case hex digits. Times in seconds.

    ``replug_s``: after an unplug fault the same board comes back on its own that much later.
    """

    kind: BoardKind
    mac: str
    seed: int = 0
    faults: tuple[Fault, ...] = ()
    power: Power = Power.BOOTED
    boot_s: float | None = None
    replug_s: float | None = None


class Board:
    """One board. ``save`` is called whenever its flash changes and shall make it permanent."""

    def __init__(self, spec: BoardSpec, flash: Flash, save: Callable[[Flash], None]) -> None:
        self.spec = spec
        self.kind = spec.kind
        self.flash = flash
        self.is_unplugged = False  # it asked to be pulled; whoever holds the port does it
        self.host_baud = 0  # 0: whatever the board speaks
        self._save = save
        self._now = 0.0
        self._byte_s = BITS_PER_BYTE / spec.kind.baud
        meter = BusyMeter(flash.timing)
        self._meter = meter
        self._in = ToBoard(self._byte_s, meter)
        self._out = ToHost(self._byte_s, meter)
        self._strikes = Strikes(spec.faults, spec.seed)
        self._noise = random.Random(spec.seed ^ 0x5EED)
        self._is_open = False
        self._is_powered = False
        self._listens = False  # the shell runs
        self._hung = False
        self._held_in_reset = False
        self._booted_at = 0.0
        self._received: deque[tuple[float, int]] = deque()
        self._shell_free_at = 0.0
        self._run: Iterator[float] | None = None
        self._resume_at = 0.0
        self._plan: Plan | None = None
        self._logs_on = True
        self._next_log = float("inf")
        self._connect_pending = False
        self._auth_seen = False
        self._editor = self._new_editor()

    # -- what happens to the board from outside ---------------------------------------------------

    def plug_in(self, now: float) -> None:
        """Give the board power at its place."""
        self._now = now
        self.is_unplugged = False
        self._is_powered = True
        match self.spec.power:
            case Power.BOOTED:
                self._listens = self._strikes.state(FaultName.DEAD) is None
                self._booted_at = now - 60.0
                if self._strikes.state(FaultName.NO_SHELL):
                    self._listens = False
                    self._next_log = now + NO_SHELL_CHATTER_S
                else:
                    self._plan_chatter()
                self._fill_kv_from_otp()
            case Power.BOOTING:
                self._start_boot()
            case Power.HUNG:
                self._listens = self._hung = True
            case Power.ON_OPEN:
                pass

    def unplug(self, now: float) -> None:
        """Take the power away; only the flash stays."""
        self.advance(now)
        self._stop_everything()
        self._is_powered = False
        self._is_open = False
        self._save(self.flash)

    def opened(self, now: float) -> None:
        """The host opened the port. What was sent before is lost."""
        self.advance(now)
        self._out.collect(now)
        self._is_open = True
        self._connect_pending = True
        self._auth_seen = False
        if self._hung and self.spec.power is not Power.HUNG:
            self._hung = False
            self._received.clear()
            self._editor = self._new_editor()
        if self.spec.power is Power.ON_OPEN and not self._listens and self._run is None:
            self._start_boot()

    def closed(self, now: float) -> None:
        """The host closed the port; the board keeps running."""
        self.advance(now)
        self._is_open = False
        self._save(self.flash)

    def set_lines(self, *, dtr: bool, rts: bool, now: float) -> None:
        """The host drives DTR and RTS: RTS without DTR holds the chip in reset, where wired."""
        if not self.kind.reset_wired:
            return
        self.advance(now)
        if rts and not dtr:
            if not self._held_in_reset:
                self._held_in_reset = True
                self._stop_everything()
        elif self._held_in_reset:
            self._held_in_reset = False
            self._start_boot()

    def reset(self, now: float) -> None:
        """Somebody pressed the board's reset key."""
        self.advance(now)
        self._restart_now()

    def receive(self, data: bytes, now: float) -> None:
        """The host's driver sent ``data``."""
        self.advance(now)
        if self._is_powered:
            if self._is_garbled():
                data = noise(self._noise, len(data))
            self._in.put(data, now)

    def restart_timing(self) -> None:
        """Count wire, flash and boot from zero again."""
        self._meter.restart()

    # -- what comes from the board ----------------------------------------------------------------

    def collect(self, now: float) -> bytes:
        """Return the bytes that have reached the host since the last call."""
        self.advance(now)
        data = self._out.collect(now)
        if not self._is_open or not data:
            return b""
        return noise(self._noise, len(data)) if self._is_garbled() else data

    def next_wake(self) -> float | None:
        """Return when something next happens that the host may see; None: not by itself."""
        at = min(self._next_log, self._resume_at if self._run else float("inf"))
        arrival = self._in.next_arrival()
        if arrival is not None:
            at = min(at, self._in.free_at, max(arrival, self._now + 0.001))
        if self._received and self._run is None and self._listens and not self._hung:
            at = min(at, max(self._shell_free_at, self._now))
        if self._is_open:
            frame = self._out.next_frame(may_follow=arrival is not None)
            if frame is not None:
                at = min(at, frame)
        return None if at == float("inf") else at

    def advance(self, now: float) -> None:
        """Let everything happen that is due by ``now``, in its order."""
        while True:
            arrival = self._in.next_arrival()
            at = arrival if arrival is not None else float("inf")
            what = 0
            if self._run is not None:
                if self._resume_at < at:
                    at, what = self._resume_at, 1
            elif self._received and self._listens and not self._hung:
                take = max(self._received[0][0], self._shell_free_at)
                if take < at:
                    at, what = take, 2
            if self._next_log < at:
                at, what = self._next_log, 3
            if at > now:
                break
            self._now = at
            if what == 0:
                self._arrive(*self._in.take())
            elif what == 1:
                self._resume()
            elif what == 2:  # noqa: PLR2004 - the four things that can happen
                self._take_byte()
            else:
                self._chatter()
        self._now = max(self._now, now)

    # -- the shell task ---------------------------------------------------------------------------

    def _arrive(self, at: float, byte: int) -> None:
        # Before the shell starts the UART has no receive buffer: what comes is lost.
        if self._listens and len(self._received) < RECEIVE_BUFFER:
            self._received.append((at, byte))

    def _take_byte(self) -> None:
        _, raw = self._received.popleft()
        if self._connect_pending:
            self._strikes.begin(Step.CONNECT)
        byte = self._strikes.arriving(raw)
        if byte is None:
            return
        echo, is_enter = self._editor.take(byte)
        if is_enter:
            self._enter()
            return
        if echo:
            self._send(echo)
            self._cut_echo_with_log()
        step = step_of(bytes(self._editor.line), auth_seen=self._auth_seen)
        if step is not None:
            self._strikes.begin(step)

    def _cut_echo_with_log(self) -> None:
        if self._strikes.log_in_echo >= 0:
            self._strikes.log_in_echo -= 1
            if self._strikes.log_in_echo < 0:
                self._send_log(*self._strikes.random.choice(CHATTER))

    def _enter(self) -> None:
        line = self._editor.finish()
        steps = [Step.CONNECT] if self._connect_pending else []
        self._connect_pending = False
        step = step_of(line, auth_seen=self._auth_seen) if line else None
        if step is not None:
            steps.append(step)
            self._auth_seen = self._auth_seen or step is Step.WRITE
        self._plan = self._strikes.enter(steps) if steps else None
        self._start(self._answer(line))

    def _answer(self, line: bytes) -> Iterator[float]:
        plan = self._plan
        if plan is not None:
            if FaultName.SILENCE in plan.names:
                self._hung = True
                return
            if self.cut_short("before"):
                return
            if plan.late_s:
                yield plan.late_s
        if line:
            if self.kind.reply_s:
                yield self.kind.reply_s
            yield from self.put(b"\r\n")
            run = self._run
            yield from run_words(self, words_of(line))
            if self._run is not run or self.cut_short("during") or self.cut_short("after"):
                return  # it restarted or lost its power on the way
        elif self.cut_short("during") or self.cut_short("after"):
            return
        yield from self.put(b"\r\n" + self.kind.prompt.encode(), is_prompt=True)
        self._plan = None

    def _start(self, run: Iterator[float]) -> None:
        self._run = run
        self._resume_at = self._now
        self._resume()

    def _resume(self) -> None:
        run = self._run
        assert run is not None
        waited = next(run, None)
        if self._run is not run:
            return  # a restart took its place
        uart_ready = self._out.free_at - UART_FIFO * self._byte_s
        if waited is None:
            self._run = None
            self._shell_free_at = max(self._now, uart_ready)
        else:
            self._resume_at = max(self._now + waited, uart_ready if not waited else 0.0)

    # -- boot -------------------------------------------------------------------------------------

    def _start_boot(self) -> None:
        self._stop_everything()
        if self._strikes.state(FaultName.DEAD):
            return
        self._booted_at = self._now
        self._start(self._boot())

    def _boot(self) -> Iterator[float]:
        slow = self._strikes.state(FaultName.SLOW_BOOT)
        boot_s = self.spec.boot_s if self.spec.boot_s is not None else self.kind.boot_s
        boot_s = max(boot_s, slow.seconds) if slow else boot_s
        banner = LOGO if self.kind.has_logo else b""
        banner += b"\r\n" + self.kind.prompt.encode()
        shell_at = self._now + boot_s - len(banner) * self._byte_s
        self.flash.boots += 1
        self._fill_kv_from_otp()
        if self.kind.rom_log:
            yield from self.put(ROM_LOG)
        yield max(0.0, boot_s * 0.3)
        for level, place, text in boot_lines(self.kind, is_licensed=self.flash.kv_is_whole):
            self.log(level, place, text)
            yield 0.0
        if self._strikes.state(FaultName.NO_SHELL):
            self._next_log = self._now + NO_SHELL_CHATTER_S
            return
        yield max(0.0, shell_at - self._now)
        if self._connect_pending and self._is_open:
            self._connect_pending = False
            self._plan = self._strikes.enter([Step.CONNECT])
        plan = self._plan
        if plan is not None:
            if FaultName.SILENCE in plan.names:
                self._listens = self._hung = True
                return
            if self.cut_short(plan.moment):
                return
            if plan.late_s:
                yield plan.late_s
        self._listens = True
        yield from self.put(banner)
        self._plan = None
        self.flash.timing.boot_s += self._out.free_at - self._booted_at
        self._plan_chatter()

    def _fill_kv_from_otp(self) -> None:
        flash = self.flash
        if self.kind.fills_kv_from_otp and not flash.kv_is_whole and flash.otp_is_whole:
            flash.kv_uuid, flash.kv_key = flash.otp_uuid, flash.otp_key
            flash.kv_writes += 2
            self._save(flash)

    def _stop_everything(self) -> None:
        self._meter.cut(self._now)
        self._in.clear()
        self._out.clear()
        self._received.clear()
        self._listens = self._hung = False
        self._run = None
        self._plan = None
        self._logs_on = True
        self._next_log = float("inf")
        self._shell_free_at = 0.0
        self._editor = self._new_editor()

    def _restart_now(self) -> None:
        # What the UART has already sent is with the host; the rest of the reply is cut off.
        at = self._now
        sent = self._out.collect(at)
        self._start_boot()
        if sent:
            self._out.put_back(sent, at)

    def _new_editor(self) -> LineEditor:
        return LineEditor(
            self.kind.prompt.encode(), sorted(self.kind.commands), lf_is_enter=self.kind.lf_is_enter
        )

    # -- what commands see (commands.Task) --------------------------------------------------------

    def save(self) -> None:
        """Make the flash's present content permanent."""
        self._save(self.flash)

    def put(self, data: bytes, *, is_prompt: bool = False) -> Iterator[float]:
        """Write to the console, through the faults of the running command."""
        plan = self._plan
        if plan is not None:
            data = self._spoil(plan, data, is_prompt=is_prompt)
        self._send(data)
        yield 0.0
        if plan is not None and FaultName.LOGS in plan.names and not is_prompt:
            self._send_log(*self._strikes.random.choice(CHATTER))
            yield 0.0

    def say(self, text: str) -> Iterator[float]:
        """Print one reply line."""
        yield from self.put(b"\r\n" + text.encode("latin-1"))

    def log(self, level: str, place: str, text: str) -> None:
        """Write a log line, if logs share this wire and are on."""
        if self.kind.uart_logs and self._logs_on:
            self._send_log(level, place, text)

    def set_logs(self, *, on: bool) -> None:
        """Turn the log on or off until the next boot."""
        self._logs_on = on
        self._plan_chatter()

    def restart(self) -> None:
        """Restart the chip now."""
        self._restart_now()

    def struck(self, name: FaultName) -> bool:
        """Say whether this fault hits the running command."""
        return self._plan is not None and name in self._plan.names

    def cut_short(self, moment: str) -> bool:
        """Lose port or power if the running command's plan says so for this moment."""
        plan = self._plan
        if plan is None or not moment or plan.moment != moment:
            return False
        if FaultName.UNPLUG in plan.names:
            self.is_unplugged = True
            self._stop_shell()
        else:
            self._restart_now()
        return True

    def choose(self, among: Sequence[str]) -> str:
        """Choose by the board's seed."""
        return self._strikes.random.choice(among)

    def stray_bytes(self, count: int) -> str:
        """Return up to ``count`` bytes that happened to lie behind a short UUID."""
        chance = self._strikes.random
        return "".join(chance.choices(ALPHABET, k=chance.randrange(count + 1)))

    def other_license(self, uuid: str, key: str) -> tuple[str, str]:
        """Return a license that differs in one character of its key (or UUID, if it is short)."""
        chance = self._strikes.random
        text = key or uuid
        if not text:
            return uuid, key
        at = chance.randrange(len(text))
        other = chance.choice([c for c in ALPHABET if c != text[at]])
        changed = text[:at] + other + text[at + 1 :]
        return (uuid, changed) if key else (changed, key)

    # -- the board's own voice --------------------------------------------------------------------

    def _stop_shell(self) -> None:
        self._listens = False
        self._run = None
        self._next_log = float("inf")

    def _spoil(self, plan: Plan, data: bytes, *, is_prompt: bool) -> bytes:
        if FaultName.REPLY_LOST in plan.names:
            return b""
        if FaultName.GARBAGE in plan.names and not is_prompt and data != b"\r\n":
            return data[:2] + noise(self._strikes.random, len(data) - 2)
        if 0 <= plan.hit_after < len(data):
            at, spoilt = plan.hit_after, bytearray(data)
            if FaultName.LOST_TO_HOST in plan.names:
                del spoilt[at]
            else:
                spoilt[at] ^= 1 << self._strikes.random.randrange(8)
            data = bytes(spoilt)
            plan.hit_after = -1
        elif plan.hit_after >= 0:
            plan.hit_after -= len(data)
        return data

    def _send(self, data: bytes) -> None:
        self._out.put(data, self._now)

    def _send_log(self, level: str, place: str, text: str) -> None:
        uptime = self._now - self._booted_at
        self._send(log_line(self.kind, uptime, level, place, text))

    def _plan_chatter(self) -> None:
        period = self.kind.log_period_s if self.kind.uart_logs and self._logs_on else 0.0
        wait = self._noise.uniform(0.5, 1.5) * period if period else float("inf")
        self._next_log = self._now + wait

    def _chatter(self) -> None:
        self._send_log(*self._noise.choice(CHATTER))
        if self._listens:
            self._plan_chatter()
        else:
            self._next_log = self._now + NO_SHELL_CHATTER_S

    def _is_garbled(self) -> bool:
        if self._strikes.state(FaultName.WRONG_BAUD):
            return True
        return self.host_baud not in (0, self.kind.baud)
