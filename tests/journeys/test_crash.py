"""A writing station is killed at random instants, again and again; the record stays true.

Three processes: this one pulls boards, puts others in and checks; one keeps the simulated boards,
which outlive every station; one is the nursery, which has everything imported and forks a station
that opens the ledger, settles, writes at every port, and is killed with SIGKILL wherever it is.

``python -m tests.journeys.test_crash 500`` kills that many and prints what it saw.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Unlock, open_services
from app.station.events import SlotStopped
from app.station.slot import SlotPlace
from app.station.station import Station
from app.workflows.life import living_run
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import mac_for, spec_for
from tests.journeys.floor import ACTOR, Floor, flashes_in, new_ledger, plan

ROOT = Path(__file__).resolve().parents[2]
SLOTS = 6
SEED = 77
LATEST_KILL_S = 0.4
KINDS = ("tuyaopen-c", "tuyaopen-a", "t5ai", "tuyaopen-b-space", "old-reboot")
IN_HAND = {"writing", "doubtful", "verified"}
needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="forks, and watches terminals")


# -- the process that keeps the boards ---------------------------------------------------------


def keep_boards(folder: Path) -> None:
    """Obey ``[slot, board number]`` lines: put this board into this slot."""
    filled: set[int] = set()
    with Farm(folder) as farm:
        for line in sys.stdin:
            slot, number = json.loads(line)
            kind = replace(kind_named(KINDS[number % len(KINDS)]), boot_s=0.15, log_period_s=0.0)
            spec = spec_for(number, kind, seed=SEED)
            port = farm.replace(slot, spec) if slot in filled else farm.add(spec)
            filled.add(slot)
            print(json.dumps(port.name), flush=True)


# -- the nursery and its stations --------------------------------------------------------------


def raise_stations(ledger: str) -> None:
    """Obey ``[ports, seconds to live or null]`` lines; tell how each station's life ended."""
    open_services(ledger, Unlock(), ACTOR).ledger.close()  # warm: imports and compiled statements
    for line in sys.stdin:
        ports, life_s = json.loads(line)
        child = os.fork()
        if child == 0:
            _station(ledger, ports, is_last=life_s is None)
        status = _wait(child, life_s)
        print(
            json.dumps("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), flush=True
        )


def _wait(child: int, life_s: float | None) -> int:
    end = None if life_s is None else time.monotonic() + life_s
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        if end is not None and time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1]
        time.sleep(0.001)


def _station(ledger: str, ports: list[str], *, is_last: bool) -> None:
    """Live as a station in this forked process; never returns."""
    code = 1
    try:
        services = open_services(ledger, Unlock(), ACTOR)
        task = plan(services)
        places = [SlotPlace(str(at), port) for at, port in enumerate(ports, 1)]
        with living_run(services) as (run, _):
            count = len(ports) if is_last else None
            station = Station(services, run, task, places, count=count, wait_s=5.0)
            station.start()
            for event in station.watch():
                if isinstance(event, SlotStopped) and event.error is not None:
                    raise event.error  # noqa: TRY301
        services.ledger.close()
        code = 0
    except BaseException:  # noqa: BLE001 - told by the exit code; a fork must not return
        traceback.print_exc()
    finally:
        os._exit(code)


# -- the hands, and the proof ------------------------------------------------------------------


