"""The main job through the real command line: a list goes onto boards, and the record is true."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.shell import SAMPLES, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell("init", "--key-file", tmp_path / "station.key")
    return shell


def ports_of(boards: list[dict[str, Any]]) -> list[str]:
    return [word for board in boards for word in ("--port", board["port"])]


def held_by(board: dict[str, Any]) -> dict[str, Any]:
    kv: dict[str, Any] = json.loads(Path(board["flash"]).read_text(encoding="utf-8"))["kv"]
    return kv


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("tuya-license-list.xlsx", 200),
        ("tuya-license-list.csv", 200),
        ("tuya-license-list-16.xlsx", 20),
    ],
)
def test_a_real_list_goes_onto_four_boards_and_the_record_is_true(
    shell: Shell, file: str, rows: int
) -> None:
    imported = shell("lot", "import", SAMPLES / file, "--lot", "A").record
    assert (imported["rows"], imported["imported"], imported["problems"]) == (rows, rows, [])
    with shell.boards(4) as boards:
        units = shell("write", "--lot", "A", *ports_of(boards)).records
        assert [unit["outcome"] for unit in units] == ["pass"] * 4
        on_boards = {held_by(board)["uuid"][: len(units[0]["identity"])] for board in boards}
        assert on_boards == {unit["identity"] for unit in units}
        assert {board["mac"] for board in boards} == {unit["mac"] for unit in units}
    shown = shell("lot", "show", "A").record
    assert (shown["total"], shown["verified"], shown["available"]) == (rows, 4, rows - 4)
    assert shell("ledger", "check").code == 0


def test_the_same_board_again_is_a_recheck_and_spends_nothing(shell: Shell) -> None:
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    with shell.boards(1) as boards:
        first = shell("write", "--lot", "A", *ports_of(boards)).record
        again = shell("write", "--lot", "A", *ports_of(boards)).record
    assert (first["recheck"], again["recheck"]) == (False, True)
    assert first["identity"] == again["identity"]
    assert shell("lot", "show", "A").record["verified"] == 1


def test_the_write_report_names_every_license_and_no_secret(shell: Shell, tmp_path: Path) -> None:
    source = SAMPLES / "tuya-license-list.csv"
    shell("lot", "import", source, "--lot", "A")
    with shell.boards(2) as boards:
        units = shell("write", "--lot", "A", *ports_of(boards)).records
    out = tmp_path / "writes.csv"
    shell("report", "writes", "--lot", "A", "--out", out)
    text = out.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 200
    written = {row["identity"]: row for row in rows if row["write_status"] == "written"}
    assert written.keys() == {unit["identity"] for unit in units}
    assert all(row["mac"] and row["attempts"] == "1" and row["slot"] for row in written.values())
    keys = [line.partition(",")[2] for line in source.read_text().splitlines()[1:]]
    assert [key for key in keys if key in text] == []


def test_a_unit_can_be_shown_by_identity_and_by_any_spelling_of_its_mac(shell: Shell) -> None:
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    with shell.boards(1) as boards:
        unit = shell("write", "--lot", "A", *ports_of(boards)).record
    mac = unit["mac"]
    dashed = "-".join(mac[at : at + 2] for at in range(0, 12, 2)).lower()
    for words in (unit["identity"], mac, dashed):
        shown = shell("unit", "show", words).record
        assert shown["identity"] == unit["identity"]
        assert shown["mac"] == mac


def test_no_more_units_are_made_than_the_order_allows(shell: Shell) -> None:
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    shell("order", "create", "W1", "--lot", "A", "--quantity", "2")
    with shell.boards(3) as boards:
        units = shell("write", "--order", "W1", *ports_of(boards), code=1).records
    assert sorted(unit["outcome"] for unit in units) == ["pass", "pass", "refused"]
    assert [unit["code"] for unit in units if unit["outcome"] == "refused"] == ["order-full"]
    assert shell("lot", "show", "A").record["verified"] == 2


def test_probing_a_board_changes_nothing_on_it(shell: Shell) -> None:
    with shell.boards(1) as boards:
        before = held_by(boards[0])
        probed = shell("probe", "--port", boards[0]["port"]).record
        assert held_by(boards[0]) == before
    assert (probed["mac"], probed["licensed"]) == (boards[0]["mac"], False)


def test_a_backup_can_be_restored_beside_the_ledger(shell: Shell, tmp_path: Path) -> None:
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    shell("ledger", "backup", tmp_path / "copy.backup")
    shell("ledger", "restore", tmp_path / "copy.backup", "--to", tmp_path / "restored.db")
    shown = shell("lot", "show", "A", "--ledger", tmp_path / "restored.db").record
    assert shown["total"] == 200


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["lot", "import", "missing.xlsx", "--lot", "A"], 2, "file-missing"),
        (["lot", "show", "nowhere"], 2, "lot-unknown"),
        (["lot", "show", "A", "--ledger", "nowhere.db"], 3, "ledger-missing"),
        (["ledger", "check", "--ledger", __file__], 3, "ledger-not-a-ledger"),
        (
            ["report", "writes", "--lot", "A", "--out", "no/such/folder/x.csv"],
            2,
            "report-not-written",
        ),
        (["init", "--key-file", "other.key"], 3, "ledger-exists"),
    ],
)
def test_bad_input_is_a_sentence_and_an_exit_code(
    shell: Shell, arguments: list[str], code: int, error: str
) -> None:
    if arguments[0] == "report":
        shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    answer = shell(*arguments, code=code)
    assert answer.record["error"] == error
    assert answer.err.strip()


def test_a_port_that_is_not_there_fails_the_unit_and_keeps_the_license(shell: Shell) -> None:
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    unit = shell("write", "--lot", "A", "--port", "no-such-port", code=1).record
    assert (unit["outcome"], unit["code"], unit["identity"]) == ("failed", "port-missing", None)
    assert shell("lot", "show", "A").record["available"] == 200


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "right").write_text("correct horse battery")
    (tmp_path / "wrong").write_text("incorrect horse")
    shell("init", "--passphrase-file", tmp_path / "right")
    shell("lot", "list", "--passphrase-file", tmp_path / "right")
    answer = shell("lot", "list", "--passphrase-file", tmp_path / "wrong", code=3)
    assert answer.record["error"] == "wrong-passphrase"
