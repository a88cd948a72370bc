"""Labels over the label workflows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.printing import LabelSubject, PrinterEntry, PrintJob, PrintState
from app.errors import BadInput
from app.intake.schemes import load_schemes
from app.labels.design import Design, Text
from app.labels.design_file import parse_design, read_design
from app.labels.design_writer import save_design as write_file
from app.labels.errors import LabelRefused, PrinterTrouble
from app.labels.fields import is_secret_name
from app.labels.library import shipped_designs
from app.labels.payloads import plain_content
from app.labels.printer_state import PrinterState
from app.ui.labels.records import (
    DesignRow,
    JobRow,
    LabelUnits,
    PrinterDraft,
    PrinterRow,
    PrintOrder,
    Way,
)
from app.ui.live.printing import LivePrinting
from app.ui.live.session import Session
from app.ui.printers import SystemPrinterLink, system_printers
from app.workflows import label_designs, print_labels, printers
from app.workflows.carton_labels import carton_copies, queue_carton_label
from app.workflows.render_labels import BEFOREHAND, Selection, label_data
from app.workflows.rights import require
from app.workflows.services import Services

MOST_UNITS = 5000
LAST_ROW = 10**9
READY, SILENT = "printer-ready", "printer-silent"
_OPEN = {PrintState.QUEUED, PrintState.SENDING, PrintState.SENT, PrintState.FAILED}


class LiveLabels:
    """See LabelService. ``folder`` takes the pictures that designs name."""

    def __init__(self, session: Session, printing: LivePrinting, folder: Path) -> None:
        self._session = session
        self._printing = printing
        self._folder = folder
        printers.SYSTEM_PRINTERS.use(SystemPrinterLink)

    # Designs.

    def designs(self) -> Sequence[DesignRow]:
        """Return saved designs before shipped ones of their name."""
        rows = {design.name: DesignRow(design) for design in shipped_designs()}
        store = self._session.services().ledger.label_designs
        for name in store.names():
            saved = store.get(name)
            design = parse_design(saved.body, name)
            rows[name] = DesignRow(design, saved.version, saved.saved_at, saved.saved_by)
        return [rows[name] for name in sorted(rows)]

    def save_design(self, design: Design) -> DesignRow:
        """Keep a new version, by the same rules as a file."""
        saved = label_designs.save_design(self._session.services(), design)
        return DesignRow(design, saved.version, saved.saved_at, saved.saved_by)

    def read_design(self, file: Path) -> Design:
        """Read a file."""
        return read_design(file, label_designs.secret_names(load_schemes()))

    def write_design(self, design: Design, file: Path) -> None:
        """Write a file."""
        try:
            write_file(design, file)
        except OSError as error:
            why = error.strerror or str(error)
            raise BadInput("design-not-written", file=str(file), why=why) from error

    def units(self, lot: str) -> LabelUnits:
        """Return the written units of a lot; before there are any, all its licenses."""
        services = self._session.services()
        store = services.ledger.label_subjects
        subjects = store.of_lot(lot, states=(LicenseState.VERIFIED,))
        if not subjects:
            subjects = store.of_lot(lot, states=BEFOREHAND)
        subjects = subjects[:MOST_UNITS]
        columns = _columns(subjects)
        texts = tuple(Text(0, 0, 1, 1, plain_content(f"{{{name}}}")) for name in columns)
        data = label_data(services, subjects, Design("columns", 10, 10, texts))
        secrets = label_designs.secret_names({subject.scheme for subject in subjects})
        return LabelUnits(lot, tuple(data), columns, secrets)

    def pictures(self) -> Path | None:
        """Return the folder of pictures."""
        return self._folder

    def add_picture(self, file: Path) -> str:
        """Copy a picture that can be read into the folder."""
        try:
            with Image.open(file) as picture:
                picture.verify()
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / file.name).write_bytes(file.read_bytes())
        except (OSError, UnidentifiedImageError, SyntaxError) as error:
            raise BadInput("label-picture-unreadable", file=file.name) from error
        return file.name

    # Printers.

    def printers(self) -> Sequence[PrinterRow]:
        """Return the printers; those with labels waiting go to work."""
        services = self._session.services()
        rows = [_row(services, entry) for entry in services.ledger.printers.all()]
        self._printing.see_to(row.name for row in rows if row.waiting)
        return rows

    def system_printers(self) -> Sequence[str]:
        """Return the system's printers."""
        return system_printers()

    def save_printer(self, draft: PrinterDraft) -> None:
        """Define or change a printer."""
        setup = printers.setup_of(draft.name, _values(draft))
        printers.add_printer(self._session.services(), setup)
        self._printing.forget(draft.name)

    def retire_printer(self, name: str) -> None:
        """Take it out of use."""
        services = self._session.services()
        require(services.ledger, services.actor, Act.SETTING_CHANGED)
        self._printing.forget(name)
        services.ledger.printers.retire(name, services.actor)

    def ask_printer(self, name: str) -> PrinterRow:
        """Ask how it is; one that cannot be reached says so by its code."""
        services = self._session.services()
        setup = print_labels.setup_named(services, name)
        row = _row(services, services.ledger.printers.get(name))
        try:
            state = printers.connect(setup, services.clock).ask_state()
        except PrinterTrouble as trouble:
            return replace(row, code=trouble.code, facts={**trouble.facts, "printer": name})
        return _with_state(row, state)

    def test_print(self, name: str) -> PrinterRow:
        """Print the frame and the cross."""
        services = self._session.services()
        state = printers.test_print(services, name)
        return _with_state(_row(services, services.ledger.printers.get(name)), state)

    def slots(self) -> Mapping[str, str]:
        """Return the mapping of this station."""
        services = self._session.services()
        return services.ledger.printers.slots(services.actor.station)

    def map_slot(self, slot: str, printer: str) -> None:
        """Change the mapping."""
        printers.map_slot(self._session.services(), slot, printer or None)

    # The queue.

    def queue(self, printer: str, *, open_only: bool) -> Sequence[JobRow]:
        """Return jobs, newest first."""
        services = self._session.services()
        found = services.ledger.print_jobs.find(
            printer=printer or None, states=_OPEN if open_only else (), newest_first=True
        )
        return [_job(job) for job in found if not open_only or not _is_done(job)]

    def order_print(self, order: PrintOrder) -> tuple[int, int]:
        """Queue labels and see to it that they are printed."""
        rows = None
        if order.first_row or order.last_row:
            rows = (order.first_row or 1, order.last_row or LAST_ROW)
        selection = Selection(
            lot=order.lot or None,
            units=(order.unit,) if order.unit else (),
            rows=rows,
            beforehand=not order.written_only,
        )
        queued = print_labels.queue_labels(
            self._session.services(), selection, order.design, order.printer, copies=order.copies
        )
        self._printing.see_to([order.printer])
        return len(queued.jobs), queued.printed_before

    def carton_copies(self, code: str) -> int:
        """Count the labels of a package."""
        return carton_copies(self._session.services(), code)

    def print_carton(self, code: str, printer: str, reason: str = "") -> None:
        """Queue the label of a package and see to it that it is printed."""
        queue_carton_label(self._session.services(), code, printer, reason=reason)
        self._printing.see_to([printer])

    def retry(self, jobs: Sequence[int]) -> None:
        """Queue failed labels again."""
        services = self._session.services()
        print_labels.retry_failed(services, jobs)
        self._printing.see_to({services.ledger.print_jobs.get(job).printer for job in jobs})

    def reprint(self, job: int, reason: str) -> None:
        """Print a label once more, on the same printer."""
        services = self._session.services()
        old = services.ledger.print_jobs.get(job)
        if old.package is not None:
            queue_carton_label(services, old.package, old.printer, design=old.design, reason=reason)
        else:
            words = old.identity or old.hwid or ""
            print_labels.reprint(services, words, old.design, old.printer, reason)
        self._printing.see_to([old.printer])

    def answer(self, job: int, *, printed: bool) -> None:
        """Settle a doubt."""
        done = print_labels.answer_doubt(self._session.services(), job, printed=printed)
        if not printed:
            self._printing.see_to([done.printer])

    def void(self, job: int, reason: str) -> None:
        """Void a label."""
        print_labels.void_label(self._session.services(), job, reason)


