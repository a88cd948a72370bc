"""What is no evidence for a reconciliation: what is silent, and what speaks of other licenses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.errors import BadInput
from app.workflows import backups, restoring
from app.workflows.audit_record import export_record
from app.workflows.evidence import used_licenses
from tests.ledgers import board, identity
from tests.people import OS_USER, Factory


def refused(factory: Factory, file: Path) -> BadInput:
    with pytest.raises(BadInput) as error:
        used_licenses(factory.services, file)
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
    found = used_licenses(factory.services, factory.folder / "lost.jsonl")
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
