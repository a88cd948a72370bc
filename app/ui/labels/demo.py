"""Pretend designs, printers and a queue: for pictures, for tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.printing import PrintState
from app.errors import BadInput, Refused
from app.labels.design import Design
from app.labels.design_file import design_text, parse_design, read_design, save_design
from app.labels.fields import LabelData
from app.labels.library import shipped_designs
from app.ui.labels.records import (
    DesignRow,
    JobRow,
    LabelUnits,
    PrinterDraft,
    PrinterRow,
    PrintOrder,
    Way,
)

NOW = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)
SECRETS = ("authkey", "auth_key")


def demo_units(lot: str, count: int = 120) -> tuple[LabelData, ...]:
    """Return invented units of a lot; every 40th has no serial number yet."""
    return tuple(
        LabelData(
            identity=f"uuid{number * 7919 % 16**8:08x}{number:08x}",
            mac=f"18DE50{number:06X}",
            serial="" if number % 40 == 0 else f"KW26W11L1-{number:06d}",
            product_id="k2x8wq7mf0t1z5ra",
            lot=lot,
            order="WO-0312",
            station="S1",
            when=NOW + timedelta(seconds=11 * number),
            counter=number,
            extra={"batch": "B07", "short_link": f"https://s.tuya.com/{number:06x}"},
        )
        for number in range(1, count + 1)
    )


def demo_jobs() -> list[JobRow]:
    """Return labels in every state there is."""
    states: tuple[tuple[PrintState, str, bool], ...] = (
        (PrintState.QUEUED, "", False),
        (PrintState.QUEUED, "printer-paper-out", False),
        (PrintState.SENT, "maybe-printed", True),
        (PrintState.FAILED, "code-too-long", False),
        (PrintState.SENT, "", False),
        *((PrintState.PRINTED, "", False),) * 5,
        (PrintState.VOID, "", False),
    )
    units = demo_units("PO-20260311-A")
    return [
        JobRow(
            id=512 - place,
            printer="Line 1 Zebra" if place % 3 else "Packing TSC",
            design="standard-50x30" if place % 3 else "carton-100x100",
            state=state,
            identity=units[place].identity,
            hwid=units[place].mac,
            copy_no=2 if place == 6 else 1,
            tries=0 if state is PrintState.QUEUED else 1,
            queued_at=NOW - timedelta(seconds=12 * place),
            queued_by="Chen Li",
            reason="label torn" if place == 6 else "",
            trouble=trouble,
            doubtful=doubtful,
        )
        for place, (state, trouble, doubtful) in enumerate(states)
    ]


class DemoLabels:
    """See LabelService. Keeps what it is told; ``folder`` takes pictures."""

    def __init__(self, *, empty: bool = False, folder: Path | None = None) -> None:
        self._folder = folder
        self.saved: dict[str, DesignRow] = {}
        self.drafts: list[PrinterDraft] = []
        self.jobs: list[JobRow] = []
        self.mapped: dict[str, str] = {}
        self.orders: list[PrintOrder] = []
        self.cartons: list[str] = []
        self.tested: list[str] = []
        if not empty:
            self.drafts = [
                PrinterDraft("Line 1 Zebra", address="192.168.10.41", darkness=18, speed=4),
                PrinterDraft("Packing TSC", Way.SPOOLER, "TSC TE210", "tspl", shift_x=0.5),
                PrinterDraft("Office laser", Way.SYSTEM, "HP LaserJet", "pdf", 600, asks=False),
            ]
            self.jobs = demo_jobs()
            self.mapped = {"*": "Line 1 Zebra", "4": "Packing TSC"}

    def designs(self) -> Sequence[DesignRow]:
        """Return saved and shipped designs."""
        rows = {design.name: DesignRow(design) for design in shipped_designs()}
        rows.update(self.saved)
        return [rows[name] for name in sorted(rows)]

    def save_design(self, design: Design) -> DesignRow:
        """Keep a design, as strictly as the real one."""
        parse_design(design_text(design), design.name, SECRETS)
        before = self.saved.get(design.name)
        row = DesignRow(design, before.version + 1 if before else 1, NOW.isoformat(), "Chen Li")
        self.saved[design.name] = row
        return row

    def read_design(self, file: Path) -> Design:
        """Read a file."""
        return read_design(file, SECRETS)

    def write_design(self, design: Design, file: Path) -> None:
        """Write a file."""
        save_design(design, file)

    def units(self, lot: str) -> LabelUnits:
        """Return invented units."""
        return LabelUnits(lot, demo_units(lot), ("batch", "short_link"), SECRETS)

    def pictures(self) -> Path | None:
        """Return the folder."""
        return self._folder

    def add_picture(self, file: Path) -> str:
        """Copy a file."""
        if self._folder is None:
            raise BadInput("label-picture-unreadable", file=file.name)
        (self._folder / file.name).write_bytes(file.read_bytes())
        return file.name

    def printers(self) -> Sequence[PrinterRow]:
        """Return the printers with their queues."""
        return [self._row(draft) for draft in self.drafts]

    def system_printers(self) -> Sequence[str]:
        """Return two names."""
        return ("HP LaserJet", "TSC TE210")

    def save_printer(self, draft: PrinterDraft) -> None:
        """Keep a printer."""
        self.drafts = [d for d in self.drafts if d.name != draft.name] + [draft]

    def retire_printer(self, name: str) -> None:
        """Drop a printer."""
        self.drafts = [draft for draft in self.drafts if draft.name != name]

    def ask_printer(self, name: str) -> PrinterRow:
        """Answer: ready, out of paper, or silent."""
        draft = next(draft for draft in self.drafts if draft.name == name)
        code = {Way.NETWORK: "printer-ready", Way.SPOOLER: "printer-silent"}.get(
            draft.way, "printer-silent"
        )
        return replace(self._row(draft), code=code)

    def test_print(self, name: str) -> PrinterRow:
        """Note it."""
        self.tested.append(name)
        return self.ask_printer(name)

    def slots(self) -> Mapping[str, str]:
        """Return the mapping."""
        return dict(self.mapped)

    def map_slot(self, slot: str, printer: str) -> None:
        """Change it."""
        self.mapped.pop(slot, None)
        if printer:
            self.mapped[slot] = printer

    def queue(self, printer: str, *, open_only: bool) -> Sequence[JobRow]:
        """Return jobs."""
        settled = {PrintState.PRINTED, PrintState.VOID}
        return [
            job
            for job in self.jobs
            if printer in ("", job.printer) and not (open_only and job.state in settled)
        ]

    def order_print(self, order: PrintOrder) -> tuple[int, int]:
        """Note it."""
        self.orders.append(order)
        return 1 if order.unit else 117, 0 if order.unit else 3

    def carton_copies(self, code: str) -> int:
        """Count what was asked for."""
        return self.cartons.count(code)

    def print_carton(self, code: str, printer: str, reason: str = "") -> None:  # noqa: ARG002
        """Remember it; once without a reason."""
        if code in self.cartons and not reason:
            raise Refused("label-printed-before", label=code)
        self.cartons.append(code)

    def retry(self, jobs: Sequence[int]) -> None:
        """Wait again."""
        self._put(jobs, PrintState.QUEUED)

    def reprint(self, job: int, reason: str) -> None:
        """Add a copy."""
        old = next(one for one in self.jobs if one.id == job)
        if not reason:
            raise BadInput("reason-missing")
        new = replace(
            old,
            id=max(one.id for one in self.jobs) + 1,
            state=PrintState.QUEUED,
            copy_no=old.copy_no + 1,
            reason=reason,
        )
        self.jobs.insert(0, new)

    def answer(self, job: int, *, printed: bool) -> None:
        """Settle a doubt."""
        if not any(one.id == job and one.doubtful for one in self.jobs):
            raise Refused("print-job-not-doubtful", job=job)
        self._put([job], PrintState.PRINTED if printed else PrintState.QUEUED)

    def void(self, job: int, reason: str) -> None:
        """Void a label."""
        self._put([job], PrintState.VOID, reason)

    def _put(self, jobs: Sequence[int], state: PrintState, reason: str = "") -> None:
        self.jobs = [
            replace(one, state=state, doubtful=False, trouble="", reason=reason or one.reason)
            if one.id in jobs
            else one
            for one in self.jobs
        ]

    def _row(self, draft: PrinterDraft) -> PrinterRow:
        mine = [job for job in self.jobs if job.printer == draft.name]
        return PrinterRow(
            draft,
            waiting=sum(job.state is PrintState.QUEUED for job in mine),
            failed=sum(job.state is PrintState.FAILED for job in mine),
            doubtful=sum(job.doubtful for job in mine),
        )
