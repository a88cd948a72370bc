"""Boards and a pretend operator in a process of their own, as on a real bench.

``python -m tests.benchmarks.window_boards FOLDER SLOTS UNITS CHANGE_S`` tells the ports as one JSON
line, feeds that many units through the slots, so many seconds for a change of boards, and ends when
its input is closed.
"""

import json
import subprocess
import sys
from pathlib import Path

from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.operator import Habits, Operator
from flasher.simulator.run import spec_for
from flasher.simulator.spec import BoardSpec

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("t5ai", "esp32")
DONE_S = 0.5  # a verdict is read


def board(number: int) -> BoardSpec:
    return spec_for(number, kind_named(KINDS[number % len(KINDS)]), seed=1)


def main() -> None:
    folder, slots, units = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    habits = Habits(done_s=DONE_S, change_s=float(sys.argv[4]))
    with Farm(folder) as farm:
        ports = [farm.add(board(number)) for number in range(1, slots + 1)]
        hands = Operator(farm, units, board, habits)
        print(json.dumps([port.name or port.path for port in ports]), flush=True)
        sys.stdin.read()
        hands.stop()


class Boards:
    """The process that keeps the boards; ``ports`` are their names."""

    def __init__(self, folder: Path, slots: int, units: int, change_s: float) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.window_boards"]
        self._process = subprocess.Popen(
            [*command, str(folder), str(slots), str(units), str(change_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        self.ports: list[str] = json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=30)


if __name__ == "__main__":
    main()
