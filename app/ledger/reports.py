"""The write report as a stream: one row per license, where it went and how."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, null, select

from app.domain.licenses import LicenseState, PickupStatus, WriteStatus
from app.ledger import names
from app.ledger import tables as t
from app.ledger.work import Store

S = LicenseState
PAGE: Final = 2_000
FEW: Final = 100_000  # attempts that are gathered first

_first = t.attempts.alias("first")
_last = t.attempts.alias("last")
_licenses, _units, _lots, _orders = t.licenses.c, t.units.c, t.lots.c, t.orders.c
# What a held license was before: that decides whether it is on a device.
_was = case((_licenses.state == S.HELD.value, _licenses.prior_state), else_=_licenses.state)

_PICKUP: Final = case(
    (_licenses.unit_id.is_not(None), PickupStatus.PICKED_UP.value),
    (
        and_(_licenses.elsewhere, _was.not_in([S.AVAILABLE.value, S.HELD.value])),
        PickupStatus.PICKED_UP.value,
    ),
    (_last.c.id.is_not(None), PickupStatus.RETURNED.value),
    else_=PickupStatus.NOT_PICKED_UP.value,
)
_WRITE: Final = case(
    (_licenses.state == S.VOID.value, WriteStatus.VOID.value),
    (_was == S.VERIFIED.value, WriteStatus.WRITTEN.value),
    (_was == S.DOUBTFUL.value, WriteStatus.DOUBTFUL.value),
    (_was == S.WRITING.value, WriteStatus.WRITING.value),
    else_=WriteStatus.NOT_WRITTEN.value,
)
_VALUES: Final[dict[str, ColumnElement[Any]]] = {
    "lot": _lots.name,
    "row": _licenses.row_no,
    "identity": _licenses.identity,
    "mac": _units.mac,
    "serial": _units.serial,
    "pickup_status": _PICKUP,
    "write_status": _WRITE,
    "attempts": _units.attempts,
    "outcome": _last.c.outcome,
    "code": _last.c.code,
    "recheck": case((_last.c.recheck, "yes"), (_last.c.id.is_not(None), "no")),
    "first_at": _first.c.started_at,
    "last_at": _last.c.started_at,
    "verified_at": case((_was == S.VERIFIED.value, _licenses.state_at), else_=null()),
    "seconds": _last.c.seconds,
    "station": _last.c.station,
    "slot": _last.c.slot,
    "port": _last.c.port,
    "operator": _last.c.operator,
    "order": _orders.name,
    "firmware": _last.c.firmware_name,
    "firmware_version": _last.c.firmware_version,
    "profile": _last.c.profile,
    "storage": _last.c.storage,
    "software": _last.c.software,
    "remarks": _lots.remarks,
}


class ReportStore(Store):
    """``ledger.reports``."""

    def writes(
        self,
        *,
        columns: Sequence[str],
        lot: str | None = None,
        order: str | None = None,
        operator: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Iterator[Sequence[Any]]:
        """Yield one tuple per license, values in the order of ``columns``, by lot and list row.

        ``attempts`` counts the tries of the unit; outcome, place and firmware are those of the
        license's last attempt, and ``operator``, ``since`` (from) and ``until`` (before; UTC ISO)
        choose by that attempt. Everything is of one moment, and a page at a time is in memory.

        Raises BadInput ``lot-unknown`` | ``order-unknown``, before the first row.
        """
        query = _writes(columns)
        with self.read() as conn:
            if lot is not None:
                query = query.where(_licenses.lot_id == names.lot_id(conn, lot))
            if order is not None:
                query = query.where(_licenses.order_id == names.order_id(conn, order))
        query = query.where(*_tried(_last.c, operator, since, until))
        if tried := _tried(t.attempts.c, operator, since, until):
            some = select(t.attempts.c.license_id).where(*tried)
            with self.read() as conn:
                probe = select(func.count()).select_from(some.limit(FEW + 1).subquery())
                are_few = conn.execute(probe).scalar_one() <= FEW
            if are_few:  # the others are left out before the last attempt of each is sought
                query = query.where(_licenses.id.in_(some))
        return self._stream(query)

    def count_writes(
        self,
        *,
        lot: str | None = None,
        order: str | None = None,
        operator: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> int:
        """Return how many rows :meth:`writes` yields; none of a lot or order that is not known.

        Where nothing is asked of attempts it is one count over an index.
        """
        tried = _tried(t.attempts.c, operator, since, until)
        if tried:
            query = _last_tries(lot, order, tried)
        else:
            query = select(func.count()).select_from(t.licenses).where(*_of(lot, order))
        with self.read() as conn:
            return int(conn.execute(query).scalar_one())

    def _stream(self, query: Select[Any]) -> Iterator[Sequence[Any]]:
        with self.read() as conn:
            if not self._database.is_sqlite:
                rows = conn.execution_options(yield_per=PAGE).execute(query)
                for part in rows.partitions():
                    yield from part
                return
            # Plain values in every column: the driver's own tuples will do, at half the time.
            cursor = conn.execute(query).cursor
            assert cursor is not None
            while page := cursor.fetchmany(PAGE):
                yield from page


def _tried(
    tries: Any, operator: str | None, since: str | None, until: str | None
) -> list[ColumnElement[bool]]:
    """Return what is asked of an attempt."""
    asked: list[ColumnElement[bool]] = []
    if operator is not None:
        asked.append(tries.operator == operator)
    if since is not None:
        asked.append(tries.started_at >= since)
    if until is not None:
        asked.append(tries.started_at < until)
    return asked


def _last_tries(
    lot: str | None, order: str | None, tried: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Count attempts that are their license's last one: each is one row of the report."""
    later = t.attempts.alias("later")
    mine = t.attempts.c
    newer = exists().where(later.c.license_id == mine.license_id, later.c.id > mine.id)
    query = select(func.count()).where(
        mine.license_id.is_not(None), *tried, ~newer.correlate(t.attempts)
    )
    if lot is None and order is None:
        return query.select_from(t.attempts)
    query = query.select_from(t.attempts.join(t.licenses, _licenses.id == mine.license_id))
    return query.where(*_of(lot, order))


def _of(lot: str | None, order: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions on a license of a lot and an order by their names."""
    asked: list[ColumnElement[bool]] = []
    if lot is not None:
        lots = select(_lots.id).where(_lots.name == lot)
        asked.append(_licenses.lot_id == lots.scalar_subquery())
    if order is not None:
        orders = select(_orders.id).where(_orders.name == order)
        asked.append(_licenses.order_id == orders.scalar_subquery())
    return asked


def _writes(columns: Sequence[str]) -> Select[Any]:
    def attempt_of_license(which: Any) -> ColumnElement[Any]:
        tried = t.attempts.alias("tried")
        return (
            select(which(tried.c.id))
            .where(tried.c.license_id == _licenses.id)
            .correlate(t.licenses)
            .scalar_subquery()
        )

    joined = (
        # An outer join, though every license has a lot: so SQLite walks the licenses by their index
        # instead of sorting a million rows in memory.
        t.licenses.outerjoin(t.lots, _lots.id == _licenses.lot_id)
        .outerjoin(t.units, _units.id == _licenses.unit_id)
        .outerjoin(t.orders, _orders.id == _licenses.order_id)
        .outerjoin(_last, _last.c.id == attempt_of_license(func.max))
    )
    if "first_at" in columns:
        joined = joined.outerjoin(_first, _first.c.id == attempt_of_license(func.min))
    return (
        select(*(_VALUES[name].label(name) for name in columns))
        .select_from(joined)
        .order_by(_licenses.lot_id, _licenses.id)
    )
