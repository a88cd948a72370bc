r"""What went over a link, both ways with times; recorded, written without secrets, replayed.

One entry a line: seconds since the start, ``>`` to the board, ``<`` from it or ``=`` for the
control lines, and the bytes as a JSON text (Latin-1)::

      0.0003 > "\b\b#\b"
      0.0011 < "#\b \b"
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from flasher.errors import PortGone
from flasher.timing import Clock
from flasher.transport.link import Link
from flasher.transport.redaction import MARK, strike

TO_BOARD, FROM_BOARD, LINES = ">", "<", "="

_LIMIT = 200_000  # bytes kept of one attempt; a board that floods must not fill the memory
_ESCAPED_MARK = re.compile(r"(?<!\\)\\u2022")
_ONE_ENTRY_S = 0.02  # bytes that follow each other faster make one entry
_LINE = re.compile(r"\s*([0-9.]+) ([<>=]) (\".*\")")


@dataclass(frozen=True, slots=True)
class Entry:
    """Bytes that went one way without a turn. ``at``: seconds since the start of the attempt."""

    at: float
    way: str
    data: bytes


class RecordingLink:
    """A link that remembers what passes; hand it on in place of the real one.

    The memory holds secrets in clear until :meth:`redacted` is asked for, and dies with the job.
    """

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._start = clock.monotonic()
        self._parts: list[tuple[float, str, bytearray]] = []
        self._size = 0

    @property
    def port(self) -> str:
        """See Link."""
        return self._link.port

    def read(self, timeout_s: float) -> bytes:
        """See Link."""
        data = self._link.read(timeout_s)
        if data:
            self._keep(FROM_BOARD, data)
        return data

    def write(self, data: bytes) -> None:
        """See Link. Recorded before it is sent: an error may come after half of it went."""
        self._keep(TO_BOARD, data)
        self._link.write(data)

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        """See Link."""
        there = self._link.set_lines(dtr=dtr, rts=rts)
        self._keep(LINES, f"dtr={dtr:d} rts={rts:d}{'' if there else ' (none)'};".encode())
        return there

    def discard_input(self) -> None:
        """See Link."""
        self._link.discard_input()

    def close(self) -> None:
        """See Link."""
        self._link.close()

    def reopened(self, link: Link) -> None:
        """Go on with a new link to the same port."""
        self._link = link

    def redacted(self, secrets: Iterable[str]) -> str:
        """Return the transcript as text, every secret struck out. Costs a few milliseconds."""
        known = tuple(secrets)
        whole = dict.fromkeys((TO_BOARD, FROM_BOARD), "")
        for _, way, data in self._parts:
            if way in whole:
                whole[way] += data.decode("latin-1")
        clean = {
            way: strike(text, known, has_replies=way == FROM_BOARD) for way, text in whole.items()
        }
        lines: list[str] = []
        taken = dict.fromkeys(clean, 0)
        for at, way, data in self._parts:
            text = data.decode("latin-1")
            if way in clean:
                text = clean[way][taken[way] : taken[way] + len(data)]
                taken[way] += len(data)
            lines.append(f"{at:9.4f} {way} {_ESCAPED_MARK.sub(MARK, json.dumps(text))}")
        return "\n".join(lines)

    def _keep(self, way: str, data: bytes) -> None:
        self._size += len(data)
        if self._size > _LIMIT:
            return
        at = self._clock.monotonic() - self._start
        if self._parts and self._parts[-1][1] == way and at - self._parts[-1][0] < _ONE_ENTRY_S:
            self._parts[-1][2].extend(data)
        else:
            self._parts.append((at, way, bytearray(data)))


def parse(text: str, fill: str = "x") -> list[Entry]:
    """Read a transcript back; every struck character becomes ``fill``.

    Raises ValueError for a line that is no entry.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} is no transcript entry")
        data = json.loads(match[3]).replace(MARK, fill).encode("latin-1")
        entries.append(Entry(float(match[1]), match[2], data))
    return entries


def load(path: Path, fill: str = "x") -> list[Entry]:
    """Read a transcript file. Raises OSError, ValueError."""
    return parse(path.read_text(encoding="utf-8"), fill)


class ReplayLink:
    """Plays a recorded board back: its bytes come once as many were sent as went before them.

    What the job sends need not be what was sent then (secrets are struck out), only as much of it.
    When the record is over the port is gone, or silent with ``then_silent``.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        clock: Clock,
        *,
        then_silent: bool = False,
        on_write: Callable[[bytes], None] | None = None,
    ) -> None:
        self._left = [e for e in entries if e.way != LINES]
        self._clock = clock
        self._then_silent = then_silent
        self._on_write = on_write
        self._to_come = 0

    @property
    def port(self) -> str:
        """See Link."""
        return "replay"

    def read(self, timeout_s: float) -> bytes:
        """See Link."""
        if self._left and self._left[0].way == FROM_BOARD:
            return self._left.pop(0).data
        if not self._left and not self._then_silent:
            raise PortGone("the record ends here", port=self.port)
        self._clock.sleep(timeout_s)
        return b""

    def write(self, data: bytes) -> None:
        """See Link."""
        if self._on_write is not None:
            self._on_write(data)
        self._to_come += len(data)
        while self._left and self._left[0].way == TO_BOARD:
            if len(self._left[0].data) > self._to_come:
                return
            self._to_come -= len(self._left.pop(0).data)

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        """See Link."""
        return not (dtr and rts)

    def discard_input(self) -> None:
        """See Link. What was recorded was read, so nothing was discarded then."""

    def close(self) -> None:
        """See Link."""
