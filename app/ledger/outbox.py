"""The durable outbox: what happened and is still to be told to other systems.

Events are put in by triggers, in the transaction of the fact itself: an attempt, a printed label,
a closed order. They stay until they were delivered; nothing gives up. The bench never waits here.
"""

import json
import uuid
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from app.domain.acts import Act
from app.domain.hooks import EVENTS, Hook, HookKind
from app.domain.people import Actor
from app.errors import BadInput
from app.ledger import print_tables as p
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.work import Store

NAMESPACE: Final = uuid.UUID("6d6f3a52-5f3b-5a53-9a0e-6b7977726974")
LEASE_S: Final = 60.0
"""A delivery in hand belongs to this program for so long; then another may take it."""
O = q.outbox.c  # noqa: E741 - the columns of the outbox


class Delivery(NamedTuple):
    """One event on its way to one hook. ``body`` holds plain values; never a secret."""

    id: int
    hook: Hook
    event_id: str
    event: str
    tries: int
    body: dict[str, Any]


class OutboxStore(Store):
    """``ledger.outbox``."""

    def save(
        self,
        name: str,
        kind: HookKind,
        target: str,
        events: Sequence[str],
        actor: Actor,
        *,
        enabled: bool = True,
        salt: str | None = None,
    ) -> Hook:
        """Make or change a hook; without ``salt`` its signing secret stays as it is.

        A hook that is switched off gets no new events; those it has wait. Raises BadInput
        ``hook-event-unknown`` | ``hook-name-missing``.
        """
        unknown = [event for event in events if event not in EVENTS]
        if unknown or not events:
            raise BadInput("hook-event-unknown", event=", ".join(unknown), known=", ".join(EVENTS))
        if not name.strip():
            raise BadInput("hook-name-missing")
        values: dict[str, Any] = {"kind": kind.value, "target": target, "enabled": enabled}
        told = values | {"events": list(events)}
        values["events"] = f"|{'|'.join(dict.fromkeys(events))}|"
        if salt is not None:
            values["salt"] = salt
        with self.write(actor) as work:
            which = q.hooks.c.name == name
            row = work.conn.execute(select(q.hooks).where(which)).mappings().one_or_none()
            if row is None:
                made = {"name": name, "created_at": work.at, "created_by": actor.name}
                work.conn.execute(insert(q.hooks), {"salt": None} | values | made)
            else:
                work.conn.execute(update(q.hooks).where(which).values(**values))
            old = None if row is None else {key: row[key] for key in ("target", "enabled")}
            work.audit(Act.HOOK_SAVED, f"hook:{name}", old=old, new=told)
        return next(hook for hook in self.hooks() if hook.name == name)

    def hooks(self) -> list[Hook]:
        """Return every hook with how many deliveries wait and what the last trouble was."""
        waiting = (
            select(func.count())
            .where(O.hook_id == q.hooks.c.id, O.state != "done")
            .scalar_subquery()
        )
        trouble = (
            select(O.trouble)
            .where(O.hook_id == q.hooks.c.id, O.state != "done", O.trouble.is_not(None))
            .order_by(O.id)
            .limit(1)
            .scalar_subquery()
        )
        query = select(q.hooks, waiting.label("waiting"), trouble.label("trouble"))
        with self.read() as conn:
            return [_hook(row) for row in conn.execute(query.order_by(q.hooks.c.id)).mappings()]

    def claim(self, limit: int = 20) -> list[Delivery]:
        """Take deliveries that are due, oldest first; they are ours until the lease ends.

        One hook is served in order as long as its receiver answers. Two programs never get the
        same one.
        """
        now = self._seconds()
        due = (
            select(O.id)
            .join(q.hooks, q.hooks.c.id == O.hook_id)
            # As a literal, so that the index of waiting ones fits.
            .where(text("outbox.state <> 'done'"), O.due_at <= now, q.hooks.c.enabled)
            .order_by(O.id)
            .limit(limit)
        )
        with self.read() as conn:  # looking takes no lock from the bench
            if conn.execute(due.limit(1)).first() is None:
                return []
        with self.quietly() as conn:
            locked = due.with_for_update(skip_locked=True, of=q.outbox)
            ids = list(conn.execute(locked).scalars())
            if not ids:
                return []
            conn.execute(
                update(q.outbox)
                .where(O.id.in_(ids))
                .values(state="sending", due_at=now + LEASE_S, tries=O.tries + 1)
            )
            ledger_id = conn.execute(
                select(t.meta.c.value).where(t.meta.c.key == "ledger_id")
            ).scalar_one()
            hooks = {
                row["id"]: _hook({"waiting": 0, "trouble": None, **row})
                for row in conn.execute(select(q.hooks)).mappings()
            }
            rows = conn.execute(select(q.outbox).where(O.id.in_(ids)).order_by(O.id)).mappings()
            return [
                Delivery(
                    row["id"],
                    hooks[row["hook_id"]],
                    event_id(ledger_id, row),
                    row["event"],
                    row["tries"],
                    _body(conn, ledger_id, row),
                )
                for row in rows.all()
            ]

    def done(self, delivery_id: int) -> None:
        """Record that the receiver has it."""
        with self.quietly() as conn:
            values = {"state": "done", "done_at": self._now(), "trouble": None}
            conn.execute(update(q.outbox).where(O.id == delivery_id).values(**values))

    def failed(self, delivery_id: int, trouble: str, wait_s: float) -> None:
        """Record why it did not arrive, and when it is tried again."""
        with self.quietly() as conn:
            values = {"state": "waiting", "due_at": self._seconds() + wait_s, "trouble": trouble}
            conn.execute(update(q.outbox).where(O.id == delivery_id).values(**values))

    def retry_now(self) -> None:
        """Make everything that waits due now: the receiver is back, says a person."""
        with self.quietly() as conn:
            conn.execute(update(q.outbox).where(O.state == "waiting").values(due_at=0.0))

    def counts(self) -> dict[str, int]:
        """Return how many deliveries are waiting, sending and done."""
        query = select(O.state, func.count()).group_by(O.state)
        with self.read() as conn:
            found = {row[0]: int(row[1]) for row in conn.execute(query)}
        return {state: found.get(state, 0) for state in ("waiting", "sending", "done")}

    def _seconds(self) -> float:
        return self._clock.now().timestamp()


