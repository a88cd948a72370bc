"""``keywright report``: figures and files."""

import argparse
from pathlib import Path

from app.cli.opening import opened
from app.cli.output import Output
from app.texts import Texts
from app.workflows.export_report import ReportFilter, export_writes


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``report writes``."""
    report = commands.add_parser("report", help=texts.text("cli-report"))
    kinds = report.add_subparsers(metavar="KIND", required=True)
    writes = kinds.add_parser("writes", parents=[shared], help=texts.text("cli-report-writes"))
    writes.add_argument("--lot", metavar="NAME")
    writes.add_argument("--order", metavar="NAME")
    writes.add_argument("--by", dest="by_operator", metavar="NAME")
    writes.add_argument("--since", metavar="TIME")
    writes.add_argument("--until", metavar="TIME")
    writes.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    writes.set_defaults(run=run_writes)


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
    record = {"rows": rows, "file": str(options.out)}
    output.result(record, output.texts.text("cli-report-written", **record))
    return 0
