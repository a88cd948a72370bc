"""One conversation with one board: opens the port, finds the shell, asks, waits for the answer.

Joins the pure protocol with a link, a clock and a stop flag. Every wait ends at a deadline, at the
answer, or (while ``may_stop``) at the stop flag; nothing here waits for a fixed time but the reset
pulse itself. ``is_disturbed`` says that the board restarted, fell silent or left since it was
identified, so that it may be another board now; ``has_entered`` that Enter was pressed behind the
last command, so that the board may have run it.
"""

from collections.abc import Callable, Sequence
from threading import Event
from typing import Protocol, TypeVar

from flasher.boards.profile import Profile, ResetStrategy
from flasher.errors import (
    BoardReset,
    BoardSilent,
    BoardWithoutShell,
    FlasherError,
    LinkError,
    PortGone,
    ReplyNotUnderstood,
    StepTimeout,
    Stopped,
    WrongBaud,
)
from flasher.protocol.console import Console, Erased, Message, Prompt
from flasher.protocol.exchange import Exchange, is_boot
from flasher.protocol.noise import LogLine
from flasher.protocol.replies import NotUnderstoodError
from flasher.protocol.wake import KNOCK_LETTERS, LETTERS, WakeProbe
from flasher.timing import Clock, Deadline
from flasher.transport.link import OpenLink
from flasher.transport.transcript import RecordingLink

ENTER = "\r"
"""One Enter in every generation. A line feed behind it is a second one in B and C only."""

ENTER_WITH_LINE_FEED = "\r\n"

_READ_S = 0.05
_ECHO_S = 0.5
_REOPEN_EVERY_S = 0.1
_KNOCK_SLOWER = 1.5
_POKE_AFTER = 0.75  # share of the boot time after which a lost prompt is looked for

T = TypeVar("T")


class StopFlag(Protocol):
    """Anything that says whether somebody pressed stop (a ``threading.Event`` does)."""

    def is_set(self) -> bool:
        """Return True from the moment on that stop was pressed."""
        ...


