"""How long a unit takes, against what wire, flash and boot of its board take by themselves.

Boards live in a process of their own, as real ones do; the station is this process: engine, vault,
SQLite ledger and all. Boards that must be reset begin to boot when their port is opened, as boards
with an automatic reset do: a pseudo-terminal has no control lines (and pyserial's RFC 2217 spends
some 0.4 s on setting them, which no board has part in).
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from app.station.events import UnitDone
from app.station.slot import SlotPlace, StartOn
from app.station.station import Station
from app.workflows.write_unit import UnitReport
from flasher.simulator.board import Power
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.benchmarks.figure import Figure
from tests.journeys.floor import Floor

ROOT = Path(__file__).resolve().parents[2]
BOOT_S = 0.7
ALONE = 15
SLOTS = 32
ROUNDS = 4
HAND_S = 1.5  # a hand takes a board out of a slot and puts the next one in


def main() -> None:
    """Keep boards: obey ``["put", slot, number, power]`` and ``["timing", slot]`` lines."""
    kind = replace(kind_named("tuyaopen-c"), boot_s=BOOT_S)
    filled: set[int] = set()
    with tempfile.TemporaryDirectory() as folder, Farm(Path(folder)) as farm:
        for line in sys.stdin:
            match json.loads(line):
                case ["put", slot, number, power]:
                    spec = spec_for(number, kind, seed=1, power=Power(power))
                    port = farm.replace(slot, spec) if slot in filled else farm.add(spec)
                    filled.add(slot)
                    answer: object = port.name
                case ["timing", slot]:
                    timing = farm.timing(slot)
                    answer = [timing.wire_s, timing.flash_s, timing.boot_s]
            print(json.dumps(answer), flush=True)


class Boards:
    """The process that keeps the boards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.write_bench"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._made = 0

    def _ask(self, *question: object) -> Any:
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def put(self, slot: int, power: Power) -> str:
        """Put the next blank board into a slot; returns the port's steady name."""
        self._made += 1
        name: str = self._ask("put", slot, self._made, power.value)
        return name

    def timing(self, slot: int) -> tuple[float, float, float]:
        """Return the seconds of wire, flash and boot of the board in a slot."""
        wire, flash, boot = self._ask("timing", slot)
        return wire, flash, boot

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def _floor() -> Iterator[tuple[Floor, Boards]]:
    with tempfile.TemporaryDirectory() as folder:
        floor = Floor.open(Path(folder), 2_000, tune=lambda profile: profile)
        boards = Boards()
        try:
            yield floor, boards
        finally:
            boards.close()
            floor.close()


def run() -> list[Figure]:
    """Return the figures; takes about half a minute."""
    with _floor() as (floor, boards):
        _alone(floor, boards, Power.BOOTED, 3)  # warm: imports, statements, pages
        over_wire, cycle_s, host_s = _at_once(floor, boards)
        beyond_boot, alone_s = _after_boot(floor, boards)
        many = _many(floor, boards, alone_s)
    return [
        Figure("blank board, whole cycle / (wire + flash)", over_wire, 1.25, "x"),
        Figure("blank board, whole cycle", cycle_s, None, "s"),
        Figure("host CPU of it, everything recorded", host_s * 1000, 25, "ms"),
        Figure("board that boots in 0.7 s: beyond its boot", beyond_boot, 0.25, "s"),
        *many,
    ]


def _alone(
    floor: Floor, boards: Boards, power: Power, count: int
) -> list[tuple[UnitReport, Any, float]]:
    """Write one board after the other; returns report, board's own times, host's CPU seconds."""
    done = []
    for _ in range(count):
        port = boards.put(1, power)
        gc.collect()
        cpu = time.process_time()
        report = floor.write(port, "1")
        cpu = time.process_time() - cpu
        assert report.outcome == "pass", report
        done.append((report, boards.timing(1), cpu))
    return done


def _at_once(floor: Floor, boards: Boards) -> tuple[float, float, float]:
    done = _alone(floor, boards, Power.BOOTED, ALONE)
    return (
        statistics.median(report.seconds / (wire + flash) for report, (wire, flash, _), _ in done),
        statistics.median(report.seconds for report, *_ in done),
        statistics.median(cpu for *_, cpu in done),
    )


def _after_boot(floor: Floor, boards: Boards) -> tuple[float, float]:
    done = _alone(floor, boards, Power.ON_OPEN, ALONE)
    cycle = statistics.median(report.seconds for report, *_ in done)
    return statistics.median(report.seconds - boot for report, (*_, boot), _ in done), cycle


def _many(floor: Floor, boards: Boards, alone_s: float) -> list[Figure]:
    """Feed 32 slots, each at its own pace, as hands do: nobody waits for a round."""
    ports = [boards.put(slot, Power.ON_OPEN) for slot in range(1, SLOTS + 1)]
    places = [SlotPlace(str(slot), port) for slot, port in enumerate(ports, 1)]
    # by key, so that a port is not opened, and the boot not begun, before the attempt
    station = Station(floor.services, floor.run, floor.task, places, start_on=StartOn.KEY)
    process = psutil.Process()
    hands: list[threading.Timer] = []

    def begin(after_s: float, slot: int, *, is_next: bool = True) -> None:
        def hand() -> None:
            if is_next:
                boards.put(slot, Power.ON_OPEN)
            station.slots[str(slot)].press()

        hands.append(threading.Timer(after_s, hand))
        hands[-1].start()

    reports: list[UnitReport] = []
    cpu, began = time.process_time(), time.monotonic()
    station.start()
    for slot in range(1, SLOTS + 1):  # the first boards come one after the other
        begin(slot * HAND_S / SLOTS, slot, is_next=False)
    memory = 0
    for event in station.watch():
        if isinstance(event, UnitDone):
            reports.append(event.report)
            memory = max(memory, process.memory_info().rss)
            if len(reports) <= SLOTS * (ROUNDS - 1):
                begin(HAND_S, int(event.slot))
            elif len(reports) == SLOTS * ROUNDS:
                station.stop()
    took = time.monotonic() - began
    for hand in hands:
        hand.join()
    cpu_s = (time.process_time() - cpu) / len(reports)
    assert {report.outcome for report in reports} == {"pass"}
    median = statistics.median(report.seconds for report in reports)
    return [
        Figure(
            f"{SLOTS} slots, boards that boot: median cycle / one slot alone",
            median / alone_s,
            1.2,
            "x",
        ),
        Figure(f"{SLOTS} slots: host CPU per unit", cpu_s * 1000, 25, "ms"),
        Figure(
            f"{SLOTS} slots: units per hour, hands included", len(reports) / took * 3600, None, ""
        ),
        Figure(f"{SLOTS} slots: memory of the station", memory / 1e6, 200, "MB"),
    ]


if __name__ == "__main__":
    main()
