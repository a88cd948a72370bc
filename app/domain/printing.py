"""Print jobs: one label of one unit on its way to a printer, and what became of it.

    queued --claimed--> sending --all bytes gone--> sent --the printer says so--> printed
      ^                    |                          |
      +-- nothing printed -+                          +--the printer was lost--> maybe printed
    queued | failed --a person, or the unit failed--> void

*Maybe printed* is ``sending`` or ``sent`` with the trouble :data:`MAYBE_PRINTED` and no run: the
worker or the printer was lost, the printer's own label counter cannot tell, and only a person who
looks can. It is never printed a second time without that answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PrintState(StrEnum):
    """Where a print job is. ``sent`` is the end for printers that cannot be asked."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"
    VOID = "void"


MAYBE_PRINTED = "maybe-printed"
"""The trouble of a job whose worker or printer was lost while the label was on its way."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """One label to queue. ``body``: JSON of the field values as they stand now, no secret.

    ``package_id``: it is the label of a carton or pallet, and of no unit.
    """

    printer: str
    design: str
    design_version: int
    body: str
    license_id: int | None
    unit_id: int | None
    order_id: int | None
    copies: int = 1
    package_id: int | None = None


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A print job as the ledger keeps it. ``copy_no``: 1 is the original, more are reprints.

    ``count_before``: what the printer's own label counter said before the first byte left; with it
    a later program can tell whether the label came out. None where the printer has none.
    """

    id: int
    printer: str
    design: str
    design_version: int
    state: PrintState
    copies: int
    copy_no: int
    tries: int
    body: str = field(repr=False)
    license_id: int | None
    unit_id: int | None
    order_id: int | None
    queued_at: str
    queued_by: str
    reason: str | None = None
    trouble: str | None = None
    sent_at: str | None = None
    printed_at: str | None = None
    run_id: int | None = None
    count_before: int | None = None
    identity: str | None = None
    hwid: str | None = None
    package_id: int | None = None
    package: str | None = None

    @property
    def is_doubtful(self) -> bool:
        """Say whether a person has to look if this label was printed."""
        return self.trouble == MAYBE_PRINTED


@dataclass(frozen=True, slots=True)
class LabelSubject:
    """What the ledger knows for one label: a license, and the unit that it is on.

    ``row``: its row in the imported list. ``at``: when it was verified, UTC ISO; None before.
    ``extra``: JSON object of the other imported columns; secrets never are among them.
    """

    license_id: int
    identity: str
    state: str
    lot: str
    scheme: str
    row: int
    product_id: str
    unit_id: int | None = None
    hwid: str | None = None
    mac: str | None = None
    serial: str | None = None
    order_id: int | None = None
    order: str | None = None
    at: str | None = None
    station: str | None = None
    extra: str | None = None


@dataclass(frozen=True, slots=True)
class PrinterEntry:
    """A printer as the ledger keeps it. ``settings``: how it is reached, plain values."""

    name: str
    settings: Mapping[str, object]
    saved_at: str = ""
    saved_by: str = ""
    retired_at: str | None = None


EVERY_SLOT = "*"
"""In the mapping of slots to printers: every slot of the station that has none of its own."""
