"""Lots: imported, looked up, edited, split, held and released."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection, RowMapping, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.acts import Act
from app.domain.licenses import LicenseState, SealedColumns, SealedLicense
from app.domain.lots import LOT_DATA_FIELDS, Lot, LotCounts, LotData
from app.domain.names import check_name
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import tables as t
from app.ledger.bulk import roomy, select_in
from app.ledger.import_rows import Halt, LicenseInsert, await_turn, digest_key
from app.ledger.lot_papers import LotPapers
from app.ledger.work import Work

S = LicenseState
_CLASH = (
    "SELECT licenses.identity, licenses.digest, lots.name, licenses.row_no"
    " FROM licenses JOIN lots ON lots.id = licenses.lot_id"
)

_BINDING = (
    "SELECT licenses.bound_to, lots.name, licenses.row_no, licenses.identity FROM licenses"
    " JOIN lots ON lots.id = licenses.lot_id WHERE licenses.bound_to IS NOT NULL"
)


class Clash(NamedTuple):
    """A license that the ledger has already: in which lot, from which row of its list."""

    lot: str
    row: int
    identity: str


class LotStore(LotPapers):
    """``ledger.lots``."""

    def create(
        self,
        name: str,
        *,
        scheme: str,
        family: str,
        source_name: str,
        sha256: str,
        batches: Iterable[SealedColumns | Sequence[SealedLicense]],
        actor: Actor,
        data: LotData | None = None,
        expected: int = 0,
        fresh_secrets: bool = False,
        halt: Halt | None = None,
    ) -> Lot:
        """Import a lot with all its licenses in one transaction.

        ``batches`` is read inside the transaction, each while the one before is inserted; an
        exception raised by it (a cancel) leaves no trace. ``expected``: about how many there will
        be, which decides how the indexes are built. ``fresh_secrets``: a secret that any license
        has already, of this list or another, raises SecretAgainError. ``halt`` is called now and
        then while indexes are sorted; what it raises ends the import. Raises BadInput
        ``lot-name-taken`` | ``lot-name-missing`` and Refused ``identity-in-ledger``.
        """
        with self.write(actor) as work, roomy(work.conn):
            await_turn(work.conn, halt or (lambda: None), self._clock.sleep)
            lot_id = _insert_lot(
                work, name, scheme, family, source_name, sha256, data or LotData(), None
            )
            rows = LicenseInsert(
                *(work, lot_id, family),
                expected=expected,
                fresh_secrets=fresh_secrets,
                reader=self.read,
            )
            try:
                rows.insert_all(batches, halt or (lambda: None))
            except (sqlite3.IntegrityError, psycopg.IntegrityError, IntegrityError) as error:
                if not _is_duplicate(error):
                    raise
                raise Refused("identity-in-ledger", lot=name) from error
            for state, n in rows.states.items():
                work.moved(lot_id, None, S(state), n)
            total = sum(rows.states.values())
            work.audit(
                Act.LOT_IMPORTED,
                f"lot:{name}",
                new={
                    "source": source_name,
                    "sha256": sha256,
                    "scheme": scheme,
                    "rows": total,
                    **rows.states,
                },
            )
        return self.get(name)

    def get(self, name: str) -> Lot:
        """Return one lot with its counts; BadInput ``lot-unknown``."""
        with self.read() as conn:
            return _one(conn, name)

    def overview(self) -> list[Lot]:
        """Return every lot with its counts, oldest first."""
        with self.read() as conn:
            rows = conn.execute(select(t.lots).order_by(t.lots.c.id)).mappings().all()
            counts = _counts(conn)
        return [_lot(row, counts) for row in rows]

    def totals(self) -> LotCounts:
        """Return the sum over all lots."""
        with self.read() as conn:
            rows = conn.execute(
                select(t.lot_counts.c.state, func.sum(t.lot_counts.c.n)).group_by(
                    t.lot_counts.c.state
                )
            )
            return _as_counts({state: int(n) for state, n in rows})

    def by_sha256(self, sha256: str) -> list[Lot]:
        """Return the lots that came from a file of this hash, oldest first."""
        return [lot for lot in self.overview() if lot.sha256 == sha256]

    def by_order_no(self, order_no: str) -> list[Lot]:
        """Return the lots of one purchase order, oldest first."""
        return [lot for lot in self.overview() if order_no and lot.data.order_no == order_no]

    def clashes_by_identity(self, family: str, identities: Sequence[str]) -> dict[str, Clash]:
        """Return what the ledger has already, by identity; its cost is that of ``identities``."""
        of_family = f"licenses.family = '{_word(family)}'"
        sql = f"{_CLASH} WHERE {of_family} AND licenses.identity IN {{values}}"
        with self.read() as conn:
            found = select_in(conn, sql, identities)
        return {identity: Clash(lot, row, identity) for identity, _digest, lot, row in found}

    def clashes_by_binding(self, family: str, units: Sequence[str]) -> dict[str, Clash]:
        """Return the licenses that are bound to these units already, void ones not; by unit."""
        of_family = f"licenses.family = '{_word(family)}' AND licenses.state <> 'void'"
        sql = f"{_BINDING} AND {of_family} AND licenses.bound_to IN {{values}}"
        with self.read() as conn:
            found = select_in(conn, sql, units)
        return {unit: Clash(lot, row, identity) for unit, lot, row, identity in found}

    def clashes_by_digest(self, digests: Sequence[bytes]) -> dict[bytes, Clash]:
        """Return licenses that carry the same secret, by digest; cost as above."""
        wanted = {digest_key(digest): digest for digest in digests}
        sql = f"{_CLASH} WHERE licenses.digest_key IN {{values}}"
        with self.read() as conn:
            found = select_in(conn, sql, list(wanted), kind="bigint")
        known = set(digests)
        return {
            bytes(digest): Clash(lot, row, identity)
            for identity, digest, lot, row in found
            if bytes(digest) in known
        }

    def edit(self, name: str, changes: dict[str, Any], actor: Actor) -> Lot:
        """Change fields of :class:`LotData` or the lot's ``name``; each is recorded, old and new.

        Raises BadInput ``lot-unknown`` | ``lot-field-unknown`` | ``lot-name-taken``.
        """
        for field in changes:
            if field not in (*LOT_DATA_FIELDS, "name"):
                raise BadInput("lot-field-unknown", field=field)
        with self.write(actor) as work:
            lot = _one(work.conn, name)
            before = {**asdict(lot.data), "name": lot.name}
            changed = {key: value for key, value in changes.items() if before[key] != value}
            if "name" in changed:
                _refuse_taken_name(work.conn, changed["name"])
            if changed:
                work.conn.execute(update(t.lots).where(t.lots.c.id == lot.id).values(**changed))
                work.audit(
                    Act.LOT_EDITED,
                    f"lot:{name}",
                    old={key: before[key] for key in changed},
                    new=changed,
                )
        return self.get(changed.get("name", name))

    def split(self, name: str, quantity: int, new_name: str, actor: Actor) -> Lot:
        """Move that many available licenses, the last of the list, into a new lot.

        Raises BadInput ``split-quantity`` | ``lot-name-taken`` and Refused ``split-too-many``.
        """
        if quantity < 1:
            raise BadInput("split-quantity", quantity=quantity)
        with self.write(actor) as work:
            lot = _one(work.conn, name)
            child = _insert_lot(
                work,
                new_name,
                lot.scheme,
                lot.family,
                lot.source_name,
                lot.sha256,
                lot.data,
                lot.id,
            )
            free = (
                select(t.licenses.c.id)
                .where(t.licenses.c.lot_id == lot.id, t.licenses.c.state == S.AVAILABLE.value)
                .order_by(t.licenses.c.id.desc())
                .limit(quantity)
                .with_for_update(skip_locked=True)
            )
            done = work.conn.execute(
                update(t.licenses).where(t.licenses.c.id.in_(free)).values(lot_id=child)
            )
            if done.rowcount != quantity:
                raise Refused(
                    "split-too-many", lot=name, quantity=quantity, available=done.rowcount
                )
            work.counts[lot.id, S.AVAILABLE.value] -= quantity
            work.counts[child, S.AVAILABLE.value] += quantity
            work.audit(Act.LOT_SPLIT, f"lot:{name}", new={"into": new_name, "quantity": quantity})
        return self.get(new_name)

    def hold(
        self, name: str, reason: str, actor: Actor, *, rows: tuple[int, int] | None = None
    ) -> int:
        """Hold the available licenses of a lot or of a range of rows; return how many."""
        return self._turn(name, S.AVAILABLE, S.HELD, Act.LOT_HELD, reason, actor, rows)

    def release(
        self, name: str, reason: str, actor: Actor, *, rows: tuple[int, int] | None = None
    ) -> int:
        """Release what :meth:`hold` held; licenses that were on a device stay held."""
        return self._turn(name, S.HELD, S.AVAILABLE, Act.LOT_RELEASED, reason, actor, rows)

    def close(self, name: str, reason: str, actor: Actor) -> Lot:
        """Close a lot: nothing more is picked up from it."""
        with self.write(actor) as work:
            lot = _one(work.conn, name)
            if lot.closed_at is None:
                work.conn.execute(
                    update(t.lots).where(t.lots.c.id == lot.id).values(closed_at=work.at)
                )
                work.audit(Act.LOT_CLOSED, f"lot:{name}", reason=reason)
        return self.get(name)

    def _turn(
        self,
        name: str,
        old: LicenseState,
        new: LicenseState,
        act: Act,
        reason: str,
        actor: Actor,
        rows: tuple[int, int] | None,
    ) -> int:
        which = [t.licenses.c.state == old.value, t.licenses.c.unit_id.is_(None)]
        which.append(t.licenses.c.was_out.is_(False))
        if rows is not None:
            which.append(t.licenses.c.row_no.between(*rows))
        with self.write(actor) as work:
            lot = _one(work.conn, name)
            prior = old.value if new is S.HELD else None
            chosen = and_(t.licenses.c.lot_id == lot.id, *which)
            if work.conn.dialect.name != "sqlite":  # in the order in which single ones are held
                in_order = select(t.licenses.c.id).where(chosen).order_by(t.licenses.c.id)
                chosen = t.licenses.c.id.in_(in_order.with_for_update())
            n = work.conn.execute(
                update(t.licenses)
                .where(chosen)
                .values(state=new.value, state_at=work.at, prior_state=prior)
            ).rowcount
            if n:
                work.moved(lot.id, old, new, n)
                words = {"licenses": n} if rows is None else {"licenses": n, "rows": list(rows)}
                work.audit(act, f"lot:{name}", new=words, reason=reason)
        return n


def _insert_lot(
    work: Work,
    name: str,
    scheme: str,
    family: str,
    source_name: str,
    sha256: str,
    data: LotData,
    parent_id: int | None,
) -> int:
    if not name.strip():
        raise BadInput("lot-name-missing")
    _refuse_taken_name(work.conn, name)
    values = {
        "name": name,
        "scheme": scheme,
        "family": family,
        "source_name": source_name,
        "sha256": sha256,
        "imported_at": work.at,
        "imported_by": work.actor.name,
        "parent_id": parent_id,
        **asdict(data),
    }
    try:
        query = insert(t.lots).returning(t.lots.c.id)
        return int(work.conn.execute(query, values).scalar_one())
    except IntegrityError as error:
        raise BadInput("lot-name-taken", lot=name) from error


def _refuse_taken_name(conn: Connection, name: str) -> None:
    check_name(name)
    if conn.execute(select(t.lots.c.id).where(t.lots.c.name == name)).first() is not None:
        raise BadInput("lot-name-taken", lot=name)


def _is_duplicate(error: BaseException) -> bool:
    words = str(error)
    return "ux_licenses_identity" in words or "licenses.identity" in words


def _word(family: str) -> str:
    """Return a family's name for use within SQL: it comes from a scheme file, so it is checked."""
    if not family.replace("-", "").replace("_", "").isalnum():
        raise BadInput("family-name", family=family)
    return family


