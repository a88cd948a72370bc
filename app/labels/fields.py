"""Fields of a unit in a label's text: ``{identity}``, ``{mac:colons}``, ``{date:%Y-%m-%d}``.

A template knows names and a closed set of formats, nothing else: no attributes, no expressions.
``{{`` and ``}}`` stand for braces. Several formats are joined by ``|``. A name that belongs to a
secret is refused when the template is read, so a secret can never reach a label.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from app.domain.problems import Problem
from app.domain.units import normalise_mac, show_mac
from app.labels.errors import LabelRefused, error

BUILT_IN = (
    "identity",
    "mac",
    "serial",
    "product_id",
    "lot",
    "order",
    "date",
    "time",
    "station",
    "counter",
    "mark",
)
"""Fields every label has. ``mark`` is empty, or says that this is a reprint."""

SECRET_NAMES = frozenset(
    {
        "key",
        "authkey",
        "devicekey",
        "privatekey",
        "secret",
        "devicesecret",
        "productsecret",
        "groupsecret",
        "clientsecret",
        "pin",
        "pincode",
        "pop",
        "proofofpossession",
        "cert",
        "certs",
        "certificate",
        "certificates",
        "devicecert",
        "password",
        "passwd",
        "psk",
        "token",
        "localkey",
        "accesstoken",
        "refreshtoken",
        "seckey",
        "secretkey",
        "apikey",
        "pem",
        "csr",
        "密钥",
        "授权密钥",
        "授权码key",
        "设备密钥",
        "密码",
        "证书",
    }
)
"""Names of secrets in any scheme, as :func:`plain_name` writes them."""

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_DATE_FORMAT = re.compile(r"(?:%[YymdjVGuHMS%]|[^%])+")
_NUMBER = re.compile(r"0?(\d{1,2})d")
_PART = re.compile(r"(first|last)(\d{1,2})")
_DEFAULT_DATE = "%Y-%m-%d"
_DEFAULT_TIME = "%H:%M"
_SHORT = 6


@dataclass(frozen=True, slots=True)
class LabelData:
    """What one label says of one unit. ``mac``: 12 upper-case hex digits or empty.

    ``when`` gives both ``{date}`` and ``{time}``, in the zone it carries. ``extra`` holds the other
    imported columns (never the secret ones) by the name they have in the list.
    """

    identity: str = ""
    mac: str = ""
    serial: str = ""
    product_id: str = ""
    lot: str = ""
    order: str = ""
    station: str = ""
    when: datetime | None = None
    counter: int | None = None
    mark: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> "str | int | datetime | None":
        """Return a field's raw value; None where this unit has none."""
        if name in {"date", "time"}:
            return self.when
        if name == "counter":
            return self.counter
        if name in _TEXT_FIELDS:
            text: str = getattr(self, name)
            return text or None
        return self.extra.get(name) or None

    def marked(self, mark: str) -> "LabelData":
        """Return the same label with a mark, such as ``REPRINT 2``."""
        return replace(self, mark=mark)