def event_id(ledger_id: str, row: RowMapping) -> str:
    """Return the id made by us: the same for every try and every hook, so a receiver knows it."""
    return str(
        uuid.uuid5(NAMESPACE, f"{ledger_id}:{row['event']}:{row['source']}:{row['source_id']}")
    )


def _hook(row: Any) -> Hook:
    return Hook(
        id=row["id"],
        name=row["name"],
        kind=HookKind(row["kind"]),
        target=row["target"],
        events=tuple(row["events"].strip("|").split("|")),
        enabled=bool(row["enabled"]),
        salt=row["salt"],
        waiting=row["waiting"],
        trouble=row["trouble"],
    )


def _body(conn: Connection, ledger_id: str, row: RowMapping) -> dict[str, Any]:
    tell = {"attempt": _attempt, "print": _print, "order": _order}[row["source"]]
    return {
        "id": event_id(ledger_id, row),
        "event": row["event"],
        "at": row["made_at"],
        "ledger": ledger_id,
        "data": tell(conn, row["source_id"]),
    }


def _attempt(conn: Connection, attempt_id: int) -> dict[str, Any]:
    a = t.attempts.c
    query = (
        select(
            *(a.id, a.number, a.outcome, a.code, a.recheck, a.hwid, a.mac, a.identity),
            *(a.serial, a.station, a.slot, a.port, a.operator, a.started_at, a.seconds),
            *(a.steps, a.firmware_name, a.firmware_version, a.profile, a.storage, a.software),
            t.lots.c.name.label("lot"),
            t.orders.c.name.label("order"),
        )
        .outerjoin(t.lots, t.lots.c.id == a.lot_id)
        .outerjoin(t.orders, t.orders.c.id == a.order_id)
        .where(a.id == attempt_id)
    )
    row = dict(conn.execute(query).mappings().one())
    return row | {"steps": json.loads(row["steps"])}


def _print(conn: Connection, job_id: int) -> dict[str, Any]:
    j = p.print_jobs.c
    query = (
        select(
            *(j.id, j.printer, j.design, j.design_version, j.state, j.copies, j.copy_no),
            *(j.reason, j.queued_at, j.sent_at, j.printed_at),
            *(t.units.c.mac, t.units.c.serial, t.licenses.c.identity),
            t.orders.c.name.label("order"),
        )
        .outerjoin(t.units, t.units.c.id == j.unit_id)
        .outerjoin(t.licenses, t.licenses.c.id == j.license_id)
        .outerjoin(t.orders, t.orders.c.id == j.order_id)
        .where(j.id == job_id)
    )
    return dict(conn.execute(query).mappings().one())


def _order(conn: Connection, order_id: int) -> dict[str, Any]:
    o = t.orders.c
    query = select(
        *(o.id, o.name, o.product, o.quantity, o.taken, o.created_at, o.closed_at, o.closed_by)
    ).where(o.id == order_id)
    facts = dict(conn.execute(query).mappings().one())
    states = select(t.licenses.c.state, func.count()).where(t.licenses.c.order_id == order_id)
    counts = conn.execute(states.group_by(t.licenses.c.state))
    return facts | {"licenses": {row[0]: int(row[1]) for row in counts}}
