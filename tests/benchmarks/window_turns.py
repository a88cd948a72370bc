"""Every turn of the window's own thread while 32 slots run: how long, and whose time it was.

A turn is everything that was due when the thread looked: events, timers, painting. It is no shorter
than the longest call in it, and it is how long a key pressed meanwhile waits. It is measured around
Qt, not from within: a ``notify`` of our own would make each widget's painting take the interpreter
twice, and so measure mostly itself.

A turn's time on the wall is taken apart: what the thread computed (``cpu``), what it waited for a
processor that the machine gave to others (``taken``: the run queue's wait of Linux,
``/proc/thread-self/schedstat``), and the rest, which the program itself is to blame for: other
threads of it held the interpreter, a lock or a file.

As a program of its own it is a station window with boards in another process; it tells what it saw
as one JSON line.
"""

import bisect
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
SLOTS = 32
UNITS = int(os.environ.get("KEYWRIGHT_BENCH_WINDOW_UNITS", "2000"))
STORM_S, LINE_S = 0.3, 5.0  # for a change of boards: faster than hands are, and at a fast line
FRAME_MS = 16.0
QUIET_SHARE = 0.02  # of the thread's time: less is taken from it only on a machine without others
EDGES_MS = (1, 2, 4, 8, 12, 16, 24, 32, 64, 128, 1e9)
PATIENCE_S = 90.0
ASK_S = 0.1
BETWEEN_S = 0.0005  # what Qt waits for is looked for so often


@dataclass
class Turn:
    """One turn: milliseconds on the wall, computed, taken by the machine, and spent on garbage."""

    wall: float = 0.0
    cpu: float = 0.0
    taken: float = 0.0
    garbage: float = 0.0

    @property
    def own(self) -> float:
        return self.wall - self.taken


@dataclass
class Seen:
    """What was seen: counts of turns by their own time, and the worst ones."""

    turns: int = 0
    own_ms: list[int] = field(default_factory=lambda: [0] * len(EDGES_MS))
    wall_ms: list[int] = field(default_factory=lambda: [0] * len(EDGES_MS))
    all_own: list[float] = field(default_factory=list)
    all_wall: list[float] = field(default_factory=list)
    worst: list[Turn] = field(default_factory=list)
    spent: float = 0.0
    taken: float = 0.0

    def take(self, turn: Turn) -> None:
        self.turns += 1
        self.own_ms[bisect.bisect_left(EDGES_MS, turn.own)] += 1
        self.wall_ms[bisect.bisect_left(EDGES_MS, turn.wall)] += 1
        self.all_own.append(turn.own)
        self.all_wall.append(turn.wall)
        self.spent += turn.wall
        self.taken += turn.taken
        if len(self.worst) < 12 or turn.wall > self.worst[-1].wall:
            self.worst = sorted([*self.worst, turn], key=lambda c: -c.wall)[:12]


class Ear:
    """Measures each turn while it is on."""

    def __init__(self) -> None:
        self.seen = Seen()
        self.is_on = False
        self._garbage = 0.0
        self._begun = 0.0
        self._thread = threading.get_ident()
        self._file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        gc.callbacks.append(self._collects)

    def _collects(self, phase: str, _info: object) -> None:
        if threading.get_ident() == self._thread:
            if phase == "start":
                self._begun = time.perf_counter()
            else:
                self._garbage += time.perf_counter() - self._begun

    def _waited(self) -> float:
        return int(os.pread(self._file, 100, 0).split()[1]) / 1e6

    def start(self) -> tuple[float, float, float, float]:
        return self._waited(), time.thread_time(), self._garbage, time.perf_counter()

    def end(self, began: tuple[float, float, float, float]) -> None:
        wall = (time.perf_counter() - began[3]) * 1e3
        if not self.is_on:
            return
        self.seen.take(
            Turn(
                wall,
                (time.thread_time() - began[1]) * 1e3,
                self._waited() - began[0],
                (self._garbage - began[2]) * 1e3,
            )
        )


