"""Every code a person can meet has its words, in both languages."""

import ast
import re
import string
import time
from functools import cache
from pathlib import Path

import pytest

from app.texts import LANGUAGES, Texts, load_words, wall_time

ROOT = Path(__file__).resolve().parents[2]
RAISED = {
    "BadInput",
    "Refused",
    "NoLicense",
    "NotAllowed",
    "LedgerTrouble",
    "VaultTrouble",
    "Refuse",
}
COUNTED = (
    *("licenses", "units", "boards", "records", "rows", "lots", "labels", "problems", "findings"),
    *(
        "secrets",
        "files",
        "lines",
        "faults",
        "attempts",
        "characters",
        "tables",
        "times",
        "entries",
    ),
    *("pickups", "copies", "pictures", "failures", "columns", "modules"),
)
NEVER_ONE = {
    "header-missing",
    "mapping-name",
    "password-too-short",
    "badge-too-short",
    "passphrase-too-short",
    "tag-wrong",
}
"""Codes whose numbers are the program's own, and larger than one."""
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9_]+)*$")


def fields(words: str | dict[str, str]) -> set[str]:
    texts = [words] if isinstance(words, str) else list(words.values())
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def codes_in_source() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in [*ROOT.glob("app/**/*.py"), *ROOT.glob("flasher/**/*.py")]:
        name_of_file = file.relative_to(ROOT)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            place = f"{name_of_file}:{getattr(node, 'lineno', 0)}"
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]) if (
                    name in RAISED
                ):
                    found[code] = place
                case ast.Call(
                    func=ast.Attribute(attr="text" | "sentence" | "advice"),
                    args=[ast.Constant(value=str(code)), *_],
                ) if CODE.match(code) and "-" in code:
                    found[code] = place
                case ast.Call(
                    func=ast.Name(id="Problem"), args=[ast.Constant(value=str(code)), *_]
                ):
                    found[code] = place
                case ast.ClassDef(body=body) if "errors.py" in file.name:
                    for line in body:
                        match line:
                            case ast.Assign(
                                targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))
                            ):
                                found[code] = place
    found.pop("flasher-error", None)  # base classes are never raised
    found.pop("link-error", None)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_the_source_has_words(language: str) -> None:
    words = load_words(language)
    missing = {code: place for code, place in codes_in_source().items() if code not in words}
    assert missing == {}


def test_both_languages_have_the_same_keys_and_fields() -> None:
    english, chinese = load_words("en"), load_words("zh_CN")
    assert english.keys() == chinese.keys()
    assert {k: fields(v) for k, v in english.items()} == {k: fields(v) for k, v in chinese.items()}


def test_chinese_words_are_chinese() -> None:
    def all_of(words: str | dict[str, str]) -> str:
        return words if isinstance(words, str) else words["sentence"]

    english = load_words("en")
    same = [k for k, v in load_words("zh_CN").items() if all_of(v) == all_of(english[k])]
    # Names and units are the same in every language; sentences are not.
    assert [k for k in same if " " in all_of(english[k]).strip()] == []


def test_one_thing_is_never_said_to_be_several() -> None:
    texts = Texts("en")
    assert texts.text("cli-license-void-done", licenses=1) == "1 license is void."
    assert texts.text("cli-license-void-done", licenses=2) == "2 licenses are void."
    assert texts.text("cli-license-void-done", licenses="1,000") == "1,000 licenses are void."
    assert Texts("zh_CN").text("cli-license-void-done", licenses=1) == "已作废 1 条授权。"


def test_a_count_stands_before_no_bare_plural() -> None:
    bare = re.compile(rf"(?<!at most ){{[a-z_]+}} ({'|'.join(COUNTED)})\b")
    found = [
        (key, text)
        for key, words in load_words("en").items()
        for text in ([words] if isinstance(words, str) else words.values())
        if bare.search(text) and key not in NEVER_ONE
    ]
    assert found == []


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the clock of Windows has no TZ")
def test_times_are_told_as_the_clock_on_the_wall_shows_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        for language in LANGUAGES:
            told = Texts(language).sentence(
                "locked-out", name="Ole", until="2026-03-01T18:30:05.000+00:00"
            )
            assert "2026-03-02 02:30" in told
        assert wall_time("2026-03-01T18:30:05Z", "%H:%M (UTC%z)") == "02:30 (UTC+0800)"
        assert wall_time("edited by hand") == "edited by hand"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_missing_fact_shows_a_question_mark_and_never_a_trace() -> None:
    assert "?" in Texts("en").sentence("port-named-twice")
