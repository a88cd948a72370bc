"""``keywright``: the same workflows from a shell, for scripts and machines without a screen.

Exit codes: 0 all well; 1 some units did not pass; 2 bad input or usage; 3 ledger or vault trouble;
70 an error in Keywright itself (its report number leads to the log); 130 stopped by Ctrl+C.
``--ledger``, ``--json`` and ``--language`` may stand before or after the command's name.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.output import Output
from app.cli.parser import parser_class
from app.cli.signing_in import add_options
from app.errors import KeywrightError
from app.texts import LANGUAGES, Texts, system_language

ALL_WELL, BAD_INPUT, BUG, STOPPED = 0, 2, 70, 130

# Which module adds which commands: only the modules of words on the command line are imported,
# so that one command does not wait for what all the others need.
COMMANDS = {
    "ledger_commands": ("init", "ledger"),
    "lot_commands": ("lot",),
    "lot_care_commands": ("scheme",),
    "order_commands": ("order",),
    "write_commands": ("write", "probe"),
    "unit_commands": ("unit",),
    "report_commands": ("report",),
    "qa_commands": ("qa",),
    "pack_commands": ("pack",),
    "hook_commands": ("hook",),
    "people_commands": ("people",),
    "vault_commands": ("vault",),
    "audit_commands": ("audit",),
    "backup_commands": ("backup",),
    "certificate_commands": ("certificate",),
    "license_commands": ("license",),
    "label_commands": ("label",),
    "printer_commands": ("serial",),
    "simulate_commands": ("simulate", "demo"),
    "window_commands": ("window",),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never shows a trace for a known error."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # while the command's own modules were being loaded: nothing is done
        return STOPPED


def _run(arguments: Sequence[str] | None) -> int:
    given = sys.argv[1:] if arguments is None else list(arguments)
    texts = Texts(_asked_language(given))
    as_json = "--json" in given
    parser = build_parser(texts, modules_for(given), as_json=as_json)
    try:
        options = parser.parse_args(given)
        if as_json and not hasattr(options, "run"):
            parser.error("the following arguments are required: COMMAND")
    except SystemExit as done:  # help, the version, or a wrong command line: told already
        return int(done.code or ALL_WELL)
    if not hasattr(options, "run"):
        parser.print_help()
        return BAD_INPUT
    output = Output(texts, as_json=as_json)
    try:
        return int(options.run(options, output))
    except KeywrightError as error:
        output.trouble(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.stopped()
        return STOPPED
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_WELL
    except Exception as bug:  # noqa: BLE001 - told as a short number; the trace goes to the log
        return _tell_bug(bug, output)


def _tell_bug(bug: Exception, output: Output) -> int:
    """Write the trace, redacted, to the log, and say its report number and where it stands."""
    from app import logs
    from app.paths import log_dir

    file = logs.set_up(log_dir(), output.redactor)
    number = logs.log_unknown(type(bug), bug, bug.__traceback__)
    logs.tear_down()
    output.note(str(file))
    output.trouble(KeywrightError("unknown-error", number=number))
    return BUG


def modules_for(words: Sequence[str]) -> list[str]:
    """Return the modules whose commands stand among these words; all where none does."""
    named = [module for module, names in COMMANDS.items() if any(name in words for name in names)]
    return named or list(COMMANDS)


def build_parser(
    texts: Texts, modules: Sequence[str] = tuple(COMMANDS), *, as_json: bool = False
) -> argparse.ArgumentParser:
    """Return the parser of these modules' commands, its help in the language of ``texts``."""
    kind, shared = parser_class(
        texts, lambda parser: add_shared_options(parser, texts), as_json=as_json
    )
    parser = kind(prog="keywright", description=texts.text("cli-keywright"), parents=[shared])
    parser.add_argument("--version", action="version", version=software_version())
    commands = parser.add_subparsers(metavar="COMMAND", title=texts.text("cli-commands"))
    for name in modules:
        import_module(f"app.cli.{name}").add_commands(commands, shared, texts)
    return parser


def add_shared_options(parser: argparse.ArgumentParser, texts: Texts) -> None:
    """Add the options every command takes. SUPPRESS lets them stand on either side."""
    shared = parser.add_argument_group(texts.text("cli-common-options"))
    absent = argparse.SUPPRESS
    shared.add_argument(
        "--ledger", metavar="PATH|URL", default=absent, help=texts.text("cli-opt-ledger")
    )
    shared.add_argument(
        "--json", action="store_true", default=absent, help=texts.text("cli-opt-json")
    )
    shared.add_argument(
        "--language", choices=LANGUAGES, default=absent, help=texts.text("cli-opt-language")
    )
    shared.add_argument(
        "--station", metavar="NAME", default=absent, help=texts.text("cli-opt-station")
    )
    shared.add_argument(
        "--operator", metavar="NAME", default=absent, help=texts.text("cli-opt-operator")
    )
    shared.add_argument(
        "--key-file", metavar="FILE", default=absent, help=texts.text("cli-opt-key-file")
    )
    shared.add_argument(
        "--passphrase-file", metavar="FILE", default=absent, help=texts.text("cli-opt-passphrase")
    )
    add_options(shared, texts)


def software_version() -> str:
    """Return Keywright's own version, as recorded with each attempt."""
    from app.bootstrap import SOFTWARE

    return SOFTWARE


def _asked_language(arguments: Sequence[str]) -> str:
    for at, word in enumerate(arguments):
        if word.startswith("--language="):
            return word.partition("=")[2]
        if word == "--language" and at + 1 < len(arguments):
            return arguments[at + 1]
    return system_language()


if __name__ == "__main__":
    sys.exit(main())
