"""Simulated boards from a command line: one JSON line per board, then they live until stopped."""

import hashlib
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from flasher.simulator.board import BoardSpec, Power
from flasher.simulator.farm import Farm, PortInfo, Transport, default_transport
from flasher.simulator.faults import Fault, FaultName, parse_fault
from flasher.simulator.kinds import DEFAULT_MAC, BoardKind, kind_named
from flasher.simulator.operator import Operator

LOOK_S = 0.2

MAKER = "7C87CE"
"""The first half of every simulated MAC."""

STRIDE = 0x9E3779
"""Odd, so that numbers below 2**24 never share a MAC within one seed."""


def mac_for(seed: int, number: int) -> str:
    """Return the MAC of a farm's n-th board: the same for the same seed, 12 hex digits."""
    first = int.from_bytes(hashlib.sha256(f"mac {seed}".encode()).digest()[:3])
    return f"{MAKER}{(first + number * STRIDE) % (1 << 24):06X}"


def spec_for(
    number: int,
    kind: BoardKind,
    *,
    seed: int = 0,
    faults: Sequence[Fault] = (),
    power: Power = Power.BOOTED,
    boot_s: float | None = None,
    replug_s: float | None = None,
) -> BoardSpec:
    """Return the n-th board (from 1) of a seed. All chance in it follows from the two numbers."""
    names = {one.name for one in faults}
    mac = mac_for(seed, number)
    flash_name = None
    if FaultName.SAME_MAC in names:
        mac = mac_for(seed, 0)
        flash_name = f"{mac}-{number}"
    if FaultName.DEFAULT_MAC in names:
        mac = DEFAULT_MAC
        flash_name = f"{mac}-{number}"
    own_seed = int.from_bytes(hashlib.sha256(f"{seed}/{number}".encode()).digest()[:4])
    return BoardSpec(
        kind=kind,
        mac=mac,
        seed=own_seed,
        faults=tuple(faults),
        power=power,
        boot_s=boot_s,
        replug_s=replug_s,
        flash_name=flash_name,
    )


def describe(port: PortInfo) -> str:
    """Return a board's JSON line."""
    facts = {"port": port.path, "mac": port.mac, "flash": str(port.flash)}
    return json.dumps(facts | {"slot": port.slot, "name": port.name})


def simulate(
    count: int,
    directory: Path,
    profile: str = "t5ai",
    faults: Sequence[str] = (),
    seed: int = 1,
    transport: str | None = None,
    out: TextIO | None = None,
    *,
    power: str = Power.BOOTED,
    boot_s: float | None = None,
    replug_s: float | None = None,
    units: int | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Run ``count`` boards until SIGINT, SIGTERM or ``stop``; return the exit code 0.

    Prints one line ``{"port", "mac", "flash", "slot", "name"}`` per board to ``out`` (stdout). With
    ``units`` a pretend operator changes finished boards until that many were in a slot; each slot
    keeps its steady ``name``.
    Raises ValueError for a profile, fault, transport or power that is not known, and OSError for
    a directory that cannot be used.
    """
    kind = kind_named(profile)
    wanted = [parse_fault(text) for text in faults]
    way = Transport(transport) if transport else default_transport()
    how = Power(power)
    stop = stop or threading.Event()
    stream = out or sys.stdout

    def make(number: int) -> BoardSpec:
        return spec_for(
            number, kind, seed=seed, faults=wanted, power=how, boot_s=boot_s, replug_s=replug_s
        )

    _stop_on_signals(stop)
    with Farm(directory) as farm:
        for number in range(1, count + 1):
            print(describe(farm.add(make(number), way)), file=stream, flush=True)
        operator = Operator(farm, units, make) if units else None
        while not stop.wait(LOOK_S):
            farm.check()
        if operator is not None:
            operator.stop()
    return 0


def _stop_on_signals(stop: threading.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
