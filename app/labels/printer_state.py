"""What a label printer says of itself: answers to ``~HS`` (ZPL) and ``<ESC>!?`` (TSPL) parsed.

Sources: ZPL II programming guide (host status return, three lines), TSPL programming manual.
"""

import re
from dataclasses import dataclass
from typing import Final

ZPL_ASK_STATE: Final = b"~HS"
ZPL_ASK_COUNT: Final = b'! U1 getvar "odometer.total_label_count"\r\n'
TSPL_ASK_STATE: Final = b"\x1b!?"
_HS: Final = re.compile(rb"\x02([0-9,]+)\x03\r\n\x02([0-9,]+)\x03\r\n\x02([0-9,]+)\x03")
_COUNT: Final = re.compile(rb'"\s*(\d+)[^"]*"')


@dataclass(frozen=True, slots=True)
class PrinterState:
    """``waiting``: labels taken but not printed yet; None where the printer does not say."""

    paper_out: bool = False
    ribbon_out: bool = False
    head_open: bool = False
    paused: bool = False
    printing: bool = False
    fault: bool = False
    waiting: int | None = None

    @property
    def code(self) -> str:
        """Return why it cannot print, as a code of the texts; empty when it can."""
        for code, is_so in (
            ("printer-head-open", self.head_open),
            ("printer-paper-out", self.paper_out),
            ("printer-ribbon-out", self.ribbon_out),
            ("printer-paused", self.paused),
            ("printer-fault", self.fault),
        ):
            if is_so:
                return code
        return ""

    @property
    def is_idle(self) -> bool:
        """Say whether it is ready with nothing left to print."""
        return not self.code and not self.printing and not self.waiting


def parse_zpl_state(answer: bytes) -> PrinterState | None:
    """Return the state in an answer to ``~HS``; None when it is not complete yet."""
    found = _HS.search(answer)
    if found is None:
        return None
    first, second, _third = (part.split(b",") for part in found.groups())
    if len(first) < 12 or len(second) < 9:  # noqa: PLR2004 - fields of the two lines
        return None
    return PrinterState(
        paper_out=first[1] == b"1",
        paused=first[2] == b"1",
        head_open=second[2] == b"1",
        ribbon_out=second[3] == b"1",
        fault=b"1" in (first[9], first[10], first[11]),  # corrupt memory, temperature low, high
        waiting=int(first[4]) + int(second[8]),
    )


def parse_zpl_count(answer: bytes) -> int | None:
    """Return how many labels the printer ever printed; None when it did not say."""
    found = _COUNT.search(answer)
    return int(found[1]) if found else None


def parse_tspl_state(answer: bytes) -> PrinterState | None:
    """Return the state in an answer to ``<ESC>!?``, one byte of bits; None when none came."""
    if not answer:
        return None
    bits = answer[0]
    return PrinterState(
        head_open=bool(bits & 0x01),
        fault=bool(bits & 0x82),  # paper jam, other error
        paper_out=bool(bits & 0x04),
        ribbon_out=bool(bits & 0x08),
        paused=bool(bits & 0x10),
        printing=bool(bits & 0x20),
    )
