"""Every command line that README and docs show is one that the program takes."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import build_parser
from app.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *sorted(ROOT.glob("docs/*.md")),
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "ARCHITECTURE")),
)
BLOCK = re.compile(r'(?:^|")keywright (?P<words>[^\n#]+?)(?:"?   .*| +#.*)?$')
"""A line of a block: what stands behind three spaces or a ``#`` explains it."""
QUOTED = re.compile(r"`(?P<whole>keywright )?(?P<words>[a-z-][^`\n]*)`")
MAKE = re.compile(r"(?:`|^ {4})make (?P<target>[a-z]+)", re.MULTILINE)


def blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            found = BLOCK.search(line.strip().partition("* * * *  ")[2] or line.strip())
            if line.startswith("    ") and found:
                yield f"{page.name}:{number}", found["words"].strip()


def quoted() -> Iterator[tuple[str, str]]:
    verbs = set(children(build_parser(Texts("en"))))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in QUOTED.finditer(text):
            words = found["words"].split()
            if found["whole"] or (words[0] in verbs and len(words) > 1):
                number = text.count("\n", 0, found.start()) + 1
                yield f"{page.name}:{number}", found["words"]


def children(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    groups = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return {name: child for group in groups for name, child in group.choices.items()}


def unknown_in(words: str) -> list[str]:
    """Return the verbs and options of a command line that the program does not have."""
    parser: argparse.ArgumentParser = build_parser(Texts("en"))
    options, strange = set(parser._option_string_actions), []
    is_verb = True
    for word in words.split():
        deeper = children(parser)
        if is_verb and deeper and not word.startswith("-"):
            for verb in word.split("|"):  # audit verify|export|show
                if verb not in deeper:
                    strange.append(verb)
            if strange:
                return strange
            parser = deeper[word.split("|")[-1]]
            options |= set(parser._option_string_actions)
        elif word.startswith("--"):
            strange += [one for one in word.split("|") if one.split("=")[0] not in options]
        else:
            is_verb = False
    return strange


@pytest.mark.parametrize(("place", "words"), list(blocks()))
def test_a_command_line_that_is_shown_is_understood(place: str, words: str) -> None:
    try:
        build_parser(Texts("en")).parse_args(shlex.split(words))
    except SystemExit:
        pytest.fail(f"{place}: keywright {words}")


@pytest.mark.parametrize(("place", "words"), list(quoted()))
def test_a_command_that_is_named_is_there(place: str, words: str) -> None:
    assert unknown_in(words) == [], place


def test_the_pages_show_and_name_commands() -> None:
    assert len(list(blocks())) >= 15
    assert len(list(quoted())) >= 15


def test_every_word_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {m["target"] for page in PAGES for m in MAKE.finditer(page.read_text(encoding="utf-8"))}
    assert named
    assert named - targets == set()
