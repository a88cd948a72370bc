"""License schemes: what the rows of one cloud's list look like, as data.

A scheme is one TOML file (``resources/schemes``). It holds no code and no patterns, only lengths,
named sets of characters and accepted header names, so that a file from elsewhere can do no harm
and a rule can always be told in words. ``app.intake.scheme_check`` names what is wrong in one.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.domain.licenses import LicenseState
from app.errors import BadInput
from app.paths import resources_dir


class Kind(StrEnum):
    """What a column means.

    BOUND: names the only unit that may get this license. ISSUED_MAC: a value to write along.
    UNIT: the unit that the license is already on. STATUS and TIME: what happened to it elsewhere.
    """

    IDENTITY = "identity"
    SECRET = "secret"
    VALUE = "value"
    BOUND = "bound"
    ISSUED_MAC = "issued_mac"
    UNIT = "unit"
    STATUS = "status"
    TIME = "time"


class Form(StrEnum):
    """How a value is spelt. UNIT: a MAC in any spelling, or else a serial number."""

    TEXT = "text"
    MAC = "mac"
    UNIT = "unit"


CHARSETS: Mapping[str, str] = {
    "alphanumeric": "A-Za-z0-9",
    "digits": "0-9",
    "hex": "0-9A-Fa-f",
    "printable": "!-~",
    "visible": "",  # anything but control characters; letters of any script
    "lines": "",  # as visible, in several lines
}
"""Named sets of characters; ``also`` in a field adds single ones."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a scheme. ``marks``: its presence speaks for this scheme in detection."""

    name: str
    kind: Kind
    headers: tuple[str, ...]
    required: bool = True
    lengths: tuple[int, ...] = ()
    length_is_range: bool = False
    charset: str = "visible"
    also: str = ""
    form: Form = Form.TEXT
    placeholders: tuple[str, ...] = ()
    example: str = ""
    marks: bool = False

    @property
    def pattern(self) -> str:
        """Return the rule as a regular expression for ``fullmatch``; linear by construction."""
        return _pattern(self)

    @property
    def characters(self) -> str:
        """Return a regular expression for one allowed character."""
        return _characters(self)

    def fits_length(self, length: int) -> bool:
        """Say whether a value may be this long."""
        if not self.lengths:
            return True
        if self.length_is_range:
            return self.lengths[0] <= length <= self.lengths[-1]
        return length in self.lengths

    @property
    def length_words(self) -> str:
        """Return the allowed lengths for a sentence: ``16/20`` or ``1-64``."""
        return ("-" if self.length_is_range else "/").join(map(str, self.lengths))


@dataclass(frozen=True, slots=True)
class Scheme:
    """The list of one cloud. ``family``: the namespace in which identities are unique.

    ``proof``: the secret that goes onto the device and proves it; None where the list has none.
    ``shared_secret``: one secret for many rows is right here (EnOS). ``status``: status texts,
    folded by :func:`fold_status`, to license states.
    """

    name: str
    family: str
    title: Mapping[str, str]
    fields: tuple[Field, ...]
    identity: str
    proof: str | None = None
    shared_secret: bool = False
    status: Mapping[str, LicenseState] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    detect: bool = True
    priority: int = 0
    max_rows: int | None = None
    max_bytes: int | None = None

    def field(self, name: str) -> Field:
        """Return the field of this name; KeyError if there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def of_kind(self, kind: Kind) -> tuple[Field, ...]:
        """Return the fields of one kind, in their order."""
        return tuple(one for one in self.fields if one.kind is kind)

    def names_by_header(self) -> dict[str, str]:
        """Return folded header -> field name; a field's own name is always accepted."""
        names = {fold_header(one.name): one.name for one in self.fields}
        for one in self.fields:
            for header in one.headers:
                names[fold_header(header)] = one.name
        return names


def fold_header(text: str) -> str:
    """Return a header as it is compared: width, case, spaces and punctuation do not matter."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in folded if ch.isalnum())


def fold_status(text: str) -> str:
    """Return a status as it is compared: surrounding spaces, width and case do not matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def schemes_dir() -> Path:
    """Return the folder of the shipped schemes."""
    return resources_dir() / "schemes"


@cache
def load_schemes() -> dict[str, Scheme]:
    """Return the shipped schemes by name, in order of their names."""
    schemes = [load_scheme(file) for file in sorted(schemes_dir().glob("*.toml"))]
    return {scheme.name: scheme for scheme in schemes}


def find_scheme(name: str) -> Scheme:
    """Return a scheme by its name, or from a TOML file when the name is a path to one.

    Raises BadInput ``scheme-unknown`` with the names there are, or ``scheme-faulty``.
    """
    schemes = load_schemes()
    if name in schemes:
        return schemes[name]
    if name.endswith(".toml") and Path(name).is_file():
        from app.intake.scheme_check import check_scheme

        problems = check_scheme(Path(name))
        if problems:
            raise BadInput("scheme-faulty", file=name, count=len(problems))
        return load_scheme(Path(name))
    raise BadInput("scheme-unknown", scheme=name, known=", ".join(schemes))


def load_scheme(file: Path) -> Scheme:
    """Read one scheme file that is known to be sound (see ``scheme_check``)."""
    return read_scheme(tomllib.loads(file.read_text(encoding="utf-8")))


def read_scheme(data: Mapping[str, object]) -> Scheme:
    """Make a scheme of the data of a sound TOML file."""
    plain = dict(data)
    raw_fields = plain.pop("field")
    raw_status = plain.pop("status", {})
    assert isinstance(raw_fields, list)
    assert isinstance(raw_status, dict)
    status = {
        fold_status(text): LicenseState(state)
        for state, texts in raw_status.items()
        for text in texts
    }
    plain["sources"] = tuple(plain.get("sources", ()))  # type: ignore[arg-type]
    return Scheme(
        fields=tuple(_read_field(one) for one in raw_fields),
        status=status,
        **plain,  # type: ignore[arg-type]
    )


def _read_field(data: Mapping[str, object]) -> Field:
    plain = dict(data)
    plain["kind"] = Kind(str(plain["kind"]))
    plain["form"] = Form(str(plain.get("form", "text")))
    for key in ("headers", "lengths", "placeholders"):
        plain[key] = tuple(plain.get(key, ()))  # type: ignore[arg-type]
    return Field(**plain)  # type: ignore[arg-type]


def _characters(field: Field) -> str:
    # Half a surrogate pair, which JSON can spell, is no character: nothing could store it.
    if field.charset == "lines":
        return r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
    if field.charset == "visible":
        return r"[^\x00-\x1f\x7f\ud800-\udfff]"
    return f"[{CHARSETS[field.charset]}{re.escape(field.also)}]"


def _pattern(field: Field) -> str:
    one = _characters(field)
    if not field.lengths:
        return f"{one}+"
    if field.length_is_range:
        return f"{one}{{{field.lengths[0]},{field.lengths[-1]}}}"
    return "|".join(f"{one}{{{length}}}" for length in field.lengths)
