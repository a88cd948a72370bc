"""What a reply of the console means, in all generations. Source: the console notes in the docs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from flasher.model import Holding
from flasher.protocol.console import is_damaged
from flasher.secrets import Secret

PLACEHOLDER = "uuidxxxxxxxxxxxxxxxx"
"""The identity that firmware is built with: not licensed."""

_NO_COMMAND = "No command or file name"
_READ_FAILURE = "Authorization read failure."
_STORAGES = "storage must be 0 or 1"
_NO_OTP = "only supported on T5"
_NO_MAC = "Failed to get MAC address."
_MAC_LINE = re.compile(
    r"(?:[A-Za-z _]*[:=]\s*)?"
    r"([0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{12})"
)
_UUID_LINE = re.compile(r"([A-Za-z0-9._-]{16})(.{0,4})")
_UUID_TAIL = re.compile(r"[A-Za-z0-9._-]{4}")
_KEY_LINE = re.compile(r"[!-~]{32}")
_PROJECT = re.compile(r"project\.(name|version)\s+(\S.*?)\s*")
_CLI_VERSION = re.compile(r"CLI version:\s*(\S+)")
_TWO = 2


class NotUnderstoodError(ValueError):
    """A reply that no known firmware gives, or a damaged one. Its text holds no reply."""


class Odd(Enum):
    """Replies to a question that are answers of another kind."""

    NO_COMMAND = auto()  # the firmware does not have this command
    NO_MAC = auto()  # it has the command and cannot tell
    EMPTY = auto()  # two empty lines: only OTP holds a license, and this firmware cannot show it
    STORAGES = auto()  # it asks for a storage number, so it can tell KV from OTP
    NO_OTP = auto()  # this family has no one-time memory


class WriteReply(Enum):
    """What the board says of a write. Never believed: the read-back decides."""

    SUCCEEDED = auto()
    FAILED = auto()
    NO_COMMAND = auto()
    LENGTH_REFUSED = auto()
    NO_OTP = auto()
    SILENT = auto()  # prompt, but no word: it restarted
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Firmware:
    """What ``sys_version`` or ``version`` says; the older ``version`` names no firmware."""

    name: str | None = None
    version: str | None = None


def read_mac(lines: Sequence[str]) -> str | Odd:
    """Return the MAC as 12 upper-case hex digits, or why there is none.

    Knows ``mac: aa:…``, ``AA:BB:…``, ``WIFI MAC ADDR:11:…``, dashes and bare digits.
    """
    texts = _texts(lines)
    if _NO_COMMAND in texts:
        return Odd.NO_COMMAND
    if _NO_MAC in texts:
        return Odd.NO_MAC
    found = {
        re.sub(r"[:-]", "", match[1]).upper()
        for match in map(_MAC_LINE.fullmatch, texts)
        if match is not None
    }
    if len(found) != 1:
        raise NotUnderstoodError("no single MAC in the reply")
    return found.pop()


def read_license(lines: Sequence[str], *, lenient: bool = False) -> Holding | Odd:
    """Return what the board holds. The placeholder identity is blank.

    ``lenient``: take any two lines as identity and key, for a board whose store is spoilt and
    says the same each time.
    """
    texts = _texts(lines)
    if _NO_COMMAND in texts:
        return Odd.NO_COMMAND
    if _READ_FAILURE in texts:
        return Holding()
    if _STORAGES in texts:
        return Odd.STORAGES
    if any(_NO_OTP in text for text in texts):
        return Odd.NO_OTP
    if not texts:
        return Odd.EMPTY
    pairs = [
        (first, second)
        for first, second in pairwise(texts)
        if _UUID_LINE.fullmatch(first) and _KEY_LINE.fullmatch(second)
    ]
    if len(pairs) == 1:
        return _holding(*pairs[0])
    if lenient and len(texts) == _TWO:
        return Holding(texts[0], Secret(texts[1]))
    raise NotUnderstoodError("no identity and key in the reply")


def read_write_reply(lines: Sequence[str]) -> WriteReply:
    """Return what the board says of a write."""
    said = " ".join(_texts(lines)).lower()
    for text, meaning in (
        (_NO_COMMAND.lower(), WriteReply.NO_COMMAND),
        ("authorization write succeeds", WriteReply.SUCCEEDED),
        ("authorization write to otp succeeds", WriteReply.SUCCEEDED),
        ("only supported on t5", WriteReply.NO_OTP),
        ("uuid length must be", WriteReply.LENGTH_REFUSED),
        ("uuid len not equal", WriteReply.LENGTH_REFUSED),
        ("mac length must be", WriteReply.LENGTH_REFUSED),
        ("failure", WriteReply.FAILED),
        ("flailure", WriteReply.FAILED),  # so spelt in the firmware
    ):
        if text in said:
            return meaning
    return WriteReply.UNKNOWN if said else WriteReply.SILENT


def read_firmware(lines: Sequence[str]) -> Firmware | Odd:
    """Return name and version of the firmware, or that it has no such command."""
    texts = _texts(lines)
    if _NO_COMMAND in texts:
        return Odd.NO_COMMAND
    facts = {m[1]: m[2] for m in map(_PROJECT.fullmatch, texts) if m is not None}
    cli = any(_CLI_VERSION.fullmatch(text) for text in texts)
    if not facts and not cli:
        raise NotUnderstoodError("neither project nor version in the reply")
    return Firmware(facts.get("name"), facts.get("version"))


def _texts(lines: Sequence[str]) -> list[str]:
    return [text for text in (line.strip() for line in lines) if text]


def _holding(first: str, key: str) -> Holding:
    """Make a holding of two good lines; a 16-character identity may drag up to 4 stray bytes."""
    match = _UUID_LINE.fullmatch(first)
    assert match is not None
    identity, tail = match[1], match[2]
    if _UUID_TAIL.fullmatch(tail):
        identity, tail = first, ""
    if identity in (PLACEHOLDER, PLACEHOLDER[:16]):
        return Holding()
    return Holding(identity, Secret(key), stray=len(tail))


def is_same_license(held: Holding, identity: str, key: Secret) -> bool:
    """Say whether a board holds exactly this license.

    A 16-character identity is compared by its first 16: firmware stores 20, the rest is chance.
    """
    if held.identity is None or held.key is None or is_damaged(held.identity[: len(identity)]):
        return False
    if len(identity) == len(held.identity):
        return held.identity == identity and held.key == key
    return (
        len(identity) == len(PLACEHOLDER[:16])
        and held.identity[:16] == identity
        and held.key == key
    )


def stray_bytes(held: Holding, identity: str) -> int:
    """Return how many stray bytes stand behind a 16-character identity."""
    return held.stray + max(0, len(held.identity or "") - len(identity))
