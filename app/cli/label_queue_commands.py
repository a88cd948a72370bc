"""``keywright label queue|retry|answer|void|reprint``: what waits, what failed, what came out."""

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.printing import PrintJob, PrintState
from app.texts import Texts

JOB_COLUMNS = (
    "job",
    "printer",
    "identity",
    "package",
    "design",
    "state",
    "copy",
    "tries",
    "trouble",
)


def add_queue(add: Callable[[str, Any], argparse.ArgumentParser], texts: Texts) -> None:
    """Add the acts on the print queue to ``keywright label``; ``add`` makes one of it."""
    queue = add("queue", run_queue)
    queue.add_argument("--printer", metavar="NAME")
    queue.add_argument("--state", action="append", choices=[s.value for s in PrintState])
    retry = add("retry", run_retry)
    retry.add_argument("job", type=int, nargs="+")
    answer = add("answer", run_answer)
    answer.add_argument("job", type=int)
    seen = answer.add_mutually_exclusive_group(required=True)
    seen.add_argument("--printed", action="store_true", dest="printed")
    seen.add_argument("--not-printed", action="store_false", dest="printed")
    void = add("void", run_void)
    void.add_argument("job", type=int)
    void.add_argument("--reason", required=True, metavar="TEXT")
    reprint = add("reprint", run_reprint)
    reprint.add_argument("--unit", required=True, metavar="IDENTITY|MAC|SERIAL")
    reprint.add_argument("--design", required=True, metavar="NAME|FILE")
    reprint.add_argument("--printer", required=True, metavar="NAME")
    reprint.add_argument("--reason", required=True, metavar="TEXT")
    reprint.add_argument("--mark", metavar="TEXT", help=texts.text("cli-label-opt-mark"))


def run_queue(options: argparse.Namespace, output: Output) -> int:
    """Show the print queue."""
    states = [PrintState(state) for state in options.state or ()]
    with opened(options, output.texts) as services:
        services.ledger.print_jobs.settle()
        jobs = services.ledger.print_jobs.find(printer=options.printer, states=states)
    output.table([job_record(job) for job in jobs], JOB_COLUMNS)
    return 0


def run_retry(options: argparse.Namespace, output: Output) -> int:
    """Queue labels again that could not be made."""
    from app.workflows.print_labels import retry_failed

    with opened(options, output.texts) as services:
        for job_id in retry_failed(services, options.job):
            output.result(job_record(services.ledger.print_jobs.get(job_id)))
    return 0


def run_answer(options: argparse.Namespace, output: Output) -> int:
    """Settle a maybe printed label by what a person saw."""
    from app.workflows.print_labels import answer_doubt

    with opened(options, output.texts) as services:
        job = answer_doubt(services, options.job, printed=options.printed)
    output.result(job_record(job))
    return 0


def run_void(options: argparse.Namespace, output: Output) -> int:
    """Void a label."""
    from app.workflows.print_labels import void_label

    with opened(options, output.texts) as services:
        job = void_label(services, options.job, options.reason)
    output.result(job_record(job))
    return 0


def run_reprint(options: argparse.Namespace, output: Output) -> int:
    """Queue one more copy of a printed label, with a reason."""
    from app.workflows.print_labels import REPRINT_MARK, reprint

    mark = REPRINT_MARK if options.mark is None else options.mark
    with opened(options, output.texts) as services:
        job = reprint(
            services, options.unit, options.design, options.printer, options.reason, mark=mark
        )
    output.result(job_record(job))
    return 0


def job_record(job: PrintJob) -> dict[str, Any]:
    """Return a print job as the command line's contract has it."""
    return {
        "job": job.id,
        "printer": job.printer,
        "identity": job.identity,
        "unit": job.hwid,
        "package": job.package,
        "design": job.design,
        "design_version": job.design_version,
        "state": job.state.value,
        "maybe_printed": job.is_doubtful,
        "copies": job.copies,
        "copy": job.copy_no,
        "tries": job.tries,
        "trouble": job.trouble,
        "reason": job.reason,
        "queued_at": job.queued_at,
        "queued_by": job.queued_by,
        "sent_at": job.sent_at,
        "printed_at": job.printed_at,
    }
