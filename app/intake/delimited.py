"""Delimited text: comma, semicolon, tab or bar; UTF-8, UTF-16 or gb18030."""

import codecs
import contextlib
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.sources import SourceFile
from app.intake.tables import Row, SheetInfo

DELIMITERS = (",", ";", "\t", "|")
_PEEK_ROWS = 40
_ZEROS_AT_LEAST = 10  # one byte in so many, in UTF-16: delimiters and ids are ASCII
_UNCLOSED = "end of data"  # the reader's words for a quote that is open at the end
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class DelimitedTable:
    """One text file as a table with one nameless sheet; one record is one row, as in Excel."""

    def __init__(self, source: SourceFile, score: Callable[[Sequence[Row]], float]) -> None:
        self._source = source
        self.encoding = find_encoding(source.data)
        if self.encoding is None:
            raise BadInput("encoding-unknown", file=source.path.name)
        self.delimiter = self._find_delimiter(score)
        self.sheets = (SheetInfo(""),)

    def first_column(self, sheet: str) -> int:  # noqa: ARG002 - the protocol's signature
        """See ``tables.Table``."""
        return 0

    def rows(self, sheet: str = "") -> Iterator[Row]:  # noqa: ARG002
        """See ``tables.Table``. Raises BadInput ``csv-broken``."""
        return self._read(self.delimiter)

    def size(self, sheet: str = "") -> int:  # noqa: ARG002
        """See ``tables.Table``; lines, which for a multi-line list is more than rows."""
        return self._source.data.count(b"\n") + 1

    def hidden_rows(self, sheet: str) -> tuple[int, ...]:  # noqa: ARG002
        """See ``tables.Table``."""
        return ()

    def notices(self, sheet: str) -> tuple[Problem, ...]:  # noqa: ARG002
        """See ``tables.Table``."""
        return ()

    def _open(self) -> io.TextIOWrapper:
        assert self.encoding is not None
        return io.TextIOWrapper(io.BytesIO(self._source.data), self.encoding, newline="")

    def _read(self, delimiter: str) -> Iterator[Row]:
        """Read strictly: a quote that is never closed would swallow the rows below it.

        Only a record of one line may have something behind its quotes, such as a space.
        """
        with self._open() as text:
            lines, done = _Lines(text), 0
            while True:
                reader, begun = csv.reader(lines, delimiter=delimiter, strict=True), 0
                try:
                    for row in reader:
                        yield row
                        begun = reader.line_num
                except csv.Error as error:
                    if reader.line_num - begun != 1 or _UNCLOSED in str(error):
                        raise self._broken(done + begun + 1) from error
                else:
                    return
                done += reader.line_num
                yield self._loosely(lines.last, delimiter, done)

    def _loosely(self, line: str, delimiter: str, number: int) -> Row:
        try:
            return next(csv.reader([line], delimiter=delimiter))
        except csv.Error as error:  # a cell beyond the limit
            raise self._broken(number) from error

    def _broken(self, line: int) -> BadInput:
        return BadInput("csv-broken", file=self._source.path.name, line=line)

    def _find_delimiter(self, score: Callable[[Sequence[Row]], float]) -> str:
        def rate(delimiter: str) -> tuple[float, int]:
            rows: list[Row] = []
            with contextlib.suppress(BadInput):  # told when the list itself is read
                rows.extend(islice(self._read(delimiter), _PEEK_ROWS))
            widths = [len(row) for row in rows if row]
            return score(rows), max((w * widths.count(w) for w in set(widths) if w > 1), default=0)

        return max(DELIMITERS, key=rate)


class _Lines:
    """The lines of a text; the last one given is kept."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.last = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.last = line = next(self._text)
        return line


def find_encoding(data: bytes) -> str | None:
    """Return the encoding of a text: by its mark, else UTF-8, UTF-16 or gb18030; else None."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name if _decodes(data, name) else None
    head = data[:4096]
    if head.count(0) * _ZEROS_AT_LEAST > len(head):  # else one that strayed; its cell is named
        # ASCII in UTF-16 has a zero in every second byte; which one tells the byte order.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        name = "utf-16-le" if odd >= even else "utf-16-be"
        return name if _decodes(data, name) else None
    return next((name for name in ("utf-8", "gb18030") if _decodes(data, name)), None)


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    step = 1 << 20
    try:
        for start in range(0, len(data), step):
            decoder.decode(view[start : start + step])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
