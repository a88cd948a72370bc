"""The print queue: in order, once, by one worker at a time, and honest about doubt."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.printing import MAYBE_PRINTED, NewJob, PrintState
from app.errors import BadInput, Refused
from flasher.model import Outcome
from tests.ledgers import ACTOR, board, identity

P = PrintState


def job_for(ledger, words, *, design="small", printer="P1", **more):
    subject = ledger.label_subjects.find(words)
    return NewJob(
        printer, design, 1, "{}", subject.license_id, subject.unit_id, subject.order_id, **more
    )


def queue_three(ledger, bench):
    jobs = [job_for(ledger, bench.write(number)) for number in range(3)]
    return ledger.print_jobs.queue(jobs, ACTOR)


def claim(ledger, run, count_before=None):
    """What a worker does before it sends."""
    job = ledger.print_jobs.next("P1", run)
    if job is not None:
        ledger.print_jobs.claim(job, run, count_before)
    return job


def states(ledger):
    return [job.state for job in ledger.print_jobs.find()]


def test_a_unit_s_label_is_queued_once(ledger, bench):
    job = job_for(ledger, bench.write(1))
    assert len(ledger.print_jobs.queue([job], ACTOR)) == 1
    assert ledger.print_jobs.queue([job], ACTOR) == []
    assert len(ledger.audit.records(act=Act.LABEL_QUEUED)) == 1


def test_a_label_printed_before_its_unit_exists_is_the_original_afterwards_too(ledger, bench):
    ahead = ledger.label_subjects.of_lot("A", states=[LicenseState.AVAILABLE])[0]
    assert ahead.unit_id is None
    jobs = [job_for(ledger, ahead.identity)]
    assert len(ledger.print_jobs.queue(jobs, ACTOR)) == 1
    assert bench.write(1) == ahead.identity
    after = job_for(ledger, ahead.identity)
    assert after.unit_id is not None
    assert ledger.print_jobs.queue([after], ACTOR) == []


def test_jobs_leave_in_their_order_and_are_sent_then_printed(ledger, bench, run):
    ids = queue_three(ledger, bench)
    store = ledger.print_jobs
    for job_id in ids:
        job = claim(ledger, run)
        assert job is not None
        assert job.id == job_id
        assert store.get(job_id).tries == 1
        store.sent(job, run, ACTOR, is_last_word=False)
        assert store.get(job_id).state is P.SENT
        store.printed(job, run, ACTOR)
    assert states(ledger) == [P.PRINTED] * 3
    assert claim(ledger, run) is None
    assert len(ledger.audit.records(act=Act.LABEL_PRINTED)) == 3


def test_what_was_certainly_not_printed_goes_back_to_its_old_place(ledger, bench, run):
    first, *_ = queue_three(ledger, bench)
    job = claim(ledger, run)
    ledger.print_jobs.put_back(job, run, "printer-unreachable")
    again = claim(ledger, run)
    assert (again.id, ledger.print_jobs.get(first).tries) == (first, 2)


def test_a_label_that_cannot_be_made_does_not_stop_the_queue(ledger, bench, run):
    first, second, _ = queue_three(ledger, bench)
    ledger.print_jobs.fail(ledger.print_jobs.next("P1", run), "proof-failed")
    assert claim(ledger, run).id == second
    assert ledger.print_jobs.retry([first], ACTOR) == [first]
    assert ledger.print_jobs.get(first).state is P.QUEUED


DIES = """
import os, sys
from pathlib import Path
from app.ledger.ledger import Ledger
from flasher.timing import SystemClock
from tests.ledgers import ACTOR, mac
ledger = Ledger.open(sys.argv[1], clock=SystemClock(), locks=Path(sys.argv[2]))
ledger.seal_audit_with(mac)
run = ledger.runs.start("station-1", ACTOR)
job = ledger.print_jobs.next("P1", run)
ledger.print_jobs.claim(job, run, int(sys.argv[3]) if sys.argv[3:] else None)
print(job.id, flush=True)
sys.stdin.read()
os.kill(os.getpid(), 9)
"""


def test_a_killed_printing_process_leaves_a_label_that_a_person_must_look_at(
    place, ledger, bench, run
):
    first, second, third = queue_three(ledger, bench)
    with subprocess.Popen(
        [sys.executable, "-c", DIES, place.location, str(place.locks)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert int(other.stdout.readline()) == first
        assert claim(ledger, run) is None  # it lives, and has the printer
        other.communicate("die")
    assert claim(ledger, run).id == second
    doubtful = ledger.print_jobs.get(first)
    assert doubtful.is_doubtful
    assert doubtful.state is P.SENDING
    assert ledger.print_jobs.counts()[MAYBE_PRINTED] == 1
    with pytest.raises(Refused) as refused:
        ledger.print_jobs.retry([first], ACTOR)
    assert refused.value.code == "print-job-doubtful"
    assert ledger.print_jobs.answer(first, printed=True, actor=ACTOR).state is P.PRINTED
    assert ledger.print_jobs.get(third).state is P.QUEUED


def test_two_stations_at_one_printer_take_each_job_once_and_in_order(place, ledger, bench):
    ids = ledger.print_jobs.queue([job_for(ledger, bench.write(n)) for n in range(12)], ACTOR)
    taken: list[int] = []

    def work(name):
        with place.open() as mine:
            run = mine.runs.start(name, ACTOR)
            idle = 0
            while idle < 20:
                job = mine.print_jobs.next("P1", run)
                if job is None:
                    idle += 1
                    threading.Event().wait(0.005)
                    continue
                try:
                    mine.print_jobs.claim(job, run)
                except Refused:
                    continue
                taken.append(job.id)
                mine.print_jobs.sent(job, run, ACTOR, is_last_word=True)
            run.close(ACTOR)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, ["station-1", "station-2", "station-3"]))
    assert taken == ids


def test_what_the_printer_s_counter_can_tell_is_taken_over_and_needs_no_person(
    place, ledger, bench, run
):
    first, *_ = queue_three(ledger, bench)
    with subprocess.Popen(
        [sys.executable, "-c", DIES, place.location, str(place.locks), "41"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        other.communicate("die")
    left = ledger.print_jobs.next("P1", run)
    assert (left.id, left.count_before, left.is_doubtful) == (first, 41, False)
    taken = ledger.print_jobs.get(first)
    assert taken.run_id == run.id
    ledger.print_jobs.printed(left, run, ACTOR)
    assert ledger.print_jobs.get(first).state is P.PRINTED


def test_a_maybe_printed_label_is_printed_again_only_by_a_person_s_word(ledger, bench, run):
    first, *_ = queue_three(ledger, bench)
    job = claim(ledger, run)
    ledger.print_jobs.sent(job, run, ACTOR, is_last_word=False)
    ledger.print_jobs.doubt(job, run)
    assert claim(ledger, run).id != first
    assert ledger.print_jobs.answer(first, printed=False, actor=ACTOR).state is P.QUEUED
    with pytest.raises(Refused):
        ledger.print_jobs.answer(first, printed=True, actor=ACTOR)


def test_a_reprint_counts_asks_for_a_reason_and_needs_an_original(ledger, bench, run):
    job = job_for(ledger, bench.write(1))
    store = ledger.print_jobs
    with pytest.raises(Refused):
        store.reprint(job, "smeared", ACTOR)
    store.queue([job], ACTOR)
    with pytest.raises(Refused):  # its original is still on its way
        store.reprint(job, "smeared", ACTOR)
    store.sent(claim(ledger, run), run, ACTOR, is_last_word=True)
    with pytest.raises(BadInput):
        store.reprint(job, " ", ACTOR)
    assert [store.next_copy(job), store.reprint(job, "smeared", ACTOR).copy_no] == [2, 2]
    store.sent(claim(ledger, run), run, ACTOR, is_last_word=True)
    assert store.reprint(job, "torn", ACTOR).copy_no == 3
    assert [r.reason for r in ledger.audit.records(act=Act.LABEL_REPRINTED)] == ["smeared", "torn"]


def test_the_label_of_a_unit_that_then_fails_is_void_and_its_next_one_an_original(
    ledger, bench, run
):
    job = job_for(ledger, bench.write(1))
    store = ledger.print_jobs
    (first,) = store.queue([job], ACTOR)
    store.sent(claim(ledger, run), run, ACTOR, is_last_word=True)
    assert store.void_failed(ACTOR, board(1).hwid) == []
    bench.write(1, Outcome.DOUBTFUL)
    assert store.void_failed(ACTOR, board(2).hwid) == []
    assert store.void_failed(ACTOR) == [first]
    assert store.get(first).state is P.VOID
    assert len(ledger.audit.records(act=Act.LABEL_VOIDED)) == 1
    bench.write(1)
    (second,) = store.queue([job], ACTOR)
    assert store.get(second).copy_no == 1


def test_a_job_for_a_printer_nobody_knows_is_refused(ledger, bench):
    with pytest.raises(BadInput) as unknown:
        ledger.print_jobs.queue([job_for(ledger, bench.write(1), printer="P9")], ACTOR)
    assert unknown.value.code == "printer-unknown"


def test_label_data_names_unit_order_station_and_never_a_secret(ledger, bench):
    bench.write(1)
    subject = ledger.label_subjects.find(board(1).hwid)
    assert (subject.identity, subject.mac, subject.station) == (
        identity(0),
        board(1).mac,
        "station-1",
    )
    assert subject.at is not None
    assert not {"sealed", "digest", "key"} & set(subject.__slots__)


def test_slots_print_on_their_own_printer_or_the_station_s(ledger):
    printers = ledger.printers
    assert printers.of_slot("station-1", "1") == "P1"  # the only one there is
    printers.save("P2", {"kind": "tcp"}, ACTOR)
    assert printers.of_slot("station-1", "1") is None
    printers.map_slot("station-1", "*", "P1", ACTOR)
    printers.map_slot("station-1", "2", "P2", ACTOR)
    assert [printers.of_slot("station-1", slot) for slot in "12"] == ["P1", "P2"]
    printers.retire("P2", ACTOR)
    assert printers.of_slot("station-1", "2") == "P1"
