"""One transaction of the ledger, with the acts that it puts on record.

Every public method of a store is ``with store.write(actor) as work: …``. What the work did to
counts and orders is gathered and written at its end, in a fixed order, and the audit chain last of
all: its head is the one row that all writers share, so it is locked for the shortest time and
never while another lock is still wanted. Locks are always taken in the order unit, license, order,
count, head; so no two transactions wait for each other.
"""

import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from typing import Any, cast

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.errors import LedgerTrouble, Refused
from app.ledger import tables as t
from app.ledger.engine import Database
from app.ledger.trouble import as_trouble
from flasher.timing import Clock

FIRST_MAC = bytes(32)
Mac = Callable[[bytes], bytes]

_HEAD = select(t.audit_head.c.seq, t.audit_head.c.mac).where(t.audit_head.c.id == 1)
_HEAD_LOCKED = _HEAD.with_for_update()
_MOVE_HEAD = (
    update(t.audit_head)
    .where(t.audit_head.c.id == 1)
    .values(seq=bindparam("to_seq"), mac=bindparam("to_mac"))
)
_APPEND = insert(t.audit)
_COUNT = (
    update(t.lot_counts)
    .where(t.lot_counts.c.lot_id == bindparam("of_lot"), t.lot_counts.c.state == bindparam("of"))
    .values(n=t.lot_counts.c.n + bindparam("by"))
)
# Two stations may meet a state for the first time at once: the second adds to the first's row.
_NEW_COUNT = {
    name: made.on_conflict_do_update(
        index_elements=["lot_id", "state"], set_={"n": t.lot_counts.c.n + made.excluded.n}
    )
    for name, made in (
        ("sqlite", sqlite.insert(t.lot_counts)),
        ("postgresql", postgresql.insert(t.lot_counts)),
    )
}
_TAKE = (
    update(t.orders)
    .where(
        t.orders.c.id == bindparam("of_order"),
        t.orders.c.closed_at.is_(None),
        t.orders.c.taken < t.orders.c.quantity,
    )
    .values(taken=t.orders.c.taken + 1)
)
_GIVE_BACK = (
    update(t.orders)
    .where(t.orders.c.id == bindparam("of_order"))
    .values(taken=t.orders.c.taken - bindparam("by"))
)
_ORDER = select(t.orders.c.name, t.orders.c.quantity, t.orders.c.closed_at).where(
    t.orders.c.id == bindparam("of_order")
)


def iso(moment: datetime) -> str:
    """Return UTC ISO text with milliseconds; all are equally long, so they sort as time does."""
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def link_bytes(previous: bytes, values: tuple[object, ...]) -> bytes:
    """Return what the MAC of one audit record covers: the previous MAC, then all its fields."""
    # The bytes of json.dumps(values, ensure_ascii=False, separators=(",", ":")), at twice the
    # speed: a million records are proven in one go.
    number, *words = values
    quoted = ["null" if word is None else _quoted(cast("str", word)) for word in words]
    return previous + f"[{number},{','.join(quoted)}]".encode()


@dataclass(slots=True)
class Seal:
    """Where the audit MAC comes from, once the vault is open; shared by all stores."""

    mac: Mac | None = None


