"""What the labels pages ask for; the real answers are in ``live/labels.py``. All calls are slow."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.labels.design import Design
from app.ui.labels.records import (
    DesignRow,
    JobRow,
    LabelUnits,
    PrinterDraft,
    PrinterRow,
    PrintOrder,
)


class LabelService(Protocol):
    """Designs, printers, the print queue."""

    def designs(self) -> Sequence[DesignRow]:
        """Return the newest version of each design: saved ones and those shipped."""
        ...

    def save_design(self, design: Design) -> DesignRow:
        """Keep a design as the newest version of its name. LabelRefused where it may not be."""
        ...

    def read_design(self, file: Path) -> Design:
        """Read a design file; LabelRefused with every problem."""
        ...

    def write_design(self, design: Design, file: Path) -> None:
        """Write a design file; BadInput ``design-not-written``."""
        ...

    def units(self, lot: str) -> LabelUnits:
        """Return a lot's units as labels see them: written ones, else all licenses."""
        ...

    def pictures(self) -> Path | None:
        """Return the folder of pictures that designs name; returns at once."""
        ...

    def add_picture(self, file: Path) -> str:
        """Copy a picture in; return its name. BadInput ``label-picture-unreadable``."""
        ...

    def printers(self) -> Sequence[PrinterRow]:
        """Return the printers with the figures of their queues; asks none of them."""
        ...

    def system_printers(self) -> Sequence[str]:
        """Return the names of the operating system's printers."""
        ...

    def save_printer(self, draft: PrinterDraft) -> None:
        """Define or change a printer."""
        ...

    def retire_printer(self, name: str) -> None:
        """Take a printer out of use; its labels stay on record."""
        ...

    def ask_printer(self, name: str) -> PrinterRow:
        """Ask a printer how it is; a printer that cannot be asked says so by its code."""
        ...

    def test_print(self, name: str) -> PrinterRow:
        """Print a frame and a cross, for setting offset and darkness; it counts for no unit."""
        ...

    def slots(self) -> Mapping[str, str]:
        """Return slot to printer at this station; ``*`` stands for all others."""
        ...

    def map_slot(self, slot: str, printer: str) -> None:
        """Let a slot print on a printer; an empty name: on none of its own."""
        ...

    def queue(self, printer: str, *, open_only: bool) -> Sequence[JobRow]:
        """Return print jobs, newest first; of one printer, or of all where it is empty."""
        ...

    def order_print(self, order: PrintOrder) -> tuple[int, int]:
        """Queue labels; return how many, and how many were left out: they have their label."""
        ...

    def carton_copies(self, code: str) -> int:
        """Return how many labels of a package are queued or printed."""
        ...

    def print_carton(self, code: str, printer: str, reason: str = "") -> None:
        """Queue the label of a closed package; with a reason one more copy of it."""
        ...

    def retry(self, jobs: Sequence[int]) -> None:
        """Queue failed labels again."""
        ...

    def reprint(self, job: int, reason: str) -> None:
        """Print a label once more, counted, with a reason."""
        ...

    def answer(self, job: int, *, printed: bool) -> None:
        """Say whether a doubtful label came out; a person looked."""
        ...

    def void(self, job: int, reason: str) -> None:
        """Void a label: not printed any more, or what was printed does not count."""
        ...
