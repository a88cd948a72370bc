"""Collected units as registration lists for a cloud, in files no larger than it takes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.units import normalise_mac, show_mac
from app.errors import BadInput
from app.intake.rejected import keep_text

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """What one cloud takes. ``headers``: the identity column first; others stay empty or are given.

    Source of the limits: license-files notes (TuyaLink <= 1,000 rows; EnOS <= 1,000 rows and 2 MB).
    """

    scheme: str
    headers: tuple[str, ...]
    max_rows: int = 1000
    max_bytes: int | None = None


FORMS = {
    "tuyalink": RegistrationForm("tuyalink", ("RegistrationId", "Remark")),
    "enos": RegistrationForm(
        "enos", ("Device Serial No.", "Batch Tag", "Description"), max_bytes=2 * 1024 * 1024
    ),
}
MAX_TAG = 64
MAX_DESCRIPTION = 512


def write_registration(
    scheme: str,
    units: Iterable[str],
    out: Path,
    *,
    batch_tag: str = "",
    description: str = "",
    colons: bool = False,
) -> list[Path]:
    """Write hardware ids as registration lists ``out-1.csv``, ``out-2.csv`` … (one: ``out``).

    ``units``: MACs (12 hex digits) or ``SN:<serial>``. A unit is written once however often it
    comes. Raises BadInput ``registration-scheme``, ``registration-empty``, ``batch-tag-length``,
    ``description-length`` or ``file-exists``.
    """
    form = FORMS.get(scheme)
    if form is None:
        raise BadInput("registration-scheme", scheme=scheme, known=", ".join(FORMS))
    if len(batch_tag) > MAX_TAG:
        raise BadInput("batch-tag-length", length=len(batch_tag), limit=MAX_TAG)
    if len(description) > MAX_DESCRIPTION:
        raise BadInput("description-length", length=len(description), limit=MAX_DESCRIPTION)
    ids = list(dict.fromkeys(_registration_id(unit, colons=colons) for unit in units))
    if not ids:
        raise BadInput("registration-empty")
    extra = (batch_tag, description) if scheme == "enos" else (description,)
    parts = list(_parts(form, ids, extra))
    paths = _paths(out, len(parts))
    for path in paths:
        if path.exists():
            raise BadInput("file-exists", file=path.name)
    for path, text in zip(paths, parts, strict=True):
        path.write_bytes(text.encode())
    return paths


def _paths(out: Path, count: int) -> list[Path]:
    out = out if out.suffix else out.with_suffix(".csv")
    if count == 1:
        return [out]
    return [out.with_name(f"{out.stem}-{n}{out.suffix}") for n in range(1, count + 1)]


def _parts(form: RegistrationForm, ids: Sequence[str], extra: tuple[str, ...]) -> Iterator[str]:
    head = BOM + _line(form.headers)
    text, rows = head, 0
    for one in ids:
        line = _line((one, *extra))
        full = rows == form.max_rows
        if form.max_bytes is not None and rows:
            full = full or len((text + line).encode()) > form.max_bytes
        if full:
            yield text
            text, rows = head, 0
        text += line
        rows += 1
    yield text


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([keep_text(cell) for cell in cells])
    return buffer.getvalue()


def _registration_id(unit: str, *, colons: bool) -> str:
    mac = normalise_mac(unit)
    if mac is None:
        return unit.removeprefix("SN:")
    return show_mac(mac) if colons else mac