def _one(conn: Connection, name: str) -> Lot:
    row = conn.execute(select(t.lots).where(t.lots.c.name == name)).mappings().one_or_none()
    if row is None:
        raise BadInput("lot-unknown", lot=name)
    return _lot(row, _counts(conn, row["id"]))


def _counts(conn: Connection, lot_id: int | None = None) -> dict[int, dict[str, int]]:
    query = select(t.lot_counts)
    if lot_id is not None:
        query = query.where(t.lot_counts.c.lot_id == lot_id)
    counts: dict[int, dict[str, int]] = {}
    for row in conn.execute(query):
        counts.setdefault(row.lot_id, {})[row.state] = row.n
    return counts


def _as_counts(by_state: dict[str, int]) -> LotCounts:
    return LotCounts(total=sum(by_state.values()), **by_state)


def _lot(row: RowMapping, counts: dict[int, dict[str, int]]) -> Lot:
    return Lot(
        id=row["id"],
        name=row["name"],
        scheme=row["scheme"],
        family=row["family"],
        source_name=row["source_name"],
        sha256=row["sha256"],
        imported_at=row["imported_at"],
        imported_by=row["imported_by"],
        data=LotData(**{field: row[field] for field in LOT_DATA_FIELDS}),
        counts=_as_counts(counts.get(row["id"], {})),
        parent_id=row["parent_id"],
        closed_at=row["closed_at"],
    )
