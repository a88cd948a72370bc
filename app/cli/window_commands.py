"""``keywright window``: open the station window."""

import argparse

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

    return run(getattr(options, "ledger", None), output.texts.language)
