"""How long each shared text of an old workbook is: one long one behind many cells is a trap.

The parser gives each cell its own copy, so 3 MB of file can ask for gigabytes of memory. Layout:
[MS-XLS] 2.4.265 (SST), 2.5.293 (XLUnicodeRichExtendedString), 2.4.58 (Continue).
"""

import struct
from collections.abc import Sequence

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08


def text_lengths(parts: Sequence[bytes]) -> list[int]:
    """Return the characters of each text of an SST record and the Continue records behind it.

    Raises struct.error or IndexError where a text runs over the end.
    """
    count = struct.unpack_from("<I", parts[0], 4)[0]
    reader = _Parts(parts)
    lengths = []
    for _ in range(count):
        if reader.is_at_end():
            break  # some writers count more texts than they write
        lengths.append(reader.skip_text())
    return lengths


class _Parts:
    """A place in the record and its continuations."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = parts
        self._part = 0
        self._at = 8

    def is_at_end(self) -> bool:
        """Go to the next part where this one is used up; say whether there is none."""
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        return self._part == len(self._parts)

    def skip_text(self) -> int:
        """Go past one text; return its length."""
        part = self._parts[self._part]
        characters, flags = struct.unpack_from("<HB", part, self._at)
        self._at += 3
        behind = 0
        if flags & _RICH:
            behind += 4 * int(struct.unpack_from("<H", part, self._at)[0])
            self._at += 2
        if flags & _EXTENDED:
            behind += int(struct.unpack_from("<I", part, self._at)[0])
            self._at += 4
        self._skip_characters(characters, 2 if flags & _WIDE else 1)
        self._skip_bytes(behind)
        return int(characters)

    def _skip_characters(self, left: int, width: int) -> None:
        while left:
            here = min(left, (len(self._parts[self._part]) - self._at) // width)
            self._at += here * width
            left -= here
            if left:  # goes on in the next part, which begins with its own width
                self._part, self._at = self._part + 1, 1
                width = 2 if self._parts[self._part][0] & _WIDE else 1

    def _skip_bytes(self, left: int) -> None:
        while left:
            here = min(left, len(self._parts[self._part]) - self._at)
            self._at += here
            left -= here
            if left:
                self._part, self._at = self._part + 1, 0
