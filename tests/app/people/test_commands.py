"""People, record and vault from a shell: exit codes, JSON, and a ledger without people unchanged."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main

Keywright = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def keywright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Keywright:
    monkeypatch.setenv("KEYWRIGHT_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("KEYWRIGHT_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    pins = {"ada": "correct-horse", "sun": "771204", "ole": "482913", "no": "999888"}
    pins |= {"sun.first": "602931", "ole.first": "602931"}
    for name, pin in pins.items():
        (tmp_path / f"{name}.pin").write_text(f"{pin}\n", encoding="utf-8")

    def run(*words: object) -> tuple[int, list[dict[str, Any]]]:
        code = main([str(word) for word in words] + ["--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert run("init", "--key-file", "key")[0] == 0
    return run


def by(name: str) -> tuple[str, ...]:
    return ("--operator", name, "--pin-file", f"{name}.pin")


def hire(keywright: Keywright) -> None:
    assert keywright("people", "first", "Ada", "--new-pin-file", "ada.pin")[0] == 0
    for name, role in (("Sun", "supervisor"), ("Ole", "operator")):
        pin = ("--new-pin-file", f"{name.lower()}.first.pin")
        assert keywright("people", "add", name, "--role", role, *pin, *by("ada"))[0] == 0
        first = ("--operator", name, "--pin-file", f"{name.lower()}.first.pin")
        code, answer = keywright("lot", "list", *first)
        assert code
        assert answer[0]["error"] == "pin-must-change"
        own = ("--new-pin-file", f"{name.lower()}.pin")
        assert keywright("people", "my-pin", *own, *first)[0] == 0


def test_without_people_every_command_works_as_before(keywright: Keywright) -> None:
    assert keywright("audit", "export", "--out", "r.jsonl", "--operator", "Lin")[0] == 0
    code, records = keywright("audit", "show", "--limit", 1)
    assert (code, records[0]["who"], records[0]["act"]) == (0, "Lin", "audit.exported")


def test_with_people_looking_needs_nobody_and_acting_needs_somebody(
    keywright: Keywright, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(keywright)
    assert keywright("lot", "list")[0] == 0
    code, (trouble,) = keywright("audit", "export", "--out", "r.jsonl")
    assert (code, trouble["error"]) == (2, "sign-in-needed")
    code, (trouble,) = keywright("audit", "export", "--out", "r.jsonl", *by("ole"))
    assert (code, trouble["error"]) == (2, "not-allowed")
    assert trouble["facts"]["could"] == ["qa", "supervisor", "administrator"]
    assert keywright("audit", "export", "--out", "r.jsonl", *by("sun"))[0] == 0
    monkeypatch.setenv("KEYWRIGHT_OPERATOR", "Sun")
    monkeypatch.setenv("KEYWRIGHT_PIN_FILE", "sun.pin")
    assert keywright("audit", "export", "--out", "r2.jsonl")[0] == 0


def test_a_wrong_pin_is_told_and_the_sixth_try_waits(keywright: Keywright) -> None:
    hire(keywright)
    wrong = ("--operator", "Ole", "--pin-file", "no.pin")
    answers = [keywright("lot", "list", *wrong)[1][0]["error"] for _ in range(6)]
    assert answers == ["sign-in-wrong"] * 5 + ["locked-out"]
    code, _ = keywright("people", "let-in", "Ole", "--reason", "gloves", *by("sun"))
    assert code == 0
    assert keywright("lot", "list", *by("ole"))[0] == 0


def test_people_are_listed_without_anything_to_guess_from(keywright: Keywright) -> None:
    hire(keywright)
    keywright("people", "leave", "Ole", "--reason", "moved", *by("ada"))
    _, here = keywright("people", "list")
    _, everybody = keywright("people", "list", "--gone-too")
    assert [person["name"] for person in here] == ["Ada", "Sun"]
    assert [person["name"] for person in everybody] == ["Ada", "Sun", "Ole"]
    assert "argon2" not in json.dumps(everybody)


def test_verify_exits_0_for_a_whole_record_and_3_with_the_first_bad_one(
    keywright: Keywright, tmp_path: Path
) -> None:
    hire(keywright)
    code, (verdict,) = keywright("audit", "verify")
    assert (code, verdict["whole"], verdict["first_bad"]) == (0, True, None)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as conn, conn:
        conn.execute("DROP TRIGGER audit_never_changed")
        conn.execute("UPDATE audit SET who = 'Eve' WHERE seq = 3")
    code, (verdict,) = keywright("audit", "verify")
    assert (code, verdict["whole"], verdict["first_bad"]) == (3, False, 3)


def test_a_head_that_was_exported_shows_a_cut_end(keywright: Keywright, tmp_path: Path) -> None:
    hire(keywright)
    out = ("audit", "export", "--out", "head.json", "--head-only")
    code, (record,) = keywright(*out, *by("sun"))
    assert code == 0
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as conn, conn:
        conn.execute("DROP TRIGGER audit_never_deleted")
        conn.execute("DELETE FROM audit WHERE seq > 4")
        conn.execute("UPDATE audit_head SET seq = 4, mac = (SELECT mac FROM audit WHERE seq = 4)")
    code, (verdict,) = keywright("audit", "verify", "--head", "head.json")
    assert (code, verdict["whole"]) == (3, False)
    assert verdict["first_bad"] <= record["records"]


def test_a_backup_goes_out_and_comes_back_from_a_shell(keywright: Keywright) -> None:
    hire(keywright)
    code, (made,) = keywright("backup", "run", "--folder", "b", "--every", 24, *by("sun"))
    assert (code, made["made"], made["findings"]) == (0, True, 0)
    code, (later,) = keywright("backup", "run", "--folder", "b", "--every", 24, *by("sun"))
    assert (code, later["made"]) == (0, False)
    code, (trouble,) = keywright("backup", "restore", made["file"], "--key-file", "key", *by("sun"))
    assert (code, trouble["error"]) == (2, "approval-needed")
    code, (back,) = keywright("backup", "restore", made["file"], "--key-file", "key", *by("ada"))
    assert code == 0
    assert Path(back["second_copy"]).exists()
    second = ("--approver", "Ada", "--approver-pin-file", "ada.pin")
    reconcile = ("ledger", "reconcile", "--nothing-used", "--reason", "night")
    assert keywright(*reconcile, *by("sun"))[0] == 2
    assert keywright(*reconcile, *by("sun"), *second)[0] == 0
    assert keywright("ledger", "check")[0] == 0
