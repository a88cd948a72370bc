"""``keywright report``: figures and files."""

import argparse
from pathlib import Path

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.figures import FigureFilter
from app.domain.shifts import ShiftPlan
from app.texts import Texts
from app.workflows.export_report import (
    ReportFilter,
    export_figures,
    export_manifest,
    export_traveller,
    export_writes,
    figures,
)


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``report writes|figures|traveller|manifest``."""
    report = commands.add_parser("report", help=texts.text("cli-report"))
    kinds = report.add_subparsers(metavar="KIND", required=True)
    writes = kinds.add_parser("writes", parents=[shared], help=texts.text("cli-report-writes"))
    _add_selection(writes)
    writes.add_argument("--out", type=Path, required=True, metavar="FILE.csv|xlsx|json")
    writes.set_defaults(run=run_writes)
    told = kinds.add_parser("figures", parents=[shared], help=texts.text("cli-report-figures"))
    _add_selection(told)
    told.add_argument("--at-station", metavar="NAME")
    told.add_argument("--slot", metavar="NAME")
    told.add_argument("--shift", metavar="LETTER")
    told.add_argument("--shifts", default=",".join(ShiftPlan().starts), metavar="HH:MM,HH:MM")
    told.add_argument("--utc-offset", type=int, default=0, metavar="MINUTES")
    told.add_argument("--out", type=Path, metavar="FILE.csv|xlsx|json|pdf")
    told.set_defaults(run=run_figures)
    traveller = kinds.add_parser(
        "traveller", parents=[shared], help=texts.text("cli-report-traveller")
    )
    traveller.add_argument("words", metavar="IDENTITY|MAC|SERIAL|CODE")
    traveller.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    traveller.set_defaults(run=run_traveller)
    manifest = kinds.add_parser(
        "manifest", parents=[shared], help=texts.text("cli-report-manifest")
    )
    manifest.add_argument("--order", required=True, metavar="NAME")
    manifest.add_argument("--lot", metavar="NAME")
    manifest.add_argument("--out", type=Path, required=True, metavar="FILE.csv|xlsx|json")
    manifest.set_defaults(run=run_manifest)


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lot", metavar="NAME")
    command.add_argument("--order", metavar="NAME")
    command.add_argument("--by", dest="by_operator", metavar="NAME")
    command.add_argument("--since", metavar="TIME")
    command.add_argument("--until", metavar="TIME")


def run_writes(options: argparse.Namespace, output: Output) -> int:
    """Export the write report."""
    which = ReportFilter(
        lot=options.lot,
        order=options.order,
        operator=options.by_operator,
        since=options.since,
        until=options.until,
    )
    with opened(options, output.texts) as services:
        rows = export_writes(services, which, options.out)
    return _written(output, options.out, rows)


def run_figures(options: argparse.Namespace, output: Output) -> int:
    """Print the figures, or export them with charts."""
    which = FigureFilter(
        since=options.since,
        until=options.until,
        station=options.at_station,
        slot=options.slot,
        operator=options.by_operator,
        lot=options.lot,
        order=options.order,
        shift=options.shift,
    )
    shifts = ShiftPlan(tuple(options.shifts.split(",")), options.utc_offset)
    with opened(options, output.texts) as services:
        if options.out is None:
            board = figures(services, which, shifts=shifts)
        else:
            board = export_figures(services, which, options.out, output.texts, shifts=shifts)
    record = board.as_record()
    if options.out is not None:
        record["file"] = str(options.out)
    total = board.total.as_record()
    output.result(record, "\n".join(f"{key:<14}{value}" for key, value in total.items()))
    return 0


def run_traveller(options: argparse.Namespace, output: Output) -> int:
    """Export the whole story of one unit as PDF."""
    with opened(options, output.texts) as services:
        export_traveller(services, options.words, options.out, output.texts)
    return _written(output, options.out, 1)


def run_manifest(options: argparse.Namespace, output: Output) -> int:
    """Export what the customer gets of each unit of an order."""
    with opened(options, output.texts) as services:
        rows = export_manifest(services, options.out, order=options.order, lot=options.lot)
    return _written(output, options.out, rows)


def _written(output: Output, out: Path, rows: int) -> int:
    record = {"rows": rows, "file": str(out)}
    output.result(record, output.texts.text("cli-report-written", **record))
    return 0
