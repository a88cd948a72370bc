import dataclasses
import re

import pytest

from app.labels.fake_printer import FakePrinter
from app.labels.print_worker import PrintJob, PrintWorker, Step
from app.labels.printer_state import parse_tspl_state, parse_zpl_state
from app.labels.printers import FileLink, LabelPrinter, TcpLink
from flasher.timing import SystemClock


class MemoryQueue:
    """A print queue in memory, with the same promises as the ledger's."""

    def __init__(self, count):
        self.jobs = {n: PrintJob(n, f"^XA^FO1,1^FDunit{n}^FS^XZ".encode()) for n in range(count)}
        self.state = dict.fromkeys(self.jobs, "waiting")

    def next_job(self, printer):
        return next(
            (j for n, j in self.jobs.items() if self.state[n] in {"waiting", "sending", "sent"}),
            None,
        )

    def mark_sending(self, job, count_before):
        self.state[job.id] = "sending"
        self.jobs[job.id] = dataclasses.replace(job, was_sending=True, count_before=count_before)

    def mark_sent(self, job):
        self.state[job.id] = "sent"

    def mark_printed(self, job):
        self.state[job.id] = "printed"

    def mark_waiting(self, job, code):
        self.state[job.id] = "waiting"
        self.jobs[job.id] = dataclasses.replace(job, was_sending=False, count_before=None)

    def mark_doubtful(self, job, code):
        self.state[job.id] = "doubtful"


@pytest.fixture
def fake():
    with FakePrinter() as printer:
        yield printer


def worker_for(queue, fake):
    return PrintWorker(
        queue, LabelPrinter(TcpLink("127.0.0.1", fake.port), "zpl", SystemClock()), SystemClock()
    )


def drain(worker, most=400):
    for _ in range(most):
        if worker.step() is Step.NOTHING:
            return
    raise AssertionError("never done")


def on_paper(fake):
    return [int(re.search(rb"unit(\d+)", label)[1]) for label in fake.printed]


def test_labels_come_out_once_and_in_order(fake):
    queue = MemoryQueue(5)
    drain(worker_for(queue, fake))
    assert on_paper(fake) == [0, 1, 2, 3, 4]
    assert set(queue.state.values()) == {"printed"}


def test_a_printer_without_paper_is_not_sent_to_and_goes_on_by_itself(fake):
    queue = MemoryQueue(3)
    worker = worker_for(queue, fake)
    fake.take_paper_out()
    assert [worker.step() for _ in range(3)] == [Step.WAITING] * 3
    assert worker.trouble == "printer-paper-out"
    assert queue.state[0] == "waiting"
    fake.load_paper()
    drain(worker)
    assert on_paper(fake) == [0, 1, 2]


def test_paper_that_runs_out_on_a_sent_label_does_not_double_it(fake):
    queue = MemoryQueue(2)
    worker = worker_for(queue, fake)
    taken = fake.take

    def take_and_run_out(data):
        if b"^XZ" in data:
            fake.take_paper_out()
            fake.take = taken
        return taken(data)

    fake.take = take_and_run_out
    assert worker.step() is Step.SENT
    assert queue.state[0] == "sent"
    assert {worker.step() for _ in range(5)} == {Step.WAITING}
    assert queue.state[0] == "sent"  # sent is not printed
    fake.load_paper()
    drain(worker)
    assert on_paper(fake) == [0, 1]


@pytest.mark.parametrize("after", [3, 12, 10_000])
def test_a_connection_that_breaks_in_a_label_loses_and_doubles_nothing(fake, after):
    queue = MemoryQueue(3)
    fake.break_after_bytes = after
    drain(worker_for(queue, fake))
    assert on_paper(fake) == [0, 1, 2]


def test_a_label_lost_in_the_printer_is_printed_again(fake):
    queue = MemoryQueue(2)
    fake.lose_next_label = True
    drain(worker_for(queue, fake))
    assert on_paper(fake) == [0, 1]


def test_a_printer_that_goes_away_and_comes_back_prints_the_rest(fake):
    queue = MemoryQueue(4)
    worker = worker_for(queue, fake)
    worker.step()
    worker.step()
    fake.switch_off()
    assert worker.step() is Step.WAITING
    assert worker.trouble == "printer-unreachable"
    fake.switch_on()
    drain(worker)
    assert on_paper(fake) == [0, 1, 2, 3]


def test_a_late_answer_is_waited_for(fake):
    queue = MemoryQueue(1)
    fake.answers_after_s = 0.3
    drain(worker_for(queue, fake))
    assert on_paper(fake) == [0]


@pytest.mark.parametrize("came_out", [True, False])
def test_after_a_restart_the_counter_tells_whether_the_label_came_out(fake, came_out):
    queue = MemoryQueue(2)
    first = queue.jobs[0]
    queue.mark_sending(first, 0)  # the station died here
    if came_out:
        fake.take(first.commands)
    drain(worker_for(queue, fake))
    assert on_paper(fake) == [0, 1]


def test_after_a_restart_a_printer_without_counter_leaves_the_label_to_a_person(fake):
    queue = MemoryQueue(2)
    queue.mark_sending(queue.jobs[0], None)
    fake.has_counter = True
    drain(worker_for(queue, fake))
    assert queue.state == {0: "doubtful", 1: "printed"}
    assert on_paper(fake) == [1]


def test_a_file_takes_labels_one_after_the_other(tmp_path):
    queue = MemoryQueue(2)
    out = tmp_path / "out.zpl"
    drain(PrintWorker(queue, LabelPrinter(FileLink(out), "zpl", SystemClock()), SystemClock()))
    assert out.read_bytes().count(b"^XA") == 2


def test_printer_answers_are_understood_only_when_complete():
    whole = (
        b"\x02030,1,0,0448,000,0,0,0,000,0,0,0\x03\r\n"
        b"\x02001,0,1,0,0,2,4,0,00000002,1,000\x03\r\n\x021234,0\x03\r\n"
    )
    for cut in range(len(whole) - 2):
        assert parse_zpl_state(whole[:cut]) is None
    state = parse_zpl_state(whole)
    assert (state.paper_out, state.head_open, state.waiting) == (True, True, 2)
    assert parse_tspl_state(b"\x05").code == "printer-head-open"
    assert parse_tspl_state(b"\x20").printing
    assert parse_tspl_state(b"") is None
