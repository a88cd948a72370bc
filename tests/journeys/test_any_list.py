"""Any cloud's list through the real command line: a lot, or what is wrong and where."""

import contextlib
import csv
import io
import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from tests.app.intake.lists import licenses, write_csv, write_xlsx
from tests.shell import Answer, Shell

SAMPLES = Path(__file__).resolve().parents[1] / "app" / "intake" / "samples"
SOUND = {
    # file: scheme, rows, states
    "tuya-license-list.xlsx": ("tuya", 200, {"available": 200}),
    "tuya-license-list-16.xlsx": ("tuya", 20, {"available": 20}),
    "tuya-ble-list.xlsx": ("tuya-ble", 50, {"available": 50}),
    "tyutool-v3-in-progress.xlsx": (
        "tuya",
        40,
        {"verified": 13, "doubtful": 3, "reserved": 2, "available": 22},
    ),
    "tuyalink-certificates.csv": ("tuyalink", 60, {"available": 60}),
    "enos-devices.csv": ("enos", 60, {"available": 60}),
    "alibaba-certificates.csv": ("alibaba", 60, {"available": 60}),
    "rainmaker-node_certs.csv": ("rainmaker", 12, {"available": 12}),
    "traps-gb18030.csv": ("tuya", 10, {"available": 10}),
}
REFUSED = {
    "empty.csv": "file-empty",
    "credential-token.txt": "token-file",
}


