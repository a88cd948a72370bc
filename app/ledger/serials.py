"""Serial numbers: counted once in the ledger, across stations; bound to one unit each."""

from collections.abc import Callable

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.domain.acts import Act
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import print_tables as p
from app.ledger import tables as t
from app.ledger.work import Store, Work

C = p.serial_counters.c


class SerialStore(Store):
    """``ledger.serials``."""

    def define(self, name: str, pattern: str, actor: Actor) -> None:
        """Give a pattern a name, for ever: a changed pattern is another name.

        Raises BadInput ``serial-pattern-name`` | ``serial-pattern-taken``.
        """
        if not name.strip():
            raise BadInput("serial-pattern-name")
        with self.write(actor) as work:
            query = select(p.serial_patterns).where(p.serial_patterns.c.name == name)
            row = work.conn.execute(query).mappings().one_or_none()
            if row is not None and row["pattern"] == pattern:
                return
            if row is not None:
                raise BadInput("serial-pattern-taken", name=name, pattern=row["pattern"])
            values = {"pattern": pattern, "created_at": work.at, "created_by": actor.name}
            work.conn.execute(insert(p.serial_patterns).values(name=name, **values))
            work.audit(Act.SETTING_CHANGED, f"serial:{name}", new={"pattern": pattern})

    def pattern(self, name: str) -> str:
        """Return a pattern by its name; BadInput ``serial-pattern-unknown``."""
        patterns = self.patterns()
        if name not in patterns:
            raise BadInput("serial-pattern-unknown", name=name, known=", ".join(patterns) or "-")
        return patterns[name]

    def patterns(self) -> dict[str, str]:
        """Return name to pattern."""
        query = select(p.serial_patterns).order_by(p.serial_patterns.c.name)
        with self.read() as conn:
            return {row["name"]: row["pattern"] for row in conn.execute(query).mappings()}

    def take(self, name: str, period: str, count: int, actor: Actor) -> int:
        """Take that many numbers in a row, for printing beforehand; return the first (from 1).

        ``period``: what the counter starts anew with; empty where it never does. Raises BadInput
        ``serial-pattern-unknown`` | ``serial-count``.
        """
        if count < 1:
            raise BadInput("serial-count", count=count)
        with self.write(actor) as work:
            first = _take(work, name, period, count)
            facts = {"period": period, "first": first, "count": count}
            work.audit(Act.SERIAL_ALLOCATED, f"serial:{name}", new=facts)
        return first

    def give(
        self, hwid: str, name: str, period: str, write: Callable[[int], str], actor: Actor
    ) -> str:
        """Return the unit's serial number, a new one where it has none; it keeps it for ever.

        ``write``: a number to its text. A number whose text is taken already (scanned, imported)
        is passed over. Raises BadInput ``unit-unknown`` and what :meth:`take` and ``write`` raise.
        """
        with self.write(actor) as work:
            row = _unit(work, hwid)
            if row["serial"]:
                return str(row["serial"])
            serial = write(_take(work, name, period, 1))
            while _is_taken(work, serial):
                serial = write(_take(work, name, period, 1))
            _set(work, row, serial)
            work.audit(Act.SERIAL_ALLOCATED, f"unit:{hwid}", new={"serial": serial, "by": name})
        return serial

    def bind(self, hwid: str, serial: str, actor: Actor) -> None:
        """Bind a scanned serial number to a unit; the same again changes nothing.

        Raises BadInput ``unit-unknown`` | ``serial-missing``, Refused ``serial-taken`` |
        ``unit-has-serial``.
        """
        serial = serial.strip()
        if not serial:
            raise BadInput("serial-missing")
        with self.write(actor) as work:
            row = _unit(work, hwid)
            if row["serial"] == serial:
                return
            if row["serial"]:
                raise Refused("unit-has-serial", unit=hwid, serial=row["serial"])
            if _is_taken(work, serial):
                raise Refused("serial-taken", serial=serial)
            try:
                with work.conn.begin_nested():
                    _set(work, row, serial)
            except IntegrityError as error:  # another station was quicker
                raise Refused("serial-taken", serial=serial) from error
            work.audit(Act.SERIAL_ALLOCATED, f"unit:{hwid}", new={"serial": serial, "by": "scan"})


def _take(work: Work, name: str, period: str, count: int) -> int:
    which = p.serial_patterns.c.name == name
    query = select(p.serial_patterns.c.id).where(which)
    pattern_id = work.conn.execute(query).scalar_one_or_none()
    if pattern_id is None:
        raise BadInput("serial-pattern-unknown", name=name, known="")
    dialect = sqlite if work.conn.dialect.name == "sqlite" else postgresql
    start = dialect.insert(p.serial_counters).values(
        pattern_id=pattern_id, period=period, next_value=1 + count
    )
    counted = start.on_conflict_do_update(
        index_elements=["pattern_id", "period"], set_={"next_value": C.next_value + count}
    )
    return int(work.conn.execute(counted.returning(C.next_value)).scalar_one()) - count


def _unit(work: Work, hwid: str) -> RowMapping:
    query = select(t.units).where(t.units.c.hwid == hwid).with_for_update()
    row = work.conn.execute(query).mappings().one_or_none()
    if row is None:
        raise BadInput("unit-unknown", unit=hwid)
    return row


def _is_taken(work: Work, serial: str) -> bool:
    query = select(t.units.c.id).where(t.units.c.serial == serial)
    return work.conn.execute(query).first() is not None


def _set(work: Work, row: RowMapping, serial: str) -> None:
    work.conn.execute(update(t.units).where(t.units.c.id == row["id"]).values(serial=serial))
