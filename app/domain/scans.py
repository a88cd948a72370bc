"""What a scanned code may mean: any code on our labels, read from a scanner that types.

A scanner sends what it reads as keystrokes: often with a prefix, a suffix, and the AIM symbology
identifier in front (``]Q1`` QR, ``]d2`` DataMatrix, ``]C1`` Code 128; ISO/IEC 15424). What remains
is taken apart into *clues*: this may be an identity, this a MAC. The ledger then says which unit
they name. Sources of the forms: docs of the clouds, see ``app.labels.payloads``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from app.domain.units import normalise_mac

MAX_CODE_LENGTH: Final = 4_296
"""The most a QR code holds (version 40, level L, alphanumeric); more was not scanned."""


class ClueKind(StrEnum):
    """What a part of a code may name."""

    IDENTITY = "identity"
    MAC = "mac"
    MAC_END = "mac-end"  # the last six digits, as in RainMaker's PROV_xxxxxx
    SERIAL = "serial"
    MATTER = "matter"  # "<discriminator>/<passcode>"; a manual code has "?" for the first
    LINK = "link"  # a whole code that only an imported column can explain
    ANY = "any"  # identity, serial number, MAC or package: whichever the ledger knows


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that a code may name. MACs are normalised."""

    kind: ClueKind
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned code. ``text`` is bare of prefix, suffix and symbology id.

    ``symbology`` is the AIM identifier without its bracket (``Q1``), where the scanner sent one.
    """

    text: str
    clues: tuple[Clue, ...] = ()
    symbology: str | None = None


_AIM: Final = re.compile(r"\](?P<id>[A-Za-z][0-9A-Za-z])")
_GS1_SYMBOLOGIES: Final = frozenset({"C1", "d2", "Q3", "J1"})
_GROUP: Final = "\x1d"
_WEDGE_NOISE: Final = "\x00\x02\x03\x04\x0d\x0a\t\x1e "
_NAMED: Final = re.compile(r"\s*(?P<name>[A-Za-z_ /.]{2,14}?)\s*[:=]\s*(?P<value>\S.*?)\s*$")
_PARTS: Final = re.compile(r"[\r\n;,|\s]+")
_PROVISION: Final = re.compile(r"(?:PROV|prov)_([0-9A-Fa-f]{6})$")
_MANUAL: Final = re.compile(r"\d{4}-?\d{3}-?\d{4}(\d{10})?$")

_NAMES: Final[Mapping[str, ClueKind]] = {
    **dict.fromkeys(
        ("uuid", "id", "identity", "deviceid", "did", "devid", "devicename", "dn", "nodeid"),
        ClueKind.IDENTITY,
    ),
    **dict.fromkeys(("mac", "macaddress", "hwid"), ClueKind.MAC),
    **dict.fromkeys(("sn", "serial", "serialno", "serialnumber", "iotcdeviceid"), ClueKind.SERIAL),
}
_BASE38: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
_MATTER_BYTES: Final = 11


def read_scan(raw: str, *, prefix: str = "", suffix: str = "") -> Scan:
    """Return the clues in what a scanner typed; none where it says nothing or too much.

    ``prefix`` and ``suffix`` are what this scanner is set to add; control characters around the
    code and an AIM symbology identifier are taken off in any case.
    """
    text = raw.strip(_WEDGE_NOISE)
    if prefix and text.startswith(prefix):
        text = text[len(prefix) :]
    if suffix and text.endswith(suffix):
        text = text[: -len(suffix)]
    text = text.strip(_WEDGE_NOISE)
    symbology = None
    if found := _AIM.match(text):
        symbology = found["id"]
        text = text[found.end() :].strip(_WEDGE_NOISE)
    if not text or len(text) > MAX_CODE_LENGTH:
        return Scan(text[:MAX_CODE_LENGTH], (), symbology)
    return Scan(text, tuple(dict.fromkeys(_clues(text, symbology))), symbology)


def matter_numbers(text: str) -> tuple[str, str] | None:
    """Return (discriminator, passcode) of a Matter QR text or manual code, else None.

    A manual code holds only the upper four bits of the discriminator: ``?`` stands for it. Layout:
    Matter core specification 5.1.
    """
    if text.startswith("MT:"):
        return _matter_qr(text[3:])
    digits = text.replace("-", "")
    if _MANUAL.match(text) and _verhoeff_holds(digits):
        return "?", str(int(digits[1:6]) & 0x3FFF | int(digits[6:10]) << 14)
    return None


def _clues(text: str, symbology: str | None) -> Iterable[Clue]:
    if text.startswith("{"):
        yield from _json_clues(text)
    elif "://" in text[:12]:
        yield from _url_clues(text)
    elif numbers := matter_numbers(text):
        yield Clue(ClueKind.MATTER, "/".join(numbers))
        yield from _plain_clues(text)
    elif symbology in _GS1_SYMBOLOGIES and (serial := _gs1_serial(text)):
        yield Clue(ClueKind.SERIAL, serial)
        yield Clue(ClueKind.ANY, text)
    else:
        yield from _plain_clues(text)


def _json_clues(text: str) -> Iterable[Clue]:
    try:
        body = json.loads(text)
    except ValueError:
        return
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _named_clue(str(name), value)
            if name == "name" and isinstance(value, str) and (end := _PROVISION.match(value)):
                yield Clue(ClueKind.MAC_END, end[1].upper())
        yield Clue(ClueKind.LINK, text)


def _url_clues(text: str) -> Iterable[Clue]:
    try:
        url = urlsplit(text)
        pairs = parse_qsl(url.query) + parse_qsl(url.fragment)
    except ValueError:
        return
    for name, value in pairs:
        yield from _named_clue(name, value)
    yield Clue(ClueKind.LINK, text)
    if last := unquote(url.path.rstrip("/").rpartition("/")[2]):
        yield Clue(ClueKind.ANY, last)


def _plain_clues(text: str) -> Iterable[Clue]:
    yield Clue(ClueKind.ANY, text)
    if end := _PROVISION.match(text):
        yield Clue(ClueKind.MAC_END, end[1].upper())
    if found := _NAMED.match(text):
        yield from _named_clue(found["name"], found["value"])
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) > 1:
        for part in parts[:16]:
            named = _NAMED.match(part)
            if named and normalise_mac(part) is None:
                yield from _named_clue(named["name"], named["value"])
            else:
                yield Clue(ClueKind.ANY, part)


def _named_clue(name: str, value: Any) -> Iterable[Clue]:
    plain = "".join(char for char in name.lower() if char.isalnum())
    kind = _NAMES.get(plain)
    if kind is None or not isinstance(value, (str, int)) or isinstance(value, bool):
        return
    text = str(value).strip()
    if kind is ClueKind.MAC:
        mac = normalise_mac(text)
        if mac is not None:
            yield Clue(kind, mac)
    elif text:
        yield Clue(kind, text)


def _gs1_serial(text: str) -> str | None:
    """Return application identifier 21 of a GS1 element string that begins with a GTIN (01)."""
    for part in text.split(_GROUP):
        rest = part[16:] if part.startswith("01") and part[2:16].isdigit() else part
        if rest.startswith("21") and len(rest) > 2:  # noqa: PLR2004 - the identifier's length
            return rest[2:]
    return None


def _matter_qr(body: str) -> tuple[str, str] | None:
    data = bytearray()
    for at in range(0, len(body), 5):
        chunk = body[at : at + 5]
        size = {5: 3, 4: 2, 2: 1}.get(len(chunk))
        if size is None or any(char not in _BASE38 for char in chunk):
            return None
        value = sum(_BASE38.index(char) * 38**place for place, char in enumerate(chunk))
        if value >= 1 << 8 * size:
            return None
        data += value.to_bytes(size, "little")
    if len(data) < _MATTER_BYTES:
        return None
    bits = int.from_bytes(data[:_MATTER_BYTES], "little")
    return str(bits >> 45 & 0xFFF), str(bits >> 57 & 0x7FFFFFF)


# Verhoeff's check: multiplication in the dihedral group D5, and the permutation of positions.
_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _times(one: int, other: int) -> int:
    if one < 5:  # noqa: PLR2004 - rotations come first in D5
        return (one + other) % 5 if other < 5 else 5 + (one + other) % 5  # noqa: PLR2004
    return 5 + (one - other) % 5 if other < 5 else (one - other) % 5  # noqa: PLR2004


def _verhoeff_holds(digits: str) -> bool:
    check = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char)
        for _ in range(place % 8):
            value = _TURN[value]
        check = _times(check, value)
    return check == 0
