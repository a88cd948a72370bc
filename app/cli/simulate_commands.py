"""``keywright simulate`` and ``keywright demo``: pretend boards, and the whole main job on them."""

import argparse
import os
import sys
from pathlib import Path

from app.cli.output import Output
from app.texts import Texts


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``simulate`` and ``demo``."""
    simulate = commands.add_parser("simulate", parents=[shared], help=texts.text("cli-simulate"))
    simulate.add_argument("--count", type=int, default=1, metavar="N")
    simulate.add_argument("--dir", type=Path, required=True, metavar="D")
    simulate.add_argument("--profile", default=None, metavar="NAME")
    simulate.add_argument("--fault", action="append", default=[], metavar="NAME[@STEP]")
    simulate.add_argument("--seed", type=int, default=1, metavar="S")
    simulate.add_argument("--transport", choices=("pty", "tcp", "rfc2217"), default=None)
    simulate.set_defaults(run=run_simulate)
    demo = commands.add_parser("demo", parents=[shared], help=texts.text("cli-demo"))
    demo.add_argument("--out", type=Path, default=Path("keywright-demo"), metavar="DIR")
    demo.add_argument("--no-window", action="store_true", help=texts.text("cli-opt-no-window"))
    demo.set_defaults(run=run_demo)


def run_simulate(options: argparse.Namespace, output: Output) -> int:
    """Run simulated boards until stopped; one JSON line per board."""
    from app.workflows.simulate_boards import simulate_boards

    return simulate_boards(
        count=options.count,
        folder=options.dir,
        profile=options.profile,
        faults=options.fault,
        seed=options.seed,
        transport=options.transport,
        tell=output.line,
    )


def run_demo(options: argparse.Namespace, output: Output) -> int:
    """Do the main job on simulated boards and leave everything in a folder."""
    from app.cli.demo import BOARDS, LEDGER
    from app.cli.demo import run_demo as run

    code = run(options.out, output)
    if code or options.no_window or output.as_json or not has_screen():
        return code
    from app.ui.application import run as open_window

    output.note(output.texts.text("demo-window"))
    return open_window(str(options.out / LEDGER), output.texts.language, boards=BOARDS)


def has_screen() -> bool:
    """Say whether a window could be seen: a desktop is there and Qt is not told otherwise."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
