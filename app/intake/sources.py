"""A list file before anybody knows what it means: its bytes, its kind, its limits.

The file is read once, whole, so that what was checked is what is imported and its hash belongs to
exactly those bytes. Everything here is refused before a parser sees it.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.domain.problems import Problem, Severity
from app.errors import BadInput

MAX_WORKBOOK_BYTES = 128 * 1024 * 1024
MAX_TEXT_BYTES = 256 * 1024 * 1024


_PACKED = (
    b"\x1f\x8b",  # gzip
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",  # zstd
)
"""How compressed files begin. A zip is looked into: a workbook is one."""


class FileKind(StrEnum):
    """What a file is, by its content; the name's ending is only believed for text."""

    XLSX = "xlsx"
    XLS = "xls"
    JSON = "json"
    JSON_LINES = "jsonl"
    DELIMITED = "csv"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's bytes with their SHA-256. ``warnings``: what was noticed on the way."""

    path: Path
    kind: FileKind
    data: bytes = field(repr=False)
    sha256: str
    warnings: tuple[Problem, ...] = ()


def read_source(path: Path) -> SourceFile:
    """Read a list file whole and say what kind it is.

    Raises BadInput: ``file-missing``, ``file-is-folder``, ``file-locked`` (open in Excel or WPS on
    Windows), ``file-unreadable``, ``file-too-large``, ``file-empty``, ``file-packed``.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise BadInput("file-is-folder", file=path.name)
        with path.open("rb") as stream:
            head = stream.read(8)
            limit = MAX_WORKBOOK_BYTES if _is_workbook(head) else MAX_TEXT_BYTES
            if size > limit:
                raise BadInput(
                    "file-too-large", file=path.name, size_mb=size >> 20, limit_mb=limit >> 20
                )
            data = head + stream.read(limit + 1 - len(head))
    except FileNotFoundError as error:
        raise BadInput("file-missing", file=str(path)) from error
    except PermissionError as error:
        # Excel and WPS open with a share lock on Windows; reading then fails like this.
        raise BadInput("file-locked", file=path.name) from error
    except OSError as error:
        raise BadInput("file-unreadable", file=path.name, reason=str(error.strerror)) from error
    if len(data) > limit:
        raise BadInput(
            "file-too-large", file=path.name, size_mb=len(data) >> 20, limit_mb=limit >> 20
        )
    return source_of(path, data)


def source_of(path: Path, data: bytes) -> SourceFile:
    """Return the source for bytes already read; BadInput ``file-empty`` | ``file-packed``."""
    if data.startswith(_PACKED):
        raise BadInput("file-packed", file=path.name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput("file-empty", file=path.name)
    warnings: tuple[Problem, ...] = ()
    if path.with_name(f"~${path.name}").exists():
        warnings = (Problem("file-open-elsewhere", Severity.WARNING, facts={"file": path.name}),)
    return SourceFile(path, _kind(path, data), data, hashlib.sha256(data).hexdigest(), warnings)


def _is_workbook(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def _kind(path: Path, data: bytes) -> FileKind:
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return FileKind.XLS
    if _is_workbook(data[:8]):
        return FileKind.XLSX
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        return FileKind.JSON_LINES
    if suffix == ".json" or start in {b"{", b"["}:
        first_line = data.lstrip().split(b"\n", 1)[0].rstrip()
        lines = first_line.startswith(b"{") and first_line.endswith(b"}") and b"\n{" in data
        return FileKind.JSON_LINES if lines else FileKind.JSON
    return FileKind.DELIMITED
