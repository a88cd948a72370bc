"""A list becomes a lot in a real ledger with a real vault, or nothing at all."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.domain.licenses import LicenseState
from app.domain.lots import LotData
from app.domain.people import Actor
from app.errors import BadInput
from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.errors import ImportStopped
from app.intake.layout import Choice
from app.intake.lists import open_list
from app.intake.mappings import MappingProfile
from app.intake.schemes import find_scheme
from app.ledger.ledger import Ledger
from app.security.locks import KeyFileLock
from app.security.vault import Vault
from app.texts import Texts
from app.workflows.import_lot import ImportOptions, ImportResult, import_lot, probe_list
from app.workflows.lot_care import load_mapping, open_source, save_mapping
from flasher.timing import FakeClock
from tests.app.intake.lists import licenses, write_csv, write_xlsx

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"
ACTOR = Actor("Lin", "ST-1")


@dataclass
class Desk:
    ledger: Ledger
    vault: Vault
    folder: Path

    def bring(self, path: Path, name: str = "L1", **options: object) -> ImportResult:
        return import_lot(
            self.ledger,
            self.vault,
            ACTOR,
            path,
            name,
            ImportOptions(**options),  # type: ignore[arg-type]
        )

    def list(self, rows: list, name: str = "list.csv") -> Path:
        return write_csv(self.folder / name, [["uuid", "key"], *rows])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    vault = Vault.create(KeyFileLock(tmp_path / "vault.key"))
    with Ledger.create(tmp_path / "ledger.db", clock=FakeClock()) as ledger:
        ledger.seal_audit_with(vault.audit_mac)
        ledger.vault_box.store(vault.box, ACTOR)
        yield Desk(ledger, vault, tmp_path)


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


def test_a_status_nobody_understands_blocks_until_it_is_answered(desk: Desk) -> None:
    sample = SAMPLES / "tyutool-v2-half-used.xlsx"
    asked = desk.bring(sample)
    assert asked.lot is None
    assert asked.questions == {"scrap": 1}
    answered = desk.bring(sample, answers={"scrap": "held"})
    assert answered.lot is not None
    counts = answered.lot.counts
    assert (counts.verified, counts.available, counts.held) == (18, 22, 1)


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


def test_one_bad_row_keeps_the_whole_list_out(desk: Desk) -> None:
    rows = licenses(5)
    result = desk.bring(desk.list([*rows[:2], ("short", rows[2][1]), *rows[3:]]))
    assert result.lot is None
    assert result.is_blocked
    assert [(p.code, p.row, p.column) for p in result.problems] == [("cell-length", 4, "A")]
    assert desk.ledger.lots.overview() == []


def test_skip_bad_imports_the_good_rows_and_writes_the_others_beside_the_list(desk: Desk) -> None:
    rows = licenses(4)
    path = desk.list([rows[0], ("short", rows[1][1]), rows[2], (rows[3][0], "=1+1")])
    texts = Texts("en")
    result = desk.bring(path, skip_bad=True, say=lambda p: texts.sentence(p.code, **p.facts))
    assert result.lot is not None
    assert result.lot.counts.total == 2
    assert result.rejected == desk.folder / "list.rejected.csv"
    text = result.rejected.read_text(encoding="utf-8-sig")
    assert "A3: uuid has 5 characters" in text
    assert "'=1+1" in text
    assert rows[0][0] not in text


def test_a_corrected_file_of_rejected_rows_can_be_imported(desk: Desk) -> None:
    rows = licenses(2)
    formula = "=" + rows[1][1][1:]
    path = desk.list([rows[0], ("short", formula)])
    rejected = desk.bring(path, skip_bad=True).rejected
    assert rejected is not None
    rejected.write_text(
        rejected.read_text(encoding="utf-8-sig").replace("short", rows[1][0]), encoding="utf-8"
    )
    again = desk.bring(rejected, "L2")
    assert again.lot is not None
    seen = desk.ledger.custody.find("tuya", rows[1][0])
    assert seen is not None
    assert seen.digest == desk.vault.digest("tuya", formula)


def test_a_dry_run_says_everything_and_imports_nothing(desk: Desk) -> None:
    result = desk.bring(desk.list(licenses(7)), dry_run=True)
    assert (result.lot, result.rows, result.imported) == (None, 7, 7)
    assert not result.is_blocked
    assert desk.ledger.lots.overview() == []


def test_the_same_file_again_is_recognised(desk: Desk) -> None:
    path = desk.list(licenses(3))
    desk.bring(path)
    again = desk.bring(path, "L2")
    assert again.lot is None
    assert [(p.code, p.facts["lot"]) for p in again.problems] == [("same-file", "L1")]


def test_a_clash_names_the_lot_and_row_of_the_ledger(desk: Desk) -> None:
    rows = licenses(6)
    desk.bring(desk.list(rows[:3]), "Q1")
    again = desk.bring(desk.list([rows[4], rows[1], rows[5]], "second.csv"), "Q2")
    assert again.lot is None
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("identity-in-ledger", 3, "A")
    assert (problem.facts["lot"], problem.facts["lot_row"]) == ("Q1", 3)


def test_the_same_identity_with_another_secret_is_a_conflict(desk: Desk) -> None:
    rows, others = licenses(2), licenses(2, seed=9)
    desk.bring(desk.list(rows))
    again = desk.bring(desk.list([(rows[0][0], others[0][1])], "b.csv"), "L2")
    assert [p.code for p in again.problems] == ["identity-conflict-in-ledger"]


def test_the_same_secret_under_another_identity_is_found(desk: Desk) -> None:
    rows, others = licenses(2), licenses(2, seed=9)
    desk.bring(desk.list(rows))
    again = desk.bring(desk.list([others[0], (others[1][0], rows[1][1])], "b.csv"), "L2")
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("secret-in-ledger", 3, "B")
    assert problem.facts["other_identity"] == rows[1][0]
    assert len(desk.ledger.lots.overview()) == 1


def test_skip_bad_leaves_out_what_the_ledger_has_already(desk: Desk) -> None:
    rows = licenses(6)
    desk.bring(desk.list(rows[:3]), "Q1")
    again = desk.bring(desk.list(rows, "all.csv"), "Q2", skip_bad=True)
    assert again.lot is not None
    assert again.lot.counts.total == 3


def test_an_earlier_part_of_the_same_order_is_shown(desk: Desk) -> None:
    rows = licenses(4)
    order = LotData(order_no="PO-7")
    desk.bring(desk.list(rows[:2]), "part 1", data=order)
    second = desk.bring(desk.list(rows[2:], "b.csv"), "part 2", data=order)
    assert second.lot is not None
    notice = next(p for p in second.problems if p.code == "order-has-lots")
    assert notice.facts["lots"] == "part 1"


def test_one_secret_under_two_identities_is_right_only_where_the_scheme_says_so(
    desk: Desk,
) -> None:
    assert desk.bring(SAMPLES / "enos-devices.csv").lot is not None
    header = ["Device Serial No.", "groupId", "groupSecret"]
    rows = [["SN-9", "g", "u" * 32], ["SN-10", "g", "u" * 32]]
    more = write_csv(desk.folder / "more.csv", [header, *rows])
    assert desk.bring(more, "L2").lot is not None


@pytest.mark.parametrize("skip_bad", [False, True])  # in one pass; checked first, then inserted
def test_stop_leaves_no_trace(desk: Desk, skip_bad: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.intake.columns.BATCH_ROWS", 4096)
    path = desk.list(licenses(9000))
    files = set(desk.folder.iterdir())
    batches = 0

    def progress(stage: str, _done: int, _all: int) -> None:
        nonlocal batches
        batches += stage == "import"

    with pytest.raises(ImportStopped):
        import_lot(
            *(desk.ledger, desk.vault, ACTOR, path, "L1", ImportOptions(skip_bad=skip_bad)),
            progress=progress,
            stop=lambda: batches == 2,
        )
    assert batches == 2  # it was amid the insert
    assert set(desk.folder.iterdir()) == files
    assert not any(thread.name.startswith("import") for thread in threading.enumerate())
    assert desk.ledger.lots.overview() == []
    assert desk.ledger.lots.totals().total == 0
    assert desk.bring(path).lot is not None


def test_progress_reaches_the_end_of_each_stage(desk: Desk) -> None:
    last: dict[str, tuple[int, int]] = {}

    def progress(stage: str, done: int, of: int) -> None:
        last[stage] = (done, of)

    path = desk.list(licenses(5000))
    probe_list(desk.ledger, desk.vault, open_list(path), ImportOptions(), progress=progress)
    assert last["check"][0] >= 5000
    import_lot(desk.ledger, desk.vault, ACTOR, path, "L1", progress=progress)
    assert last["import"] == (5000, 5000)


def test_a_large_list_whose_indexes_are_sorted_later_is_refused_by_them_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.import_rows.INDEXES_LATER_FROM", 1)
    rows, other = licenses(5000), licenses(1, seed=9)[0]
    assert desk.bring(desk.list(rows)).lot is not None
    whole = licenses(9000, seed=2)
    twice = {
        "identity-twice": [*whole, whole[0]],
        "identity-conflict": [*whole, (whole[0][0], other[1])],
        "secret-twice": [*whole, (other[0], whole[0][1])],
        "identity-in-ledger": [*whole, rows[4999]],
        "secret-in-ledger": [*whole, (other[0], rows[4999][1])],
    }
    for code, listed in twice.items():
        result = desk.bring(desk.list(listed, f"{code}.csv"), code)
        assert (result.lot, {p.code for p in result.problems}) == (None, {code})
    assert [lot.name for lot in desk.ledger.lots.overview()] == ["L1"]
    assert desk.bring(desk.list(whole, "whole.csv"), "L2").lot is not None
    assert desk.ledger.check() == []


def test_stop_is_heard_while_the_indexes_of_a_large_list_are_sorted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.import_rows.INDEXES_LATER_FROM", 1)
    path, are_in = desk.list(licenses(5000)), False

    def progress(_stage: str, done: int, of: int) -> None:
        nonlocal are_in
        are_in = done == of == 5000

    with pytest.raises(ImportStopped):
        import_lot(
            *(desk.ledger, desk.vault, ACTOR, path, "L1"), progress=progress, stop=lambda: are_in
        )
    assert are_in
    assert desk.ledger.lots.overview() == []
    assert desk.ledger.check() == []  # the indexes are there again
    assert desk.bring(path).lot is not None


def test_what_comes_twice_within_and_across_batches_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.intake.columns.BATCH_ROWS", 4096)
    rows, other = licenses(9000), licenses(1, seed=9)[0]
    for name, place in (("near", 8999), ("far", 0)):
        secret_twice = desk.list([*rows, (other[0], rows[place][1])], f"{name}.csv")
        assert {p.code for p in desk.bring(secret_twice, name).problems} == {"secret-twice"}
    assert desk.ledger.lots.overview() == []


def test_a_fast_import_leaves_rows_that_keep_every_constraint(desk: Desk) -> None:
    desk.bring(desk.list(licenses(5000)))
    with closing(sqlite3.connect(desk.folder / "ledger.db")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    desk.bring(SAMPLES / "tyutool-v3-in-progress.xlsx", "L2")  # the next on that connection
    with closing(sqlite3.connect(desk.folder / "ledger.db")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_taken_lot_name_is_refused_before_anything_happens(desk: Desk) -> None:
    rows = licenses(4)
    desk.bring(desk.list(rows[:2]))
    with pytest.raises(BadInput) as refused:
        desk.bring(desk.list(rows[2:], "b.csv"))
    assert refused.value.code == "lot-name-taken"
    assert desk.ledger.lots.totals().total == 2


def test_a_unit_that_holds_a_license_already_cannot_get_a_second_by_a_list(desk: Desk) -> None:
    rows = licenses(2)
    header = ["uuid", "key", "STATUS", "MAC"]
    first = write_csv(desk.folder / "a.csv", [header, [*rows[0], "USED", "DC:23:4D:00:00:10"]])
    second = write_csv(desk.folder / "b.csv", [header, [*rows[1], "DONE", "dc234d000010"]])
    assert desk.bring(first, "A").lot is not None
    again = desk.bring(second, "B")
    assert again.lot is None
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("unit-in-ledger", 2, "D")
    assert problem.facts["other_identity"] == rows[0][0]


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


def test_no_problem_of_any_list_shows_a_secret(desk: Desk) -> None:
    rows = licenses(4)
    desk.bring(desk.list(rows[:1]), "L0")
    bad = [
        (rows[1][0], rows[1][1] + "x"),
        (rows[2][0], rows[0][1]),
        (rows[3][0], "ｋ" + rows[3][1][1:]),
        (rows[3][0], rows[3][1]),
    ]
    result = desk.bring(desk.list(bad, "b.csv"), "L1")
    assert len(result.problems) >= 3
    shown = repr(result)
    assert not any(secret[1:] in shown for _, secret in (*rows, *bad))


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


def test_lot_data_out_of_bounds_is_refused(desk: Desk) -> None:
    for data in (LotData(batch_tag="x" * 65), LotData(description="x" * 513)):
        with pytest.raises(BadInput) as refused:
            desk.bring(desk.list(licenses(1)), data=data)
        assert refused.value.code == "lot-option-length"


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
