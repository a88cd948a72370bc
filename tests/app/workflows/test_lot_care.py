"""A lot after its import: its data, its parts, its stock, and what is exported from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger.ledger import Ledger
from app.security.locks import KeyFileLock
from app.security.vault import Vault
from app.workflows import lot_care
from app.workflows.import_lot import import_lot
from flasher.timing import FakeClock
from tests.app.intake.lists import licenses, write_csv

ACTOR = Actor("Lin", "ST-1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    vault = Vault.create(KeyFileLock(tmp_path / "vault.key"))
    with Ledger.create(tmp_path / "ledger.db", clock=FakeClock()) as made:
        made.seal_audit_with(vault.audit_mac)
        made.vault_box.store(vault.box, ACTOR)
        path = write_csv(tmp_path / "list.csv", [["uuid", "key"], *licenses(20)])
        import_lot(made, vault, ACTOR, path, "L1")
        yield made


def test_what_is_known_of_a_lot_can_be_edited_and_each_edit_is_on_record(ledger: Ledger) -> None:
    lot = lot_care.edit_lot(ledger, ACTOR, "L1", {"order_no": "PO-1", "low_stock": 5})
    assert (lot.data.order_no, lot.data.low_stock) == ("PO-1", 5)
    (record,) = ledger.audit.records(act=Act.LOT_EDITED)
    assert record.who == "Lin"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity": "x"}, "lot-field-unknown"),
        ({"batch_tag": "x" * 65}, "lot-option-length"),
        ({"low_stock": -1}, "lot-low-stock"),
    ],
)
def test_an_edit_out_of_bounds_is_refused(ledger: Ledger, changes: dict, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        lot_care.edit_lot(ledger, ACTOR, "L1", changes)
    assert refused.value.code == code


def test_a_split_moves_that_many_and_no_more(ledger: Ledger) -> None:
    part = lot_care.split_lot(ledger, ACTOR, "L1", 8, "L1-b")
    assert (part.counts.available, ledger.lots.get("L1").counts.available) == (8, 12)
    with pytest.raises(Refused):
        lot_care.split_lot(ledger, ACTOR, "L1", 13, "L1-c")
    assert ledger.lots.totals().total == 20


def test_a_range_of_rows_can_be_held_and_released_with_a_reason(ledger: Ledger) -> None:
    assert lot_care.hold_lot(ledger, ACTOR, "L1", "supplier recall", rows=(2, 6)) == 5
    assert ledger.lots.get("L1").counts.held == 5
    assert lot_care.release_lot(ledger, ACTOR, "L1", "cleared") == 5
    for reason, rows, code in (("", None, "reason-missing"), ("x", (6, 2), "rows-range")):
        with pytest.raises(BadInput) as refused:
            lot_care.hold_lot(ledger, ACTOR, "L1", reason, rows=rows)
        assert refused.value.code == code


def test_the_overview_marks_a_lot_that_runs_low(ledger: Ledger) -> None:
    assert [lot.is_low for lot in lot_care.overview(ledger)] == [False]
    lot_care.edit_lot(ledger, ACTOR, "L1", {"low_stock": 20})
    assert [lot.is_low for lot in lot_care.overview(ledger)] == [True]


def test_the_overview_can_be_limited_to_a_period(ledger: Ledger) -> None:
    day = ledger.lots.get("L1").imported_at[:10]
    assert len(lot_care.overview(ledger, since=day, until=day)) == 1
    assert lot_care.overview(ledger, since="2999-01-01") == []
    assert lot_care.overview(ledger, family="enos") == []


def test_an_export_of_registration_ids_is_on_record(ledger: Ledger, tmp_path: Path) -> None:
    paths = lot_care.export_registration(
        ledger, ACTOR, "tuyalink", ["DC234D000010", "DC234D000011"], tmp_path / "r.csv"
    )
    assert [p.name for p in paths] == ["r.csv"]
    assert len(list(ledger.audit.records(act=Act.REGISTRATION_EXPORTED))) == 1
