"""Ports, console, log and support bundle of this PC."""

import platform
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import serial

from app.bootstrap import SOFTWARE
from app.errors import BadInput, Refused
from app.logs import Redactor, log
from app.settings import ALL, BAUD, Settings
from app.station.places import Places, port_name
from app.ui.live.station import LiveStation
from app.ui.services import ConsoleLine
from app.ui.views import BundlePart, PortRow
from flasher.transport.redaction import strike

BLOCK_S = 0.05
PROMPT_ENDS = (" ", ">", "#", "$", ":")
QUIET_READS = 40
"""So many empty reads in a row end a line that looks like no prompt: 2 s."""
BUNDLE_LOG_LINES = 20_000


class SerialConsole:
    """A port open for typing. Its own thread alone reads; text is redacted line by line.

    What was typed as a secret is struck in every piece that comes back: an echo may arrive in
    several, and a piece of a key looks like none.
    """

    def __init__(
        self,
        device: str,
        baud: int,
        redactor: Redactor,
        heard: Callable[[str], None],
        *,
        may_type: Callable[[], bool] = lambda: True,
    ) -> None:
        self._may_type = may_type
        self._heard = heard
        self._redactor = redactor
        self._stop = threading.Event()
        self._waiting: list[bytes] = []
        self._typed: set[str] = set()
        self._lock = threading.Lock()
        try:
            self._port = serial.serial_for_url(device, baud, timeout=BLOCK_S, do_not_open=True)
            self._port.exclusive = True
            self._port.dtr = False
            self._port.rts = False
            self._port.open()
        except (serial.SerialException, OSError, ValueError) as error:
            raise BadInput("console-not-opened", port=device, why=str(error)) from error
        self._thread = threading.Thread(target=self._live, name="console", daemon=True)
        self._thread.start()

    def send(self, line: str) -> None:
        """Send one line; a carriage return is Enter on every generation.

        Raises Refused ``console-of-another`` where the one who opened it is gone from the desk.
        """
        if not self._may_type():
            raise Refused("console-of-another")
        told = self._redactor.strike(line).split()
        with self._lock:
            self._typed.update(word for word in line.split() if word not in told)
            self._waiting.append(line.encode("ascii", "replace") + b"\r")

    def close(self) -> None:
        """Let go of the port."""
        self._stop.set()
        self._thread.join()

    def _live(self) -> None:
        held, quiet = "", 0
        try:
            while not self._stop.is_set():
                with self._lock:
                    waiting, self._waiting = self._waiting, []
                    typed = tuple(self._typed)
                for piece in waiting:
                    self._port.write(piece)
                got = self._port.read(512).decode("utf-8", "replace")
                quiet = 0 if got else quiet + 1
                held += got.replace("\r", "")
                *lines, rest = held.split("\n")
                for line in lines:
                    self._heard(self._struck(line, typed) + "\n")
                held = rest
                # A prompt has no line end: it is shown once it is quiet. A word that may go on
                # waits longer, for half a key cannot be told from any other word.
                if quiet and held and (held.endswith(PROMPT_ENDS) or quiet >= QUIET_READS):
                    self._heard(self._struck(held, typed))
                    held = ""
        except (serial.SerialException, OSError) as error:
            self._heard(f"\n-- {error} --\n")
            log.info("console closed: %s", error)
        finally:
            self._port.close()

    def _struck(self, text: str, typed: Sequence[str]) -> str:
        return self._redactor.strike(strike(text, typed, has_replies=False))


