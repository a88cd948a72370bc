"""A station window on a real ledger: real services, simulated boards at real ports, what was drawn.

``open_station`` opens the window as an operator finds it in the morning. ``Adapters`` are the USB
places of the station: what is plugged in where, under which port name. ``Drawn`` keeps every view
that ever stood on a card.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.bootstrap import Unlock, open_services
from app.domain.orders import OrderRules
from app.logs import Redactor
from app.settings import LOCK_AFTER, OPERATOR, ORDER, STATION_NAME, Settings
from app.station.places import Places
from app.ui.application import Program
from app.ui.language import language
from app.ui.live.services import LiveServices
from app.ui.look import look
from app.ui.pages.bench import BenchPage
from app.ui.views import SlotState, SlotView
from app.ui.widgets.slot_card import SlotCard
from app.workflows.orders import create_order
from app.workflows.orders import task_for_order as real_task
from app.workflows.services import Services
from app.workflows.write_unit import WriteTask
from flasher.simulator.kinds import kind_named
from flasher.transport.ports import PortInfo
from tests.journeys.floor import ACTOR, LOT, new_ledger, quick
from tests.windows import opened, quiet_settings

ORDER_NAME = "WO-1"
PATIENCE_MS = 15_000
KIND = replace(kind_named("tuyaopen-c"), boot_s=0.2)
WITH_BOARDS = [
    pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]
"""Marks of a test with simulated boards before an offscreen window, which warns of its smallest size."""
ENDED = {
    SlotState.PASS: "pass",
    SlotState.FAIL: "failed",
    SlotState.DOUBTFUL: "doubtful",
    SlotState.REFUSED: "refused",
    SlotState.STOPPED: "aborted",
}


class Adapters:
    """What the PC sees at its USB places; changed while the program runs."""

    def __init__(self) -> None:
        self.here: list[PortInfo] = []

    def __call__(self) -> Sequence[PortInfo]:
        return list(self.here)

    def plug(self, name: str, place: str, serial: str | None = None) -> PortInfo:
        made = PortInfo(name, "USB serial", place or None, serial)
        self.here = [*self.here, made]
        return made

    def pull(self, place: str) -> None:
        self.here = [port for port in self.here if port.location != place]


class Drawn:
    """Every view that stood on a card of the window, in order, with the words it showed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.views: list[SlotView] = []
        show = SlotCard.show_slot

        def watched(card: SlotCard, view: SlotView) -> None:
            if view != card.view:
                self.views.append(view)
            show(card, view)

        patch.setattr(SlotCard, "show_slot", watched)

    def ended(self) -> list[SlotView]:
        """Return the views of attempts that came to their end."""
        ended = [view for view in self.views if view.state in ENDED and view.code]
        return [view for view in ended if not view.is_over]  # the same end, told once more


@dataclass
class Station:
    """One open window and what stands behind it."""

    program: Program
    services: LiveServices
    settings: Settings
    adapters: Adapters

    @property
    def window(self) -> Any:
        return self.program.window

    @property
    def page(self) -> BenchPage:
        page = self.window.page("bench")
        assert isinstance(page, BenchPage)
        return page

    @property
    def joined(self) -> Services:
        return self.services.session.services()

    def card(self, number: int) -> SlotCard:
        return next(card for card in self.page.grid.cards if card.view.number == number)

    def state(self, number: int) -> SlotState:
        return self.card(number).view.state


def make_floor(
    folder: Path, licenses: int, *, quantity: int = 0, rules: OrderRules | None = None
) -> dict[str, str]:
    """Make a ledger with a lot and an order; returns identity -> key."""
    _path, rows = new_ledger(folder, licenses)
    services = open_services(str(folder / "ledger.db"), Unlock(), ACTOR)
    try:
        create_order(
            services,
            ORDER_NAME,
            product="Plug",
            quantity=quantity or licenses,
            lots=[LOT],
            rules=rules or OrderRules(),
        )
    finally:
        services.ledger.close()
    return rows


@contextmanager
def open_station(
    app: QApplication,
    qtbot: Any,
    folder: Path,
    adapters: Adapters | None = None,
    *,
    name: str = ACTOR.station,
    ask: Callable[..., Any] | None = None,
    lock_after: int = 99,
    location: Path | None = None,
) -> Iterator[Station]:
    """Open a window at this folder's ledger (or ``location``); ends with everything closed."""
    here = adapters or Adapters()
    language().speak("en")
    look().wear("light", 100)
    own = folder / name
    settings = quiet_settings(own / "settings.json")
    for setting, value in (
        (STATION_NAME, name),
        (OPERATOR, ACTOR.name),
        (ORDER, ORDER_NAME),
        (LOCK_AFTER, lock_after),
    ):
        settings.put(setting, value)  # type: ignore[arg-type]
    places = Places(own / "slots.json", here)
    services = LiveServices(
        str(location or folder / "ledger.db"), settings, Redactor(), own, own / "log", places=places
    )
    with opened(app, qtbot, services, settings) as program:
        if ask is not None:
            program.window._ask = ask
        services.start()
        program.window.show()
        made = Station(program, services, settings, here)
        qtbot.waitUntil(lambda: made.page.header._header.order == ORDER_NAME, timeout=PATIENCE_MS)
        yield made


def tie_all(station: Station, qtbot: Any, ports: Sequence[tuple[str, str]]) -> None:
    """Plug adapters in (port name, USB place) and tie them to slots 1, 2, … in this order."""
    for number, (name, place) in enumerate(ports, start=1):
        station.services.places.tie(station.adapters.plug(name, place), number)
    qtbot.waitUntil(
        lambda: [card.view.port for card in station.page.grid.cards] == [n for n, _ in ports],
        timeout=PATIENCE_MS,
    )


def with_short_waits(patch: pytest.MonkeyPatch) -> None:
    """Let the bench's profiles wait as short as simulated boards allow."""

    def task(services: Services, name: str) -> WriteTask:
        made = real_task(services, name)
        return replace(made, profile=quick(made.profile))

    patch.setattr("app.ui.live.bench_work.task_for_order", task)