_TEXT_FIELDS = frozenset(BUILT_IN) - {"date", "time", "counter"}


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One text with fields, ready to be filled. ``source`` is the text as written."""

    source: str
    parts: "tuple[str | _Slot, ...]"

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names it uses, in order, each once."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, _Slot)))

    def fill(self, data: LabelData) -> tuple[str, tuple[str, ...]]:
        """Return the text for one unit, with the names of the fields that were empty."""
        words: list[str] = []
        empty: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                words.append(part)
                continue
            value = data.value(part.name)
            if value is None:
                if part.name != "mark":
                    empty.append(part.name)
                continue
            words.append(_formatted(part, value))
        return "".join(words), tuple(empty)


def parse_template(source: str, secrets: Iterable[str] = ()) -> Template:
    """Read a template; ``secrets`` are names which are secret in the scheme at hand.

    Raises LabelRefused with all problems: ``label-braces``, ``label-secret``,
    ``label-format-unknown``, ``label-field-name``.
    """
    parts: list[str | _Slot] = []
    problems: list[Problem] = []
    forbidden = SECRET_NAMES | {plain_name(name) for name in secrets}
    last = 0
    for found in _FIELD.finditer(source):
        parts.append(source[last : found.start()])
        last = found.end()
        token = found.group()
        if token in {"{{", "}}"}:
            parts.append(token[0])
        elif found.group(1) is None:
            problems.append(error("label-braces", text=source, position=found.start() + 1))
        else:
            slot = _slot(found.group(1), forbidden, problems)
            if slot is not None:
                parts.append(slot)
    parts.append(source[last:])
    if problems:
        raise LabelRefused("label-text-bad", problems)
    return Template(source, tuple(_joined(parts)))


def plain_name(name: str) -> str:
    """Return a name for comparing: full-width folded, no case, no separators."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())


def is_secret_name(name: str, secrets: Iterable[str] = ()) -> bool:
    """Say whether a label may not name this field."""
    plain = plain_name(name)
    return plain in SECRET_NAMES or plain in {plain_name(other) for other in secrets}


def _slot(inside: str, forbidden: frozenset[str], problems: list[Problem]) -> _Slot | None:
    name, colon, spec = inside.partition(":")
    name = name.strip()
    if not name or any(char in name for char in "!.[]()\"'\\\n\r\t"):
        problems.append(error("label-field-name", field=name))
        return None
    if plain_name(name) in forbidden:
        problems.append(error("label-secret", field=name))
        return None
    if name in {"date", "time"}:
        formats: tuple[str, ...] = (spec,) if colon else ()
        good = not colon or bool(_DATE_FORMAT.fullmatch(spec))
    else:
        formats = tuple(part.strip() for part in spec.split("|")) if colon else ()
        good = all(_is_format(name, part) for part in formats)
    if not good:
        problems.append(error("label-format-unknown", field=name, format=spec))
        return None
    return _Slot(name, formats)


def _is_format(name: str, part: str) -> bool:
    if _NUMBER.fullmatch(part):
        return True
    if part in _MAC_FORMATS:
        return name == "mac" or part == "plain"
    return part in _TEXT_FORMATS or bool(_PART.fullmatch(part))


def _formatted(slot: _Slot, value: "str | int | datetime") -> str:
    if isinstance(value, datetime):
        default = _DEFAULT_DATE if slot.name == "date" else _DEFAULT_TIME
        return value.strftime(slot.formats[0] if slot.formats else default)
    text = str(value)
    for part in slot.formats:
        if number := _NUMBER.fullmatch(part):
            text = text.zfill(int(number[1])) if text.isdecimal() else text
        elif piece := _PART.fullmatch(part):
            count = int(piece[2])
            text = text[:count] if piece[1] == "first" else text[max(0, len(text) - count) :]
        else:
            text = (_TEXT_FORMATS.get(part) or _MAC_FORMATS[part])(text)
    return text


def _joined(parts: "list[str | _Slot]") -> "list[str | _Slot]":
    joined: list[str | _Slot] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _short(text: str) -> str:
    return text if len(text) <= 2 * _SHORT + 1 else f"{text[:_SHORT]}…{text[-_SHORT:]}"


def _with_mac(show: Callable[[str], str]) -> Callable[[str], str]:
    def format_mac(text: str) -> str:
        mac = normalise_mac(text)
        return text if mac is None else show(mac)

    return format_mac


_MAC_FORMATS: Mapping[str, Callable[[str], str]] = {
    "colons": _with_mac(show_mac),
    "dashes": _with_mac(lambda mac: show_mac(mac).replace(":", "-")),
    "plain": _with_mac(lambda mac: mac),
}
_TEXT_FORMATS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "short": _short,
    "url": lambda text: quote(text, safe=""),
    "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
}