def main() -> None:
    """Be the window with so many slots, until so many units are made."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    print(
        json.dumps(_work(app, Ear(), Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))),
        flush=True,
    )
    os._exit(0)  # what was to be told is told; Qt's own end is not what is measured


def _work(app, ear: Ear, folder: Path, units: int, change_s: float) -> dict[str, object]:
    import psutil
    from PySide6.QtCore import QEvent

    from app.domain.orders import OrderRules
    from app.logs import Redactor, set_up
    from app.settings import LANGUAGE, ORDER, SOUND, Settings
    from app.station.places import Places
    from app.ui.application import Program
    from app.ui.live.services import LiveServices
    from app.workflows.orders import create_order
    from flasher.transport.ports import PortInfo
    from tests.benchmarks.window_boards import Boards
    from tests.journeys.floor import LOT, new_ledger

    path, _rows = new_ledger(folder, units + 200)
    settings = Settings(folder / "settings.json")
    settings.put(SOUND, False)
    settings.put(LANGUAGE, "en")
    settings.put(ORDER, "WO-1")
    redactor = Redactor()
    places = Places(folder / "slots.json", list)
    services = LiveServices(
        str(path), settings, redactor, folder, set_up(folder / "log", redactor), places=places
    )
    create_order(
        services.session.services(),
        "WO-1",
        product="Plug",
        quantity=units + 200,
        lots=[LOT],
        rules=OrderRules(),
    )
    boards = Boards(folder / "boards", SLOTS, units, change_s)
    places.pretend([PortInfo(port, f"simulated {n}") for n, port in enumerate(boards.ports, 1)])
    program = Program(app, services, settings, "ledger.db")
    services.start()
    program.window.resize(1920, 1080)
    program.window.show()
    ledger = services.session.services().ledger

    def until(done) -> bool:
        end, ask_at = time.monotonic() + PATIENCE_S, 0.0
        while True:
            began = ear.start()
            app.processEvents()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            ear.end(began)
            time.sleep(BETWEEN_S)
            if time.monotonic() >= ask_at:
                if done() or time.monotonic() > end:
                    return bool(done())
                ask_at = time.monotonic() + ASK_S

    def made() -> int:
        return int(ledger.lots.totals().verified)

    assert until(lambda: services.bench.header().order == "WO-1")
    rail = program.window.rail.buttons
    assert until(
        lambda: set(rail) <= set(program.window._pages)
    )  # as at any station in the morning
    services.bench.start()
    assert until(lambda: made() >= SLOTS * 2)  # warm: every card has shown every state
    memory: list[tuple[int, float, int]] = []
    process = psutil.Process()
    ear.is_on = True
    began, before = time.monotonic(), made()
    step = max(1, (units - before) // 8)
    for part in range(1, 9):
        goal = min(units, before + step * part) - (SLOTS if part == 8 else 0)
        assert until(lambda goal=goal: made() >= goal), f"{made()} of {goal} units"
        memory.append((made(), process.memory_info().rss / 1e6, len(gc.get_objects())))
    took = time.monotonic() - began
    rate = (made() - before) / took * 3600
    running, ear.seen = ear.seen, Seen()
    pages: dict[str, float] = {}
    for name in program.window.rail.buttons:
        shown = time.perf_counter()
        program.window.go(name)
        app.processEvents()
        pages[name] = (time.perf_counter() - shown) * 1e3
        until(lambda: not program.tasks.busy)
    ear.is_on = False
    services.bench.stop()
    until(lambda: not services.bench.header().running)
    program.window.close()
    program.close()
    services.close()
    boards.close()
    own, wall = sorted(running.all_own), sorted(running.all_wall)
    return {
        "turns": running.turns,
        "took": took,
        "per_hour": rate,
        "edges": EDGES_MS,
        "own": running.own_ms,
        "wall": running.wall_ms,
        "above": sum(one > FRAME_MS for one in own),
        "own_999": own[int(len(own) * 0.999)],
        "wall_999": wall[int(len(wall) * 0.999)],
        "worst_own": own[-1],  # not always among those that are worst on the wall
        "worst": [asdict(turn) for turn in running.worst],
        "taken": running.taken / running.spent,
        "busy": running.spent / took / 1e3,
        "memory": memory,
        "pages": pages,
    }


def measure(units: int, change_s: float) -> dict:
    """Run the window in a process of its own, boards changed in so many seconds; what it saw."""
    with tempfile.TemporaryDirectory(prefix="keywright-calls-") as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "XDG_DATA_HOME": folder,
        }
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.benchmarks.window_turns",
                folder,
                str(units),
                str(change_s),
            ],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=max(300.0, units * 0.6),
        )
    return json.loads(done.stdout.splitlines()[-1])


def figures() -> list[Figure]:
    """Return the figures of a storm and of a fast line."""
    storm, line = measure(UNITS, STORM_S), measure(UNITS // 5, LINE_S)
    first, last = storm["memory"][1], storm["memory"][-1]
    return [
        *_turns("a storm", storm),
        *_turns("a fast line", line),
        Figure(
            f"memory after {last[0]:,} units / after {first[0]:,}", last[1] / first[1], 1.1, "x"
        ),
        Figure(f"  after {last[0]:,} units", last[1], None, "MB"),
        Figure("  objects then / before", last[2] / first[2], 1.05, "x"),
        Figure("slowest page, shown for the first time", max(line["pages"].values()), None, "ms"),
        Figure("  median page", statistics.median(line["pages"].values()), None, "ms"),
    ]


def _turns(name: str, seen: dict) -> list[Figure]:
    worst = seen["worst"][0]
    quiet = seen["taken"] <= QUIET_SHARE
    told = "{cpu:.1f} ms computed, {taken:.1f} ms taken by others".format(**worst)
    own, many = seen["worst_own"], seen["own_999"]
    return [
        Figure(f"{SLOTS} slots, {name}: units per hour", seen["per_hour"], None, ""),
        Figure("  worst turn, less what others took", own, FRAME_MS, "ms"),
        Figure(f"  on the wall ({told})", worst["wall"], FRAME_MS if quiet else None, "ms"),
        Figure("  99.9 % of turns, less what others took", many, FRAME_MS, "ms"),
        Figure("  99.9 % of turns, on the wall", seen["wall_999"], None, "ms"),
        Figure("  turns", seen["turns"], None, ""),
        Figure("  of them above a frame", seen["above"], None, ""),
        Figure("  share of the thread's time that others took", seen["taken"] * 100, None, "%"),
        Figure("  the window's thread was busy", seen["busy"] * 100, None, "%"),
    ]


if __name__ == "__main__":
    main()
