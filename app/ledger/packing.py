"""Cartons and pallets: what is in which, never more than fits, never one unit in two."""

from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.domain.acts import Act
from app.domain.packing import Package, PackageKind, PackageState, PackedUnit
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import names
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.work import Store, Work

P = q.packages.c


class PackingStore(Store):
    """``ledger.packing``."""

    def open(
        self,
        kind: PackageKind,
        code: str,
        capacity: int,
        actor: Actor,
        *,
        order: str | None = None,
    ) -> Package:
        """Begin a carton or pallet under a code that is on its label.

        Raises BadInput ``package-code-taken`` | ``package-capacity`` | ``order-unknown``.
        """
        if not 1 <= capacity <= 100_000:  # noqa: PLR2004 - more is a typing error
            raise BadInput("package-capacity", capacity=capacity)
        with self.write(actor) as work:
            if not code.strip() or _row(work.conn, code) is not None:
                raise BadInput("package-code-taken", package=code)
            order_id = None if order is None else names.order_id(work.conn, order)
            values = {"kind": kind.value, "code": code, "capacity": capacity, "content": 0}
            opened = {"opened_at": work.at, "opened_by": actor.name, "order_id": order_id}
            state = {"state": PackageState.OPEN.value}
            work.conn.execute(insert(q.packages), values | opened | state)
            work.audit(Act.PACKAGE_OPENED, f"package:{code}", new=values | {"order": order})
        return self.get(code)

    def get(self, code: str) -> Package:
        """Return one package; BadInput ``package-unknown``."""
        with self.read() as conn:
            return _package(conn, _known(conn, code))

    def all(self, *, order: str | None = None, kind: PackageKind | None = None) -> list[Package]:
        """Return packages, newest first."""
        query = select(q.packages).order_by(P.id.desc())
        if kind is not None:
            query = query.where(P.kind == kind.value)
        if order is not None:
            named = select(t.orders.c.id).where(t.orders.c.name == order)
            query = query.where(P.order_id == named.scalar_subquery())
        with self.read() as conn:
            return [_package(conn, row) for row in conn.execute(query).mappings().all()]

    def put_unit(self, code: str, hwid: str, actor: Actor) -> Package:
        """Put a unit into an open carton; whether it may go is asked before, by the workflow.

        Raises BadInput ``package-unknown`` | ``unit-not-found`` and Refused ``package-closed`` |
        ``package-full`` | ``package-not-for-units`` | ``already-packed``.
        """
        with self.write(actor) as work:
            unit = work.conn.execute(_unit_query(hwid)).mappings().one_or_none()
            if unit is None:
                raise BadInput("unit-not-found", unit=hwid)
            row = _known(work.conn, code, lock=True)
            if row["kind"] != PackageKind.CARTON.value:
                raise Refused("package-not-for-units", package=code)
            inside = work.conn.execute(_carton_of(unit["id"])).scalar_one_or_none()
            if inside is not None:
                raise Refused("already-packed", unit=hwid, package=inside)
            _add(work, row, 1)
            values = {"package_id": row["id"], "unit_id": unit["id"]}
            packed = {"packed_at": work.at, "packed_by": actor.name}
            try:
                work.conn.execute(insert(q.packed_units), values | packed)
            except IntegrityError as error:  # another station was quicker
                raise Refused("already-packed", unit=hwid, package="?") from error
            work.audit(Act.UNIT_PACKED, f"unit:{hwid}", new={"package": code})
        return self.get(code)

    def take_unit(self, hwid: str, reason: str, actor: Actor) -> Package:
        """Take a unit out of its carton, which is open again. Refused ``not-packed``."""
        with self.write(actor) as work:
            unit = work.conn.execute(_unit_query(hwid)).mappings().one_or_none()
            if unit is None:
                raise BadInput("unit-not-found", unit=hwid)
            code = work.conn.execute(_carton_of(unit["id"])).scalar_one_or_none()
            if code is None:
                raise Refused("not-packed", unit=hwid)
            row = _known(work.conn, code, lock=True)
            work.conn.execute(
                update(q.packed_units)
                .where(
                    q.packed_units.c.unit_id == unit["id"], q.packed_units.c.removed_at.is_(None)
                )
                .values(removed_at=work.at, removed_by=actor.name, removed_reason=reason)
            )
            _reopen(work, row)
            work.audit(Act.UNIT_UNPACKED, f"unit:{hwid}", old={"package": code}, reason=reason)
        return self.get(code)

    def put_package(self, pallet: str, code: str, actor: Actor) -> Package:
        """Put a closed carton onto an open pallet.

        Raises BadInput ``package-unknown`` and Refused ``package-not-closed`` |
        ``package-not-for-packages`` | ``already-packed`` | ``package-other-order`` |
        ``package-full`` | ``package-closed``.
        """
        with self.write(actor) as work:
            carton = _known(work.conn, code, lock=True)
            onto = _known(work.conn, pallet, lock=True)
            if onto["kind"] != PackageKind.PALLET.value or carton["kind"] == onto["kind"]:
                raise Refused("package-not-for-packages", package=pallet)
            if carton["parent_id"] is not None:
                raise Refused("already-packed", unit=code, package=_code(work, carton))
            if carton["state"] != PackageState.CLOSED.value:
                raise Refused("package-not-closed", package=code)
            if onto["order_id"] not in {None, carton["order_id"]}:
                raise Refused("package-other-order", package=code, pallet=pallet)
            _add(work, onto, 1)
            which = update(q.packages).where(P.id == carton["id"])
            work.conn.execute(which.values(parent_id=onto["id"]))
            work.audit(Act.UNIT_PACKED, f"package:{code}", new={"package": pallet})
        return self.get(pallet)

    def take_package(self, code: str, reason: str, actor: Actor) -> Package:
        """Take a carton off its pallet, which is open again. Refused ``not-packed``."""
        with self.write(actor) as work:
            carton = _known(work.conn, code, lock=True)
            if carton["parent_id"] is None:
                raise Refused("not-packed", unit=code)
            pallet = _code(work, carton)
            which = update(q.packages).where(P.id == carton["id"])
            work.conn.execute(which.values(parent_id=None))
            _reopen(work, _known(work.conn, pallet, lock=True))
            work.audit(Act.UNIT_UNPACKED, f"package:{code}", old={"package": pallet}, reason=reason)
        return self.get(pallet)

    def close(self, code: str, actor: Actor, *, quantity: int | None = None) -> Package:
        """Close a package; with the ``quantity`` that was counted by hand, they must agree.

        Raises Refused ``package-quantity`` | ``package-empty`` | ``package-closed``.
        """
        with self.write(actor) as work:
            row = _known(work.conn, code, lock=True)
            _must_be_open(row)
            if row["content"] == 0:
                raise Refused("package-empty", package=code)
            if quantity is not None and quantity != row["content"]:
                raise Refused(
                    "package-quantity", package=code, counted=quantity, content=row["content"]
                )
            closed = {"closed_at": work.at, "closed_by": actor.name}
            state = {"state": PackageState.CLOSED.value}
            which = update(q.packages).where(P.id == row["id"])
            work.conn.execute(which.values(**closed, **state))
            work.audit(Act.PACKAGE_CLOSED, f"package:{code}", new={"content": row["content"]})
        return self.get(code)

    def dissolve(self, code: str, reason: str, actor: Actor) -> Package:
        """Give up an empty package; its code is not used again. Refused ``package-not-empty``."""
        with self.write(actor) as work:
            row = _known(work.conn, code, lock=True)
            if row["content"]:
                raise Refused("package-not-empty", package=code, content=row["content"])
            which = update(q.packages).where(P.id == row["id"])
            work.conn.execute(which.values(state=PackageState.DISSOLVED.value))
            work.audit(Act.PACKAGE_DISSOLVED, f"package:{code}", reason=reason)
        return self.get(code)

    def contents(self, code: str) -> list[PackedUnit]:
        """Return the units in a carton, or in all cartons of a pallet, in the order of packing."""
        with self.read() as conn:
            row = _known(conn, code)
            inside = select(P.id).where((P.id == row["id"]) | (P.parent_id == row["id"]))
            query = (
                select(
                    P.code,
                    t.licenses.c.identity,
                    t.units.c.mac,
                    t.units.c.serial,
                    q.packed_units.c.packed_at,
                    q.packed_units.c.packed_by,
                )
                .select_from(
                    q.packed_units.join(q.packages, P.id == q.packed_units.c.package_id)
                    .join(t.units, t.units.c.id == q.packed_units.c.unit_id)
                    .outerjoin(
                        t.licenses,
                        (t.licenses.c.unit_id == t.units.c.id) & text(f"licenses.{t.LIVE_SQL}"),
                    )
                )
                .where(
                    q.packed_units.c.package_id.in_(inside), q.packed_units.c.removed_at.is_(None)
                )
                .order_by(P.id, q.packed_units.c.id)
            )
            return [PackedUnit(*line) for line in conn.execute(query)]


