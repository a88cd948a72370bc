"""``keywright lot``: lots of licenses."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.lot_care_commands import add_lot_care
from app.cli.lot_paper_commands import add_lot_papers
from app.cli.lot_records import (
    STATES,
    add_lot_data,
    lot_changes,
    lot_record,
    pairs,
    problem_record,
)
from app.cli.opening import opened
from app.cli.output import Output
from app.cli.stopping import stop_wish, stops_at_once
from app.domain.lots import LotData
from app.domain.problems import Problem, Severity
from app.intake.errors import ImportStopped
from app.intake.layout import Choice
from app.intake.schemes import find_scheme
from app.intake.statuses import ANSWERS
from app.ledger.ledger import Ledger
from app.texts import Texts
from app.workflows.import_lot import ImportOptions, ImportResult, import_lot
from app.workflows.lot_care import load_mapping

STOPPED = 130
"""Exit code of what was stopped by Ctrl+C, as every shell knows it."""


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``lot import|list|show`` and the acts of lot care."""
    lot = commands.add_parser("lot", help=texts.text("cli-lot"))
    acts = lot.add_subparsers(metavar="ACT", required=True)
    _add_import(acts, shared, texts)
    listing = acts.add_parser("list", parents=[shared], help=texts.text("cli-lot-list"))
    listing.set_defaults(run=run_list)
    show = acts.add_parser("show", parents=[shared], help=texts.text("cli-lot-show"))
    show.add_argument("name")
    show.set_defaults(run=run_show)
    add_lot_care(acts, shared, texts)
    add_lot_papers(acts, shared, texts)


def _add_import(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    command = acts.add_parser("import", parents=[shared], help=texts.text("cli-lot-import"))
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--lot", required=True, metavar="NAME")
    command.add_argument("--scheme", metavar="S")
    command.add_argument("--sheet", metavar="NAME")
    command.add_argument("--header-row", type=int, metavar="N")
    command.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    command.add_argument("--mapping", metavar="NAME")
    command.add_argument("--answer", action="append", default=[], metavar="STATUS=ANSWER")
    command.add_argument("--skip-bad", action="store_true")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--keep-source", action="store_true")
    command.add_argument("--shred", action="store_true")
    add_lot_data(command)
    command.set_defaults(run=run_import)


def run_import(options: argparse.Namespace, output: Output) -> int:
    """Import a list; all of it or nothing, every problem named with its place."""
    texts = output.texts
    with (
        opened(options, texts) as services,
        stop_wish() as stop,
    ):
        wanted = _options(options, services.ledger, texts)
        while True:
            try:
                with _progress(output) as progress:
                    result = import_lot(
                        services.ledger,
                        services.vault,
                        services.actor,
                        options.file,
                        options.lot,
                        wanted,
                        progress=progress,
                        stop=stop,
                    )
                answers = _ask(result, output) if result.lot is None else {}
            except ImportStopped as error:
                output.trouble(error)
                return STOPPED
            if not answers:
                break
            wanted = replace(wanted, answers={**wanted.answers, **answers})
    _tell_import(result, options, output)
    return 2 if result.is_blocked else 0


def _options(options: argparse.Namespace, ledger: Ledger, texts: Texts) -> ImportOptions:
    """Join a kept mapping with what is said on the command line, which goes before it."""
    kept = load_mapping(ledger, options.mapping) if options.mapping else None
    choice = kept.choice() if kept else Choice()
    return ImportOptions(
        choice=Choice(
            scheme=find_scheme(options.scheme) if options.scheme else choice.scheme,
            sheet=options.sheet if options.sheet is not None else choice.sheet,
            header_row=options.header_row if options.header_row is not None else choice.header_row,
            mapping={**choice.mapping, **pairs(options.map, "--map")},
        ),
        answers={**(kept.answers if kept else {}), **pairs(options.answer, "--answer")},
        data=LotData(**lot_changes(options)),
        skip_bad=options.skip_bad,
        dry_run=options.dry_run,
        say=lambda problem: _message(problem, texts),
        keep_source=options.keep_source,
        shred=options.shred,
    )


def _ask(result: ImportResult, output: Output) -> dict[str, str]:
    """Ask a person at a terminal what the statuses mean that nobody knows; else ask nothing."""
    if output.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return {}
    answers: dict[str, str] = {}
    for status, rows in result.questions.items():
        while status not in answers:
            try:
                with stops_at_once():  # from before the question can be seen, and answered so
                    sys.stderr.write(output.texts.text("cli-ask-status", status=status, rows=rows))
                    sys.stderr.flush()
                    word = sys.stdin.readline()
            except KeyboardInterrupt as error:
                raise ImportStopped("import-stopped") from error
            if not word.strip():
                return {}  # no answer: nothing is imported, and the problems say why
            if word.strip().lower() in ANSWERS:
                answers[status] = word.strip().lower()
    return answers


@contextmanager
def _progress(output: Output) -> Iterator[Any]:
    """Yield a progress callback: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(output.texts.text(f"cli-stage-{stage}"), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show


def _tell_import(result: ImportResult, options: argparse.Namespace, output: Output) -> None:
    texts = output.texts
    imported = result.imported if result.lot is not None or options.dry_run else 0
    record: dict[str, Any] = {
        "lot": options.lot,
        "rows": result.rows,
        "imported": 0 if options.dry_run else imported,
        "problems": [problem_record(problem, texts) for problem in result.problems],
        "scheme": result.scheme,
        "sheet": result.sheet,
        "reason": _message(result.reason, texts),
        "dry_run": options.dry_run,
        "counts": dict(result.counts),
        "questions": dict(result.questions),
        "states": {str(state): n for state, n in result.states.items()},
        "rejected": None if result.rejected is None else str(result.rejected),
        "shredded": result.shredded,
    }
    if output.as_json:
        output.result(record)
        return
    for problem in record["problems"]:
        words = (
            texts.text(f"severity-{problem['severity']}"),
            _place(problem),
            f"{problem['message']} {problem['advice']}".strip(),
        )
        output.note(": ".join(filter(None, words)))
    errors = sum(p.severity is Severity.ERROR for p in result.problems)
    facts = {**record, "errors": errors, "file": options.file.name}
    if options.dry_run:
        output.line(texts.text("cli-dry-run", **facts))
    elif result.lot is None:
        output.line(texts.text("cli-not-imported", **facts))
        for status, rows in result.questions.items():
            output.note(texts.text("cli-answer-needed", status=status, rows=rows))
    else:
        output.line(texts.text("cli-imported", **facts))
    if result.shredded:
        output.note(texts.text("cli-shredded", **facts))


def _place(problem: Mapping[str, Any]) -> str:
    """Return a cell as Excel names it: ``Sheet1!A5``; less where less is known."""
    cell = f"{problem['column'] or ''}{'' if problem['row'] is None else problem['row']}"
    return "!".join(filter(None, (problem["sheet"], cell)))


def _message(problem: Problem, texts: Texts) -> str:
    return texts.sentence(problem.code, **problem.facts)


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List the lots with their counts."""
    with opened(options, output.texts) as services:
        lots = services.ledger.lots.overview()
    output.table([lot_record(lot) for lot in lots], ("lot", "scheme", *STATES))
    return 0


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show one lot."""
    with opened(options, output.texts) as services:
        output.result(lot_record(services.ledger.lots.get(options.name)))
    return 0
