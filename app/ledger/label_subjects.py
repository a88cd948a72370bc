"""What the ledger knows for labels: licenses with their units, orders and lots. No secret."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select

from app.domain.licenses import LicenseState
from app.domain.printing import LabelSubject
from app.errors import BadInput
from app.ledger import names
from app.ledger import print_tables as p
from app.ledger import tables as t
from app.ledger.work import Store

L = t.licenses.c
_STATION = (
    select(func.max(t.attempts.c.id))
    .where(t.attempts.c.license_id == L.id, t.attempts.c.outcome == "pass")
    .correlate(t.licenses)
    .scalar_subquery()
)
_SUBJECTS = (
    select(
        *(L.id, L.identity, L.state, L.state_at, L.row_no, L.extra, L.bound_to, L.issued_mac),
        *(L.unit_id, L.order_id),
        *(t.units.c.hwid, t.units.c.mac, t.units.c.serial),
        t.lots.c.name.label("lot"),
        t.lots.c.scheme,
        t.lots.c.product_id,
        t.orders.c.name.label("order_name"),
        t.attempts.c.station,
    )
    .join(t.lots, t.lots.c.id == L.lot_id)
    .outerjoin(t.units, t.units.c.id == L.unit_id)
    .outerjoin(t.orders, t.orders.c.id == L.order_id)
    .outerjoin(t.attempts, t.attempts.c.id == _STATION)
)
_MAC_LENGTH = 12


class LabelSubjectStore(Store):
    """``ledger.label_subjects``."""

    def of_lot(
        self,
        lot: str,
        *,
        states: Collection[LicenseState] = (LicenseState.VERIFIED,),
        rows: tuple[int, int] | None = None,
    ) -> list[LabelSubject]:
        """Return a lot's licenses in these states, in the order of the list.

        ``rows``: first and last row of the list. Raises BadInput ``lot-unknown``.
        """
        with self.read() as conn:
            chosen = _SUBJECTS.where(L.lot_id == names.lot_id(conn, lot), _in(states)).order_by(
                L.id
            )
            if rows is not None:
                chosen = chosen.where(L.row_no.between(*rows))
            return _all(conn.execute(chosen).mappings())

    def of_order(self, order_id: int, *, without: str | None = None) -> list[LabelSubject]:
        """Return an order's verified licenses; only those with no label of design ``without``."""
        query = _SUBJECTS.where(L.order_id == order_id, _in((LicenseState.VERIFIED,)))
        if without is not None:
            printed = select(p.print_jobs.c.license_id).where(
                p.print_jobs.c.design == without,
                p.print_jobs.c.copy_no == 1,
                p.print_jobs.c.state != "void",
                p.print_jobs.c.license_id == L.id,
            )
            query = query.where(~printed.correlate(t.licenses).exists())
        with self.read() as conn:
            return _all(conn.execute(query.order_by(L.state_at, L.id)).mappings())

    def find(self, words: str) -> LabelSubject:
        """Return what an identity, a hardware id or a serial number names.

        The license of a unit is the one that is not void. Raises BadInput ``unit-unknown``.
        """
        live = L.state != LicenseState.VOID.value
        queries: tuple[Select[tuple[object, ...]], ...] = (
            _SUBJECTS.where(L.family.in_(select(t.lots.c.family).distinct()), L.identity == words),
            _SUBJECTS.where(or_(t.units.c.hwid == words, t.units.c.serial == words), live),
        )
        with self.read() as conn:
            for query in queries:
                row = conn.execute(query.limit(1)).mappings().one_or_none()
                if row is not None:
                    return _subject(row)
        raise BadInput("unit-unknown", unit=words)


def _in(states: Collection[LicenseState]) -> ColumnElement[bool]:
    return L.state.in_([state.value for state in states])


def _all(rows: Iterable[RowMapping]) -> list[LabelSubject]:
    return [_subject(row) for row in rows]


def _subject(row: RowMapping) -> LabelSubject:
    bound = row["bound_to"] or ""
    is_mac = len(bound) == _MAC_LENGTH
    return LabelSubject(
        license_id=row["id"],
        identity=row["identity"],
        state=row["state"],
        lot=row["lot"],
        scheme=row["scheme"],
        row=row["row_no"],
        product_id=row["product_id"],
        unit_id=row["unit_id"],
        hwid=row["hwid"],
        mac=row["mac"] or row["issued_mac"] or (bound if is_mac else None),
        serial=row["serial"] or (bound.removeprefix("SN:") if bound and not is_mac else None),
        order_id=row["order_id"],
        order=row["order_name"],
        at=row["state_at"] if row["state"] == LicenseState.VERIFIED.value else None,
        station=row["station"],
        extra=row["extra"],
    )
