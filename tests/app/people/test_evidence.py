"""What is no evidence for a reconciliation: what is silent, and what speaks of other licenses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.errors import BadInput
from app.workflows import backups, restoring
from app.workflows.audit_record import export_record
from app.workflows.evidence import read_evidence
from app.workflows.export_report import ReportFilter, export_writes
from tests.ledgers import board, identity
from tests.people import OS_USER, Factory


def refused(factory: Factory, file: Path) -> BadInput:
    with pytest.raises(BadInput) as error:
        read_evidence(factory.services, file)
    return error.value


def put_back(factory: Factory, file: Path) -> None:
    factory.services.ledger.close()
    restoring.restore_backup(
        file, str(factory.location), factory.unlock.opener(), OS_USER, factory.clock
    )
    factory.reopen()


def test_a_record_exported_before_the_backup_does_not_say_that_nothing_was_used(
    factory: Factory,
) -> None:
    factory.fill(3)
    early = factory.folder / "early.jsonl"
    with factory.run() as run:
        factory.make(run, 0)
        export_record(factory.services, early)
        made, _ = backups.make_backup(factory.services, factory.folder / "b")
        factory.make(run, 1)
    put_back(factory, made.file)
    assert refused(factory, early).code == "evidence-too-old"
    assert factory.services.ledger.restores.is_unsettled()


def test_a_write_report_exported_before_the_backup_is_no_evidence(factory: Factory) -> None:
    factory.fill(3)
    early, late = factory.folder / "early.csv", factory.folder / "late.csv"
    with factory.run() as run:
        factory.make(run, 0)
        export_writes(factory.services, ReportFilter(), early)
        made, _ = backups.make_backup(factory.services, factory.folder / "b")
        factory.clock.advance(60)
        used = factory.make(run, 1)
        export_writes(factory.services, ReportFilter(), late)
    put_back(factory, made.file)
    refusal = refused(factory, early)
    assert refusal.code == "evidence-report-too-old"
    assert str(refusal.facts["until"]).startswith("2026-")  # and the person is told its end
    shown = read_evidence(factory.services, late)
    assert shown.used[used.identity] == board(1).hwid
    assert shown.until is not None
    assert shown.until > str(refusal.facts["until"])


def test_a_report_that_a_spreadsheet_saved_with_its_own_times_is_refused(factory: Factory) -> None:
    factory.fill(1)
    file = factory.folder / "saved.csv"
    for cell in ("2026/3/2 8:00", "2026-03-02T08:00:00"):
        file.write_text(f"identity,last_at\n{identity(0)},{cell}\n", encoding="utf-8")
        assert refused(factory, file).code == "evidence-times"


def test_a_report_without_times_is_refused(factory: Factory) -> None:
    factory.fill(1)
    file = factory.folder / "cut.csv"
    file.write_text(f"identity,mac\n{identity(0)},\n", encoding="utf-8")
    assert refused(factory, file).code == "evidence-times"


def test_what_was_used_while_an_older_copy_went_on_counts_whatever_its_number(
    factory: Factory,
) -> None:
    factory.fill(4)
    with factory.run() as run:
        made, _ = backups.make_backup(factory.services, factory.folder / "b")
        used = factory.make(run, 1)
    export_record(factory.services, factory.folder / "lost.jsonl")
    put_back(factory, made.file)
    ledger = factory.services.ledger
    for _ in range(30):  # acts of the restored ledger, before it is noticed a second time
        ledger.audit.note(Act.REPORT_EXPORTED, "report", OS_USER)
    ledger.restores.notice_older(OS_USER, seen_seq=ledger.audit.head()[0] + 1)
    found = read_evidence(factory.services, factory.folder / "lost.jsonl").used
    assert found == {used.identity: board(1).hwid}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(lambda good: f"{good}\n{good[:-1]}x\n", id="a slip of the pen"),
        pytest.param(lambda good: f"uuid,mac\n{good},\n", id="a header"),
        pytest.param(lambda _good: "seq,at,act\n1,2026-01-01,x\n", id="another table"),
        pytest.param(lambda _good: "identity,mac\nelsewhere,\n", id="another ledger's report"),
    ],
)
def test_a_line_that_names_no_license_of_this_ledger_is_not_passed_over(
    factory: Factory, words: Callable[[str], str]
) -> None:
    factory.fill(2)
    file = factory.folder / "used.csv"
    file.write_text(words(identity(0)), encoding="utf-8")
    assert refused(factory, file).code == "evidence-other-licenses"
