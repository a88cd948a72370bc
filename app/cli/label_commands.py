"""``keywright label``: render, print and reprint labels; designs and their check."""

import argparse
import functools
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.cli.write_commands import stopping
from app.domain.printing import PrintState
from app.errors import BadInput
from app.paths import pictures_dir
from app.texts import Texts
from app.workflows.services import Services

CANCELLED = 130
DESIGN_COLUMNS = ("name", "size", "dpi", "shape", "per_sheet", "elements", "version")

Run = Callable[[argparse.Namespace, Output], int]


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``label`` with its acts."""
    from app.cli.label_queue_commands import add_queue
    from app.cli.printer_commands import add_printers

    label = commands.add_parser("label", help=texts.text("cli-label"))
    acts = label.add_subparsers(metavar="ACT", required=True)

    def add(name: str, run: Run) -> argparse.ArgumentParser:
        words = texts.text(f"cli-label-{name}")
        command: argparse.ArgumentParser = acts.add_parser(name, parents=[shared], help=words)
        command.set_defaults(run=run)
        return command

    render = add("render", run_render)
    _add_selection(render, texts)
    render.add_argument("--design", required=True, metavar="NAME|FILE")
    render.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|png|zip|zpl|tspl")
    render.add_argument("--start", type=int, default=1, metavar="PLACE")
    render.add_argument("--dpi", type=int, choices=(203, 300, 600))
    render.add_argument("--pictures", type=Path, metavar="DIR")
    _add_proof(render, texts)

    prints = add("print", run_print)
    _add_selection(prints, texts)
    prints.add_argument("--design", metavar="NAME|FILE")
    prints.add_argument("--printer", required=True, metavar="NAME")
    prints.add_argument("--copies", type=int, default=1, metavar="N")
    prints.add_argument("--wait", type=float, default=60.0, metavar="SECONDS")
    prints.add_argument("--later", action="store_true", help=texts.text("cli-label-opt-later"))
    _add_proof(prints, texts)

    add("designs", run_designs)
    check = add("check", run_check)
    check.add_argument("file", type=Path, metavar="FILE.toml")
    design = acts.add_parser("design", help=texts.text("cli-label-design"))
    design_acts = design.add_subparsers(metavar="ACT", required=True)
    add_design = design_acts.add_parser(
        "add", parents=[shared], help=texts.text("cli-label-design-add")
    )
    add_design.add_argument("file", type=Path, metavar="FILE.toml")
    add_design.set_defaults(run=run_design_add)

    add_queue(add, texts)
    add_printers(acts, shared, texts)


def _add_selection(command: argparse.ArgumentParser, texts: Texts) -> None:
    command.add_argument("--lot", metavar="NAME")
    command.add_argument("--order", metavar="NAME")
    command.add_argument("--unit", action="append", default=[], metavar="IDENTITY|MAC|SERIAL")
    command.add_argument("--rows", metavar="FIRST-LAST")
    command.add_argument("--all", action="store_true", help=texts.text("cli-label-opt-all"))


def _add_proof(command: argparse.ArgumentParser, texts: Texts) -> None:
    command.add_argument(
        "--no-proof",
        action="store_false",
        dest="prove",
        default=True,
        help=texts.text("cli-label-opt-no-proof"),
    )


def explained(run: Run) -> Run:
    """Tell every problem of a refused label: to people line by line, to scripts in one object."""

    @functools.wraps(run)
    def told(options: argparse.Namespace, output: Output) -> int:
        from app.labels.errors import LabelRefused

        try:
            return run(options, output)
        except LabelRefused as refused:
            if not refused.problems:
                raise
            problems = [_told(problem, output) for problem in refused.problems]
            if not output.as_json and len(problems) > 1:  # a single one is the sentence itself
                for problem in problems:
                    output.note(f"{problem['message']} {problem['advice']}".strip())
            output.trouble(refused, problems=problems)
            return refused.exit_code

    return told


def _told(problem: Any, output: Output) -> dict[str, Any]:
    facts = {"element": 0, **problem.facts}
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": output.texts.sentence(problem.code, **facts),
        "advice": output.texts.advice(problem.code, **facts),
        "facts": dict(problem.facts),
    }


@explained
def run_render(options: argparse.Namespace, output: Output) -> int:
    """Write labels to a file; every code is read back before the file gets its name."""
    from app.labels.pdf import RenderCancelled
    from app.labels.print_settings import PrintSettings
    from app.workflows.render_labels import render

    stop = threading.Event()
    with opened(options, output.texts) as services, stopping(stop.set):
        try:
            report = render(
                services,
                _selection(options),
                options.design,
                options.out,
                start=options.start - 1,
                prove=options.prove,
                settings=PrintSettings(dpi=options.dpi) if options.dpi else None,
                pictures=options.pictures or pictures_dir(),
                progress=_progress(output),
                is_cancelled=stop.is_set,
            )
        except RenderCancelled:
            output.note(output.texts.text("cli-stopped"))
            return CANCELLED
    _tell_warnings(output, report.examples)
    record = {
        "file": str(options.out),
        "design": options.design,
        "labels": report.labels,
        "pages": report.pages,
        "proved": report.proved,
        "warnings": dict(report.warnings),
    }
    words = output.texts.text("cli-label-rendered", labels=report.labels, file=str(options.out))
    output.result(record, words)
    return 0


@explained
def run_print(options: argparse.Namespace, output: Output) -> int:
    """Queue labels and print what waits; without a selection, only what waits."""
    from app.workflows.print_labels import Queued, queue_labels

    queued = Queued((), 0)
    with opened(options, output.texts) as services:
        if options.lot or options.order or options.unit:
            if not options.design:
                raise BadInput("label-design-missing")
            queued = queue_labels(
                services,
                _selection(options),
                options.design,
                options.printer,
                copies=options.copies,
            )
        trouble = "" if options.later else work_queue(services, options, output)
        counts = services.ledger.print_jobs.counts(options.printer)
        mine = [services.ledger.print_jobs.get(job_id) for job_id in queued.jobs]
    done = {PrintState.SENT, PrintState.PRINTED}
    record = {
        "printer": options.printer,
        "queued": len(queued.jobs),
        "printed_before": queued.printed_before,
        "done": sum(job.state in done and not job.is_doubtful for job in mine),
        "trouble": trouble,
        "counts": counts,
    }
    words = output.texts.text("cli-label-printed", waiting=counts["queued"], **record)
    output.result(record, words)
    waits = counts["queued"] + counts["sending"] + counts["maybe-printed"]
    return 0 if options.later or not waits else 1


def work_queue(services: Services, options: argparse.Namespace, output: Output) -> str:
    """Work the printer's queue until it is empty, the printer cannot print, or time is over."""
    from app.station.printing import PrinterThread, PrintTrouble
    from app.workflows.life import living_run

    told: list[str] = []

    def tell(trouble: PrintTrouble) -> None:
        told.append(trouble.code)
        if trouble.code:
            words = output.texts.sentence(trouble.code, printer=trouble.printer)
            advice = output.texts.advice(trouble.code, printer=trouble.printer)
            output.note(f"{words} {advice}".strip())

    with living_run(services) as (run, _settled):
        thread = PrinterThread(services, run, options.printer, tell, prove=options.prove)
        thread.start()
        with stopping(lambda: thread.stop(drain_s=0.0)):
            thread.stop(drain_s=max(0.0, options.wait))
            while thread.is_alive():
                thread.join(0.1)
    return told[-1] if told else ""


