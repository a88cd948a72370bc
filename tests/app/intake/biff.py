"""Writes small .xls workbooks: BIFF8 records in a compound file, as Excel 97 to 2003 save them.

Layouts: [MS-XLS] 2.4 (records) and [MS-CFB] 2.2 to 2.6 (header, FAT, directory).
"""

import struct
from collections.abc import Sequence
from pathlib import Path

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_NO_MINI_STREAM_FROM = 4096


def write_xls(
    path: Path,
    rows: Sequence[Sequence[object]],
    sheet: str = "Sheet1",
    hidden: Sequence[int] = (),
) -> Path:
    """Write text, number and error cells into one sheet; at most some hundred rows.

    ``hidden``: rows as Excel counts them that are not shown.
    """
    path.write_bytes(_compound(_workbook(rows, sheet, hidden)))
    return path


def _workbook(rows: Sequence[Sequence[object]], sheet: str, hidden: Sequence[int]) -> bytes:
    name = sheet.encode("utf-16-le")
    bound = struct.pack("<BBBB", 0, 0, len(sheet), 1) + name
    head = _bof(0x0005) + _record(0x0042, struct.pack("<H", 1200))
    offset = len(head) + 4 + 4 + len(bound) + 4
    widest = max(map(len, rows))
    cells = b"".join(
        _cell(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)
    )
    dimensions = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, widest, 0))
    globals_ = head + _record(0x0085, struct.pack("<I", offset) + bound) + _record(0x000A)
    unseen = b"".join(
        _record(0x0208, struct.pack("<HHHHHHHH", row - 1, 0, widest, 255, 0, 0, 0x0120, 0x0F))
        for row in hidden
    )
    return globals_ + _bof(0x0010) + dimensions + unseen + cells + _record(0x000A)


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x0600))


def _cell(row: int, column: int, cell: object) -> bytes:
    if isinstance(cell, (int, float)):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, cell))
    if cell == "#N/A":
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, 0x2A, 1))
    if cell == "#REF!":  # what came out of a formula
        value = struct.pack("<BBBBBBH", 2, 0, 0x17, 0, 0, 0, 0xFFFF)
        rest = struct.pack("<HIHB", 0, 0, 2, 0x1C) + b"\x17"
        return _record(0x0006, struct.pack("<HHH", row, column, 0) + value + rest)
    text = str(cell)
    words = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    return _record(0x0204, words)


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _compound(stream: bytes) -> bytes:
    size = max(len(stream), _NO_MINI_STREAM_FROM)
    stream = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    assert len(chain) <= _SECTOR // 4
    fat = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    directory = (
        _entry("Root Entry", 5, child=1, start=_END, size=0)
        + _entry("Workbook", 2, child=_FREE, start=2, size=len(stream))
        + _entry("", 0, child=_FREE, start=0, size=0) * 2
    )
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, _NO_MINI_STREAM_FROM, _END, 0, _END, 0)
        + struct.pack("<109I", 0, *[_FREE] * 108)
    )
    return header + fat + directory + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    words = (name + "\0").encode("utf-16-le") if name else b""
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
