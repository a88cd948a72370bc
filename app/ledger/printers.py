"""Printers by name, and which slot of a station prints on which of them."""

import json
from collections.abc import Mapping

from sqlalchemy import RowMapping, delete, insert, select, update

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.printing import EVERY_SLOT, PrinterEntry
from app.errors import BadInput
from app.ledger import print_tables as p
from app.ledger.work import Store


class PrinterStore(Store):
    """``ledger.printers``."""

    def save(self, name: str, settings: Mapping[str, object], actor: Actor) -> PrinterEntry:
        """Define or change a printer; a retired one of that name is in use again.

        ``settings``: plain values. Raises BadInput ``printer-name-missing``.
        """
        if not name.strip():
            raise BadInput("printer-name-missing")
        which = p.printers.c.name == name
        with self.write(actor) as work:
            row = work.conn.execute(select(p.printers).where(which)).mappings().one_or_none()
            values = {
                "settings": json.dumps(dict(settings), ensure_ascii=False, sort_keys=True),
                "saved_at": work.at,
                "saved_by": actor.name,
                "retired_at": None,
            }
            if row is None:
                work.conn.execute(insert(p.printers).values(name=name, **values))
            else:
                work.conn.execute(update(p.printers).where(which).values(**values))
            old = None if row is None else json.loads(row["settings"])
            work.audit(Act.SETTING_CHANGED, f"printer:{name}", old=old, new=dict(settings))
        return self.get(name)

    def get(self, name: str) -> PrinterEntry:
        """Return a printer in use; BadInput ``printer-unknown``."""
        query = select(p.printers).where(p.printers.c.name == name)
        with self.read() as conn:
            row = conn.execute(query).mappings().one_or_none()
        if row is None or row["retired_at"] is not None:
            raise BadInput("printer-unknown", printer=name)
        return printer_entry(row)

    def all(self) -> list[PrinterEntry]:
        """Return the printers in use, by name."""
        query = select(p.printers).where(p.printers.c.retired_at.is_(None))
        with self.read() as conn:
            rows = conn.execute(query.order_by(p.printers.c.name)).mappings()
            return [printer_entry(row) for row in rows]

    def retire(self, name: str, actor: Actor) -> None:
        """Take a printer out of use; its jobs stay on record. BadInput ``printer-unknown``."""
        self.get(name)
        with self.write(actor) as work:
            which = p.printers.c.name == name
            work.conn.execute(update(p.printers).where(which).values(retired_at=work.at))
            work.conn.execute(delete(p.slot_printers).where(p.slot_printers.c.printer == name))
            work.audit(Act.SETTING_CHANGED, f"printer:{name}", new={"retired": True})

    def map_slot(self, station: str, slot: str, printer: str | None, actor: Actor) -> None:
        """Let a slot (or :data:`EVERY_SLOT` without its own) print on a printer; None: on none.

        Raises BadInput ``printer-unknown``.
        """
        if printer is not None:
            self.get(printer)
        which = (p.slot_printers.c.station == station, p.slot_printers.c.slot == slot)
        with self.write(actor) as work:
            query = select(p.slot_printers.c.printer).where(*which)
            old = work.conn.execute(query).scalar_one_or_none()
            work.conn.execute(delete(p.slot_printers).where(*which))
            if printer is not None:
                values = {"station": station, "slot": slot, "printer": printer}
                work.conn.execute(insert(p.slot_printers).values(**values))
            work.audit(
                Act.SETTING_CHANGED,
                f"slot-printer:{station}/{slot}",
                old={"printer": old},
                new={"printer": printer},
            )

    def slots(self, station: str) -> dict[str, str]:
        """Return slot to printer at a station."""
        query = select(p.slot_printers).where(p.slot_printers.c.station == station)
        with self.read() as conn:
            return {row["slot"]: row["printer"] for row in conn.execute(query).mappings()}

    def of_slot(self, station: str, slot: str) -> str | None:
        """Return the printer of a slot: its own, the station's, or the only one there is."""
        slots = self.slots(station)
        found = slots.get(slot) or slots.get(EVERY_SLOT)
        if found is not None:
            return found
        printers = self.all()
        return printers[0].name if len(printers) == 1 else None


def printer_entry(row: RowMapping) -> PrinterEntry:
    """Return a row of the printers as a value."""
    return PrinterEntry(
        row["name"],
        json.loads(row["settings"]),
        row["saved_at"],
        row["saved_by"],
        row["retired_at"],
    )
