"""``keywright unit``: one unit, its story, and what may become of it."""

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.cli.unit_acts import add_acts
from app.texts import Texts
from app.workflows.unit_story import unit_story

_HEADLINES = ("identity", "mac", "serial", "lot", "order", "write_status", "held", "stage")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``unit show`` and the acts of a unit's life."""
    unit = commands.add_parser("unit", help=texts.text("cli-unit"))
    acts = unit.add_subparsers(metavar="ACT", required=True)
    show = acts.add_parser("show", parents=[shared], help=texts.text("cli-unit-show"))
    show.add_argument("words", metavar="IDENTITY|MAC|SERIAL|CODE")
    show.set_defaults(run=run_show)
    add_acts(acts, shared, texts)


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show a unit with its license and every attempt."""
    with opened(options, output.texts) as services:
        story = unit_story(services, options.words)
    record = story.as_record()
    output.result(record, _as_words(record))
    return 0


def _as_words(record: dict[str, Any]) -> str:
    lines = [f"{name:<14}{record[name] or '-'}" for name in _HEADLINES]
    for attempt in record["attempts"]:
        number = "re-check" if attempt["number"] is None else f"try {attempt['number']}"
        lines.append(
            f"{attempt['started_at']}  {number:<9} {attempt['outcome']:<9} {attempt['code']:<20}"
            f" {attempt['seconds']:.2f} s  {attempt['station']}/{attempt['slot']}"
            f"  {attempt['operator']}"
        )
    for one in record["inspections"]:
        reasons = " ".join(one["reasons"])
        lines.append(f"{one['at']}  QA        {one['result']:<9} {reasons}  {one['inspector']}")
    return "\n".join(lines)
