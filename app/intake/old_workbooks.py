"""Old workbooks (.xls) are looked through before the parser sees them, and damaged ones refused.

The parser believes what a file says of itself: a sector outside the file or a cell in a far corner
makes it panic, or ask for more memory than a computer has, which ends the whole program. So the
chains of the compound file and the numbers that decide about sizes are checked here first.
Layouts: [MS-CFB] 2.2 to 2.6; [MS-XLS] 2.1.4 (records), 2.5 (Dimensions, SST, BoundSheet8).
"""

import struct
from collections.abc import Iterator
from pathlib import PurePath

from app.errors import BadInput
from app.intake.old_texts import text_lengths
from app.intake.unread_cells import Unread, UnreadCell

MAX_ROWS, MAX_COLUMNS = 65_536, 256
MAX_CELLS = 4_000_000  # 61 columns of the most rows there are
MAX_COPIED = 192 * 1024 * 1024
"""So many characters of shared text, each cell's own copy counted."""

_WIDEST = 3  # bytes of a character, at most, as the parser keeps it
_HEADER = 512
_LAST = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_ENTRY = 128
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # an xlsx with a password, [MS-OFFCRYPTO]
_STREAMS = {"workbook", "book"}
_CELLS = frozenset(
    {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}
)
_SHARED_TEXT, _BEGIN, _CONTINUE = 0x00FD, 0x0809, b"\x3c\x00"
_DIMENSIONS, _SST, _BOUND_SHEET, _FILE_PASS = 0x0200, 0x00FC, 0x0085, 0x002F
_DIMENSIONS_BIFF8 = 14
_ROW, _IS_HIDDEN = 0x0208, 0x20
_BLANK = frozenset({0x00BE, 0x0201})
_BOOLEAN_OR_ERROR, _FORMULA, _IS_ERROR = 0x0205, 0x0006, 2
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def sound_xls(path: PurePath, data: bytes) -> tuple[bytes, list[Unread], list[tuple[int, ...]]]:
    """Return the bytes of an old workbook, its last sector filled up; errors, and hidden rows.

    Both are those of each sheet in turn; hidden rows as Excel counts them, where they hold
    something ([MS-XLS] 2.4.221 Row, fDyZero).

    Raises BadInput ``workbook-damaged``, ``-password``, ``-too-large`` or ``workbook-bomb``.
    """
    if _ENCRYPTED in data:
        raise BadInput("workbook-password", file=path.name)
    try:
        file = _Compound(data)
        errors: list[Unread] = []
        hidden: list[tuple[int, ...]] = []
        for stream in file.workbooks():
            sheets = _Sheets(path.name)
            sheets.look_through(stream)
            errors = sheets.errors() or errors
            hidden = sheets.hidden() or hidden
    except (struct.error, IndexError, ValueError) as error:
        raise BadInput("workbook-damaged", file=path.name) from error
    return file.data, errors, hidden


class _Compound:
    """A compound file, as far as a workbook needs one. Raises ValueError for a damaged one."""

    def __init__(self, data: bytes) -> None:
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004 - the two versions there are
            raise ValueError("sectors")
        self._size = 1 << shift
        self.data = data + bytes(-(len(data) - _HEADER) % self._size)
        self._count = (len(self.data) - _HEADER) // self._size
        fats, self._directory = struct.unpack_from("<II", self.data, 44)
        self._cutoff, self._mini_fat = struct.unpack_from("<II", self.data, 56)
        difat, difats = struct.unpack_from("<II", self.data, 68)
        places = list(struct.unpack_from("<109I", self.data, 76))
        for _ in range(min(difats, self._count)):
            if difat >= _LAST:
                break
            *more, difat = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            places += more
        used = [place for place in places if place < _LAST]
        if not 0 < fats == len(used) <= self._count:
            raise ValueError("fat")
        self._fat = b"".join(map(self._sector, used))

    def workbooks(self) -> Iterator[bytes]:
        """Give each stream that is a workbook."""
        directory = b"".join(self._chain(self._directory))
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
        mini = mini_fat = b""
        found = False
        for number, entry in enumerate(entries):
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            if length > 64:  # noqa: PLR2004 - the room that a name has
                raise ValueError("name")
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").casefold()
            if number == 0:
                mini = b"".join(self._chain(start))
                mini_fat = b"".join(self._chain(self._mini_fat))
            elif kind and size:
                stream = self._stream(start, size, mini, mini_fat)
                if name in _STREAMS:
                    found = True
                    yield stream
        if not found:
            raise ValueError("no workbook")

    def _stream(self, start: int, size: int, mini: bytes, mini_fat: bytes) -> bytes:
        if size >= self._cutoff:
            stream = b"".join(self._chain(start))
        else:
            stream = b"".join(_mini_chain(start, mini, mini_fat))
        if len(stream) < size:
            raise ValueError("short")
        return stream[:size]

    def _chain(self, start: int) -> Iterator[bytes]:
        left = self._count
        while start < _LAST:
            if not left:
                raise ValueError("loop")
            left -= 1
            yield self._sector(start)
            (start,) = struct.unpack_from("<I", self._fat, start * 4)

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise ValueError("sector")
        at = _HEADER + number * self._size if self._size == _HEADER else (number + 1) * self._size
        return self.data[at : at + self._size]


