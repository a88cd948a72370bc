"""Labels as a factory uses them: on PASS, and through a printer that fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.printing import PrintState
from app.labels.fake_printer import FakePrinter
from app.station.printing import LabelsOnPass
from app.workflows.print_labels import queue_labels
from app.workflows.render_labels import Selection
from flasher.model import Outcome
from tests.journeys.floor import ACTOR
from tests.journeys.label_line import DESIGN, Line, identities_on, printing, until
from tests.ledgers import board

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def line(tmp_path):
    made = Line(tmp_path, 30)
    yield made
    made.close()


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
