"""The firmware's services to a running command: console, log, flash, and the faults that hit it."""

import random
from collections.abc import Callable, Iterator, Sequence

from flasher.simulator.faults import FaultName
from flasher.simulator.firmware_log import CHATTER, log_line
from flasher.simulator.flash import Flash
from flasher.simulator.spec import BoardSpec
from flasher.simulator.strikes import Plan, Strikes, noise
from flasher.simulator.wire import ToHost

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
NEVER = float("inf")
BURST = 24
"""Bytes of noise where there is no reply to spoil."""


class Services:
    """What :class:`~flasher.simulator.task.Task` promises. ``now`` is set by the chip's clockwork.

    ``restart`` and ``pull`` are the two ways in which a command can end before its time.
    """

    def __init__(
        self,
        spec: BoardSpec,
        flash: Flash,
        save: Callable[[Flash], None],
        out: ToHost,
        restart: Callable[[], None],
        pull: Callable[[], None],
    ) -> None:
        self.kind = spec.kind
        self.flash = flash
        self.restart = restart
        self.strikes = Strikes(spec.faults, spec.seed)
        self.plan: Plan | None = None
        self.now = 0.0
        self.booted_at = 0.0
        self.next_log = NEVER
        self.logs_on = True
        self._save = save
        self._out = out
        self._pull = pull
        self._log_chance = random.Random(spec.seed ^ 0x106)

    def save(self) -> None:
        """Make the flash's present content permanent."""
        self._save(self.flash)

    def send(self, data: bytes) -> None:
        """Write to the UART now, whatever the running command suffers."""
        self._out.put(data, self.now)

    def put(self, data: bytes, *, is_prompt: bool = False) -> Iterator[float]:
        """Write to the console, through the faults of the running command."""
        plan = self.plan
        if plan is None:
            self.send(data)
            yield 0.0
            return
        has_logs = FaultName.LOGS in plan.names
        if has_logs and is_prompt and not plan.has_spoken:
            self.send_chatter()
        self.send(self._spoil(plan, data, is_prompt=is_prompt))
        plan.has_spoken = True
        yield 0.0
        if has_logs and not is_prompt:
            self.send_chatter()
            yield 0.0

    def say(self, text: str) -> Iterator[float]:
        """Print one reply line."""
        yield from self.put(b"\r\n" + text.encode("latin-1"))

    def log(self, level: str, place: str, text: str) -> None:
        """Write a log line, if logs share this wire and are on."""
        if self.kind.uart_logs and self.logs_on:
            self.send(log_line(self.kind, self.now - self.booted_at, level, place, text))

    def set_logs(self, *, on: bool) -> None:
        """Turn the log on or off until the next boot."""
        self.logs_on = on
        self.plan_chatter()

    def send_chatter(self) -> None:
        """Write a log line that has nothing to do with the running command."""
        level, place, text = self._log_chance.choice(CHATTER)
        self.send(log_line(self.kind, self.now - self.booted_at, level, place, text))

    def plan_chatter(self) -> None:
        """Choose when the next line of chatter comes."""
        period = self.kind.log_period_s if self.kind.uart_logs and self.logs_on else 0.0
        wait = self._log_chance.uniform(0.5, 1.5) * period if period else NEVER
        self.next_log = self.now + wait

    def struck(self, name: FaultName) -> bool:
        """Say whether this fault hits the running command."""
        return self.plan is not None and name in self.plan.names

    def cut_short(self, moment: str) -> bool:
        """Lose port or power if the running command's plan says so for this moment."""
        plan = self.plan
        if plan is None or not moment or plan.moment != moment:
            return False
        if FaultName.UNPLUG in plan.names:
            self._pull()
        else:
            self.restart()
        return True

    def choose(self, among: Sequence[str]) -> str:
        """Choose by the board's seed."""
        return self.strikes.random.choice(among)

    def stray_bytes(self, count: int) -> str:
        """Return up to ``count`` bytes that happened to lie behind a short UUID."""
        chance = self.strikes.random
        return "".join(chance.choices(ALPHABET, k=chance.randrange(count + 1)))

    def other_license(self, uuid: str, key: str) -> tuple[str, str]:
        """Return a license that differs in one character of its key (or UUID, without a key)."""
        chance = self.strikes.random
        text = key or uuid
        if not text:
            return uuid, key
        at = chance.randrange(len(text))
        other = chance.choice([c for c in ALPHABET if c != text[at]])
        changed = text[:at] + other + text[at + 1 :]
        return (uuid, changed) if key else (changed, key)

    def _spoil(self, plan: Plan, data: bytes, *, is_prompt: bool) -> bytes:
        if FaultName.REPLY_LOST in plan.names:
            return b""
        if FaultName.GARBAGE in plan.names:
            return self._garble(plan, data, is_prompt=is_prompt)
        if plan.hit_after < 0:
            return data
        at, plan.hit_after = plan.hit_after, plan.hit_after - len(data)
        if at >= len(data):
            return data
        plan.hit_after = -1
        spoilt = bytearray(data)
        if FaultName.LOST_TO_HOST in plan.names:
            del spoilt[at]
        else:
            spoilt[at] ^= 1 << self.strikes.random.randrange(8)
        return bytes(spoilt)

    def _garble(self, plan: Plan, data: bytes, *, is_prompt: bool) -> bytes:
        chance = self.strikes.random
        if is_prompt:  # stays whole; after Enter on an empty line the noise comes before it
            return data if plan.has_spoken else noise(chance, BURST) + data
        return data if data == b"\r\n" else data[:2] + noise(chance, len(data) - 2)
