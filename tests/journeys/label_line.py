"""A line whose units get labels and need no boards, and what came out of its printers."""

import time
from contextlib import contextmanager
from pathlib import Path

import zxingcpp

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.orders import OrderRules
from app.domain.units import UnitSeen
from app.labels.fake_printer import FakePrinter
from app.station.printing import PrinterThread
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.orders import create_order, task_for_order
from app.workflows.printers import add_printer, setup_of
from app.workflows.serial_numbers import define_pattern
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome
from tests.journeys.floor import ACTOR, make_list
from tests.ledgers import attempt, board

DESIGN = "small-40x30"


class Line:
    """A ledger with a lot, an order whose units get labels, and units that pass without boards."""

    def __init__(self, folder: Path, count: int, **rules: str) -> None:
        self.path = folder / "ledger.db"
        make_list(folder / "list.csv", count)
        create_ledger(str(self.path), Unlock(key_file=folder / "key"), ACTOR)
        self.services = open_services(str(self.path), Unlock(), ACTOR)
        import_lot(
            self.services.ledger,
            self.services.vault,
            ACTOR,
            folder / "list.csv",
            "lot",
            ImportOptions(),
        )
        if "serial" in rules:
            define_pattern(self.services, rules["serial"], "KW{yy}-{counter:5}{check}")
        self.order = create_order(
            self.services,
            "WO",
            product="plug",
            quantity=count,
            lots=["lot"],
            rules=OrderRules(label=DESIGN, **rules),
        )
        self.task = task_for_order(self.services, "WO")
        self.run = self.services.ledger.runs.start(ACTOR.station, ACTOR)

    def close(self) -> None:
        self.run.close(ACTOR)
        self.services.ledger.close()

    def printer(self, name: str, port: int, **more: object) -> None:
        values = {"kind": "tcp", "address": f"127.0.0.1:{port}", "language": "zpl", **more}
        add_printer(self.services, setup_of(name, values))

    def make(self, number: int, outcome: Outcome = Outcome.PASS, slot: str = "1") -> UnitReport:
        unit = board(number)
        custody = self.services.ledger.custody
        taken = custody.reserve(
            unit,
            lot_ids=self.task.lot_ids,
            order_id=self.task.order_id,
            run=self.run,
            slot=slot,
            actor=ACTOR,
        )
        custody.intend(taken, self.run, ACTOR)
        record = attempt(
            unit, outcome, slot=slot, identity=taken.identity, order_id=self.task.order_id
        )
        (custody.verify if outcome is Outcome.PASS else custody.doubt)(
            taken, record, self.run, ACTOR
        )
        custody.leave(UnitSeen(unit.hwid), self.run, slot)
        return UnitReport(
            slot, "COM1", unit.mac, taken.identity, outcome, "pass", 0.1, hwid=unit.hwid
        )

    def jobs(self):
        return self.services.ledger.print_jobs.find()


@contextmanager
def printing(line, printer="P1", **more):
    thread = PrinterThread(line.services, line.run, printer, **more)
    thread.start()
    try:
        yield thread
    finally:
        thread.stop(drain_s=5.0)
        thread.join()


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def identities_on(printer: FakePrinter) -> list[str]:
    """Read what came out of the printer: each label's code, drawn and decoded."""
    from app.labels.zpl_reader import draw_zpl

    found = []
    for label in printer.printed:
        (code,) = zxingcpp.read_barcodes(draw_zpl(label)[0])
        found.append(code.text)
    return found
