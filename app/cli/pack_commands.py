"""``keywright pack``: cartons and pallets, filled by scanning."""

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.packing import Package, PackageKind
from app.domain.printing import PrintState
from app.errors import KeywrightError
from app.station.scanner import scanned_lines
from app.texts import Texts
from app.workflows import pack

COLUMNS = ("code", "kind", "order", "content", "capacity", "state", "inside")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``pack open|add|remove|close|dissolve|show|list|label``."""
    packing = commands.add_parser("pack", help=texts.text("cli-pack"))
    acts = packing.add_subparsers(metavar="ACT", required=True)

    def command(name: str, run: Any, *, named: bool = True) -> argparse.ArgumentParser:
        made = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-pack-{name}"))
        made.set_defaults(run=run)
        if named:
            made.add_argument("package", metavar="PACKAGE")
        return made

    opening = command("open", run_open)
    opening.add_argument("--kind", choices=[k.value for k in PackageKind], default="carton")
    opening.add_argument("--order", metavar="NAME")
    opening.add_argument("--capacity", type=int, metavar="N")
    add = command("add", run_add)
    add.add_argument("codes", nargs="*", metavar="CODE")
    add.add_argument("--scanner", metavar="PORT")
    remove = command("remove", run_remove, named=False)
    remove.add_argument("code", metavar="CODE")
    remove.add_argument("--reason", required=True, metavar="TEXT")
    close = command("close", run_close)
    close.add_argument("--quantity", type=int, metavar="N")
    dissolve = command("dissolve", run_dissolve)
    dissolve.add_argument("--reason", required=True, metavar="TEXT")
    command("show", run_show)
    label = command("label", run_label)
    label.add_argument("--out", type=Path, metavar="FILE.pdf|png|zpl|tspl")
    label.add_argument("--printer", metavar="NAME")
    label.add_argument("--design", default="carton-100x100", metavar="NAME|FILE")
    label.add_argument("--reason", default="", metavar="TEXT")
    label.add_argument("--wait", type=float, default=60.0, metavar="SECONDS")
    label.add_argument("--later", action="store_true", help=texts.text("cli-label-opt-later"))
    listing = command("list", run_list, named=False)
    listing.add_argument("package", nargs="?", metavar="PACKAGE")
    listing.add_argument("--order", metavar="NAME")
    listing.add_argument("--out", type=Path, metavar="FILE.csv|pdf")


def run_open(options: argparse.Namespace, output: Output) -> int:
    """Begin a carton or pallet."""
    with opened(options, output.texts) as services:
        package = pack.open_package(
            services,
            PackageKind(options.kind),
            options.package,
            order=options.order,
            capacity=options.capacity,
        )
    return _told(output, package)


def run_add(options: argparse.Namespace, output: Output) -> int:
    """Put units (or cartons) in, one line each; exit 1 when any was refused."""
    worst = 0
    with opened(options, output.texts) as services:
        for code in _codes(options):
            try:
                package = pack.pack(services, options.package, code)
            except KeywrightError as error:
                output.trouble(error)
                worst = 1
            else:
                _told(output, package)
    return worst


def _codes(options: argparse.Namespace) -> Any:
    if options.codes:
        return options.codes
    if options.scanner is not None:
        return scanned_lines(options.scanner)
    return (line for line in sys.stdin if line.strip())


def run_remove(options: argparse.Namespace, output: Output) -> int:
    """Take a unit or a carton out again."""
    with opened(options, output.texts) as services:
        package = pack.unpack(services, options.code, options.reason)
    return _told(output, package)


def run_close(options: argparse.Namespace, output: Output) -> int:
    """Close a package."""
    with opened(options, output.texts) as services:
        package = pack.close_package(services, options.package, quantity=options.quantity)
    return _told(output, package)


def run_dissolve(options: argparse.Namespace, output: Output) -> int:
    """Give up an empty package."""
    with opened(options, output.texts) as services:
        package = pack.dissolve_package(services, options.package, options.reason)
    return _told(output, package)


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show a package with its units."""
    with opened(options, output.texts) as services:
        package = services.ledger.packing.get(options.package)
        units = services.ledger.packing.contents(options.package)
    record = package.as_record() | {"units": [unit._asdict() for unit in units]}
    lines = [f"{unit.carton}  {unit.identity}  {unit.mac}  {unit.serial or ''}" for unit in units]
    output.result(record, "\n".join(lines))
    return 0


def run_label(options: argparse.Namespace, output: Output) -> int:
    """Print the package's label, write it to a file, or say what it says."""
    if options.printer is not None:
        from app.cli.label_commands import explained

        return explained(_print_label)(options, output)
    with opened(options, output.texts) as services:
        if options.out is not None:
            from app.workflows.carton_labels import write_carton_label

            write_carton_label(services, options.package, options.out)
        record = pack.carton_label(services, options.package)
    if options.out is not None:
        record["file"] = str(options.out)
    output.result(record)
    return 0


def _print_label(options: argparse.Namespace, output: Output) -> int:
    """Queue the label and, unless later, work the printer's queue; exit 1 when it still waits."""
    from app.cli.label_commands import work_queue
    from app.cli.label_queue_commands import job_record
    from app.workflows.carton_labels import queue_carton_label

    with opened(options, output.texts) as services:
        job = queue_carton_label(
            services,
            options.package,
            options.printer,
            design=options.design,
            reason=options.reason,
        )
        options.prove = True
        trouble = "" if options.later else work_queue(services, options, output)
        job = services.ledger.print_jobs.get(job.id)
    output.result(job_record(job) | {"trouble": job.trouble or trouble or None})
    return 0 if options.later or job.state in (PrintState.SENT, PrintState.PRINTED) else 1


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List packages, or write the packing list of one."""
    with opened(options, output.texts) as services:
        if options.package is not None and options.out is not None:
            rows = pack.write_packing_list(services, options.package, options.out, output.texts)
            record = {"rows": rows, "file": str(options.out)}
            output.result(record, output.texts.text("cli-report-written", **record))
            return 0
        packages = services.ledger.packing.all(order=options.order)
    output.table([package.as_record() for package in packages], COLUMNS)
    return 0


def _told(output: Output, package: Package) -> int:
    record = package.as_record()
    words = f"{package.code}  {package.content}/{package.capacity}  {package.state.value}"
    output.result(record, words)
    return 0
