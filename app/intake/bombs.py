"""Workbooks that would unpack to more than a computer holds are refused before they are parsed.

Three traps: entries that inflate to gigabytes; two cells in opposite corners of a sheet, because
the parser lays a sheet out as a full rectangle; one long shared text that a million cells refer
to, because each cell gets its own copy.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from app.errors import BadInput
from app.intake.sources import SourceFile

MAX_UNPACKED_BYTES = 768 * 1024 * 1024
MAX_ENTRIES = 4096
MAX_RATIO = 200
RATIO_COUNTS_FROM = 32 * 1024 * 1024
MAX_CELLS = 24_000_000
MAX_TEXT_COPIES_BYTES = 768 * 1024 * 1024
_CHUNK = 1 << 20
_OVERLAP = 64
# Only references that can make a sheet large: two column letters, or six digits of row.
_LARGE = re.compile(rb"""r\s*=\s*["'](?:([A-Za-z]{2,})(\d+)|([A-Za-z]?)(\d{6,}))""")
# A reference that hides behind character codes was written by nobody's spreadsheet program.
_CODED = re.compile(rb"""\br\s*=\s*["'][A-Za-z0-9]*&""")


# What a sheet with a formula or an error in a cell has somewhere.
_FORMULA_OR_ERROR = (b"<f", b":f>", b":f ", b'"e"', b"'e'")
_HIDDEN = b"hidden="
# The parser would open these too, and in them the traps above cannot be seen beforehand.
_CONTENTS = "[content_types].xml"  # every workbook has this part, no other archive
_OTHER_KINDS = {"content.xml", "xl/workbook.bin"}


@dataclass(frozen=True, slots=True)
class Seen:
    """Entries of sheets that may hold formulas or errors; of those that may hide rows."""

    computed: frozenset[str]
    hiding: frozenset[str]


def refuse_bombs(source: SourceFile) -> Seen:
    """Return what the sheets must be searched for that the parser does not tell.

    Raises BadInput ``workbook-bomb``, ``workbook-too-large``, ``workbook-damaged``,
    ``workbook-kind`` for an OpenDocument or a binary (xlsb) workbook, and ``file-packed`` for an
    archive that is no workbook.
    """
    name = source.path.name
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = archive.infolist()
            if any(entry.filename.lower() in _OTHER_KINDS for entry in entries):
                raise BadInput("workbook-kind", file=name)
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
                raise BadInput("workbook-bomb", file=name, unpacked_mb=unpacked >> 20)
            if unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(source.data):
                raise BadInput("workbook-bomb", file=name, unpacked_mb=unpacked >> 20)
            if entries and not any(entry.filename.lower() == _CONTENTS for entry in entries):
                raise BadInput("file-packed", file=name)
            return _look_inside(archive, entries, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput("workbook-damaged", file=name) from error
    except (OSError, ValueError, KeyError, UnicodeError, OverflowError) as error:
        # A mangled directory: offsets outside the file, names that do not decode.
        raise BadInput("workbook-damaged", file=name) from error


def _look_inside(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> Seen:
    longest = references = 0
    computed, hiding = set(), set()
    for entry in entries:
        with archive.open(entry) as stream:  # checks that no entry is larger than it declares
            lower = entry.filename.lower()
            if "sharedstrings" in lower:
                longest = max(longest, _longest_text(stream))
            elif "sheet" in lower:
                more, is_computed, is_hiding = _sheet_references(stream, name)
                references += more
                if is_computed:
                    computed.add(entry.filename)
                if is_hiding:
                    hiding.add(entry.filename)
            else:
                while stream.read(_CHUNK):
                    pass
    if longest * references > MAX_TEXT_COPIES_BYTES:
        raise BadInput("workbook-bomb", file=name, unpacked_mb=longest * references >> 20)
    return Seen(frozenset(computed), frozenset(hiding))


def _longest_text(stream: IO[bytes]) -> int:
    longest = since = 0
    while chunk := stream.read(_CHUNK):
        parts = chunk.split(b"/si>")
        longest = max(longest, since + len(parts[0]), *map(len, parts))
        since = len(parts[-1]) + (since if len(parts) == 1 else 0)
    return longest


def _sheet_references(stream: IO[bytes], name: str) -> tuple[int, bool, bool]:
    is_computed = is_hiding = False
    rows, columns, references, tail = 99_999, 26, 0, b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        if b"&" in text and _CODED.search(text):
            raise BadInput("workbook-bomb", file=name, unpacked_mb=0)
        for letters, row, letter, long_row in _LARGE.findall(text):
            rows = max(rows, int((row or long_row)[:9]))
            columns = max(columns, _column_number(letters or letter))
        is_hiding = is_hiding or _HIDDEN in text
        is_computed = is_computed or any(mark in text for mark in _FORMULA_OR_ERROR)
        references += chunk.count(b'"s"') + chunk.count(b"'s'")
        tail = text[-_OVERLAP:]
        if rows * columns > MAX_CELLS:
            raise BadInput("workbook-too-large", file=name, rows=rows, columns=columns)
    return references, is_computed, is_hiding


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number
