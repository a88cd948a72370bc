"""``keywright``: the same workflows from a shell, for scripts and machines without a screen.

Exit codes: 0 all well; 1 some units did not pass; 2 bad input or usage; 3 ledger or vault trouble.
``--ledger``, ``--json`` and ``--language`` may stand before or after the command's name.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.output import Output
from app.cli.signing_in import add_options
from app.errors import KeywrightError
from app.texts import LANGUAGES, Texts, system_language

ALL_WELL, SOME_FAILED, BAD_INPUT, LEDGER_TROUBLE, STOPPED = 0, 1, 2, 3, 130

# Each module adds its commands; listed here by name so that only the chosen one is imported whole.
COMMANDS = (
    "ledger_commands",
    "lot_commands",
    "lot_care_commands",
    "order_commands",
    "write_commands",
    "unit_commands",
    "report_commands",
    "qa_commands",
    "pack_commands",
    "hook_commands",
    "people_commands",
    "vault_commands",
    "audit_commands",
    "backup_commands",
    "certificate_commands",
    "label_commands",
    "printer_commands",
    "simulate_commands",
    "window_commands",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never shows a trace for a known error."""
    texts = Texts(_asked_language(sys.argv[1:] if arguments is None else arguments))
    parser = build_parser(texts)
    options = parser.parse_args(arguments)
    output = Output(texts, as_json=getattr(options, "json", False))
    if not hasattr(options, "run"):
        parser.print_help()
        return BAD_INPUT
    try:
        return int(options.run(options, output))
    except KeywrightError as error:
        output.trouble(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.note(texts.text("cli-stopped"))
        return STOPPED
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_WELL


def build_parser(texts: Texts) -> argparse.ArgumentParser:
    """Return the parser of all commands, its help in the language of ``texts``."""
    shared = shared_options(texts)
    parser = argparse.ArgumentParser(
        prog="keywright", description=texts.text("cli-keywright"), parents=[shared]
    )
    parser.add_argument("--version", action="version", version=software_version())
    commands = parser.add_subparsers(metavar="COMMAND", title=texts.text("cli-commands"))
    for name in COMMANDS:
        import_module(f"app.cli.{name}").add_commands(commands, shared, texts)
    return parser


def shared_options(texts: Texts) -> argparse.ArgumentParser:
    """Return the options every command takes. SUPPRESS lets them stand on either side."""
    shared = argparse.ArgumentParser(add_help=False)
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
    return shared


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