class LiveDiagnostics:
    """See DiagnosticService."""

    def __init__(
        self, places: Places, settings: Settings, redactor: Redactor, log_file: Path
    ) -> None:
        self._places = places
        self._settings = settings
        self._redactor = redactor
        self._log_file = log_file
        self.is_running: Callable[[], bool] = lambda: False
        self.station: LiveStation | None = None

    def ports(self) -> Sequence[PortRow]:
        """Return the ports as last seen."""
        return [
            PortRow(
                port.port,
                port.description,
                port.location or "",
                port.serial_number or "",
                self._places.slot_of(port),
                self._places.is_blocked(port),
                self._places.is_named(port),
            )
            for port in self._places.ports()
        ]

    def want(self, slot: int) -> None:
        """Tie the next adapter that is plugged in to this slot; 0 gives the wish up."""
        if slot:
            self._change("next adapter", None, slot)
            self._places.want(slot)
        else:
            self._places.want_nothing()

    def wanted(self) -> int:
        """Return the slot that waits for its adapter."""
        return self._places.wanted() or 0

    def assign(self, port: PortRow, slot: int) -> None:
        """Tie a port's place to a slot."""
        for seen in self._places.ports():
            if seen.port == port.device:
                self._change(seen.port, port.slot, slot)
                self._places.tie(seen, slot)

    def assign_named(self, name: str, slot: int) -> str:
        """Tie a port by its name; BadInput ``port-name-wrong`` | ``port-is-blocked``."""
        name = port_name(name)
        self._change(name, None, slot)
        return self._places.tie_named(name, slot)

    def block(self, port: PortRow, blocked: bool) -> None:
        """Never touch this port, or allow it again."""
        for seen in self._places.ports():
            if seen.port == port.device:
                self._change(seen.port, port.blocked and "blocked", blocked and "blocked")
                self._places.block(seen, blocked=blocked)

    def console(self, device: str, heard: Callable[[str], None]) -> ConsoleLine:
        """Open a port for typing, as an act of who is at the desk; only they may type.

        Raises NotAllowed; Refused or PortBusy ``port-in-use-by-slot`` while the bench has it.
        """
        station = self.station
        if station is None:
            return self._open_console(device, heard, lambda: True)
        who = station.at_desk()
        return station.open_console(
            device, lambda: self._open_console(device, heard, lambda: station.at_desk() == who)
        )

    def log_tail(self, lines: int) -> Sequence[str]:
        """Return the last lines of the log."""
        try:
            text = self._log_file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        return [self._redactor.strike(line) for line in text.splitlines()[-lines:]]

    def bundle(self) -> Sequence[BundlePart]:
        """Return what a support bundle would hold; everything is struck once more."""
        ports = "\n".join(
            f"{row.device}\t{row.description}\t{row.place}\t{row.slot}" for row in self.ports()
        )
        settings = "\n".join(
            f"{setting.name} = {self._settings.get(setting)!r}"  # type: ignore[misc]
            for setting in ALL
        )
        about = f"{SOFTWARE}\n{platform.platform()}\nPython {platform.python_version()}\n"
        texts = {
            "about.txt": about,
            "settings.txt": settings,
            "ports.txt": ports,
            "keywright.log": "\n".join(self.log_tail(BUNDLE_LOG_LINES)),
        }
        struck = {name: self._redactor.strike(text) for name, text in texts.items()}
        return [BundlePart(name, len(text.encode()), text) for name, text in struck.items()]

    def save_bundle(self, file: Path) -> None:
        """Write it as a zip."""
        if self.station is not None:
            self.station.take_bundle(file.name)
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
                for part in self.bundle():
                    out.writestr(part.name, part.text)
        except OSError as error:
            raise BadInput("report-not-written", file=str(file), why=error.strerror) from error

    def _open_console(
        self, device: str, heard: Callable[[str], None], may_type: Callable[[], bool]
    ) -> SerialConsole:
        slots = {port: slot for slot, port in self._places.slots().items()}
        if self.is_running() and device in slots:
            raise Refused("port-in-use-by-slot", port=device, slot=slots[device])
        self._places.gate.refuse_slots_port(device)
        baud = self._settings.get(BAUD)
        return SerialConsole(device, baud, self._redactor, heard, may_type=may_type)

    def _change(self, what: str, old: object, new: object) -> None:
        if self.station is not None:
            self.station.change(what, old, new)
