"""Quality through the real command line, with boards on real pseudo-terminals."""

import contextlib
import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from app.cli.main import main
from tests.shell import SAMPLES, Answer, Shell


class Inside(Shell):
    """The same command line, called in this process: a dozen of its starts would take a minute."""

    def __call__(self, *arguments: object, code: int | None = 0, stdin: str = "") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, self.environment),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            done = main([*map(str, arguments), "--json"])
        if code is not None:
            assert done == code, (done, out.getvalue(), err.getvalue())
        return Answer(done, out.getvalue(), err.getvalue())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Inside(tmp_path)
    shell("init", "--key-file", tmp_path / "station.key")
    shell("lot", "import", SAMPLES / "tuya-license-list.csv", "--lot", "A")
    return shell


def scan(shell: Shell, code: str, *more: object) -> dict[str, Any]:
    answer = shell("qa", "scan", code, *more, code=None)
    assert answer.code == (0 if answer.record["verdict"] in {"passed", "already-inspected"} else 1)
    return answer.record


def flash_of(board: dict[str, Any]) -> Path:
    return Path(board["flash"])


def test_an_inspector_knows_a_unit_by_any_code_with_and_without_its_board(shell: Shell) -> None:
    free = (SAMPLES / "tuya-license-list.csv").read_text().splitlines()[-1].partition(",")[0]
    with shell.boards(2) as boards:
        ports = [board["port"] for board in boards]
        units = shell("write", "--lot", "A", "--port", ports[0], "--port", ports[1]).records
        by_port = {unit["port"]: unit for unit in units}
        one, other = by_port[ports[0]], by_port[ports[1]]
        identity, mac = one["identity"], one["mac"]
        for code in (
            identity,
            mac,
            ":".join(mac[at : at + 2] for at in range(0, 12, 2)),
            f"]Q1https://smartapp.tuya.com/s/p?p=x&uuid={identity}&v=2.0",
            json.dumps({"uuid": identity, "mac": mac}),
        ):
            seen = scan(shell, code)
            assert (seen["verdict"], seen["identity"], seen["mac"]) == ("passed", identity, mac)
        again = scan(shell, identity)
        assert (again["verdict"], again["repeated"]) == ("duplicate", True)
        assert scan(shell, free)["verdict"] == "not-written"
        assert scan(shell, "uuidnobodynobody1234")["verdict"] == "unknown"
        assert scan(shell, mac, "--order", "W9")["verdict"] == "wrong-order"

        right = scan(shell, identity, "--port", ports[0])
        assert (right["verdict"], right["device"]["matches"]) == ("passed", True)
        wrong = scan(shell, identity, "--port", ports[1])
        assert (wrong["verdict"], wrong["device"]["matches"]) == ("failed", False)
        assert wrong["code"] in {"qa-device-other", "qa-device-foreign"}
        assert other["mac"] in [story["mac"] for story in wrong["others"]]

        shell("unit", "hold", mac, "--reason", "smell")
        assert scan(shell, mac)["verdict"] == "held"
        shell("unit", "free", mac, "--reason", "washed")
        assert scan(shell, mac)["verdict"] == "passed"
        shell("unit", "scrap", mac, "--reason", "burnt")
        assert scan(shell, mac)["verdict"] == "void"
    assert shell("ledger", "check").code == 0


def test_a_license_on_two_boards_is_a_clone_at_qa_and_both_are_held(shell: Shell) -> None:
    with shell.boards(2) as boards:
        first = shell("write", "--lot", "A", "--port", boards[0]["port"]).record
        held = json.loads(flash_of(boards[0]).read_text())["kv"]
    copy = json.loads(flash_of(boards[1]).read_text())
    copy["kv"] = held
    flash_of(boards[1]).write_text(json.dumps(copy))
    with shell.boards(2) as boards:
        seen = scan(shell, first["identity"], "--port", boards[1]["port"])
    assert (seen["verdict"], seen["code"]) == ("clone", "qa-device-clone")
    assert scan(shell, first["mac"])["verdict"] == "clone"
    assert shell("unit", "show", boards[1]["mac"]).record["held"] == "clone"
    assert shell("lot", "show", "A").record["held"] == 1
    assert shell("ledger", "check").code == 0


def test_a_blank_board_is_reset_and_one_that_holds_its_license_is_not(shell: Shell) -> None:
    with shell.boards(1) as boards:
        port = boards[0]["port"]
        unit = shell("write", "--lot", "A", "--port", port).record
        refused = shell(
            "unit", "reset", unit["mac"], "--port", port, "--reason", "no", code=2
        ).record
        assert refused["error"] == "reset-not-blank"
    emptied = json.loads(flash_of(boards[0]).read_text())
    emptied["kv"] = {"uuid": None, "key": None}
    flash_of(boards[0]).write_text(json.dumps(emptied))
    with shell.boards(1) as boards:
        port = boards[0]["port"]
        assert scan(shell, unit["mac"], "--port", port)["code"] == "qa-device-blank"
        reset = shell("unit", "reset", unit["mac"], "--port", port, "--reason", "cancelled").record
        assert reset["license_becomes"] == "void"
        again = shell("write", "--lot", "A", "--port", port).record
    assert (again["outcome"], again["mac"]) == ("pass", unit["mac"])
    assert again["identity"] != unit["identity"]
    assert shell("ledger", "check").code == 0


