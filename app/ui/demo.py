"""The window's services over the demo factory, for pictures and for tests: the real ones."""

import json
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap import Unlock
from app.demo.factory import LEDGER, OPEN_ORDER, DemoFactory
from app.demo.people import CHIEF, CHIEF_PIN, LINE_1
from app.logs import Redactor
from app.settings import ORDER, STATION_NAME, Settings
from app.station.places import Places
from app.ui.live.services import LiveServices
from flasher.secrets import Secret
from flasher.transport.ports import PortInfo

PORTS = (
    *(PortInfo(f"COM{n + 2}", "USB-SERIAL CH340", location=f"1-4.{n}") for n in range(1, 9)),
    PortInfo("COM14", "FT232R USB UART", serial_number="A50285BI"),
    PortInfo("COM1", "Intel AMT SOL"),
)
SLOTS = {"ties": [{"slot": n, "key": f"usb:1-4.{n}"} for n in range(1, 9)]}
BLOCKED = {"blocked": ["port:COM1"]}


def services_over(
    factory: DemoFactory,
    settings: Settings,
    *,
    boards: Sequence[PortInfo] = (),
    sign_in: bool = True,
) -> LiveServices:
    """Return the services as the window has them at the first line, with its order on the bench.

    ``boards``: ports of simulated ones; without them the slots are adapters that nobody is at.
    The ports are looked at once and not watched. Close the services.
    """
    settings.put(STATION_NAME, LINE_1)
    settings.put(ORDER, OPEN_ORDER)
    slots = factory.folder / "slots.json"
    slots.write_text(json.dumps(SLOTS | BLOCKED), encoding="utf-8")
    services = _services(factory.folder, settings, factory.location, PORTS, factory.unlock)
    if boards:
        services.places.pretend(boards)
    services.places.look()
    services.bench.ports_changed()
    if sign_in:
        services.sign_in.sign_in(CHIEF, Secret(CHIEF_PIN))
    return services


def bare_services(folder: Path, settings: Settings) -> LiveServices:
    """Return the services on a machine where nothing was done yet."""
    return _services(folder, settings, str(folder / LEDGER), (), None)


def _services(
    folder: Path,
    settings: Settings,
    location: str,
    ports: Sequence[PortInfo],
    unlock: Unlock | None,
) -> LiveServices:
    places = Places(folder / "slots.json", lambda: ports)
    log_file = folder / "keywright.log"
    return LiveServices(
        location, settings, Redactor(), folder, log_file, unlock=unlock, places=places
    )
