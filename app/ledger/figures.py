"""Figures from the tallies that the attempts keep by themselves: a month in some milliseconds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from app.domain.audit import Finding
from app.domain.figures import (
    Dashboard,
    FigureFilter,
    Figures,
    GroupBy,
    StepTime,
    pareto,
    slot_order,
)
from app.domain.shifts import ShiftPlan
from app.ledger import names
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.work import Store

_T, _L = q.tallies.c, q.late_passes.c
_SUMS: Final = tuple(
    func.sum(column)
    for column in (
        *(_T.attempts, _T.tries, _T.units, _T.first_passes, _T.made, _T.rechecks),
        *(_T.writes, _T.seconds),
    )
)
_NAMES: Final = (
    *("attempts", "tries", "tried", "first_passes", "made", "rechecks", "writes", "seconds"),
)
_COLUMN: Final[Mapping[GroupBy, str]] = {
    GroupBy.STATION: "station",
    GroupBy.SLOT: "slot",
    GroupBy.OPERATOR: "operator",
    GroupBy.LOT: "lot_id",
    GroupBy.ORDER: "order_id",
}
_TIMES: Final = (GroupBy.HOUR, GroupBy.DAY, GroupBy.SHIFT)
ALL_GROUPS: Final = tuple(GroupBy)
_CLOCK_AT: Final = len("2026-01-05T") + 1  # as SQL counts
_CLOCK_LENGTH: Final = len("08:30")
_BUCKET_LENGTH: Final = len("2026-01-05T08:30")


class FigureStore(Store):
    """``ledger.figures``."""

    def dashboard(
        self,
        which: FigureFilter | None = None,
        *,
        shifts: ShiftPlan | None = None,
        groups: Iterable[GroupBy] = ALL_GROUPS,
    ) -> Dashboard:
        """Return every figure of a selection, all of one moment.

        Hours, days and shifts are told in the time of ``shifts``. Groups are in their natural
        order: time, or name; lots and orders by their age. Raises BadInput ``lot-unknown`` |
        ``order-unknown`` | ``shift-unknown``.
        """
        which, plan = which or FigureFilter(), shifts or ShiftPlan()
        with self.read() as conn:
            chosen = _chosen(conn, which, plan)
            by_bucket = _grouped(conn, "bucket", chosen)
            told = {
                group: _by_time(by_bucket, group, plan)
                if group in _TIMES
                else _by_name(conn, group, chosen)
                for group in groups
            }
            steps = _steps(conn, chosen)
            failures = pareto(_codes(conn, chosen))
        return Dashboard(Figures.sum_of(by_bucket.values()), told, steps, failures, which)

    def total(
        self, which: FigureFilter | None = None, *, shifts: ShiftPlan | None = None
    ) -> Figures:
        """Return the figures of a selection as a whole: what the bench shows at its top."""
        with self.read() as conn:
            chosen = _chosen(conn, which or FigureFilter(), shifts or ShiftPlan())
            return Figures.sum_of(_grouped(conn, "bucket", chosen).values())

    def findings(self) -> list[Finding]:
        """Prove the tallies against the attempts themselves; empty means well."""
        counted = select(*(func.coalesce(one, 0) for one in _SUMS[:2]))
        numbered = func.count(t.attempts.c.number)
        with self.read() as conn:
            tallied = tuple(conn.execute(counted).one())
            found = tuple(conn.execute(select(func.count(t.attempts.c.id), numbered)).one())
        if tallied == found:
            return []
        return [Finding("check-tally-differs", {"counted": tallied[0], "found": found[0]})]


Chosen = Mapping[str, object]
"""Column of a cell to the value it must have; ``since`` and ``until`` are buckets, ``clock`` the
half hours of a day."""


def bucket_of(at: str) -> str:
    """Return the half hour of UTC that a UTC ISO text lies in."""
    return at[:14] + ("00" if at[14:16] < "30" else "30")


def _chosen(conn: Connection, which: FigureFilter, plan: ShiftPlan) -> Chosen:
    named = {"station": which.station, "slot": which.slot, "operator": which.operator}
    chosen: dict[str, object] = {key: value for key, value in named.items() if value is not None}
    if which.since is not None:
        chosen["since"] = bucket_of(_whole(which.since))
    if which.until is not None:
        chosen["until"] = _whole(which.until)[:_BUCKET_LENGTH]
    if which.shift is not None:
        chosen["clock"] = plan.halves_of(which.shift)
    if which.lot is not None:
        chosen["lot_id"] = names.lot_id(conn, which.lot)
    if which.order is not None:
        chosen["order_id"] = names.order_id(conn, which.order)
    return chosen


def _whole(at: str) -> str:
    """Return a time with hours and minutes, where only a day was given."""
    return at if len(at) >= _BUCKET_LENGTH else f"{at}T00:00"


def _where(table: Table, chosen: Chosen) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, value in chosen.items():
        if name == "since":
            conditions.append(table.c.bucket >= value)
        elif name == "until":
            conditions.append(table.c.bucket < value)
        elif name == "clock":
            assert isinstance(value, tuple)
            conditions.append(func.substr(table.c.bucket, _CLOCK_AT, _CLOCK_LENGTH).in_(value))
        else:
            conditions.append(table.c[name] == value)
    return conditions


def _grouped(conn: Connection, column: str, chosen: Chosen) -> dict[Any, Figures]:
    halves = func.count(_T.bucket.distinct())
    key = q.tallies.c[column]
    query: Select[Any] = select(key, halves, *_SUMS).where(*_where(q.tallies, chosen))
    rows = conn.execute(query.group_by(key).order_by(key)).all()
    late_key = q.late_passes.c[column]
    late: dict[Any, int] = {
        row[0]: row[1]
        for row in conn.execute(
            select(late_key, func.count()).where(*_where(q.late_passes, chosen)).group_by(late_key)
        )
    }
    return {
        row[0]: Figures(
            **dict(zip(_NAMES, _numbers(row[2:]), strict=True)),
            halves=row[1],
            late_passes=late.get(row[0], 0),
        )
        for row in rows
    }


def _numbers(values: Sequence[Any]) -> list[Any]:
    return [int(value) for value in values[:-1]] + [float(values[-1])]


def _by_name(conn: Connection, group: GroupBy, chosen: Chosen) -> dict[str, Figures]:
    found = _grouped(conn, _COLUMN[group], chosen)
    if group not in {GroupBy.LOT, GroupBy.ORDER}:
        return dict(sorted(found.items(), key=lambda item: slot_order(item[0])))
    table = t.lots if group is GroupBy.LOT else t.orders
    query = select(table.c.id, table.c.name).where(table.c.id.in_(found))
    names: dict[int, str] = {row.id: row.name for row in conn.execute(query)}
    return {names.get(key, ""): figures for key, figures in found.items()}


def _by_time(
    by_bucket: Mapping[str, Figures], group: GroupBy, plan: ShiftPlan
) -> dict[str, Figures]:
    parts: dict[str, list[Figures]] = {}
    for bucket, figures in by_bucket.items():
        moment = datetime.fromisoformat(bucket).replace(tzinfo=UTC)
        if group is GroupBy.SHIFT:
            key = plan.name_of(moment)
        else:
            length = len("2026-01-05T08") if group is GroupBy.HOUR else len("2026-01-05")
            key = plan.local(moment).isoformat()[:length]
        parts.setdefault(key, []).append(figures)
    return {key: Figures.sum_of(ones) for key, ones in parts.items()}


def _steps(conn: Connection, chosen: Chosen) -> list[StepTime]:
    sums = [func.sum(q.tallies.c[f"{step}_{what}"]) for step in q.STEPS for what in ("n", "s")]
    query: Select[Any] = (
        select(_T.station, _T.slot, *sums)
        .where(*_where(q.tallies, chosen))
        .group_by(_T.station, _T.slot)
    )
    times = [
        StepTime(row[0], row[1], step, int(row[at]), row[at + 1] / int(row[at]))
        for row in conn.execute(query)
        for at, step in zip(range(2, 2 + 2 * len(q.STEPS), 2), q.STEPS, strict=True)
        if row[at]
    ]
    return sorted(times, key=lambda one: (one.station, slot_order(one.slot)))


def _codes(conn: Connection, chosen: Chosen) -> list[tuple[str, str, int]]:
    c = q.tally_codes.c
    query = (
        select(c.outcome, c.code, func.sum(c.n))
        .where(*_where(q.tally_codes, chosen))
        .group_by(c.outcome, c.code)
    )
    return [(row[0], row[1], int(row[2])) for row in conn.execute(query)]
