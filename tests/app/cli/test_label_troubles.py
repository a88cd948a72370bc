"""A label that cannot be made: told in words to people, and whole to scripts."""

import json
from pathlib import Path

import pytest

from app.cli.main import main
from app.paths import resources_dir
from tests.journeys.floor import new_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path, _rows = new_ledger(tmp_path / "floor", 3)
    return str(path)


def design(folder: Path, size: str) -> str:
    import re

    shipped = (resources_dir() / "labels" / "small-40x30.toml").read_text(encoding="utf-8")
    file = folder / "tiny.toml"
    file.write_text(re.sub(r"(?m)^(w|h) = .*", rf"\1 = {size}", shipped), encoding="utf-8")
    return str(file)


def render(ledger: str, file: str, folder: Path, *more: str) -> int:
    return main(
        ["--ledger", ledger, *more, "label", "render", "--lot", "A", "--all", "--design", file,
         "--out", str(folder / "x.pdf")]
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_impossible_label_is_told_in_words_and_never_by_its_code(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert render(ledger, design(tmp_path, "3.0"), tmp_path, "--language", language) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "code-does-not-fit" not in printed.err
    assert "?" not in printed.err
    assert not (tmp_path / "x.pdf").exists()


def test_scripts_get_every_problem_in_one_object(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(ledger, design(tmp_path, "3.0"), tmp_path, "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == "label-impossible"
    assert [problem["code"] for problem in told["problems"]] == ["code-does-not-fit"]
    assert told["problems"][0]["message"].rstrip(".") in told["message"]
    assert told["advice"] == told["problems"][0]["advice"]
    assert told["facts"]["identity"]
