"""Help and usage errors: every option explained, every mistake told to people and to scripts."""

import argparse
import json
from collections.abc import Iterator

import pytest

from app.cli import main as cli
from app.cli.main import build_parser, main
from app.cli.parser import Parser, understood
from app.texts import LANGUAGES, Texts, load_words


def every_command(parser: argparse.ArgumentParser) -> Iterator[Parser]:
    assert isinstance(parser, Parser)
    deeper = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not deeper:
        yield parser
    for action in deeper:
        for child in action.choices.values():
            yield from every_command(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_every_command_is_explained(language: str) -> None:
    silent = [
        f"{command.prog} {action.option_strings or action.dest}"
        for command in every_command(build_parser(Texts(language)))
        for action in command._actions
        if not (action.help or command.help_for(action))
    ]
    assert silent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_can_be_printed_and_names_its_values(language: str) -> None:
    for command in every_command(build_parser(Texts(language))):
        told = command.format_help()
        assert command.description
        assert "DATA_" not in told
        assert Texts(language).text("cli-common-options") in told


def test_no_explanation_is_kept_for_an_option_that_is_gone() -> None:
    used = {"cli-arg-" + key for key in _names_in_use()}
    kept = {key for key in load_words("en") if key.startswith("cli-arg-")}
    assert kept - used == set()


def _names_in_use() -> Iterator[str]:
    from app.cli.parser import name_of

    for command in every_command(build_parser(Texts("en"))):
        words = command.prog.split()[1:]
        for action in command._actions:
            for count in range(4):
                yield "-".join([*words[:count], name_of(action)])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "usage-missing"),
        ("lot", "usage-missing"),
        ("lot import list.csv", "usage-missing"),
        ("lot impor", "usage-choice"),
        ("lot list --nonsense", "usage-unknown"),
        ("write --lot A --port P --count 0", "usage-number"),
        ("write --lot A --port P --count x", "usage-number"),
        ("write --lot A --port P --wait x", "usage-decimal"),
        ("write --lot A --port P --storage tape", "usage-choice"),
        ("write --port P", "usage-one-of"),
        ("write --lot A --order B --port P", "usage-not-both"),
        ("write --lot A --port", "usage-no-value"),
        ("lot list --json=yes", "usage-takes-none"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_command_line_is_told_on_both_channels(
    capsys: pytest.CaptureFixture[str], line: str, code: str, language: str
) -> None:
    assert main(["--json", "--language", language, *line.split()]) == 2
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told["error"] == code
    assert told["message"] in printed.err
    assert told["advice"]
    assert "{" not in told["message"] + told["advice"]
    assert ("argument" in told["message"]) is False
    if language == "zh_CN":
        assert any(char >= "一" for char in told["message"])


def test_a_wrong_command_line_without_json_leaves_stdout_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lot", "import"]) == 2
    assert capsys.readouterr().out == ""


def test_a_new_message_of_the_parser_is_told_as_it_is() -> None:
    assert understood("something new") == ("usage-other", {})


def test_an_option_is_never_guessed_from_its_beginning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lot", "import", "list.csv", "--lot", "A", "--dry"]) == 2
    assert "--dry" in capsys.readouterr().err


def test_a_bug_is_told_as_a_report_number_and_its_trace_is_in_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("a bug")

    real = cli.build_parser

    def parser(*args: object, **more: object) -> argparse.ArgumentParser:
        made = real(*args, **more)
        made.set_defaults(run=broken)
        return made

    monkeypatch.setattr(cli, "build_parser", parser)
    code = main(["--json"])
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert (code, told["error"]) == (cli.BUG, "unknown-error")
    assert "Traceback" not in printed.err
    from pathlib import Path

    log = Path(printed.err.splitlines()[0]).read_text(encoding="utf-8")
    assert told["facts"]["number"] in log
    assert "ZeroDivisionError" in log


def test_ctrl_c_is_told_to_scripts_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> int:
        raise KeyboardInterrupt

    real = cli.build_parser

    def parser(*args: object, **more: object) -> argparse.ArgumentParser:
        made = real(*args, **more)
        made.set_defaults(run=pressed)
        return made

    monkeypatch.setattr(cli, "build_parser", parser)
    assert main(["--json"]) == 130
    assert json.loads(capsys.readouterr().out)["error"] == "stopped"


def test_a_stop_while_the_program_is_still_loading_shows_no_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.main.import_module", load)
    assert main(["lot", "list"]) == 130
    assert capsys.readouterr() == ("", "")
