"""A list goes in by batches: stopped, told of, sorted later, and still one whole or nothing."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.intake.errors import ImportStopped
from app.intake.lists import open_list
from app.workflows.import_lot import ImportOptions, import_lot, probe_list
from tests.app.intake.lists import licenses
from tests.app.workflows.import_desk import ACTOR, Desk

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"


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
