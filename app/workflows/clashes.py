"""What a list has in common with the ledger: identities, secrets, units, each named."""

from collections.abc import Sequence

from app.domain.licenses import TAKEN
from app.intake.checking import Findings
from app.intake.columns import Columns
from app.intake.drafts import unit_names
from app.intake.lists import OpenList
from app.intake.schemes import Field, Kind
from app.intake.statuses import Answers, StatusReader
from app.ledger.ledger import Ledger
from app.security.vault import Vault


class Clashes:
    """Names what a list has in common with the ledger."""

    def __init__(self, ledger: Ledger, vault: Vault, opened: OpenList, answers: Answers) -> None:
        self._ledger = ledger
        self._scheme = opened.layout.scheme
        self._sealer = vault.sealer(self._scheme.family)
        self._statuses = StatusReader(opened.layout, answers)
        used = opened.layout.by_field
        self._unit = next((f.name for f in self._scheme.of_kind(Kind.UNIT) if f.name in used), None)
        self._proof = self._scheme.proof if self._scheme.proof in used else None
        self._bound = next((f for f in self._scheme.of_kind(Kind.BOUND) if f.name in used), None)
        self.has_units = self._unit is not None or self._bound is not None

    def units(self, columns: Columns, findings: Findings) -> None:
        """Name units that hold a license in the ledger, or are to get one, already."""
        if self._unit is not None:
            self._holders(self._unit, columns, findings)
        if self._bound is not None:
            self._bindings(self._bound, columns, findings)

    def _holders(self, name: str, columns: Columns, findings: Findings) -> None:
        states = self._statuses.states(columns) or []
        for row, unit, state in zip(columns.rows, columns.values[name], states, strict=True):
            if unit and state in TAKEN:
                held = self._ledger.custody.own_license(unit)
                if held is not None:
                    findings.add(
                        "unit-in-ledger", row, name, mac=unit, other_identity=held.identity
                    )

    def _bindings(self, field: Field, columns: Columns, findings: Findings) -> None:
        units = unit_names(field, columns.values[field.name])
        family, identities = self._scheme.family, columns.values[self._scheme.identity]
        known = self._ledger.lots.clashes_by_binding(family, [unit for unit in units if unit])
        if not known:
            return
        for row, unit, identity in zip(columns.rows, units, identities, strict=True):
            clash = known.get(unit) if unit else None
            if clash is not None and clash.identity != identity:  # its own row again is named so
                findings.add(
                    "unit-bound-in-ledger",
                    row,
                    field.name,
                    unit=unit,
                    other_identity=clash.identity,
                    lot=clash.lot,
                    lot_row=clash.row,
                )

    def licenses(self, columns: Columns, findings: Findings) -> None:
        """Name identities and secrets that the ledger has already, with lot and row."""
        scheme = self._scheme
        identities = columns.values[scheme.identity]
        known = self._ledger.lots.clashes_by_identity(scheme.family, identities)
        digests: Sequence[bytes] = ()
        same = {}
        if self._proof is not None and not scheme.shared_secret:
            digests = self._sealer.digest_many(columns.values[self._proof])
            same = self._ledger.lots.clashes_by_digest(digests)
        if not known and not same:
            return
        for place, (row, identity) in enumerate(zip(columns.rows, identities, strict=True)):
            secret = same.get(digests[place]) if digests else None
            clash = known.get(identity)
            if clash is not None:
                conflict = bool(digests) and (secret is None or secret.identity != identity)
                findings.add(
                    "identity-conflict-in-ledger" if conflict else "identity-in-ledger",
                    row,
                    scheme.identity,
                    identity=identity,
                    lot=clash.lot,
                    lot_row=clash.row,
                )
            if secret is not None and secret.identity != identity:
                findings.add(
                    "secret-in-ledger",
                    row,
                    self._proof,
                    identity=identity,
                    other_identity=secret.identity,
                    lot=secret.lot,
                    lot_row=secret.row,
                )
