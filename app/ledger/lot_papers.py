"""What is kept beside a lot: its sealed source file, and named mappings of columns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from app.domain.acts import Act
from app.domain.people import Actor
from app.errors import BadInput
from app.ledger import names
from app.ledger import tables as t
from app.ledger.work import Store

_KEPT = (t.attachments.c.id, t.attachments.c.name, t.attachments.c.sha256, t.attachments.c.size)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with a lot; its content stays sealed (:meth:`LotPapers.attachment`)."""

    id: int
    name: str
    sha256: str
    size: int


class LotPapers(Store):
    """The part of ``ledger.lots`` that keeps files and mappings."""

    def attach(
        self,
        lot: str,
        name: str,
        *,
        sha256: str,
        size: int,
        key_id: int,
        sealed: bytes,
        actor: Actor,
    ) -> int:
        """Keep a sealed file with a lot; returns its id. BadInput ``lot-unknown``."""
        with self.write(actor) as work:
            values = {
                "lot_id": names.lot_id(work.conn, lot),
                "name": name,
                "sha256": sha256,
                "size": size,
                "key_id": key_id,
                "sealed": sealed,
                "kept_at": work.at,
                "kept_by": actor.name,
            }
            kept = insert(t.attachments).returning(t.attachments.c.id)
            attachment_id = int(work.conn.execute(kept, values).scalar_one())
            work.audit(
                Act.ATTACHMENT_KEPT,
                f"lot:{lot}",
                new={"name": name, "sha256": sha256, "size": size},
            )
        return attachment_id

    def attachments(self, lot: str) -> list[Attachment]:
        """Return what is kept with a lot, oldest first."""
        query = (
            select(*_KEPT)
            .join(t.lots, t.lots.c.id == t.attachments.c.lot_id)
            .where(t.lots.c.name == lot)
            .order_by(t.attachments.c.id)
        )
        with self.read() as conn:
            return [Attachment(*row) for row in conn.execute(query)]

    def attachment(self, attachment_id: int) -> tuple[int, bytes]:
        """Return data key number and sealed content; BadInput ``attachment-unknown``."""
        query = select(t.attachments.c.key_id, t.attachments.c.sealed)
        with self.read() as conn:
            row = conn.execute(query.where(t.attachments.c.id == attachment_id)).one_or_none()
        if row is None:
            raise BadInput("attachment-unknown", attachment=attachment_id)
        return row.key_id, bytes(row.sealed)

    def save_mapping(self, name: str, body: Mapping[str, Any], actor: Actor) -> None:
        """Keep a mapping of columns under a name; an older one of that name is replaced."""
        words = json.dumps(dict(body), ensure_ascii=False, sort_keys=True)
        with self.write(actor) as work:
            values = {"body": words, "updated_at": work.at, "updated_by": actor.name}
            query = select(t.mappings.c.body).where(t.mappings.c.name == name).with_for_update()
            old = work.conn.execute(query).scalar_one_or_none()
            if old is None:
                work.conn.execute(insert(t.mappings).values(name=name, **values))
            else:
                work.conn.execute(
                    update(t.mappings).where(t.mappings.c.name == name).values(**values)
                )
            work.audit(
                Act.MAPPING_SAVED,
                f"mapping:{name}",
                old=None if old is None else json.loads(old),
                new=dict(body),
            )

    def mappings(self) -> dict[str, dict[str, Any]]:
        """Return the kept mappings by name."""
        query = select(t.mappings.c.name, t.mappings.c.body).order_by(t.mappings.c.name)
        with self.read() as conn:
            return {row.name: json.loads(row.body) for row in conn.execute(query)}
