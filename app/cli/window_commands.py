"""``keywright window``: open the station window."""

import argparse
import os
from dataclasses import replace

from app.cli.opening import unlock
from app.cli.output import Output
from app.texts import Texts


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``window``."""
    window = commands.add_parser("window", parents=[shared], help=texts.text("cli-window"))
    window.set_defaults(run=run_window)


def run_window(options: argparse.Namespace, output: Output) -> int:
    """Open the window and stay until it is closed."""
    from app.ui.application import run

    named = getattr(options, "passphrase_file", None) or os.environ.get("KEYWRIGHT_PASSPHRASE_FILE")
    at_hand = unlock(options, output.texts)
    if not named:  # the window asks by itself; a terminal behind it must not
        at_hand = replace(at_hand, passphrase=None)
    return run(getattr(options, "ledger", None), output.texts.language, at_hand)