@dataclass(slots=True)
class Work:
    """One open writing transaction. Made by :meth:`Store.write` alone."""

    conn: Connection
    actor: Actor
    at: str
    mac: Mac
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    given_back: Counter[int] = field(default_factory=Counter)
    acts: list[dict[str, Any]] = field(default_factory=list)

    def audit(
        self,
        act: Act,
        subject: str,
        *,
        old: object = None,
        new: object = None,
        reason: str | None = None,
        station: str | None = None,
    ) -> None:
        """Put one act on record. ``old`` and ``new`` are JSON values; never a secret in them."""
        self.acts.append(
            {
                "at": self.at,
                "act": act.value,
                "who": self.actor.name,
                "approver": self.actor.approver,
                "station": station or self.actor.station,
                "subject": subject,
                "old": None if old is None else _json(old),
                "new": None if new is None else _json(new),
                "reason": reason,
            }
        )

    def moved(self, lot_id: int, old: LicenseState | None, new: LicenseState, n: int = 1) -> None:
        """Count that licenses of a lot went from one state to another (None: they are new)."""
        if old is not None:
            self.counts[lot_id, old.value] -= n
        self.counts[lot_id, new.value] += n

    def take(self, order_id: int) -> None:
        """Count one more unit of an order; Refused ``order-full|-closed|-unknown``."""
        if self.conn.execute(_TAKE, {"of_order": order_id}).rowcount == 1:
            return
        row = self.conn.execute(_ORDER, {"of_order": order_id}).one_or_none()
        if row is None:
            raise Refused("order-unknown", order=order_id)
        if row.closed_at is not None:
            raise Refused("order-closed", order=row.name)
        raise Refused("order-full", order=row.name, quantity=row.quantity)

    def give_back(self, order_id: int | None) -> None:
        """Count one unit less of an order; nothing where there is none."""
        if order_id is not None:
            self.given_back[order_id] += 1

    def finish(self) -> None:
        """Write what was gathered; the chain's head is locked last."""
        for order_id, n in sorted(self.given_back.items()):
            self.conn.execute(_GIVE_BACK, {"of_order": order_id, "by": n})
        for (lot_id, state), n in sorted(self.counts.items()):
            if n:
                self._count(lot_id, state, n)
        if self.acts:
            self._chain()

    def _count(self, lot_id: int, state: str, n: int) -> None:
        done = self.conn.execute(_COUNT, {"of_lot": lot_id, "of": state, "by": n})
        if done.rowcount != 1:
            new = _NEW_COUNT[self.conn.dialect.name]
            self.conn.execute(new, {"lot_id": lot_id, "state": state, "n": n})

    def _chain(self) -> None:
        seq, mac = self.conn.execute(_HEAD_LOCKED).one()
        for act in self.acts:
            seq += 1
            act["seq"] = seq
            mac = act["mac"] = self.mac(link_bytes(mac, (seq, *chained(act))))
        self.conn.execute(_APPEND, self.acts if len(self.acts) > 1 else self.acts[0])
        self.conn.execute(_MOVE_HEAD, {"to_seq": seq, "to_mac": mac})


CHAINED = ("at", "act", "who", "approver", "station", "subject", "old", "new", "reason")


def chained(act: dict[str, Any]) -> tuple[object, ...]:
    """Return the fields of one act in the order in which the chain's MAC covers them."""
    return tuple(act[name] for name in CHAINED)


def same_mac(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


class Store:
    """Base of the stores: one engine, one clock, one seal among them."""

    def __init__(self, database: Database, clock: Clock, seal: Seal) -> None:
        self._database = database
        self._clock = clock
        self._seal = seal

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Work]:
        """Open the one transaction of an act; commits at the end, rolls back on any error.

        Raises LedgerTrouble: ``vault-locked`` before :meth:`Ledger.seal_audit_with`, and the
        engine's troubles.
        """
        if self._seal.mac is None:
            raise LedgerTrouble("vault-locked", ledger=str(self._database.location))
        with (
            as_trouble(str(self._database.location)),
            self._database.gate,
            self._database.writing.connect() as conn,
            conn.begin(),
        ):
            work = Work(conn, actor, self._now(), self._seal.mac)
            yield work
            work.finish()

    @contextmanager
    def quietly(self) -> Iterator[Connection]:
        """Open a writing transaction that is no act: leases, and boards that leave a slot."""
        with (
            as_trouble(str(self._database.location)),
            self._database.gate,
            self._database.writing.connect() as conn,
            conn.begin(),
        ):
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction: everything in it is of one moment."""
        with (
            as_trouble(str(self._database.location)),
            self._database.engine.connect() as conn,
            conn.begin(),
        ):
            yield conn

    def _now(self) -> str:
        return iso(self._clock.now())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
