"""The live display of running slots on a terminal's stderr; silent where stderr is no terminal."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from app.cli.output import Output
from app.station.events import (
    BoardLeft,
    SlotProgress,
    SlotStarted,
    SlotStopped,
    SlotWaiting,
    StationEvent,
    UnitDone,
)
from app.station.station import Station
from flasher.events import StepStarted

STYLE = {"pass": "bold green", "doubtful": "bold yellow", "refused": "bold magenta"}


class BenchProgress:
    """A small table, one row per slot, redrawn at most ten times a second."""

    def __init__(self, output: Output) -> None:
        self._texts = output.texts
        self._rows: dict[str, tuple[str, str]] = {}
        self._passed = 0
        self._done = 0
        self._live: Live | None = None
        if sys.stderr.isatty():
            console = Console(stderr=True)
            self._live = Live(console=console, refresh_per_second=10, transient=True)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, event: StationEvent) -> None:
        """Take one event into the display."""
        match event:
            case SlotWaiting(slot=slot):
                self._rows[slot] = (self._texts.text("cli-slot-waiting"), "")
            case SlotStarted(slot=slot):
                self._rows[slot] = ("…", "")
            case SlotProgress(slot=slot, event=StepStarted(step=step)):
                self._rows[slot] = (self._texts.text(f"step-{step}"), "")
            case UnitDone(slot=slot, report=report):
                self._done += 1
                self._passed += report.outcome == "pass"
                words = f"{report.outcome.upper()}  {report.identity or ''}"
                self._rows[slot] = (words, STYLE.get(report.outcome, "bold red"))
            case BoardLeft(slot=slot) | SlotStopped(slot=slot):
                self._rows.setdefault(slot, ("", ""))
            case SlotProgress():
                return
        if self._live:
            self._live.update(self._draw())

    def _draw(self) -> Table:
        table = Table(box=None, title=f"{self._passed} / {self._done}", title_justify="left")
        table.add_column(self._texts.text("cli-slot"))
        table.add_column("")
        for slot, (words, style) in self._rows.items():
            table.add_row(slot, words, style=style)
        return table


def watch_units(station: Station, output: Output, done: Callable[[UnitDone], object]) -> None:
    """Start a station and show its slots until it ends; ``done`` is told of each unit.

    Raises what a slot stopped with.
    """
    station.start()
    with BenchProgress(output) as progress:
        for event in station.watch():
            progress.show(event)
            if isinstance(event, UnitDone):
                done(event)
            elif isinstance(event, SlotStopped) and event.error is not None:
                raise event.error
