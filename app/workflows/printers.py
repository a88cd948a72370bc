"""Printers: defined once in the ledger, reached by network, serial line, file or spooler."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from app.domain.acts import Act
from app.domain.printing import PrinterEntry
from app.labels.design import Box, Design, Line, Text
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.labels.output import pdf_bytes, printer_bytes
from app.labels.payloads import plain_content
from app.labels.print_settings import PrintSettings
from app.labels.printer_state import PrinterState
from app.labels.printers import (
    Connection,
    FileLink,
    LabelPrinter,
    Link,
    SerialLink,
    SpoolerLink,
    TcpLink,
)
from app.workflows.rights import require
from app.workflows.services import Services
from flasher.timing import Clock

KINDS: Final = ("tcp", "serial", "file", "spool", "system")
LANGUAGES: Final = ("zpl", "tspl", "pdf")
_RAW_PORT: Final = 9100
_IN_VAIN: Final = 2
_ANSWERS: Final = 1_000_000
_BAUD: Final = 9600
_MOST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """How a printer is reached and what it is told.

    ``address``: ``host[:port]`` (tcp), a port with an optional ``@baud`` (serial), a file or, for
    PDF, a folder (file), a printer's name (spool, system). ``asks``: it answers for its state;
    without, *sent* is all that can be known, and no time is lost on waiting for answers.
    """

    name: str
    kind: str
    address: str
    language: str = "zpl"
    settings: PrintSettings = field(default_factory=PrintSettings)
    asks: bool = True

    def as_values(self) -> dict[str, object]:
        """Return plain values for the ledger."""
        own = {key: getattr(self, key) for key in ("kind", "address", "language", "asks")}
        settings = asdict(self.settings)
        del settings["copies"]  # is a job's, not a printer's
        return own | {key: value for key, value in settings.items() if value is not None}


class AskedPrinter(LabelPrinter):
    """A printer that remembers whether it answers; one that does not is ``is_silent``.

    A question that was never answered is not asked a third time: waiting costs seconds a label.
    """

    def __init__(self, link: Link, language: str, clock: Clock, *, asks: bool) -> None:
        super().__init__(link, language, clock)
        self.asks = asks
        self._answered_state = False
        self._answered_count = False
        self._in_vain: Counter[str] = Counter()

    @property
    def is_silent(self) -> bool:
        """Say whether it did not answer when it was last asked."""
        return not self._answered_state and not self._answered_count

    def ask_state(self) -> PrinterState | None:
        """See :meth:`LabelPrinter.ask_state`."""
        state = super().ask_state() if self.asks and self._may_answer("state") else None
        self._answered_state = state is not None
        self._note("state", answered=self._answered_state)
        return state

    def ask_count(self) -> int | None:
        """See :meth:`LabelPrinter.ask_count`; one that does not say its state is not asked."""
        asks = self._answered_state and self._may_answer("count")
        count = super().ask_count() if asks else None
        self._answered_count = count is not None
        self._note("count", answered=self._answered_count)
        return count

    def _may_answer(self, question: str) -> bool:
        return self._in_vain[question] < _IN_VAIN

    def _note(self, question: str, *, answered: bool) -> None:
        if answered:
            self._in_vain[question] = -_ANSWERS  # it does answer, and is only late
        else:
            self._in_vain[question] += 1


class FolderLink:
    """A folder that takes each PDF as a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def open(self) -> Connection:
        """See ``Link.open``."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return _NewFile(self._folder)


class _NewFile:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, data: bytes) -> None:
        number = sum(1 for _ in self._folder.glob("label-*.pdf")) + 1
        while (file := self._folder / f"label-{number:06d}.pdf").exists():
            number += 1
        part = file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(file)

    def read(self) -> bytes | None:
        return None

    def close(self) -> None:
        """Nothing is open."""


class SystemPrinters:
    """How printers with a driver are reached: only a program with a window can, and says how."""

    def __init__(self) -> None:
        self._reach: Callable[[str], Link] | None = None

    def use(self, reach: Callable[[str], Link]) -> None:
        """Reach such printers by their name from now on."""
        self._reach = reach

    def link(self, name: str) -> Link:
        """Return the way to a printer; LabelRefused ``printer-needs-window`` without a window."""
        if self._reach is None:
            raise LabelRefused("printer-needs-window", printer=name)
        return self._reach(name)


SYSTEM_PRINTERS: Final = SystemPrinters()


def setup_of(name: str, values: Mapping[str, object]) -> PrinterSetup:
    """Return a checked printer from plain values.

    Raises LabelRefused ``printer-kind`` | ``printer-language`` | ``printer-address`` |
    ``print-setting``.
    """
    kind, language = str(values.get("kind", "")), str(values.get("language", "zpl"))
    address = str(values.get("address", "")).strip()
    if kind not in KINDS:
        raise LabelRefused("printer-kind", kind=kind, known=", ".join(KINDS))
    unfit = {"tcp", "serial"} if language == "pdf" else {"system"}  # drivers take pages only
    if language not in LANGUAGES or kind in unfit:
        raise LabelRefused("printer-language", language=language, kind=kind)
    given = {
        key: value
        for key, value in values.items()
        if key in PrintSettings.__slots__ and key != "copies" and value is not None
    }
    settings = PrintSettings(**given)  # type: ignore[arg-type]
    asks = bool(values.get("asks", True)) and kind in {"tcp", "serial"}
    setup = PrinterSetup(name, kind, address, language, settings, asks)
    _link(setup)
    return setup


def connect(setup: PrinterSetup, clock: Clock) -> AskedPrinter:
    """Return the printer; nothing is opened before it is used."""
    return AskedPrinter(_link(setup), setup.language, clock, asks=setup.asks)


def add_printer(services: Services, setup: PrinterSetup) -> PrinterEntry:
    """Define or change a printer. NotAllowed, BadInput ``printer-name-missing``."""
    require(services.ledger, services.actor, Act.SETTING_CHANGED)
    return services.ledger.printers.save(setup.name, setup.as_values(), services.actor)


def map_slot(services: Services, slot: str, printer: str | None) -> None:
    """Let a slot of this station print on a printer; ``*``: every slot without its own."""
    require(services.ledger, services.actor, Act.SETTING_CHANGED)
    services.ledger.printers.map_slot(services.actor.station, slot, printer, services.actor)


def test_print(services: Services, name: str) -> PrinterState | None:
    """Print a frame and a cross for setting offset and darkness; return the printer's state.

    None where it cannot be asked, as a printer with a driver or a folder of PDF files. Raises
    NotAllowed; BadInput ``printer-unknown``; PrinterTrouble ``printer-unreachable`` |
    ``printer-broke-off``.
    """
    require(services.ledger, services.actor, Act.PRINTER_TESTED)
    entry, clock = services.ledger.printers.get(name), services.clock
    setup = setup_of(entry.name, entry.settings)
    printer = connect(setup, clock)
    state = printer.ask_state()
    if state is None or not state.code:
        data = LabelData(identity=setup.name, when=clock.now().astimezone())
        printer.send(_test_commands(setup, data))
        services.ledger.audit.note(Act.PRINTER_TESTED, f"printer:{name}", services.actor)
    return state


def _test_commands(setup: PrinterSetup, data: LabelData) -> bytes:
    if setup.language == "pdf":
        return pdf_bytes(TEST_LABEL, [data], prove=False)  # it has no code to read back
    return printer_bytes(TEST_LABEL, data, setup.language, replace(setup.settings, copies=1))


TEST_LABEL: Final = Design(
    name="test-40x30",
    width=40,
    height=30,
    elements=(
        Box(1, 1, 38, 28, width=0.25),
        Line(10, 15, 30, 15),
        Line(20, 8, 20, 22),
        Text(3, 2, 34, 5, plain_content("{identity}"), align="center"),
        Text(3, 23, 34, 4, plain_content("{date} {time}"), size=6, align="center"),
    ),
)
"""A frame 1 mm from the edge and a cross in the middle: what is off is measured with a ruler."""


def _link(setup: PrinterSetup) -> Link:
    address = setup.address
    if not address:
        raise LabelRefused("printer-address", address=address, kind=setup.kind)
    if setup.kind == "tcp":
        host, port = _host_port(address)
        return TcpLink(host, port)
    if setup.kind == "serial":
        port_name, _, baud = address.partition("@")
        if baud and not baud.isdecimal():
            raise LabelRefused("printer-address", address=address, kind=setup.kind)
        return SerialLink(port_name, int(baud or _BAUD))
    if setup.kind == "spool":
        return SpoolerLink(address)
    if setup.kind == "system":
        return SYSTEM_PRINTERS.link(address)
    path = Path(address).expanduser()
    return FolderLink(path) if setup.language == "pdf" else FileLink(path)


def _host_port(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or "]" in port or ":" in host.strip("[]") * (not address.startswith("[")):
        return address.strip("[]"), _RAW_PORT
    if not host or not port.isdecimal() or not 0 < int(port) <= _MOST_PORT:
        raise LabelRefused("printer-address", address=address, kind="tcp")
    return host.strip("[]"), int(port)
