"""A list becomes a lot in a real ledger with a real vault: what is kept of it, and what it may say."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.licenses import LicenseState
from app.domain.lots import LotData
from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.layout import Choice
from app.intake.lists import open_list
from app.intake.mappings import MappingProfile
from app.intake.schemes import find_scheme
from app.workflows.import_lot import ImportOptions, probe_list
from app.workflows.lot_care import load_mapping, open_source, save_mapping
from tests.app.intake.lists import licenses, write_csv, write_xlsx
from tests.app.workflows.import_desk import ACTOR, Desk

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"


@pytest.mark.parametrize(
    ("sample", "rows"),
    [
        ("tuya-license-list.xlsx", 200),
        ("tuya-license-list.csv", 200),
        ("tuya-license-list-16.xlsx", 20),
        ("tuya-ble-list.xlsx", 50),
        ("tuyalink-certificates.csv", 60),
        ("enos-devices.csv", 60),
        ("alibaba-certificates.csv", 60),
        ("rainmaker-node_certs.csv", 12),
        ("traps-gb18030.csv", 10),
    ],
)
def test_every_sound_sample_becomes_a_lot_of_available_licenses(
    desk: Desk, sample: str, rows: int
) -> None:
    result = desk.bring(SAMPLES / sample)
    assert result.lot is not None
    assert (result.imported, result.lot.counts.total, result.lot.counts.available) == (rows,) * 3


def test_a_v3_sheet_keeps_every_state_in_the_ledger(desk: Desk) -> None:
    lot = desk.bring(SAMPLES / "tyutool-v3-in-progress.xlsx").lot
    assert lot is not None
    counts = lot.counts
    assert (counts.verified, counts.doubtful, counts.reserved, counts.available) == (13, 3, 2, 22)


def test_what_was_sealed_opens_to_what_stood_in_the_list(desk: Desk) -> None:
    rows = licenses(3)
    desk.bring(desk.list(rows))
    seen = desk.ledger.custody.find("tuya", rows[1][0])
    assert seen is not None
    assert seen.state is LicenseState.AVAILABLE
    assert seen.digest == desk.vault.digest("tuya", rows[1][1])


def test_no_secret_of_the_list_is_in_the_ledgers_files(desk: Desk) -> None:
    rows = licenses(50)
    desk.bring(desk.list(rows))
    stored = b"".join(file.read_bytes() for file in desk.folder.glob("ledger.db*"))
    assert rows[0][0].encode() in stored
    assert not any(secret.encode() in stored for _, secret in rows)


def test_a_dry_run_says_everything_and_imports_nothing(desk: Desk) -> None:
    result = desk.bring(desk.list(licenses(7)), dry_run=True)
    assert (result.lot, result.rows, result.imported) == (None, 7, 7)
    assert not result.is_blocked
    assert desk.ledger.lots.overview() == []


def test_the_list_can_be_deleted_after_import_and_only_then(desk: Desk) -> None:
    bad = desk.list([("short", "x")], "bad.csv")
    assert desk.bring(bad, shred=True).lot is None
    assert bad.exists()
    good = desk.list(licenses(2))
    result = desk.bring(good, shred=True)
    assert result.shredded
    assert not good.exists()


def test_a_probe_shows_the_list_and_none_of_its_secrets(desk: Desk) -> None:
    rows = licenses(12)
    path = write_xlsx(
        desk.folder / "list.xlsx",
        [["Order 7"], [], ["uuid", "key", "password"], *[[*row, "hunter2"] for row in rows]],
    )
    probe = probe_list(desk.ledger, desk.vault, open_list(path), ImportOptions())
    assert (probe.scheme, probe.sheet, probe.header_row) == ("tuya", "Sheet1", 3)
    assert probe.checked.good == 12
    assert probe.preview[0][0] == 4
    assert probe.preview[0][1]["uuid"] == rows[0][0]
    assert [c.field for c in probe.columns] == ["uuid", "key", None]
    assert [p.code for p in probe.problems] == ["column-unused"]
    shown = repr(probe)
    assert "hunter2" not in shown
    assert not any(secret in shown for _, secret in rows)


def test_a_hand_mapping_reads_a_list_no_scheme_knows(desk: Desk) -> None:
    rows = licenses(3)
    path = write_csv(desk.folder / "x.csv", [["Node", "Pass"], *rows])
    choice = Choice(scheme=find_scheme("generic"), mapping={"identity": "Node", "secret": "B"})
    result = desk.bring(path, choice=choice)
    assert result.lot is not None
    assert result.lot.scheme == "generic"


def test_one_column_can_be_identity_and_binding(desk: Desk) -> None:
    header = ["Device Serial No.", "groupId", "groupSecret"]
    path = write_csv(desk.folder / "x.csv", [header, ["DC234D000010", "g", "s" * 32]])
    choice = Choice(scheme=find_scheme("enos"), mapping={"registration_id": "A"})
    opened = open_list(path, choice)
    checked = check_list(opened.table, opened.layout)
    (draft,) = DraftReader(opened.table, opened.layout, checked).batches()
    assert (draft.identities, draft.bound_to) == (["DC234D000010"], ["DC234D000010"])
    assert desk.bring(path, choice=choice).lot is not None


def test_lot_data_survives_import_and_overview(desk: Desk) -> None:
    data = LotData(
        order_no="=1+1", pickup_no="PK-1", buyer_part_no="B", product_id="p", category="c",
        communication="wifi", delivery_mode="license list", batch_tag="t", description="d",
        remarks="备注", low_stock=5,
    )  # fmt: skip
    desk.bring(desk.list(licenses(2)), data=data)
    assert desk.ledger.lots.get("L1").data == replace(data)


def test_the_source_file_can_be_kept_and_only_the_vault_opens_it(desk: Desk) -> None:
    path = desk.list(licenses(3))
    plain = path.read_bytes()
    assert desk.bring(path, keep_source=True, shred=True).shredded
    (kept,) = desk.ledger.lots.attachments("L1")
    assert (kept.name, kept.size) == ("list.csv", len(plain))
    assert plain not in desk.ledger.lots.attachment(kept.id)[1]
    assert open_source(desk.ledger, desk.vault, kept) == plain


def test_a_mapping_is_kept_under_its_name(desk: Desk) -> None:
    profile = MappingProfile("acme", "generic", {"identity": "Node", "secret": "Pass"})
    save_mapping(desk.ledger, ACTOR, profile)
    assert load_mapping(desk.ledger, "acme") == profile
    path = write_csv(desk.folder / "x.csv", [["Node", "Pass"], *licenses(2)])
    assert desk.bring(path, choice=load_mapping(desk.ledger, "acme").choice()).lot is not None
