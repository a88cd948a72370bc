"""Labels to a printer, through the ledger's queue: printed once, reprinted for a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.printing import LabelSubject, NewJob, PrintJob
from app.errors import KeywrightError, Refused
from app.labels.design import Design
from app.labels.errors import LabelRefused
from app.labels.output import pdf_bytes, printer_bytes
from app.labels.print_worker import PrintJob as Ready
from app.ledger.runs import Run
from app.workflows.label_designs import choose_design, keep_design
from app.workflows.printers import AskedPrinter, PrinterSetup, setup_of
from app.workflows.render_labels import Selection, choose, from_json, label_data, to_json
from app.workflows.rights import require
from app.workflows.services import Services

REPRINT_MARK = "REPRINT {n}"
"""What ``{mark}`` says on a reprint; ``{n}`` counts copies, the original being 1."""
MOST_COPIES = 99


@dataclass(frozen=True, slots=True)
class Queued:
    """What came of asking for labels. ``printed_before``: left out, they have their label."""

    jobs: tuple[int, ...]
    printed_before: int


def queue_labels(
    services: Services,
    selection: Selection,
    design: str,
    printer: str,
    *,
    copies: int = 1,
) -> Queued:
    """Queue the labels of chosen units; those whose label was printed are left out.

    Raises what ``choose`` and ``choose_design`` raise, BadInput ``printer-unknown``, LabelRefused
    ``print-copies``, NotAllowed.
    """
    require(services.ledger, services.actor, Act.LABEL_QUEUED)
    return queue_subjects(services, choose(services, selection), design, printer, copies=copies)


def queue_subjects(
    services: Services,
    subjects: Sequence[LabelSubject],
    design: str,
    printer: str,
    *,
    copies: int = 1,
) -> Queued:
    """Queue labels as the station does on PASS: the right to write units is right enough."""
    if not 1 <= copies <= MOST_COPIES:
        raise LabelRefused("print-copies", copies=copies, most=MOST_COPIES)
    chosen = choose_design(services, design, {subject.scheme for subject in subjects})
    jobs = _new_jobs(services, subjects, chosen, printer, copies)
    made = services.ledger.print_jobs.queue(jobs, services.actor)
    return Queued(tuple(made), len(jobs) - len(made))


def reprint(
    services: Services,
    words: str,
    design: str,
    printer: str,
    reason: str,
    *,
    mark: str = REPRINT_MARK,
) -> PrintJob:
    """Queue one more copy of a unit's label; it says so where the design has ``{mark}``.

    Raises BadInput ``reason-missing`` | ``unit-unknown``, Refused ``label-not-printed``, NotAllowed
    ``approval-needed``.
    """
    require(services.ledger, services.actor, Act.LABEL_REPRINTED)
    (subject,) = choose(services, Selection(units=(words,), beforehand=True))
    chosen = choose_design(services, design, [subject.scheme])
    (job,) = _new_jobs(services, [subject], chosen, printer, 1)
    number = services.ledger.print_jobs.next_copy(job)
    body = to_json(from_json(job.body).marked(mark.replace("{n}", str(number))))
    return services.ledger.print_jobs.reprint(replace(job, body=body), reason, services.actor)


def answer_doubt(services: Services, job_id: int, *, printed: bool, reason: str = "") -> PrintJob:
    """Say what a person saw of a *maybe printed* label; not printed: it is queued again.

    Raises Refused ``print-job-not-doubtful``, BadInput ``print-job-unknown``, NotAllowed.
    """
    require(services.ledger, services.actor, Act.LABEL_PRINTED)
    services.ledger.print_jobs.settle()
    return services.ledger.print_jobs.answer(
        job_id, printed=printed, actor=services.actor, reason=reason
    )


def retry_failed(services: Services, job_ids: Sequence[int]) -> list[int]:
    """Queue labels again that could not be made; Refused ``print-job-not-failed``."""
    require(services.ledger, services.actor, Act.LABEL_QUEUED)
    services.ledger.print_jobs.settle()
    return services.ledger.print_jobs.retry(job_ids, services.actor)


def void_label(services: Services, job_id: int, reason: str) -> PrintJob:
    """Void a label: it is not printed, or what was printed does not count."""
    require(services.ledger, services.actor, Act.LABEL_VOIDED)
    services.ledger.print_jobs.settle()
    return services.ledger.print_jobs.void(job_id, reason, services.actor)


class LedgerPrintQueue:
    """One printer's queue in the ledger, as the print worker asks for it. Used by one thread."""

    def __init__(
        self,
        services: Services,
        run: Run,
        setup: PrinterSetup,
        printer: AskedPrinter,
        *,
        prove: bool = True,
        pictures: Path | None = None,
    ) -> None:
        self._services = services
        self._run = run
        self._setup = setup
        self._printer = printer
        self._prove = prove
        self._pictures = pictures
        self._designs: dict[tuple[str, int], Design] = {}
        self._ready: tuple[int, bytes] | None = None
        self._job: PrintJob | None = None

    def next_job(self, printer: str) -> Ready | None:  # noqa: ARG002 - the protocol's shape
        """Return the next label, drawn and proved; labels that cannot be made fail and are passed.

        See ``PrintQueue.next_job``.
        """
        jobs = self._services.ledger.print_jobs
        while (job := jobs.next(self._setup.name, self._run)) is not None:
            try:
                commands = self._commands(job)
            except KeywrightError as refused:
                if job.run_id is not None:  # under way already: it was made once
                    raise
                jobs.fail(job, _why(refused))
                continue
            self._job = job
            return Ready(
                job.id,
                commands,
                job.copies,
                was_sending=job.run_id is not None,
                count_before=job.count_before,
            )
        return None

    def mark_sending(self, job: Ready, count_before: int | None) -> None:
        """See ``PrintQueue``; Refused ``print-job-moved`` where another worker was quicker."""
        self._services.ledger.print_jobs.claim(self._mine(job), self._run, count_before)

    def mark_sent(self, job: Ready) -> None:
        """See ``PrintQueue``."""
        self._services.ledger.print_jobs.sent(
            self._mine(job), self._run, self._actor, is_last_word=self._is_silent
        )

    def mark_printed(self, job: Ready) -> None:
        """See ``PrintQueue``; where the printer cannot be asked, *sent* stays the last word."""
        if not self._is_silent:
            self._services.ledger.print_jobs.printed(self._mine(job), self._run, self._actor)

    def mark_waiting(self, job: Ready, code: str) -> None:
        """See ``PrintQueue``."""
        self._services.ledger.print_jobs.put_back(self._mine(job), self._run, code)

    def mark_doubtful(self, job: Ready, code: str) -> None:  # noqa: ARG002 - the doubt is what counts
        """See ``PrintQueue``."""
        self._services.ledger.print_jobs.doubt(self._mine(job), self._run)

    def note_trouble(self, code: str) -> None:
        """Write to the ledger why the label in hand, or the head of the queue, waits."""
        jobs = self._services.ledger.print_jobs
        job = None if self._job is None else jobs.get(self._job.id)
        if job is not None and job.run_id == self._run.id:
            jobs.trouble(job, self._run, code or None)
        else:
            jobs.note_trouble(self._setup.name, code or None)

    @property
    def _actor(self) -> Actor:
        return self._services.for_attempt().actor

    @property
    def _is_silent(self) -> bool:
        return self._printer.is_silent

    def _mine(self, ready: Ready) -> PrintJob:
        job = self._job
        if job is None or job.id != ready.id:
            raise Refused("print-job-moved", job=ready.id)
        return job

    def _commands(self, job: PrintJob) -> bytes:
        if self._ready is not None and self._ready[0] == job.id:
            return self._ready[1]
        design = self._design(job.design, job.design_version)
        settings = replace(self._setup.settings, copies=job.copies)
        data = from_json(job.body)
        if self._setup.language == "pdf":
            commands = pdf_bytes(
                design, [data] * job.copies, prove=self._prove, pictures=self._pictures
            )
        else:
            commands = printer_bytes(
                design,
                data,
                self._setup.language,
                settings,
                prove=self._prove,
                pictures=self._pictures,
            )
        self._ready = job.id, commands
        return commands

    def _design(self, name: str, version: int) -> Design:
        if (name, version) not in self._designs:
            self._designs[name, version] = choose_design(self._services, name, version=version)
        return self._designs[name, version]


def setup_named(services: Services, name: str) -> PrinterSetup:
    """Return a printer of the ledger; BadInput ``printer-unknown``, LabelRefused its settings."""
    entry = services.ledger.printers.get(name)
    return setup_of(entry.name, entry.settings)


def _new_jobs(
    services: Services,
    subjects: Iterable[LabelSubject],
    design: Design,
    printer: str,
    copies: int,
) -> list[NewJob]:
    subjects = list(subjects)
    version = keep_design(services, design).version
    labels = label_data(services, subjects, design)
    return [
        NewJob(
            printer=printer,
            design=design.name,
            design_version=version,
            body=to_json(data),
            license_id=subject.license_id,
            unit_id=subject.unit_id,
            order_id=subject.order_id,
            copies=copies,
        )
        for subject, data in zip(subjects, labels, strict=True)
    ]


def _why(refused: KeywrightError) -> str:
    problems = refused.problems if isinstance(refused, LabelRefused) else ()
    return problems[0].code if problems else refused.code