def run_designs(options: argparse.Namespace, output: Output) -> int:
    """List the label designs: those shipped, and the ledger's where there is one."""
    from app.workflows.label_designs import list_designs

    with opened(options, output.texts, optional=True) as services:
        designs = [one.as_json() for one in list_designs(services)]
    output.table(designs, DESIGN_COLUMNS)
    return 0


def run_check(options: argparse.Namespace, output: Output) -> int:
    """Say what is wrong in a design file."""
    from app.workflows.label_designs import check_design

    checked = check_design(options.file)

    found = [_told(problem, output) for problem in (*checked.problems, *checked.warnings)]
    blocking = len(checked.problems)
    record = {
        "file": str(options.file),
        "ok": checked.is_good,
        "design": checked.info.as_json() if checked.info else None,
        "problems": found[:blocking],
        "warnings": found[blocking:],
    }
    lines = [f"{one['message']} {one['advice']}".strip() for one in found]
    good = output.texts.text("cli-label-design-well", file=options.file.name)
    output.result(record, "\n".join([*lines, good] if checked.is_good else lines))
    return 0 if checked.is_good else 2


@explained
def run_design_add(options: argparse.Namespace, output: Output) -> int:
    """Keep a design in the ledger."""
    from app.workflows.label_designs import add_design

    with opened(options, output.texts) as services:
        saved = add_design(services, options.file)
    output.result({"name": saved.name, "version": saved.version, "saved_by": saved.saved_by})
    return 0


def _selection(options: argparse.Namespace) -> Any:
    from app.workflows.render_labels import Selection

    return Selection(
        lot=options.lot,
        order=options.order,
        units=tuple(options.unit),
        rows=_rows(options.rows),
        beforehand=options.all,
    )


def _rows(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, dash, last = text.partition("-")
    if not dash or not first.strip().isdecimal() or not last.strip().isdecimal():
        raise BadInput("rows-not-a-range", rows=text)
    return int(first), int(last)


def _progress(output: Output) -> Callable[[int, int], None] | None:
    if output.as_json or not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} / {total} ")
        if done >= total:
            sys.stderr.write("\r\033[K")
        sys.stderr.flush()

    return show


def _tell_warnings(output: Output, examples: Any) -> None:
    for problem in examples.values():
        facts = {"element": 0, **problem.facts}
        output.note(output.texts.sentence(problem.code, **facts))