def _mini_chain(start: int, mini: bytes, mini_fat: bytes) -> Iterator[bytes]:
    left = len(mini_fat) // 4
    while start < _LAST:
        if not left or (start + 1) * 64 > len(mini):
            raise ValueError("mini sector")
        left -= 1
        yield mini[start * 64 : start * 64 + 64]
        (start,) = struct.unpack_from("<I", mini_fat, start * 4)


class _Sheets:
    """Looks through the records of a workbook; what its cells will need is summed up."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lengths: list[int] = []
        self._copied = 0
        self._rows = self._columns = 0
        self._sheet = 0
        self._places: list[int] = []
        self._unseen: dict[int, set[int]] = {}
        self._hidden: dict[int, set[int]] = {}
        self._errors: dict[int, dict[int, dict[int, UnreadCell]]] = {}

    def errors(self) -> list[Unread]:
        """Return the error cells of each sheet, in the workbook's order; empty if there are none.

        The parser gives them as if nothing stood there.
        """
        return [self._errors.get(place, {}) for place in self._places] if self._errors else []

    def hidden(self) -> list[tuple[int, ...]]:
        """Return the hidden rows of each sheet that hold something; empty if there are none."""
        if not self._hidden:
            return []
        return [tuple(sorted(self._hidden.get(place, ()))) for place in self._places]

    def look_through(self, stream: bytes) -> None:
        """Raise BadInput or ValueError for what the parser must not see."""
        records = _records(stream)
        for number, at, length in records:
            if number == _FILE_PASS:
                raise BadInput("workbook-password", file=self._name)
            if number == _BEGIN:
                self._rows = self._columns = 0  # another sheet
                self._sheet = at - 4
            elif number == _ROW or number in _CELLS:
                self._row_or_cell(number, stream, at)
            elif number == _DIMENSIONS:
                form = "<IIHH" if length >= _DIMENSIONS_BIFF8 else "<HHHH"
                first, last, left, right = struct.unpack_from(form, stream, at)
                if first > last or left > right:
                    raise ValueError("dimensions")
                self._refuse_far(last, right, cells=0)  # some writers claim the whole sheet
            elif number == _SST:
                if max(struct.unpack_from("<II", stream, at)) > len(stream):
                    raise ValueError("texts")
                self._lengths = text_lengths(_with_continuations(stream, at, length))
            elif number == _BOUND_SHEET:
                self._note_sheet(struct.unpack_from("<I", stream, at)[0], len(stream))

    def _note_sheet(self, place: int, size: int) -> None:
        if place >= size:
            raise ValueError("sheet")
        self._places.append(place)

    def _row_or_cell(self, number: int, stream: bytes, at: int) -> None:
        if number != _ROW:
            self._cell(number, stream, at)
        elif struct.unpack_from("<H", stream, at + 12)[0] & _IS_HIDDEN:
            row = struct.unpack_from("<H", stream, at)[0]
            self._unseen.setdefault(self._sheet, set()).add(row)

    def _cell(self, number: int, stream: bytes, at: int) -> None:
        row, column = struct.unpack_from("<HH", stream, at)
        self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
        self._refuse_far(self._rows, self._columns, cells=self._rows * self._columns)
        if number not in _BLANK and row in self._unseen.get(self._sheet, ()):
            self._hidden.setdefault(self._sheet, set()).add(row + 1)
        error = _error_code(number, stream, at + 6)
        if error is not None:
            sheet = self._errors.setdefault(self._sheet, {})
            sheet.setdefault(row, {})[column] = UnreadCell(_ERRORS.get(error, "#"))
        if number == _SHARED_TEXT:
            place = struct.unpack_from("<I", stream, at + 6)[0]
            self._copied += self._lengths[place] if place < len(self._lengths) else 0
            if self._copied > MAX_COPIED:
                raise BadInput(
                    "workbook-bomb", file=self._name, unpacked_mb=self._copied * _WIDEST >> 20
                )

    def _refuse_far(self, rows: int, columns: int, *, cells: int) -> None:
        # The parser lays a sheet out as the full rectangle around its cells.
        if rows > MAX_ROWS or columns > MAX_COLUMNS or cells > MAX_CELLS:
            raise BadInput("workbook-too-large", file=self._name, rows=rows, columns=columns)


def _error_code(number: int, stream: bytes, at: int) -> int | None:
    """Return the error that a cell shows, else None ([MS-XLS] 2.5.10 Bes, 2.5.133 FormulaValue)."""
    if number == _BOOLEAN_OR_ERROR and stream[at + 1]:
        return stream[at]
    if number == _FORMULA and stream[at] == _IS_ERROR and stream[at + 6 : at + 8] == b"\xff\xff":
        return stream[at + 2]
    return None


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Give number, place and length of each record."""
    at, size = 0, len(stream)
    while at + 4 <= size:
        number, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if number == 0 and length == 0 and not stream[at:].strip(b"\0"):
            return  # the end of the last sector
        if at + length > size:
            raise ValueError("record")
        yield number, at, length
        at += length


def _with_continuations(stream: bytes, at: int, length: int) -> list[bytes]:
    parts = [stream[at : at + length]]
    at += length
    while stream[at : at + 2] == _CONTINUE:
        length = struct.unpack_from("<H", stream, at + 2)[0]
        parts.append(stream[at + 4 : at + 4 + length])
        at += 4 + length
    return parts
