"""The page on security names a test for each promise: every one of them must be there."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
PAGE = TESTS.parent / "docs" / "security.md"


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`([\w/.…]*)::(test_\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 40
    everywhere = "\n".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    missing = [name for _file, name in named if f"def {name}(" not in everywhere]
    assert missing == []


def test_every_file_that_the_page_names_exists() -> None:
    named = set(
        re.findall(r"`(?:tests/)?((?:app|architecture)/[\w/]+\.py)::", PAGE.read_text("utf-8"))
    )
    assert [name for name in sorted(named) if not (TESTS / name).exists()] == []