class Session:
    """One board's port for the length of one attempt. Call :meth:`close` at the end."""

    def __init__(
        self,
        port: str,
        profile: Profile,
        open_link: OpenLink,
        clock: Clock,
        stop: StopFlag | None = None,
    ) -> None:
        self.port = port
        self.profile = profile
        self.clock = clock
        self.deadline = Deadline.after(profile.job_s, clock)
        self.may_stop = True
        self.may_reset = profile.reset is not ResetStrategy.NEVER
        self.is_disturbed = False
        self.log_lines = 0
        self.prompts_for_line_feed = 0
        self.has_entered = False
        self._is_clean = False
        self._open_link = open_link
        self._stop = stop or Event()
        self._link: RecordingLink | None = None
        self._console = Console(profile.prompt)
        self._pending: list[Message] = []
        self._owed_prompts = 0

    # -- the port ---------------------------------------------------------------------------

    def open(self) -> None:
        """Open the port. Raises PortMissing, PortBusy, PortDenied, LinkError."""
        link = self._open_link(self.port, self.profile)
        if self._link is None:
            self._link = RecordingLink(link, self.clock)
        else:
            self._link.reopened(link)
        self._forget()

    def close(self) -> None:
        """Let go of the port. May be called twice."""
        if self._link is not None:
            self._link.close()

    def reopen(self) -> None:
        """Open the same port again after it vanished; for ``reopen_s`` at most.

        Whatever is found there may be another board. Raises PortGone.
        """
        self.close()
        self.is_disturbed = True
        patience = self.deadline.within(self.profile.reopen_s)
        while True:
            try:
                self.open()
            except LinkError as error:
                if patience.is_over():
                    raise PortGone(str(error), port=self.port) from error
                self.clock.sleep(min(_REOPEN_EVERY_S, max(patience.remaining(), 0.001)))
            else:
                return

    def stop_here(self) -> None:
        """Raise Stopped if stop was pressed and may still be honoured."""
        if self.may_stop and self._stop.is_set():
            raise Stopped(port=self.port)

    def transcript(self, secrets: Sequence[str]) -> str:
        """Return what went over the wire, secrets struck out; empty if the port never opened."""
        return self._link.redacted(secrets) if self._link is not None else ""

    @property
    def prompt_has_space(self) -> bool | None:
        """Say whether the prompt is ``tuya> `` (late B, C) and not ``tuya>`` (A, early B)."""
        return self._console.prompt_has_space

    # -- getting to a clean prompt ----------------------------------------------------------

    def wait_for_shell(self, patience: Deadline, *, quiet_s: float = 0.0) -> None:
        """Return at a clean prompt. Nothing is executed on the way (see protocol.wake).

        ``quiet_s``: listen so long before the first probe, unless a prompt comes earlier.
        Raises BoardSilent, BoardWithoutShell or WrongBaud when patience is over.
        """
        probe = WakeProbe()
        seen_before = self._console.bytes_seen
        next_at = self.clock.monotonic() + quiet_s
        self._owed_prompts = 0
        while not patience.is_over():
            if self.clock.monotonic() >= next_at:
                self._send(probe.next_bytes())
                next_at = self.clock.monotonic() + self.profile.wake_every_s
            is_clean = False
            for message in self._pump(Deadline(self.clock, min(patience.at, next_at))):
                is_clean = is_clean or probe.take(message)
                if isinstance(message, Prompt) or probe.is_leftover_longer(message):
                    next_at = self.clock.monotonic()
            if is_clean:
                self._is_clean = True
                return
        raise self._no_shell(seen_before)

    def reset(self) -> bool:
        """Reset the board over its control lines; False where the port has none."""
        link = self._open_port()
        if not link.set_lines(dtr=False, rts=True):
            return False
        self.clock.sleep(self.profile.pulse_s)
        link.discard_input()
        self._forget()
        link.set_lines(dtr=False, rts=False)
        self.is_disturbed = True
        return True

    def wait_for_boot(self, patience: Deadline) -> None:
        """Listen after a reset and return at a clean prompt, the moment it is there.

        Raises as :meth:`wait_for_shell`.
        """
        boot = patience.within(self.profile.boot_s)
        self.wait_for_shell(boot, quiet_s=boot.remaining() * _POKE_AFTER)

    def recover(self) -> None:
        """Get back to a clean prompt after a reply that was late, damaged or cut by a restart."""
        patience = self.deadline.within(max(self.profile.boot_s, self.profile.dead_after_s))
        try:
            self.wait_for_shell(patience)
        except (BoardSilent, BoardWithoutShell):
            if not (self.may_reset and self.reset()):
                raise
            self.wait_for_boot(self.deadline)

    # -- asking -----------------------------------------------------------------------------

    def ask(
        self,
        command: str,
        timeout_s: float,
        *,
        enter: str = ENTER,
        confirm_echo: bool = False,
        knocks: bool = False,
    ) -> Exchange:
        """Send one command at a clean prompt, getting there first if need be; return its reply.

        ``confirm_echo``: press Enter only after the board has echoed exactly this command, so that
        a bit lost on the wire never gets into a store. ``knocks``: while the reply is awaited,
        knock now and then; the shell, busy with the command, answers a knock only behind its
        reply, so an answered knock without one means that the reply is lost. Raises
        StepTimeout, BoardReset, ReplyNotUnderstood (damaged echo), PortGone, Stopped.
        """
        if not self._is_clean:
            self.recover()  # else this command would be typed behind what was left on the line
        self._is_clean = False
        self.has_entered = False
        word = command.split(" ", 1)[0]
        exchange = Exchange(command)
        if confirm_echo:
            self._send(command.encode("ascii"))
            self._await_echo(command, exchange)
            self.has_entered = True
            self._send(enter.encode("ascii"))
        else:
            self.has_entered = True
            self._send((command + enter).encode("ascii"))
        patience = self.deadline.within(timeout_s)
        knocking = _Knocking(self.clock, self.profile.knock_every_s) if knocks else None
        is_short = False
        while not exchange.is_done:
            if patience.is_over():
                self._give_up(exchange, word, timeout_s)
                break
            if knocking is not None and knocking.is_due():
                self._send(knocking.next_bytes())
            messages = self._pump(patience)
            self._feed(exchange, messages)
            is_lost = knocking is not None and knocking.is_answered(messages)
            if (exchange.has_final_text or is_lost) and not is_short:
                is_short = True
                patience = patience.within(self.profile.prompt_grace_s)
        self._settle(exchange, enter)
        if exchange.rebooted:
            self.is_disturbed = True
            raise BoardReset(port=self.port, step=word)
        if exchange.is_garbled:
            raise ReplyNotUnderstood("damaged echo", port=self.port, step=word)
        # an answer to a knock may still be on its way, or half of the knock on the line
        self._is_clean = knocking is None or not knocking.has_knocked
        return exchange

    def query(
        self,
        command: str,
        read: Callable[[Sequence[str], bool], T],
        *,
        enter: str = ENTER,
    ) -> T:
        """Ask a question that changes nothing, again if its answer is lost or damaged.

        ``read(lines, is_last_try)`` gives the meaning or raises NotUnderstoodError. Raises what
        :meth:`ask` raises at the last try.
        """
        tries = self.profile.read_attempts
        for number in range(1, tries + 1):
            is_last = number == tries
            try:
                exchange = self.ask(command, self.profile.reply_s, enter=enter)
                return read(exchange.lines, is_last)
            except NotUnderstoodError as error:
                if is_last:
                    raise ReplyNotUnderstood(str(error), port=self.port, step=command) from error
            except (StepTimeout, BoardReset, ReplyNotUnderstood):
                if is_last:
                    raise
        raise AssertionError("the last try returns or raises")

    def looks_restarted(self) -> bool:
        """Look at what came unasked; a logo or prompt means that the board restarted or changed."""
        messages, self._pending = self._pending, []
        while data := self._open_port().read(0.0):
            messages.extend(self._console.feed(data))
        if is_boot(messages):
            self.is_disturbed = True
        return self.is_disturbed

    # -- within -----------------------------------------------------------------------------

    def _open_port(self) -> RecordingLink:
        if self._link is None:
            raise FlasherError("the port is not open", port=self.port)
        return self._link

    def _forget(self) -> None:
        self._console = Console(self.profile.prompt)
        self._pending = []
        self._owed_prompts = 0
        self._is_clean = False

    def _send(self, data: bytes) -> None:
        self._open_port().write(data)

    def _pump(self, patience: Deadline) -> list[Message]:
        """Return the next messages; possibly none, so that the caller can look at the time."""
        self.stop_here()
        if self._pending:
            messages, self._pending = self._pending, []
            return messages
        data = self._open_port().read(min(patience.remaining(), _READ_S))
        messages = self._console.feed(data)
        self.log_lines += sum(isinstance(m, LogLine) for m in messages)
        return messages

    def _feed(self, exchange: Exchange, messages: list[Message]) -> None:
        for number, message in enumerate(messages):
            exchange.take(message)
            if exchange.is_done:
                self._pending = messages[number + 1 :]
                return

    def _await_echo(self, command: str, exchange: Exchange) -> None:
        """Wait until the board has echoed the command, exactly; Enter was not pressed yet."""
        patience = self.deadline.within(_ECHO_S)
        while self._console.typed != command:
            if exchange.rebooted or exchange.prompts_before_echo > self._owed_prompts:
                self.is_disturbed = True
                raise BoardReset(port=self.port, step="echo")
            if patience.is_over():
                raise ReplyNotUnderstood("damaged echo", port=self.port, step="echo")
            self._feed(exchange, self._pump(patience))

    def _give_up(self, exchange: Exchange, word: str, timeout_s: float) -> None:
        """End a wait that had no prompt: fine behind a final text, else a timeout."""
        self.is_disturbed = True
        if not exchange.has_final_text:
            raise StepTimeout(port=self.port, step=word, timeout_s=timeout_s)
        self.recover()

    def _settle(self, exchange: Exchange, enter: str) -> None:
        """Account for prompts: one more than was earned means that the board restarted."""
        if exchange.prompts_before_echo > self._owed_prompts:
            self.is_disturbed = True
        if self._owed_prompts:
            self.prompts_for_line_feed = exchange.prompts_before_echo
        self._owed_prompts = 1 if enter == ENTER_WITH_LINE_FEED else 0

    def _no_shell(self, seen_before: int) -> FlasherError:
        if self._console.bytes_seen == seen_before or self._console.is_silent:
            return BoardSilent(port=self.port)
        if self._console.is_garbage(sent=LETTERS):
            return WrongBaud(port=self.port, baud=self.profile.baud)
        return BoardWithoutShell(port=self.port)


class _Knocking:
    """Knocks while a long command runs: a letter typed and erased, as a wake probe does."""

    def __init__(self, clock: Clock, every_s: float) -> None:
        self._clock = clock
        self._every_s = every_s
        self._probe = WakeProbe(KNOCK_LETTERS)
        self._next_at = clock.monotonic() + every_s
        self.has_knocked = False

    def is_due(self) -> bool:
        """Say whether it is time for the next knock."""
        return self._clock.monotonic() >= self._next_at

    def next_bytes(self) -> bytes:
        """Return the next knock; the following one comes later, so that few wait in the board."""
        self._every_s *= _KNOCK_SLOWER
        self._next_at = self._clock.monotonic() + self._every_s
        self.has_knocked = True
        return self._probe.next_bytes()

    def is_answered(self, messages: Sequence[Message]) -> bool:
        """Say whether the shell typed and erased a knock's letter."""
        return any(isinstance(m, Erased) and m.text in KNOCK_LETTERS and m.text for m in messages)
