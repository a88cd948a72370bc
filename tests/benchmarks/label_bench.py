"""Labels: 10,000 to a PDF with the proof off and on, memory, and from PASS to the printer."""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.orders import OrderRules
from app.labels.fake_printer import FakePrinter
from app.station.printing import LabelsOnPass
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.orders import create_order, task_for_order
from app.workflows.printers import add_printer, setup_of
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome
from tests.benchmarks.figure import Figure
from tests.journeys.floor import ACTOR, make_list
from tests.ledgers import attempt, board

LABELS = 10_000
UNITS = 30
DESIGN = "small-40x30"

RENDER = """
import json, sys, time
from pathlib import Path
from app.labels.fields import LabelData
from app.labels.library import find_design
from app.labels.output import write_labels
count, prove, out = int(sys.argv[1]), sys.argv[2] == "prove", Path(sys.argv[3])
labels = [LabelData(identity=f"uuid{n:016x}", mac=f"02{n:010X}", lot="LOT", counter=n)
          for n in range(1, count + 1)]
design = find_design(sys.argv[4])
began = time.monotonic()
report = write_labels(design, labels, out, prove=prove)
print(json.dumps([time.monotonic() - began, report.labels, report.proved]))
"""


class PassingLine:
    """An order whose units pass without boards, through the ledger's real custody."""

    def __init__(self, folder: Path, port: int) -> None:
        make_list(folder / "list.csv", UNITS + 5)
        create_ledger(str(folder / "ledger.db"), Unlock(key_file=folder / "key"), ACTOR)
        self.services = open_services(str(folder / "ledger.db"), Unlock(), ACTOR)
        ledger = self.services.ledger
        import_lot(ledger, self.services.vault, ACTOR, folder / "list.csv", "L", ImportOptions())
        address = {"kind": "tcp", "address": f"127.0.0.1:{port}", "language": "zpl"}
        add_printer(self.services, setup_of("P1", address))
        rules = OrderRules(label=DESIGN)
        create_order(self.services, "WO", product="p", quantity=UNITS, lots=["L"], rules=rules)
        self.task = task_for_order(self.services, "WO")
        self.run = ledger.runs.start(ACTOR.station, ACTOR)

    def make(self, number: int) -> UnitReport:
        unit, custody = board(number), self.services.ledger.custody
        taken = custody.reserve(
            unit,
            lot_ids=self.task.lot_ids,
            order_id=self.task.order_id,
            run=self.run,
            slot="1",
            actor=ACTOR,
        )
        custody.intend(taken, self.run, ACTOR)
        custody.verify(taken, attempt(unit, identity=taken.identity), self.run, ACTOR)
        custody.leave(unit, self.run, "1")
        return UnitReport(
            "1", "COM1", unit.mac, taken.identity, Outcome.PASS, "pass", 0.1, hwid=unit.hwid
        )


class TimedPrinter(FakePrinter):
    """Notes when each label arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = threading.Event()
        self.at = 0.0

    def take(self, data: bytes) -> bytes:
        if b"^XA" in data and not self.arrived.is_set():
            self.at = time.monotonic()
            self.arrived.set()
        return super().take(data)


def run() -> list[Figure]:
    plain_s, plain_mb = _rendered(prove=False)
    proved_s, proved_mb = _rendered(prove=True)
    latencies = _from_pass_to_printer()
    return [
        Figure(f"{LABELS:,} labels to PDF, proof off", LABELS / plain_s, 1000, "labels/s", True),
        Figure(f"{LABELS:,} labels to PDF, proof on", LABELS / proved_s, 500, "labels/s", True),
        Figure("memory at most, proof off, all processes", plain_mb, 300, "MB"),
        Figure("memory at most, proof on, all processes", proved_mb, 300, "MB"),
        Figure("verified to bytes at the printer, median", statistics.median(latencies), 100, "ms"),
        Figure("verified to bytes at the printer, slowest", max(latencies), None, "ms"),
    ]


def _rendered(*, prove: bool) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "labels.pdf")
        words = [str(LABELS), "prove" if prove else "plain", out, DESIGN]
        with subprocess.Popen(
            [sys.executable, "-c", RENDER, *words], stdout=subprocess.PIPE, text=True
        ) as process:
            peak = _peak_of(process)
            assert process.stdout is not None
            seconds, labels, proved = json.loads(process.stdout.read())
    assert labels == LABELS
    assert proved == (LABELS if prove else 0)
    return seconds, peak


def _peak_of(process: "subprocess.Popen[str]") -> float:
    """Return the most memory that the process and its workers held at once, each its own (MB)."""
    top, me = 0, psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        try:
            for one in [me, *me.children(recursive=True)]:
                total += one.memory_full_info().uss
        except psutil.Error:  # one of them has just ended
            pass
        top = max(top, total)
        time.sleep(0.05)
    return top / 1e6


def _from_pass_to_printer() -> list[float]:
    """Return milliseconds from the committed PASS to the label's first bytes, one at a time."""
    found = []
    with tempfile.TemporaryDirectory() as folder, TimedPrinter() as printer:
        line = PassingLine(Path(folder), printer.port)
        labels = LabelsOnPass(line.services, line.run, line.task)
        labels.start()
        for number in range(UNITS):
            printer.arrived.clear()
            report = line.make(number)
            began = time.monotonic()
            labels.unit_done(report)
            assert printer.arrived.wait(20)
            found.append((printer.at - began) * 1000)
            time.sleep(0.3)
        labels.close()
        line.run.close(ACTOR)
        line.services.ledger.close()
    return found[1:]  # the first one imports and draws the fonts
