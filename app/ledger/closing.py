"""Where every license of a work order is: what its closing is decided by, and certified from."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from app.domain.attempts import NO_RIGHT
from app.domain.licenses import LicenseState
from app.ledger import names
from app.ledger import tables as t
from app.ledger.work import Store

S = LicenseState
UNACCOUNTED = (S.RESERVED, S.WRITING, S.DOUBTFUL)
"""States in which nobody can say on which device a license is, or whether it is on one."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One license of an order, without its secret."""

    identity: str
    state: LicenseState
    mac: str | None
    serial: str | None
    verified_at: str | None


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """An order's licenses and attempts at one moment; without those that lack of a right refused.

    ``operators``: attempts per person. ``software``: versions that wrote. ``first_at`` and
    ``last_at``: of its attempts, UTC ISO. ``first_passes``: units that passed at their first try.
    """

    order_id: int
    lines: tuple[OrderLine, ...]
    operators: dict[str, int]
    stations: tuple[str, ...]
    software: tuple[str, ...]
    outcomes: dict[str, int]
    codes: dict[str, int]
    first_at: str | None
    last_at: str | None
    units_tried: int
    first_passes: int

    @property
    def counts(self) -> dict[str, int]:
        """Return how many licenses are in each state that occurs."""
        return dict(Counter(line.state.value for line in self.lines))

    @property
    def unaccounted(self) -> tuple[OrderLine, ...]:
        """Return the licenses that forbid closing."""
        return tuple(line for line in self.lines if line.state in UNACCOUNTED)


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """How many licenses of an order are in each state; the first of those that forbid closing."""

    counts: dict[str, int]
    unaccounted: tuple[OrderLine, ...]


class ClosingStore(Store):
    """``ledger.closing``."""

    def counts(self, order: str, *, most: int = 200) -> OrderCounts:
        """Return the sum of an order, for a screen; BadInput ``order-unknown``.

        At most ``most`` unaccounted licenses are named; the counts say how many there are.
        """
        lic = t.licenses.c
        with self.read() as conn:
            order_id = names.order_id(conn, order)
            by_state = (
                select(lic.state, func.count())
                .where(lic.order_id == order_id)
                .group_by(lic.state)
                .order_by(lic.state)
            )
            counts = {str(state): int(n) for state, n in conn.execute(by_state)}
            open_states = lic.state.in_([state.value for state in UNACCOUNTED])
            return OrderCounts(counts, _lines(conn, order_id, open_states, most=most))

    def account(self, order: str) -> OrderAccount:
        """Return the account of an order; BadInput ``order-unknown``."""
        a = t.attempts.c
        with self.read() as conn:
            order_id = names.order_id(conn, order)
            mine = and_(a.order_id == order_id, a.code.not_in(sorted(NO_RIGHT)))
            first_at, last_at, units = conn.execute(
                select(
                    func.min(a.started_at), func.max(a.started_at), func.count(a.unit_id.distinct())
                ).where(mine)
            ).one()
            first_passes = conn.execute(
                select(func.count()).where(mine, a.number == 1, a.outcome == "pass")
            ).scalar_one()

            def tally(column: str, *more: ColumnElement[bool]) -> dict[str, int]:
                chosen = t.attempts.c[column]
                query = select(chosen, func.count()).where(mine, *more).group_by(chosen)
                return {str(word): n for word, n in conn.execute(query.order_by(chosen))}

            return OrderAccount(
                order_id=order_id,
                lines=_lines(conn, order_id),
                operators=tally("operator"),
                stations=tuple(tally("station")),
                software=tuple(tally("software")),
                outcomes=tally("outcome"),
                codes=tally("code", a.outcome != "pass"),
                first_at=first_at,
                last_at=last_at,
                units_tried=units,
                first_passes=first_passes,
            )


def _lines(
    conn: Connection, order_id: int, *more: ColumnElement[bool], most: int | None = None
) -> tuple[OrderLine, ...]:
    # A void license keeps its order: it is on the certificate as an exception.
    query = (
        select(
            t.licenses.c.identity,
            t.licenses.c.state,
            t.licenses.c.state_at,
            t.units.c.mac,
            t.units.c.serial,
        )
        .outerjoin(t.units, t.units.c.id == t.licenses.c.unit_id)
        .where(t.licenses.c.order_id == order_id, *more)
        .order_by(t.licenses.c.identity)
        .limit(most)
    )
    return tuple(
        OrderLine(
            row.identity,
            S(row.state),
            row.mac,
            row.serial,
            row.state_at if row.state == S.VERIFIED.value else None,
        )
        for row in conn.execute(query)
    )
