"""What stands twice in one list: an identity, a secret, a unit; in O(rows) and little memory.

The first pass only remembers 64-bit hashes (a million rows take some 70 MB; whole texts would take
three times that). Only if a hash comes again is the list gone through once more to name the rows;
there the texts themselves are compared, so a chance collision accuses nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.intake.columns import ColumnReader, Columns
from app.intake.schemes import Kind, Scheme

if TYPE_CHECKING:
    from app.intake.checking import Findings


class _Seen:
    """The hashes of one column, and those that came more than once."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self.again: set[int] = set()

    def note(self, texts: Sequence[str]) -> None:
        hashes = list(map(hash, texts))
        batch = set(hashes)
        if len(batch) < len(hashes):
            known: set[int] = set()
            for one in hashes:
                (self.again if one in known else known).add(one)
        if not self._hashes.isdisjoint(batch):
            self.again |= self._hashes & batch
        self._hashes |= batch


class Repeats:
    """Notices repeats batch by batch, then names them.

    ``units_only``: of the columns that name units alone; somebody else watches the others.
    """

    def __init__(self, scheme: Scheme, *, units_only: bool = False) -> None:
        self._identity = scheme.identity
        self._proof = None if scheme.shared_secret else scheme.proof
        self._secret = scheme.proof
        unique = {Kind.BOUND, Kind.ISSUED_MAC}
        self._others = [one.name for one in scheme.fields if one.kind in unique]
        names = [self._identity, *([self._proof] if self._proof else []), *self._others]
        if units_only:
            names = self._others
        self._seen = {name: _Seen() for name in names}

    def note(self, columns: Columns) -> None:
        """Remember this batch."""
        for name, seen in self._seen.items():
            if name in columns.values:
                seen.note(columns.values[name])

    @property
    def are_there(self) -> bool:
        """Say whether anything seems to have come twice."""
        return any(seen.again for seen in self._seen.values())

    def name_them(
        self, reader: ColumnReader, findings: "Findings", stop: Callable[[], bool] | None
    ) -> None:
        """Go through the list again if anything came twice, and name the rows."""
        from app.intake.checking import halt

        again = {name: seen.again for name, seen in self._seen.items() if seen.again}
        if not again:
            return
        rows: dict[str, dict[str, list[tuple[int, str, str]]]] = {
            name: defaultdict(list) for name in again
        }
        for columns in reader:
            halt(stop)
            values = columns.values
            identities = values[self._identity]
            secrets = values.get(self._secret or "") or [""] * len(identities)
            for name, hashes in again.items():
                for i, text in enumerate(values.get(name, ())):
                    if text and hash(text) in hashes:
                        rows[name][text].append((columns.rows[i], identities[i], secrets[i]))
        for name, groups in rows.items():
            for places in groups.values():
                if len(places) > 1:
                    self._name(name, places, findings)

    def _name(self, name: str, places: list[tuple[int, str, str]], findings: "Findings") -> None:
        first_row, identity, secret = places[0]
        if name == self._identity:
            if all(one[2] == secret for one in places):
                for row, _, _ in places[1:]:
                    findings.add(
                        "identity-twice", row, name, identity=identity, other_row=first_row
                    )
                return
            for row, _, _ in places:
                other_row = next(one[0] for one in places if one[0] != row)
                findings.add("identity-conflict", row, name, identity=identity, other_row=other_row)
            return
        if len({one[1] for one in places}) == 1:
            return  # the same row twice; named by its identity
        code = "secret-twice" if name == self._proof else "unit-named-twice"
        for row, mine, _ in places:
            other = next((one for one in places if one[1] != mine), None)
            if other is not None:
                findings.add(
                    code, row, name, identity=mine, other_identity=other[1], other_row=other[0]
                )
