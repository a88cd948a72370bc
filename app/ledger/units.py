"""Units: boards that have a record."""

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, bindparam, collate, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.units import Unit, UnitSeen, is_usable_mac
from app.errors import BadInput, Refused
from app.ledger import tables as t
from app.ledger.work import Store, Work

_FIND = select(t.units).where(t.units.c.hwid == bindparam("of_hwid"))
LOCKED_BY_HWID = _FIND.with_for_update()
_STANDING = select(t.units.c.hwid).where(
    t.units.c.present_run == bindparam("at_run"),
    t.units.c.present_slot == bindparam("at_slot"),
)
_INSERT = {
    "sqlite": sqlite.insert(t.units).on_conflict_do_nothing(index_elements=["hwid"]),
    "postgresql": postgresql.insert(t.units).on_conflict_do_nothing(index_elements=["hwid"]),
}
_LEARN = update(t.units).where(t.units.c.id == bindparam("of_unit"))


class UnitStore(Store):
    """``ledger.units``."""

    def get(self, hwid: str) -> Unit | None:
        """Return one unit by its hardware id, or None."""
        with self.read() as conn:
            row = conn.execute(_FIND, {"of_hwid": hwid}).mappings().one_or_none()
        return None if row is None else unit_of(row)

    def find(self, words: str) -> Unit | None:
        """Return the unit that a hardware id, a MAC (normalised) or a serial number names."""
        columns = (t.units.c.hwid, t.units.c.serial)
        with self.read() as conn:
            for column in columns:
                query = select(t.units).where(column == words)
                row = conn.execute(query).mappings().one_or_none()
                if row is not None:
                    return unit_of(row)
        return None

    def hold(self, hwid: str, reason: str, actor: Actor) -> None:
        """Quarantine a board: it gets and confirms nothing until freed. BadInput unit-unknown."""
        with self.write(actor) as work:
            row = work.conn.execute(LOCKED_BY_HWID, {"of_hwid": hwid}).mappings().one_or_none()
            if row is None:
                raise BadInput("unit-unknown", unit=hwid)
            hold_unit(work, row["id"], hwid, reason)

    def free(self, hwid: str, reason: str, actor: Actor) -> None:
        """End a quarantine. Its license, if held, is freed on its own. BadInput unit-unknown."""
        with self.write(actor) as work:
            row = work.conn.execute(LOCKED_BY_HWID, {"of_hwid": hwid}).mappings().one_or_none()
            if row is None:
                raise BadInput("unit-unknown", unit=hwid)
            free_unit(work, row["id"], hwid, reason)


def locked_unit(work: Work, unit: UnitSeen, *, at: tuple[int, str] | None = None) -> RowMapping:
    """Find or make the unit's row and lock it; ``default-mac`` for an address many boards carry.

    ``at``: run and slot that the unit is about to stand in. Who still stands there will be sent
    away by the same transaction, so it is locked too, and before, where its id is smaller.
    """
    if at is not None and work.conn.dialect.name != "sqlite":
        standing = work.conn.execute(_STANDING, {"at_run": at[0], "at_slot": at[1]}).scalars()
        for hwid in sorted(hwid for hwid in standing if hwid < unit.hwid):
            work.conn.execute(LOCKED_BY_HWID, {"of_hwid": hwid}).one()
    row = work.conn.execute(LOCKED_BY_HWID, {"of_hwid": unit.hwid}).mappings().one_or_none()
    if row is None:
        if unit.mac is not None and not is_usable_mac(unit.mac):
            raise Refused("default-mac", mac=unit.mac)
        values = {
            "hwid": unit.hwid,
            "mac": unit.mac,
            "serial": unit.serial,
            "first_seen_at": work.at,
            "first_station": work.actor.station,
            "attempts": 0,
            "last_at": work.at,
        }
        try:
            work.conn.execute(_INSERT[work.conn.dialect.name], values)
        except IntegrityError as error:
            raise Refused("serial-taken", serial=unit.serial) from error
        row = work.conn.execute(LOCKED_BY_HWID, {"of_hwid": unit.hwid}).mappings().one()
    elif unit.serial is not None and row["serial"] is None:
        try:
            work.conn.execute(_LEARN, {"of_unit": row["id"], "serial": unit.serial})
        except IntegrityError as error:
            raise Refused("serial-taken", serial=unit.serial) from error
    return row


def lock_units(conn: Connection, unit_ids: Iterable[int | None]) -> None:
    """Lock several units before any license of theirs, in the order of their hardware ids.

    A license that moves changes its unit's row too. In SQLite a writer has the whole ledger.
    """
    ids = [n for n in unit_ids if n is not None]
    if conn.dialect.name == "sqlite" or not ids:
        return
    # Byte by byte, as Python compares: a server would sort by its own language.
    in_order = collate(t.units.c.hwid, "C")
    query = select(t.units.c.id).where(t.units.c.id == func.any(ids)).order_by(in_order)
    conn.execute(query.with_for_update()).all()


def hold_unit(work: Work, unit_id: int, hwid: str, reason: str) -> None:
    """Mark a unit as held, within a transaction."""
    work.conn.execute(
        update(t.units)
        .where(t.units.c.id == unit_id, t.units.c.held_reason.is_(None))
        .values(held_at=work.at, held_reason=reason)
    )
    work.audit(Act.LICENSE_HELD, f"unit:{hwid}", reason=reason)


def free_unit(work: Work, unit_id: int, hwid: str, reason: str) -> None:
    """End a unit's hold, within a transaction; nothing where it is not held."""
    done = work.conn.execute(
        update(t.units)
        .where(t.units.c.id == unit_id, t.units.c.held_reason.is_not(None))
        .values(held_at=None, held_reason=None)
    )
    if done.rowcount:
        work.audit(Act.LICENSE_FREED, f"unit:{hwid}", reason=reason)


def unit_row(conn: Connection, unit_id: int) -> RowMapping:
    """Return a unit's row by id."""
    return conn.execute(select(t.units).where(t.units.c.id == unit_id)).mappings().one()


def unit_of(row: RowMapping) -> Unit:
    """Return a row of the units as a value."""
    present = row["present_run"]
    return Unit(
        id=row["id"],
        hwid=row["hwid"],
        mac=row["mac"],
        serial=row["serial"],
        first_seen_at=row["first_seen_at"],
        first_station=row["first_station"],
        attempts=row["attempts"],
        held_reason=row["held_reason"],
        present=None if present is None else (present, row["present_slot"]),
    )
