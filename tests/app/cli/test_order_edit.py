"""An open work order changed from a shell."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"


def test_what_is_named_changes_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEYWRIGHT_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("KEYWRIGHT_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, list[dict[str, Any]]]:
        code = main([*words, "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert run("init", "--key-file", "key")[0] == 0
    for lot, file in (("A", "tuya-license-list.csv"), ("B", "tuya-license-list-16.xlsx")):
        assert run("lot", "import", str(SAMPLES / file), "--lot", lot)[0] == 0
    assert run("order", "create", "WO", "--quantity", "5", "--lot", "A")[0] == 0
    code, (told,) = run(
        "order", "edit", "WO", "--quantity", "9", "--lot", "B", "--lot", "A", "--reason", "more"
    )
    assert (code, told["quantity"], told["storage"]) == (0, 9, "kv")
    code, records = run("audit", "show", "--limit", "1")
    assert records[0]["act"] == "order.edited"
    code, (trouble,) = run("order", "edit", "WO")
    assert (code, trouble["error"]) == (2, "nothing-to-change-order")
    code, (trouble,) = run("order", "edit", "WO", "--lot", "Z")
    assert (code, trouble["error"]) == (2, "lot-unknown")
