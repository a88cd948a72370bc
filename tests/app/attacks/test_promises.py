"""The page on security names a test for each promise: every one of them must be there."""

import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
PAGE = TESTS.parent / "docs" / "security.md"


def promised() -> Iterator[tuple[str, str]]:
    """Yield file and test of each promise; ``…`` stands for the file that was named last."""
    last = ""
    words = PAGE.read_text(encoding="utf-8")
    for file, name in re.findall(r"`([\w/.…]+)::(test_\w+)`", words):
        last = last if file == "…" else file
        yield last, name


def test_every_test_that_the_page_names_stands_in_the_file_that_it_names() -> None:
    named = list(promised())
    assert len(named) > 90
    missing = []
    for file, name in named:
        paths = (TESTS / file, TESTS / "app" / "attacks" / file)
        found = [path for path in paths if path.is_file()]
        words = found[0].read_text(encoding="utf-8") if found else ""
        if f"def {name}(" not in words:
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_attack_of_these_tests_stands_on_the_page() -> None:
    named = {name for _file, name in promised()}
    for stem in ("test_ledger_attacks", "test_people_attacks", "test_desk_attacks"):
        words = (TESTS / "app" / "attacks" / f"{stem}.py").read_text(encoding="utf-8")
        tests = re.findall(r"^def (test_\w+)\(", words, re.MULTILINE)
        assert len(set(tests) & named) >= len(tests) - 4, (stem, sorted(set(tests) - named))
