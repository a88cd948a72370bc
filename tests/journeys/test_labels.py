"""Labels as a factory uses them: from the shell, on PASS, and through a printer that fails."""

import io
import json
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.bootstrap import Unlock, create_ledger, open_services
from app.cli.main import main
from app.domain.licenses import LicenseState
from app.domain.orders import OrderRules
from app.domain.printing import PrintState
from app.domain.units import UnitSeen
from app.labels.fake_printer import FakePrinter
from app.labels.proof import pdf_page_image
from app.station.printing import LabelsOnPass, PrinterThread
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.orders import create_order, task_for_order
from app.workflows.print_labels import queue_labels
from app.workflows.printers import add_printer, setup_of
from app.workflows.render_labels import Selection
from app.workflows.serial_numbers import define_pattern
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome
from tests.journeys.floor import ACTOR, make_list
from tests.ledgers import attempt, board
from tests.shell import Answer, Shell

DESIGN = "small-40x30"
ROOT = Path(__file__).resolve().parents[2]


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


@pytest.fixture
def line(tmp_path):
    made = Line(tmp_path, 30)
    yield made
    made.close()


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


def test_a_unit_that_passes_gets_its_label_once_and_a_recheck_gets_none(line):
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        labels = LabelsOnPass(line.services, line.run, line.task)
        labels.start()
        reports = [line.make(number) for number in range(3)]
        for report in [*reports, *reports]:
            labels.unit_done(report)
        labels.close()
        assert identities_on(printer) == [report.identity for report in reports]
    assert [job.state for job in line.jobs()] == [PrintState.PRINTED] * 3


def test_a_unit_that_then_fails_has_its_label_voided_and_gets_a_new_one_when_it_passes(line):
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        labels = LabelsOnPass(line.services, line.run, line.task)
        labels.start()
        labels.unit_done(line.make(1))
        until(lambda: [job.state for job in line.jobs()] == [PrintState.PRINTED])
        labels.unit_done(line.make(1, Outcome.DOUBTFUL))
        until(lambda: line.jobs()[0].state is PrintState.VOID)
        labels.unit_done(line.make(1))
        labels.close()
        assert len(printer.printed) == 2
    assert [job.state for job in line.jobs()] == [PrintState.VOID, PrintState.PRINTED]


def test_units_that_passed_while_nobody_could_print_get_their_labels_at_the_next_start(line):
    made = [line.make(number).identity for number in range(4)]
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        labels = LabelsOnPass(line.services, line.run, line.task)
        labels.start()
        labels.close()
        assert identities_on(printer) == made


def test_slots_print_on_the_printer_beside_them(line):
    with FakePrinter() as left, FakePrinter() as right:
        line.printer("left", left.port)
        line.printer("right", right.port)
        for slot, name in (("1", "left"), ("2", "right")):
            line.services.ledger.printers.map_slot(ACTOR.station, slot, name, ACTOR)
        labels = LabelsOnPass(line.services, line.run, line.task)
        labels.start()
        reports = [line.make(number, slot=str(1 + number % 2)) for number in range(6)]
        for report in reports:
            labels.unit_done(report)
        labels.close()
        assert identities_on(left) == [r.identity for r in reports if r.slot == "1"]
        assert identities_on(right) == [r.identity for r in reports if r.slot == "2"]


def test_a_serial_number_is_given_on_pass_before_the_label_is_drawn(tmp_path):
    line = Line(tmp_path, 5, serial="plug")
    try:
        with FakePrinter() as printer:
            line.printer("P1", printer.port)
            labels = LabelsOnPass(line.services, line.run, line.task)
            labels.start()
            for number in range(3):
                labels.unit_done(line.make(number))
            labels.close()
        serials = [line.services.ledger.units.get(board(n).hwid).serial for n in range(3)]
        assert len(set(serials)) == 3
        assert [json.loads(job.body)["serial"] for job in line.jobs()] == serials
    finally:
        line.close()


def test_a_printer_that_goes_away_answers_late_and_runs_out_of_paper_loses_and_doubles_nothing(
    line,
):
    made = [line.make(number).identity for number in range(12)]
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        queue_labels(line.services, Selection(lot="lot"), DESIGN, "P1")
        with printing(line):
            until(lambda: len(printer.printed) >= 2)
            printer.take_paper_out()
            until(lambda: any(job.trouble == "printer-paper-out" for job in line.jobs()))
            printer.load_paper()
            until(lambda: len(printer.printed) >= 4)
            printer.answers_after_s = 0.2
            until(lambda: len(printer.printed) >= 5)
            printer.answers_after_s = 0.0
            printer.break_after_bytes = 40
            until(lambda: len(printer.printed) >= 6)
            printer.lose_next_label = True
            until(lambda: len(printer.printed) >= 8)
            printer.switch_off()
            until(lambda: any(job.trouble == "printer-unreachable" for job in line.jobs()))
            printer.switch_on()
            until(lambda: len(printer.printed) >= 12)
            until(lambda: all(job.state is PrintState.PRINTED for job in line.jobs()))
        assert sorted(identities_on(printer)) == sorted(made)