def test_units_are_inspected_packed_and_reported(shell: Shell, tmp_path: Path) -> None:
    shell("order", "create", "W1", "--lot", "A", "--quantity", 3)
    with shell.boards(3) as boards:
        ports = [word for board in boards for word in ("--port", board["port"])]
        units = shell("write", "--order", "W1", *ports).records
    macs = [unit["mac"] for unit in units]
    assert (
        shell("qa", "rules", "W1", "--inspect-before-packing", "--per-carton", 2).record[
            "per_carton"
        ]
        == 2
    )
    shell("pack", "open", "C-1", "--order", "W1")
    assert shell("pack", "add", "C-1", macs[0], code=1).record["error"] == "pack-not-inspected"
    for mac in macs[:2]:
        shell("qa", "pass", mac)
    rejected = shell("qa", "reject", macs[2], "--reason", "label-missing", "--remarks", "none")
    assert rejected.record["result"] == "reject"
    assert shell("qa", "reject", macs[2], "--reason", "ugly", code=2).record["error"] == (
        "reason-unknown"
    )
    assert scan(shell, macs[0])["verdict"] == "already-inspected"
    assert scan(shell, macs[2])["verdict"] == "failed"
    packed = shell("pack", "add", "C-1", macs[0], macs[0], macs[2], code=1).records
    assert [line.get("error", "packed") for line in packed] == [
        "packed",
        "already-packed",
        "pack-not-passed",
    ]
    shell("pack", "add", "C-1", macs[1])
    assert shell("pack", "close", "C-1", "--quantity", 3, code=2).record["error"] == (
        "package-quantity"
    )
    assert shell("pack", "close", "C-1", "--quantity", 2).record["state"] == "closed"
    assert len(shell("pack", "label", "C-1").record["identities"]) == 2
    listing = tmp_path / "list.csv"
    shell("pack", "list", "C-1", "--out", listing)
    lines = list(csv.DictReader(listing.read_text(encoding="utf-8-sig").splitlines()))
    assert {line["mac"] for line in lines} == set(macs[:2])
    shell("pack", "list", "C-1", "--out", tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")

    total = shell("report", "figures", "--order", "W1").record["total"]
    assert (total["tried"], total["made"], total["fpy"]) == (3, 3, 1.0)
    for name in ("figures.pdf", "figures.xlsx", "figures.csv", "figures.json"):
        shell("report", "figures", "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500
    shell("report", "traveller", macs[0], "--out", tmp_path / "traveller.pdf")
    assert (tmp_path / "traveller.pdf").read_bytes().startswith(b"%PDF")
    manifest = tmp_path / "manifest.csv"
    assert shell("report", "manifest", "--order", "W1", "--out", manifest).record["rows"] == 3
    assert manifest.read_text(encoding="utf-8-sig").splitlines()[0] == (
        "identity,mac,serial,verified_at,order,lot"
    )
    assert shell("report", "writes", "--out", tmp_path / "writes.xlsx").record["rows"] == 200


def test_a_station_writes_nothing_before_its_golden_sample_was_read(shell: Shell) -> None:
    with shell.boards(2) as boards:
        golden, port = boards[0]["port"], boards[1]["port"]
        unit = shell("write", "--lot", "A", "--port", golden).record
        shell("order", "create", "W1", "--lot", "A", "--quantity", 3)
        shell("qa", "rules", "W1", "--golden")
        shell("qa", "golden", "G1", "--add", unit["mac"])
        locked = shell("write", "--order", "W1", "--port", port, code=1).record
        assert (locked["outcome"], locked["code"]) == ("refused", "golden-needed")
        wrong = shell("qa", "golden", "G1", "--port", port, "--order", "W1", code=1).record
        assert wrong["passed"] is False
        shell("write", "--order", "W1", "--port", port, code=1)
        assert shell("qa", "golden", "G1", "--port", golden, "--order", "W1").record["passed"]
        assert shell("write", "--order", "W1", "--port", port).record["outcome"] == "pass"


def test_a_hook_hears_of_a_unit_while_the_station_runs(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "heard.json"
    script = tmp_path / "take.py"
    script.write_text(
        f"import pathlib, sys\npathlib.Path({str(out)!r}).write_text(sys.stdin.read())\n"
    )
    made = shell(
        "hook", "set", "local", f"{sys.executable} {script}", "--kind", "command", "--event",
        "unit.passed",
    ).record  # fmt: skip
    assert (made["events"], made["secret"]) == (["unit.passed"], None)
    with shell.boards(1) as boards:
        unit = shell("write", "--lot", "A", "--port", boards[0]["port"]).record
    assert json.loads(out.read_text())["data"]["identity"] == unit["identity"]
    assert shell("hook", "deliver").record == {
        "delivered": 0, "failed": 0, "waiting": 0, "sending": 0, "done": 1,
    }  # fmt: skip
    shell("hook", "set", "mes", "https://mes.example/x")
    assert [hook["name"] for hook in shell("hook", "list").records] == ["local", "mes"]
