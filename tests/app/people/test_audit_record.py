"""The record of acts: proven, shown, exported, and its end compared with what left the house."""

import csv
import json
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.errors import BadInput, NotAllowed
from app.workflows.audit_record import (
    AuditFilter,
    export_head,
    export_record,
    head_file,
    read_head,
    show_record,
    verify_record,
)
from tests.people import OS_USER, Factory, factory_in


def write_some(factory: Factory, count: int = 30) -> None:
    for number in range(count):
        actor = OS_USER
        factory.services.ledger.audit.note(Act.SETTING_CHANGED, f"setting:{number}", actor)


def test_a_whole_record_is_said_to_be_whole(factory: Factory) -> None:
    write_some(factory)
    verdict = verify_record(factory.services)
    assert (verdict.is_whole, verdict.code) == (True, "chain-whole")
    assert verdict.records == factory.services.ledger.audit.head()[0]


def test_it_is_shown_newest_first_and_filtered(factory: Factory) -> None:
    write_some(factory)
    factory.hire("Sun")
    found = show_record(factory.services, AuditFilter(), limit=5)
    assert [r.seq for r in found] == sorted((r.seq for r in found), reverse=True)
    assert len(found) == 5
    ours = show_record(factory.services, AuditFilter(subject="setting:1"))
    assert len(ours) == 11  # setting:1 and setting:10 to setting:19
    people = show_record(factory.services, AuditFilter(act="person.added"))
    assert [r.subject for r in people] == ["person:Sun", "person:Ada"]


def test_an_approver_is_found_by_name_as_well(factory: Factory) -> None:
    factory.hire("Sun", "Qiu")
    actor = factory.by("Qiu", approver="Sun").actor
    factory.services.ledger.audit.note(Act.LOT_RELEASED, "lot:A", actor)
    assert len(show_record(factory.services, AuditFilter(who="Sun"))) == 1


def test_an_export_holds_every_record_and_a_head_that_proves_it(factory: Factory) -> None:
    write_some(factory)
    out = factory.folder / "record.jsonl"
    count = export_record(factory.services, out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, count + 1))
    seq, mac = read_head(factory.services, head_file(out))
    assert (seq, mac.hex()) == (count, lines[-1]["mac"])
    assert verify_record(factory.services, [head_file(out)]).is_whole
    assert show_record(factory.services, AuditFilter(), 1)[0].act == "audit.exported"


def test_an_export_to_csv_is_a_table_that_runs_nothing(factory: Factory) -> None:
    factory.services.ledger.audit.note(
        Act.LOT_EDITED, "lot:A", OS_USER, reason="=HYPERLINK(1)", new={"remarks": "x"}
    )
    out = factory.folder / "record.csv"
    count = export_record(factory.services, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["seq"]) for row in rows] == list(range(1, count + 1))
    assert rows[-1]["reason"] == "'=HYPERLINK(1)"
    (last,) = factory.services.ledger.audit.records(after=count - 1, limit=1)
    assert rows[-1]["mac"] == bytes(last.mac).hex()


def test_an_exported_head_is_on_record(factory: Factory) -> None:
    count = export_head(factory.services, factory.folder / "head.json")
    (record,) = factory.services.ledger.audit.records(act=Act.AUDIT_EXPORTED)
    assert json.loads(record.new or "") == {"head": count, "file": "head.json"}


def test_a_head_of_another_ledger_or_an_edited_one_is_refused(
    factory: Factory, tmp_path: Path
) -> None:
    out = factory.folder / "head.json"
    export_head(factory.services, out)
    (tmp_path / "other").mkdir()
    with factory_in(tmp_path / "other") as other:
        export_head(other.services, tmp_path / "theirs.json")
    with pytest.raises(BadInput) as stranger:
        verify_record(factory.services, [tmp_path / "theirs.json"])
    assert stranger.value.code == "signature-stranger"
    raw = json.loads(out.read_text(encoding="utf-8"))
    raw["document"]["records"] += 5
    out.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(BadInput) as edited:
        verify_record(factory.services, [out])
    assert edited.value.code == "signature-wrong"
    out.write_text("not a document", encoding="utf-8")
    with pytest.raises(BadInput) as nothing:
        verify_record(factory.services, [out])
    assert nothing.value.code == "signature-missing"


def test_exporting_takes_the_right(factory: Factory) -> None:
    factory.hire("Ole")
    with pytest.raises(NotAllowed):
        export_record(factory.by("Ole"), factory.folder / "r.jsonl")
    assert not (factory.folder / "r.jsonl").exists()


def test_progress_is_told_on_a_long_record(factory: Factory) -> None:
    write_some(factory, 2_100)
    heard: list[int] = []
    assert verify_record(factory.services, on_progress=heard.append).is_whole
    assert heard == [2_000]
