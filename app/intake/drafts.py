"""Checked rows as license drafts: columns ready to be sealed, a batch at a time."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import compress
from json.encoder import encode_basestring_ascii as _quoted
from typing import NamedTuple

from app.domain.licenses import LicenseState
from app.domain.units import hardware_id, normalise_mac
from app.intake.checking import Checked, Stop, halt
from app.intake.columns import ColumnReader, Columns
from app.intake.layout import Layout
from app.intake.schemes import Field, Form, Kind
from app.intake.statuses import Answers, StatusReader
from app.intake.tables import Table

PROOF_KEY = "key"
"""Under this name the proof is sealed whatever the list calls it; a write opens it by this name."""


class DraftBatch(NamedTuple):
    """Licenses as parallel columns, still with readable secrets: seal them at once.

    ``plain``: the JSON object of all secret fields, the proof under :data:`PROOF_KEY`.
    ``proof``: the secret that goes onto the device (the identity itself where a scheme has no
    secret). The others are None when no row has one.
    """

    rows: Sequence[int]
    identities: list[str]
    plain: list[str]
    proof: list[str]
    states: list[LicenseState] | None = None
    bound_to: list[str | None] | None = None
    issued_mac: list[str | None] | None = None
    unit: list[str | None] | None = None
    state_at: list[str | None] | None = None
    extra: list[str | None] | None = None


class DraftReader:
    """Gives the good rows of a checked list as drafts; the bad rows are left out.

    ``checked`` None: the caller checks each batch itself before it asks for its :meth:`draft`.
    """

    def __init__(
        self, table: Table, layout: Layout, checked: Checked | None, answers: Answers | None = None
    ) -> None:
        self.columns = ColumnReader(table, layout)
        self._bad = checked.bad_rows if checked else frozenset()
        self._statuses = StatusReader(layout, answers or {})
        scheme, used = layout.scheme, layout.by_field
        self._scheme = scheme
        secrets = [one.name for one in scheme.of_kind(Kind.SECRET) if one.name in used]
        self._secrets = sorted(secrets, key=lambda name: name != scheme.proof)
        self._proof = scheme.proof if scheme.proof in used else None
        self._values = [one.name for one in scheme.of_kind(Kind.VALUE) if one.name in used]

    def batches(self, stop: Stop | None = None) -> Iterator[DraftBatch]:
        """Go through the good rows as drafts. Raises ImportStopped."""
        return map(self.draft, self.good_columns(stop))

    def good_columns(self, stop: Stop | None = None) -> Iterator[Columns]:
        """Go through the good rows. Raises ImportStopped."""
        for columns in self.columns:
            halt(stop)
            good = self._good(columns)
            if good.rows:
                yield good

    def _good(self, columns: Columns) -> Columns:
        if not self._bad or self._bad.isdisjoint(columns.rows):
            return columns
        keep = [row not in self._bad for row in columns.rows]
        return Columns(
            list(compress(columns.rows, keep)),
            {name: list(compress(texts, keep)) for name, texts in columns.values.items()},
            {},
            {},
        )

    def draft(self, columns: Columns) -> DraftBatch:
        """Return a batch of good rows as drafts."""
        values = columns.values
        identities = values[self._scheme.identity]
        return DraftBatch(
            rows=columns.rows,
            identities=identities,
            plain=self._plain(values, len(identities)),
            proof=values[self._proof] if self._proof else identities,
            states=self._statuses.states(columns),
            bound_to=self._units(values, Kind.BOUND),
            issued_mac=self._units(values, Kind.ISSUED_MAC),
            unit=self._units(values, Kind.UNIT),
            state_at=self._times(values),
            extra=self._extra(values),
        )

    def _plain(self, values: dict[str, list[str]], count: int) -> list[str]:
        if not self._secrets:
            return ["{}"] * count
        names = [PROOF_KEY if name == self._proof else name for name in self._secrets]
        columns = [values[name] for name in self._secrets]
        if len(names) == 1:
            opening = f'{{"{names[0]}": '
            return [f"{opening}{text}}}" for text in map(_quoted, columns[0])]
        return [
            json.dumps({name: text for name, text in zip(names, row, strict=True) if text})
            for row in zip(*columns, strict=True)
        ]

    def _units(self, values: dict[str, list[str]], kind: Kind) -> list[str | None] | None:
        one = next((f for f in self._scheme.of_kind(kind) if f.name in values), None)
        if one is None:
            return None
        return unit_names(one, values[one.name])

    def _times(self, values: dict[str, list[str]]) -> list[str | None] | None:
        one = next((f for f in self._scheme.of_kind(Kind.TIME) if f.name in values), None)
        return None if one is None else [utc_text(text) for text in values[one.name]]

    def _extra(self, values: dict[str, list[str]]) -> list[str | None] | None:
        names = [name for name in self._values if any(values[name])]
        if not names:
            return None
        return [
            json.dumps(filled, ensure_ascii=False)
            if (filled := {n: t for n, t in zip(names, row, strict=True) if t})
            else None
            for row in zip(*(values[name] for name in names), strict=True)
        ]


def unit_names(field: Field, texts: Sequence[str]) -> list[str | None]:
    """Return the hardware ids that a column names: a MAC, else ``SN:`` and the serial number."""
    if field.kind is Kind.ISSUED_MAC or field.form is Form.MAC:
        return [text or None for text in texts]
    return [hardware_id(mac=normalise_mac(text), serial=text) for text in texts]


def utc_text(text: str) -> str | None:
    """Return a time noted elsewhere as the ledger keeps times; None where it is none.

    tyutool v3 writes UTC, v2 the local time of its PC, which is taken to be this one's.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
        return f"{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat('T', 'milliseconds')}Z"
    except (ValueError, OverflowError, OSError):
        return None