class Site:
    """The ledger, the boards and the stations of one crash test."""

    def __init__(self, folder: Path, licenses: int, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.ledger, self.rows = new_ledger(folder, licenses)
        self._keeper = _start("boards", str(folder / "boards"))
        self._nursery = _start("nursery", str(self.ledger))
        self.made = 0
        self.pile: list[int] = []  # boards that were taken out, finished or not
        self.slots: dict[int, int] = {}
        self.ports: dict[int, str] = {}
        self.seen: Counter[str] = Counter()

    def close(self) -> None:
        for process in (self._nursery, self._keeper):
            process.communicate()
            assert process.returncode == 0

    def put(self, slot: int, number: int) -> None:
        if slot in self.slots:
            self.pile.append(self.slots[slot])
        self.slots[slot] = number
        self.ports[slot] = _ask(self._keeper, [slot, number])

    def new_board(self) -> int:
        self.made += 1
        return self.made

    def live(self, life_s: float | None) -> None:
        """Let a station live; with ``life_s`` it is killed after that many seconds."""
        ended = _ask(self._nursery, [list(self.ports.values()), life_s])
        assert ended == ("killed" if life_s is not None else 0), ended

    def shuffle(self) -> None:
        """Take some boards out, put others in: new ones, and ones from the pile."""
        for slot in list(self.slots):
            if self.chance.random() < 0.45:
                if self.pile and self.chance.random() < 0.5:
                    self.put(slot, self.pile.pop(self.chance.randrange(len(self.pile))))
                else:
                    self.put(slot, self.new_board())

    def look(self) -> list[str]:
        """Compare the boards in the slots with the ledger as the dead station left it."""
        wrong = []
        conn = sqlite3.connect(self.ledger)
        rows = conn.execute(
            "SELECT identity, state, hwid FROM licenses l JOIN units u ON u.id = l.unit_id"
        ).fetchall()
        conn.close()
        known = {identity: (state, hwid) for identity, state, hwid in rows}
        for state, _ in known.values():
            if state in {"reserved", "writing"}:
                self.seen[f"rows left {state}"] += 1
        for number in self.slots.values():
            file = self.folder / "boards" / "flash" / f"{mac_for(SEED, number)}.json"
            held = json.loads(file.read_text(encoding="utf-8"))
            identity = held["kv"]["uuid"]
            self.seen[
                f"boards {'blank' if not identity else 'whole' if held['kv']['key'] else 'half'}"
            ] += 1
            if identity is None:
                continue
            state, hwid = known.get(identity, ("unknown", None))
            if state not in IN_HAND or hwid != held["mac"]:
                wrong.append(f"{held['mac']} holds {identity}; the ledger: {state} with {hwid}")
        return wrong

    def unfinished(self) -> list[int]:
        """Return the boards, wherever they are, whose license is not verified."""
        conn = sqlite3.connect(self.ledger)
        done = {
            hwid
            for (hwid,) in conn.execute(
                "SELECT hwid FROM licenses l JOIN units u ON u.id = l.unit_id"
                " WHERE l.state = 'verified'"
            )
        }
        conn.close()
        return [n for n in range(1, self.made + 1) if mac_for(SEED, n) not in done]

    def finish(self) -> None:
        """Bring back every board that is not done, until all are."""
        for _ in range(3):
            waiting = self.unfinished()
            while waiting:
                for slot in list(self.slots):
                    self.put(slot, waiting.pop() if waiting else self.chance.choice(self.pile))
                    if self.slots[slot] in self.pile:
                        self.pile.remove(self.slots[slot])
                self.live(None)

    def proof(self) -> list[str]:
        """Return everything that is not as it must be."""
        floor = Floor.reopen(self.ledger, self.rows)
        try:
            wrong = floor.wrongs(flashes_in(self.folder / "boards"))
            counts = floor.counts()
            if (counts.verified, counts.available) != (self.made, counts.total - self.made):
                wrong.append(f"{self.made} boards, and the ledger counts {counts}")
        finally:
            floor.close()
        conn = sqlite3.connect(self.ledger)
        wrong += [
            f"{hwid} was sent {n} licenses"
            for hwid, n in conn.execute(
                "SELECT hwid, count(DISTINCT identity) FROM attempts"
                " WHERE outcome IN ('pass', 'doubtful') GROUP BY hwid HAVING count(DISTINCT identity) > 1"
            )
        ]
        self.seen.update(
            dict(
                conn.execute(
                    "SELECT 'settled ' || outcome, count(*) FROM attempts"
                    " WHERE code = 'station-restarted' GROUP BY outcome"
                ).fetchall()
            )
        )
        conn.close()
        return wrong


def _start(role: str, argument: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.test_crash", role, argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def _ask(process: "subprocess.Popen[str]", question: object) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@contextmanager
def crash_site(folder: Path, kills: int, seed: int) -> Iterator[Site]:
    """Kill a station that many times, then let every board be finished."""
    site = Site(folder, kills * SLOTS + 50, seed)
    try:
        for slot in range(1, SLOTS + 1):
            site.put(slot, site.new_board())
        for _ in range(kills):
            site.live(site.chance.uniform(0.01, LATEST_KILL_S))
            assert site.look() == []
            site.shuffle()
        site.finish()
        yield site
    finally:
        site.close()


@needs_fork
def test_a_station_killed_at_any_instant_loses_no_license_and_spends_none_twice(
    tmp_path: Path,
) -> None:
    with crash_site(tmp_path, 40, seed=2611) as site:
        assert site.proof() == []
        # the kills fell where it hurts: between reserve and intent, and between intent and proof
        assert site.seen["settled doubtful"] > 0
        assert site.seen["boards whole"] > 0
        assert site.seen["boards blank"] > 0


def main(kills: int, seed: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, crash_site(Path(folder), kills, seed) as site:
        wrong = site.proof()
        print(f"{kills} kills, {site.made} boards, {time.monotonic() - began:.0f} s")
        for what, count in sorted(site.seen.items()):
            print(f"  {what:<24}{count:>6}")
        print("\n".join(wrong) or "  boards and ledger agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["boards", folder]:
            keep_boards(Path(folder))
        case ["nursery", ledger]:
            raise_stations(ledger)
        case [kills, *seed]:
            sys.exit(main(int(kills), int(seed[0]) if seed else 1))
