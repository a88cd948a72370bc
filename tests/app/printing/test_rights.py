"""Who may print again, and what stands on record of it."""

import pytest

from app.domain.acts import Act
from app.domain.printing import PrintState
from app.errors import NotAllowed
from app.workflows.print_labels import (
    LedgerPrintQueue,
    queue_labels,
    reprint,
    setup_named,
    void_label,
)
from app.workflows.printers import add_printer, connect, setup_of
from app.workflows.render_labels import Selection, from_json
from app.workflows.serial_numbers import define_pattern
from app.workflows.unit_life import scrap_unit
from tests.ledgers import board
from tests.people import Factory

DESIGN = "small-40x30"


@pytest.fixture
def factory(factory, tmp_path):
    factory.fill(5)
    factory.hire("Ole", "Sun", "Eng")
    setup = setup_of("P1", {"kind": "file", "address": str(tmp_path / "out.zpl")})
    add_printer(factory.by("Eng"), setup)
    return factory


def print_all(factory: Factory, run, by="Ole"):
    services = factory.by(by)
    setup = setup_named(services, "P1")
    printer = connect(setup, factory.clock)
    waiting = LedgerPrintQueue(services, run, setup, printer)
    while (job := waiting.next_job("P1")) is not None:
        waiting.mark_sending(job, None)
        printer.send(job.commands)
        waiting.mark_sent(job)


def test_an_operator_prints_but_prints_again_only_with_somebody_s_approval(factory):
    with factory.run() as run:
        unit = factory.make(run, 1).identity
        queue_labels(factory.by("Ole"), Selection(units=(unit,)), DESIGN, "P1")
        print_all(factory, run)
        with pytest.raises(NotAllowed) as refused:
            reprint(factory.by("Ole"), unit, DESIGN, "P1", "smeared")
        assert refused.value.code == "approval-needed"
        job = reprint(factory.by("Ole", "Sun"), board(1).hwid, DESIGN, "P1", "smeared")
    assert (job.copy_no, from_json(job.body).mark) == (2, "REPRINT 2")
    (record,) = factory.services.ledger.audit.records(act=Act.LABEL_REPRINTED)
    assert (record.who, record.approver, record.reason) == ("Ole", "Sun", "smeared")


def test_a_label_is_voided_for_a_reason_by_who_may(factory):
    with factory.run() as run:
        unit = factory.make(run, 1).identity
        (job,) = queue_labels(factory.by("Ole"), Selection(units=(unit,)), DESIGN, "P1").jobs
        with pytest.raises(NotAllowed):
            void_label(factory.by("Ole"), job, "wrong roll")
        assert void_label(factory.by("Sun"), job, "wrong roll").reason == "wrong roll"
        print_all(factory, run)
    assert not (factory.folder / "out.zpl").exists()


def test_the_label_of_a_scrapped_unit_is_void(factory):
    with factory.run() as run:
        unit = factory.make(run, 1).identity
        (job,) = queue_labels(factory.by("Ole"), Selection(units=(unit,)), DESIGN, "P1").jobs
        print_all(factory, run)
        factory.services.ledger.custody.leave(board(1), run, "1")
    scrap_unit(factory.by("Sun"), board(1).hwid, "cracked housing")
    voided = factory.services.ledger.print_jobs.get(job)
    assert (voided.state, voided.reason) == (PrintState.VOID, "unit-failed")


def test_an_administrator_prints_no_labels_and_an_operator_defines_no_numbers(factory):
    with factory.run() as run:
        unit = factory.make(run, 1).identity
        with pytest.raises(NotAllowed):
            queue_labels(factory.by("Ada"), Selection(units=(unit,)), DESIGN, "P1")
    with pytest.raises(NotAllowed):
        define_pattern(factory.by("Ole"), "plug", "{counter:4}")