class Inside(Shell):
    """The same command line in this process: a second less for each of many commands."""

    def __call__(self, *arguments: object, code: int | None = 0, stdin: str = "") -> Answer:
        done = self.spoken(*arguments, "--json")
        if code is not None:
            assert done.code == code, done
        return done

    def spoken(self, *arguments: object) -> Answer:
        """Run a command; without ``--json`` it answers as to a person."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("KEYWRIGHT_LEDGER", "KEYWRIGHT_LANGUAGE"):
                patch.setenv(name, self.environment[name])
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main([str(word) for word in arguments])
        return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def shell(tmp_path: Path) -> Inside:
    shell = Inside(tmp_path)
    shell("init", "--key-file", tmp_path / "station.key")
    return shell


def bring(shell: Shell, path: Path, lot: str, *more: object, code: int = 0) -> dict[str, Any]:
    record: dict[str, Any] = shell("lot", "import", path, "--lot", lot, *more, code=code).record
    return record


def test_every_sound_sample_becomes_a_lot_with_the_states_it_tells_of(shell: Inside) -> None:
    for file, (scheme, rows, states) in SOUND.items():
        record = bring(shell, SAMPLES / file, file)
        assert (record["scheme"], record["rows"], record["imported"]) == (scheme, rows, rows), file
        shown = shell("lot", "show", file).record
        assert {state: shown[state] for state in states} == states, file
        assert shown["total"] == rows
    assert shell("ledger", "check").code == 0


def test_every_sample_that_is_no_list_is_refused_with_its_reason(shell: Inside) -> None:
    for file, code in REFUSED.items():
        refused = shell("lot", "import", SAMPLES / file, "--lot", "L", code=2).record
        assert refused["error"] == code
        assert refused["advice"]
    header_only = bring(shell, SAMPLES / "header-only.csv", "L", code=2)
    assert [problem["code"] for problem in header_only["problems"]] == ["no-rows"]
    assert shell("lot", "list").records == []


def test_each_trap_is_named_with_its_cell_in_both_languages(shell: Inside) -> None:
    record = bring(shell, SAMPLES / "traps.xlsx", "L", code=2)
    found = {(p["column"], p["row"]): p["code"] for p in record["problems"]}
    assert found == {
        ("A", 5): "identity-conflict",
        ("A", 6): "identity-conflict",
        ("B", 7): "secret-twice",
        ("B", 8): "secret-twice",
        ("A", 9): "cell-length",
        ("B", 10): "cell-length",
        ("A", 11): "placeholder",
        ("B", 11): "placeholder",
        ("A", 12): "cell-number",
        ("B", 13): "cell-space",
        ("A", 15): "spaces-trimmed",
        ("A", 17): "cell-full-width",
    }
    assert all(problem["sheet"] == "Sheet1" for problem in record["problems"])
    arguments = ("lot", "import", SAMPLES / "traps.xlsx", "--lot", "L", "--language")
    assert "error: Sheet1!A12: uuid is a number cell" in shell.spoken(*arguments, "en").err
    assert "错误: Sheet1!A12: uuid 是数字单元格" in shell.spoken(*arguments, "zh_CN").err


def test_a_status_nobody_knows_is_never_free(shell: Inside) -> None:
    half_used = SAMPLES / "tyutool-v2-half-used.xlsx"
    asked = bring(shell, half_used, "V2", code=2)
    assert asked["questions"] == {"scrap": 1}
    assert shell("lot", "list").records == []
    words = shell.spoken("lot", "import", half_used, "--lot", "V2").err
    assert '--answer "scrap=held"' in words
    answered = bring(shell, half_used, "V2", "--answer", "scrap=held")
    assert answered["states"] == {"verified": 18, "available": 22, "held": 1}


def test_skipped_rows_lie_beside_the_list_with_their_reasons(shell: Inside) -> None:
    path = shell.folder / "traps.xlsx"
    path.write_bytes((SAMPLES / "traps.xlsx").read_bytes())
    record = bring(shell, path, "L", "--skip-bad")
    assert record["rejected"] == str(shell.folder / "traps.rejected.csv")
    with Path(record["rejected"]).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) - 1 == record["rows"] - record["imported"]
    assert any("A9: uuid has 19 characters" in cell for row in rows for cell in row)


def test_a_dry_run_says_all_and_leaves_nothing(shell: Inside) -> None:
    record = bring(shell, SAMPLES / "tuya-license-list.csv", "L", "--dry-run", "--shred")
    assert (record["rows"], record["imported"], record["dry_run"]) == (200, 0, True)
    assert (SAMPLES / "tuya-license-list.csv").exists()
    assert shell("lot", "list").records == []


def test_a_mapping_kept_once_reads_the_next_list_of_this_kind(shell: Inside) -> None:
    saved = shell(
        *("lot", "mapping", "save", "acme", "--scheme", "generic"),
        *("--map", "identity=Node", "--map", "secret=B"),
    ).record
    assert saved["columns"] == {"identity": "Node", "secret": "B"}
    path = write_csv(shell.folder / "x.csv", [["Node", "Pass"], *licenses(3)])
    assert bring(shell, path, "L", "--mapping", "acme")["imported"] == 3
    assert [one["mapping"] for one in shell("lot", "mapping", "list").records] == ["acme"]
    unknown = shell("lot", "import", path, "--lot", "M", "--mapping", "other", code=2).record
    assert unknown["error"] == "mapping-unknown"
    empty = shell("lot", "mapping", "save", "x", "--scheme", "tuya", code=2).record
    assert empty["error"] == "mapping-empty"


def test_a_kept_list_comes_back_as_it_was_and_both_are_on_record(shell: Inside) -> None:
    path = write_csv(shell.folder / "list.csv", [["uuid", "key"], *licenses(4)])
    plain = path.read_bytes()
    record = bring(shell, path, "L", "--keep-source", "--shred")
    assert record["shredded"]
    assert not path.exists()
    (kept,) = shell("lot", "source", "L").records
    assert (kept["file"], kept["size"]) == ("list.csv", len(plain))
    out = shell.folder / "back.csv"
    shell("lot", "source", "L", "--out", out)
    assert out.read_bytes() == plain
    assert shell("lot", "source", "L", "--out", out, code=2).record["error"] == "file-exists"
    acts = [one["act"] for one in shell("audit", "show").records]
    assert {"attachment.kept", "attachment.opened"} <= set(acts)


def test_lots_are_edited_split_held_and_released(shell: Inside) -> None:
    bring(shell, SAMPLES / "tuya-license-list.csv", "L", "--order-no", "PO-7")
    edited = shell("lot", "edit", "L", "--remarks", "=1+1", "--low-stock", "60").record
    assert (edited["remarks"], edited["low_stock"], edited["order_no"]) == ("=1+1", 60, "PO-7")
    part = shell("lot", "split", "L", "--quantity", 150, "--to", "L2").record
    assert (part["total"], part["available"]) == (150, 150)
    too_many = shell("lot", "split", "L", "--quantity", 51, "--to", "L3", code=2).record
    assert too_many["error"] == "split-too-many"
    held = shell("lot", "hold", "L", "--rows", "2-11", "--reason", "returned").record
    assert (held["held"], held["available"]) == (10, 40)
    overview = {one["lot"]: one["is_low"] for one in shell("lot", "overview").records}
    assert overview == {"L": True, "L2": False}
    released = shell("lot", "release", "L", "--reason", "found").record
    assert (released["released"], released["available"]) == (10, 50)
    assert shell("lot", "edit", "L", code=2).record["error"] == "nothing-to-change"
    assert shell("lot", "edit", "L", "--name", " ", code=2).record["error"] == "lot-name-missing"
    assert shell("lot", "overview", "--since", "soon", code=2).record["error"] == "time-malformed"
    assert shell("lot", "overview", "--since", "2026-01-05").code == 0
    assert shell("ledger", "check").code == 0


def test_templates_and_registration_lists_are_written(shell: Inside) -> None:
    for suffix in ("csv", "xlsx"):
        out = shell.folder / f"t.{suffix}"
        shell("lot", "template", "tuyalink", "--out", out)
        assert out.stat().st_size > 0
    nowhere = shell.folder / "none" / "t.csv"
    refused = shell("lot", "template", "tuya", "--out", nowhere, code=2).record
    assert refused["error"] == "file-not-written"
    units = shell.folder / "units.txt"
    units.write_text("\n".join(f"DC:23:4D:00:{n >> 8:02x}:{n & 255:02x}" for n in range(1001)))
    record = shell(
        "lot", "register", "tuyalink", "--units", units, "--out", shell.folder / "reg.csv"
    ).record
    assert record["units"] == 1001
    assert len(record["files"]) == 2  # the cloud takes a thousand at a time


def test_a_scheme_of_ones_own_is_checked_and_used(shell: Inside) -> None:
    file = shell.folder / "acme.toml"
    sound = (
        'name = "acme"\nfamily = "acme"\nidentity = "serial"\nproof = "token"\n'
        'sources = ["the maker\'s letter"]\n[title]\nen = "Acme"\nzh_CN = "Acme"\n'
        '[[field]]\nname = "serial"\nkind = "identity"\nheaders = ["Acme No"]\nlengths = [8]\n'
        '[[field]]\nname = "token"\nkind = "secret"\nheaders = ["Acme Token"]\n'
    )
    file.write_text(sound, encoding="utf-8")
    assert shell("scheme", "check", file).record["problems"] == []
    path = write_csv(shell.folder / "a.csv", [["acme no", "ACME TOKEN"], ["A0000001", "secret"]])
    assert bring(shell, path, "L", "--scheme", file)["imported"] == 1
    file.write_text(sound.replace('"secret"', '"secrett"').replace("[8]", "[0]"), encoding="utf-8")
    faults = shell("scheme", "check", file, code=2).record["problems"]
    assert {fault["code"] for fault in faults} >= {"scheme-word-unknown", "scheme-lengths-wrong"}
    assert all(fault["message"] for fault in faults)


def test_ctrl_c_ends_an_import_without_a_trace(shell: Inside) -> None:
    path = write_csv(shell.folder / "many.csv", [["uuid", "key"], *licenses(150_000)])
    process = shell.start("lot", "import", path, "--lot", "L")
    wal = Path(f"{shell.ledger}-wal")
    deadline = time.monotonic() + 60
    # The ledger's log grows once rows are on their way into it.
    while process.poll() is None and time.monotonic() < deadline:
        if wal.exists() and wal.stat().st_size > 0:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    answer = json.loads(out.splitlines()[-1])
    if process.returncode == 0:  # the last rows were in before the key was
        assert answer["imported"] == 150_000
        return
    assert (process.returncode, answer["error"]) == (130, "import-stopped")
    assert shell("lot", "list").records == []
    assert bring(shell, path, "L")["imported"] == 150_000


def test_a_board_that_no_license_of_a_bound_list_names_is_refused(shell: Inside) -> None:
    with shell.boards(2) as boards:
        mine, other = boards
        rows = [
            [*pair, mac]
            for pair, mac in zip(licenses(2), (mine["mac"], "DC234D00FFFE"), strict=True)
        ]
        path = write_xlsx(shell.folder / "bound.xlsx", [["uuid", "key", "mac"], *rows])
        bring(shell, path, "L", "--scheme", "tuya-bound")
        (refused,) = shell("write", "--lot", "L", "--port", other["port"], code=1).records
        assert (refused["outcome"], refused["identity"]) == ("refused", None)
        (written,) = shell("write", "--lot", "L", "--port", mine["port"]).records
    assert (written["outcome"], written["identity"]) == ("pass", rows[0][0])
    shown = shell("lot", "show", "L").record
    assert (shown["verified"], shown["available"]) == (1, 1)


def test_a_second_list_that_binds_the_same_unit_is_named(shell: Inside) -> None:
    one, two = licenses(2)
    for lot, pair, code in (("A", one, 0), ("B", two, 2)):
        path = write_csv(
            shell.folder / f"{lot}.csv", [["uuid", "key", "mac"], [*pair, "DC:23:4D:00:00:01"]]
        )
        record = bring(shell, path, lot, "--scheme", "tuya-bound", code=code)
    (problem,) = record["problems"]
    assert (problem["code"], problem["row"], problem["column"]) == ("unit-bound-in-ledger", 2, "C")
    assert "A" in problem["message"]