def _unit_query(hwid: str) -> Any:
    return select(t.units.c.id).where(t.units.c.hwid == hwid).with_for_update()


def _carton_of(unit_id: int) -> Any:
    return (
        select(P.code)
        .join(q.packed_units, q.packed_units.c.package_id == P.id)
        .where(q.packed_units.c.unit_id == unit_id, q.packed_units.c.removed_at.is_(None))
    )


def _row(conn: Connection, code: str, *, lock: bool = False) -> RowMapping | None:
    query = select(q.packages).where(P.code == code)
    if lock:
        query = query.with_for_update()
    return conn.execute(query).mappings().one_or_none()


def _known(conn: Connection, code: str, *, lock: bool = False) -> RowMapping:
    row = _row(conn, code, lock=lock)
    if row is None:
        raise BadInput("package-unknown", package=code)
    return row


def _must_be_open(row: RowMapping) -> None:
    if row["state"] != PackageState.OPEN.value:
        raise Refused("package-closed", package=row["code"], state=row["state"])


def _add(work: Work, row: RowMapping, n: int) -> None:
    _must_be_open(row)
    if row["content"] + n > row["capacity"]:
        raise Refused("package-full", package=row["code"], capacity=row["capacity"])
    which = update(q.packages).where(P.id == row["id"])
    work.conn.execute(which.values(content=P.content + n))


def _reopen(work: Work, row: RowMapping) -> None:
    """Take one off the count; what is no longer full and sealed is open."""
    which = update(q.packages).where(P.id == row["id"])
    opened = {"state": PackageState.OPEN.value, "closed_at": None, "closed_by": None}
    work.conn.execute(which.values(content=P.content - 1, **opened))


def _code(work: Work, carton: RowMapping) -> str:
    query = select(P.code).where(P.id == carton["parent_id"])
    return str(work.conn.execute(query).scalar_one())


def _package(conn: Connection, row: RowMapping) -> Package:
    parent = order = None
    if row["parent_id"] is not None:
        parent = conn.execute(select(P.code).where(P.id == row["parent_id"])).scalar_one()
    if row["order_id"] is not None:
        named = select(t.orders.c.name).where(t.orders.c.id == row["order_id"])
        order = conn.execute(named).scalar_one()
    return Package(
        id=row["id"],
        kind=PackageKind(row["kind"]),
        code=row["code"],
        order=order,
        order_id=row["order_id"],
        capacity=row["capacity"],
        content=row["content"],
        state=PackageState(row["state"]),
        inside=parent,
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
    )
