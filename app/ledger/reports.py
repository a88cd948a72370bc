"""The write report as a stream: one row per license, where it went and how."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, null, select

from app.domain.licenses import LicenseState, PickupStatus, WriteStatus
from app.errors import BadInput
from app.ledger import tables as t
from app.ledger.work import Store

S = LicenseState
PAGE: Final = 2_000

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
                found = conn.execute(select(_lots.id).where(_lots.name == lot)).scalar_one_or_none()
                if found is None:
                    raise BadInput("lot-unknown", lot=lot)
                query = query.where(_licenses.lot_id == found)
            if order is not None:
                found = conn.execute(
                    select(_orders.id).where(_orders.name == order)
                ).scalar_one_or_none()
                if found is None:
                    raise BadInput("order-unknown", order=order)
                query = query.where(_licenses.order_id == found)
        if operator is not None:
            query = query.where(_last.c.operator == operator)
        if since is not None:
            query = query.where(_last.c.started_at >= since)
        if until is not None:
            query = query.where(_last.c.started_at < until)
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
        """Return how many rows :meth:`writes` yields; raises as it does.

        Where nothing is asked of attempts it is one count over an index.
        """
        if operator or since or until:
            found = self.writes(
                columns=("row",), lot=lot, order=order, operator=operator, since=since, until=until
            )
            return sum(1 for _ in found)
        query = select(func.count()).select_from(t.licenses)
        if lot is not None:
            lots = select(_lots.id).where(_lots.name == lot)
            query = query.where(_licenses.lot_id == lots.scalar_subquery())
        if order is not None:
            orders = select(_orders.id).where(_orders.name == order)
            query = query.where(_licenses.order_id == orders.scalar_subquery())
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
