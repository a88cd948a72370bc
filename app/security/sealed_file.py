r"""A file of any size, encrypted in chunks: what is read is whole, in order, and of one key.

    KWBACKUP1\n | length of header, 4 bytes | header: JSON | chunk | chunk | … | last chunk

Each chunk is AES-256-GCM of up to 1 MiB. Its nonce is a counter with a mark on the last chunk, and
its associated data is the hash of the header: so chunks cannot be cut off, swapped, repeated, or
moved to another file (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár). The key
is derived anew for each file from a random salt in its header.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import BadInput

MAGIC = b"KWBACKUP1\n"
CHUNK = 1 << 20
TAG = 16
MOST_HEADER = 1 << 20


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """What stands readable at the head of a sealed file. ``raw`` is bound to every chunk."""

    facts: Mapping[str, Any]
    raw: bytes
    start: int


def is_sealed(file: Path) -> bool:
    """Say whether this is such a file, by its first bytes."""
    try:
        with file.open("rb") as source:
            return source.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def seal_file(source: Path, target: Path, facts: Mapping[str, Any], key: bytes) -> None:
    """Encrypt ``source`` into ``target``; ``facts`` stand readable at its head. OSError."""
    header = json.dumps({**facts, "salt": secrets.token_hex(32)}, ensure_ascii=False).encode()
    cipher = _cipher(key, header)
    bound_to = hashlib.sha256(header).digest()
    with source.open("rb") as plain, target.open("wb") as out:
        out.write(MAGIC + len(header).to_bytes(4, "big") + header)
        chunk, number = plain.read(CHUNK), 0
        while True:
            following = plain.read(CHUNK)
            out.write(cipher.encrypt(_nonce(number, last=not following), chunk, bound_to))
            if not following:
                return
            chunk, number = following, number + 1


def read_header(file: Path) -> SealedHeader:
    """Return the readable head; it is only trusted once the file was opened with its key.

    Raises BadInput ``backup-unreadable`` | ``backup-not-one``.
    """
    with _opened(file) as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise BadInput("backup-not-one", file=file.name)
        length = int.from_bytes(source.read(4), "big")
        raw = source.read(length) if length <= MOST_HEADER else b""
        try:
            facts = json.loads(raw)
            bytes.fromhex(facts["salt"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("backup-damaged", file=file.name) from error
        return SealedHeader(facts, raw, source.tell())


def open_file(
    file: Path, target: Path, key: bytes, progress: Callable[[int], None] | None = None
) -> SealedHeader:
    """Decrypt ``file`` into ``target`` and return its head, now proven.

    ``progress(bytes done)``. Raises BadInput ``backup-damaged`` where a single bit differs or the
    key is another one's; the target is then removed.
    """
    header = read_header(file)
    cipher = _cipher(key, header.raw)
    bound_to = hashlib.sha256(header.raw).digest()
    try:
        with _opened(file) as source, target.open("wb") as out:
            source.seek(header.start)
            for number, (chunk, last) in enumerate(_chunks(source)):
                out.write(cipher.decrypt(_nonce(number, last=last), chunk, bound_to))
                if progress is not None:
                    progress(source.tell())
    except InvalidTag as error:
        target.unlink(missing_ok=True)
        raise BadInput("backup-damaged", file=file.name) from error
    return header


def _chunks(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    chunk = source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise BadInput("backup-unreadable", file=file.name, reason=error.strerror) from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, header: bytes) -> AESGCM:
    salt = bytes.fromhex(json.loads(header)["salt"])
    return AESGCM(HKDF(SHA256(), 32, salt, b"keywright backup").derive(key))