PRINTS = """
import sys
from pathlib import Path
from app.bootstrap import Unlock, open_services
from app.station.printing import PrinterThread
from tests.journeys.floor import ACTOR
services = open_services(sys.argv[1], Unlock(), ACTOR)
run = services.ledger.runs.start(ACTOR.station, ACTOR)
thread = PrinterThread(services, run, "P1")
print("ready", flush=True)
sys.stdin.readline()
thread.start()
thread.stop(drain_s=30.0)
thread.join()
run.close(ACTOR)
services.ledger.close()
"""


def printing_process(line):
    return subprocess.Popen(
        [sys.executable, "-c", PRINTS, str(line.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_two_processes_printing_one_queue_print_each_label_once_and_in_order(line):
    made = [line.make(number).identity for number in range(10)]
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        queue_labels(line.services, Selection(lot="lot"), DESIGN, "P1")
        processes = [printing_process(line) for _ in range(2)]
        for process in processes:
            process.stdout.readline()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            process.communicate(timeout=60)
        with printing(line):
            until(lambda: len(printer.printed) >= 10)
        assert identities_on(printer) == made


@pytest.mark.parametrize("has_counter", [True, False])
def test_a_printing_process_killed_in_the_middle_loses_and_doubles_nothing(line, has_counter):
    made = [line.make(number).identity for number in range(12)]
    with FakePrinter() as printer:
        printer.has_counter = has_counter
        line.printer("P1", printer.port)
        queue_labels(line.services, Selection(lot="lot"), DESIGN, "P1")
        for enough in (3, 6) if has_counter else (3,):
            process = printing_process(line)
            process.stdout.readline()
            process.stdin.write("go\n")
            process.stdin.flush()
            until(lambda enough=enough: len(printer.printed) >= enough)
            process.kill()
            process.communicate()
        with printing(line):
            until(lambda: not [job for job in line.jobs() if job.state is PrintState.QUEUED])
        doubtful = [job.identity for job in line.jobs() if job.is_doubtful]
        came_out = identities_on(printer)
        assert len(came_out) == len(set(came_out))
        assert set(came_out) | set(doubtful) == set(made)
        if has_counter:
            assert doubtful == []


def test_a_printer_that_cannot_be_asked_gets_every_label_and_sent_is_the_last_word(line, tmp_path):
    made = [line.make(number).identity for number in range(3)]
    out = tmp_path / "out.zpl"
    line.printer("F", 0, kind="file", address=str(out))
    queue_labels(line.services, Selection(lot="lot"), DESIGN, "F")
    with printing(line, "F"):
        pass
    assert [job.state for job in line.jobs()] == [PrintState.SENT] * 3
    assert [out.read_bytes().count(one.encode()) > 0 for one in made] == [True] * 3


def test_labels_of_identities_that_are_on_no_unit_are_printed_beforehand_and_not_again(line):
    with FakePrinter() as printer:
        line.printer("P1", printer.port)
        ahead = Selection(lot="lot", rows=(2, 4), beforehand=True)
        assert len(queue_labels(line.services, ahead, "round-25", "P1").jobs) == 3
        done = line.make(1).identity
        again = queue_labels(line.services, Selection(units=(done,)), "round-25", "P1")
        assert (again.jobs, again.printed_before) == ((), 1)


# -- from the shell


class Inside(Shell):
    """The same commands in this process: starting Python for each takes longer than they do."""

    def __call__(self, *arguments: object, code: int | None = 0, stdin: str = "") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("KEYWRIGHT_LEDGER", "KEYWRIGHT_LANGUAGE"):
                patch.setenv(name, self.environment[name])
            patch.chdir(self.folder)
            with redirect_stdout(out), redirect_stderr(err):
                found = main([*map(str, arguments), "--json"])
        if code is not None:
            assert found == code, (found, out.getvalue(), err.getvalue())
        return Answer(found, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    shell = Inside(folder)
    shell("demo", "--out", folder / "demo", code=None)
    shell.environment["KEYWRIGHT_LEDGER"] = str(folder / "demo" / "ledger.db")
    return shell


def verified(shell):
    services = open_services(shell.environment["KEYWRIGHT_LEDGER"], Unlock(), ACTOR)
    try:
        found = services.ledger.label_subjects.of_lot("demo-lot", states=[LicenseState.VERIFIED])
        return [subject.identity for subject in found]
    finally:
        services.ledger.close()


def codes_of(pdf: Path, pages: int) -> list[str]:
    read = []
    for page in range(pages):
        read += [found.text for found in zxingcpp.read_barcodes(pdf_page_image(pdf, page, 300))]
    return read


def test_the_demo_leaves_the_labels_of_its_units(demo):
    made = verified(demo)
    file = demo.folder / "demo" / "labels.pdf"
    assert sorted(codes_of(file, len(made))) == sorted(made)
    summary = json.loads((demo.folder / "demo" / "summary.json").read_text(encoding="utf-8"))
    assert summary["labels"] == len(made)


def test_a_lot_and_a_unit_are_rendered_to_every_kind_of_file(demo):
    made = verified(demo)
    record = demo(
        "label", "render", "--lot", "demo-lot", "--design", DESIGN, "--out", "l.pdf"
    ).record
    assert (record["labels"], record["proved"]) == (len(made), len(made))
    one = ["label", "render", "--unit", made[0], "--design", DESIGN, "--out"]
    for name in ("one.png", "one.zip"):
        assert demo(*one, name).record["labels"] == 1
    (code,) = zxingcpp.read_barcodes(Image.open(demo.folder / "one.png"))
    assert code.text == made[0]
    with zipfile.ZipFile(demo.folder / "one.zip") as archive:
        assert archive.namelist() == [f"{made[0]}.png"]


def test_designs_are_listed_checked_and_kept(demo):
    names = [record["name"] for record in demo("label", "designs").records]
    assert {"small-40x30", "a4-24-up", "carton-100x100"} <= set(names)
    bad = demo.folder / "bad.toml"
    good = (ROOT / "resources/labels/small-40x30.toml").read_text(encoding="utf-8")
    bad.write_text(good.replace('"{identity}"', '"{key}"'), encoding="utf-8")
    answer = demo("label", "check", bad, code=2).record
    assert answer["problems"][0]["code"] == "label-secret"
    demo("label", "design", "add", bad, code=2)
    own = demo.folder / "own.toml"
    own.write_text(good.replace('"small-40x30"', '"own"'), encoding="utf-8")
    assert demo("label", "check", own).record["ok"]
    assert demo("label", "design", "add", own).record["version"] == 1
    assert "own" in [record["name"] for record in demo("label", "designs").records]


def test_printing_from_the_shell_once_then_a_reprint_with_a_reason(demo):
    made = verified(demo)
    with FakePrinter() as printer:
        demo(
            "label",
            "printer",
            "add",
            "P1",
            "--kind",
            "tcp",
            "--address",
            f"127.0.0.1:{printer.port}",
        )
        assert demo("label", "printer", "list").record["name"] == "P1"
        demo("label", "printer", "test", "P1")
        assert len(printer.printed) == 1
        printer.printed.clear()
        asked = ("label", "print", "--lot", "demo-lot", "--design", DESIGN, "--printer", "P1")
        first = demo(*asked).record
        assert (first["queued"], first["done"]) == (len(made), len(made))
        again = demo(*asked).record
        assert (again["queued"], again["printed_before"]) == (0, len(made))
        reprint = ("label", "reprint", "--unit", made[0], "--design", DESIGN, "--printer", "P1")
        demo(*reprint, "--reason", " ", code=2)
        assert demo(*reprint, "--reason", "smeared").record["copy"] == 2
        demo("label", "print", "--printer", "P1")
        assert sorted(identities_on(printer)) == sorted([*made, made[0]])
    states = [record["state"] for record in demo("label", "queue").records]
    assert states == ["printed"] * (len(made) + 1)


def test_serial_numbers_are_counted_scanned_and_never_given_twice(demo):
    demo("serial", "pattern", "plug", "KW{yy}L{line}-{counter:6}{check}")
    taken = [
        r["serial"] for r in demo("serial", "take", "plug", "--count", 3, "--line", "1").records
    ]
    assert len(set(taken)) == 3
    one, other = verified(demo)[:2]
    services = open_services(demo.environment["KEYWRIGHT_LEDGER"], Unlock(), ACTOR)
    units = [services.ledger.label_subjects.find(words).hwid for words in (one, other)]
    services.ledger.close()
    demo("serial", "bind", units[0], taken[0])
    refused = demo("serial", "bind", units[1], taken[0], code=2).record
    assert refused["error"] == "serial-taken"
    given = demo("serial", "give", "plug", units[1], "--line", "1").record["serial"]
    assert given not in taken


def test_boards_that_pass_at_the_bench_come_out_of_the_printer_without_being_asked(tmp_path):
    shell = Inside(tmp_path)
    make_list(tmp_path / "list.csv", 5)
    shell("init", "--key-file", tmp_path / "key")
    shell("lot", "import", tmp_path / "list.csv", "--lot", "L")
    order = ["order", "create", "WO", "--quantity", 2, "--lot", "L", "--label"]
    assert shell(*order, "no-such", code=2).record["error"] == "design-unknown"
    shell(*order, DESIGN)
    with FakePrinter() as printer, shell.boards(2) as ports:
        address = f"127.0.0.1:{printer.port}"
        shell("label", "printer", "add", "P1", "--kind", "tcp", "--address", address)
        places = [word for port in ports for word in ("--port", port["port"])]
        made = shell("write", "--order", "WO", *places).records
        assert [record["outcome"] for record in made] == ["pass", "pass"]
        assert sorted(identities_on(printer)) == sorted(record["identity"] for record in made)