def _columns(subjects: Iterable[LabelSubject]) -> tuple[str, ...]:
    """Return the imported columns that a label may show, by the names it can use."""
    names: dict[str, None] = {}
    for subject in subjects:
        names.update(dict.fromkeys(json.loads(subject.extra) if subject.extra else ()))
    return tuple(name for name in names if not is_secret_name(name) and _can_be_named(name))


def _can_be_named(name: str) -> bool:
    try:
        return plain_content(f"{{{name}}}").fields == (name,)
    except LabelRefused:
        return False


def _row(services: Services, entry: PrinterEntry) -> PrinterRow:
    counts = services.ledger.print_jobs.counts(entry.name)
    setup = printers.setup_of(entry.name, entry.settings)
    told = setup.settings
    draft = PrinterDraft(
        entry.name,
        Way(setup.kind),
        setup.address,
        setup.language,
        told.dpi,
        told.darkness,
        told.speed,
        told.shift_x,
        told.shift_y,
        setup.asks,
    )
    return PrinterRow(draft, counts["queued"], counts["failed"], counts["maybe-printed"])


def _values(draft: PrinterDraft) -> dict[str, object]:
    return {
        "kind": draft.way.value,
        "address": draft.address,
        "language": draft.language,
        "dpi": draft.dpi,
        "darkness": draft.darkness,
        "speed": draft.speed,
        "shift_x": draft.shift_x,
        "shift_y": draft.shift_y,
        "asks": draft.asks,
    }


def _with_state(row: PrinterRow, state: PrinterState | None) -> PrinterRow:
    code = SILENT if state is None else state.code or READY
    return replace(row, code=code, facts={"printer": row.name})


def _is_done(job: PrintJob) -> bool:
    return job.state is PrintState.SENT and job.run_id is None and not job.trouble


def _job(job: PrintJob) -> JobRow:
    return JobRow(
        id=job.id,
        printer=job.printer,
        design=job.design,
        state=job.state,
        identity=job.identity or job.package or "",
        hwid=job.hwid or "",
        copy_no=job.copy_no,
        tries=job.tries,
        queued_at=datetime.fromisoformat(job.queued_at),
        queued_by=job.queued_by,
        reason=job.reason or "",
        trouble=job.trouble or "",
        doubtful=job.is_doubtful,
    )
