"""Where the vault's locked box is kept. The ledger stores it and cannot open it."""

from sqlalchemy import insert, select, update

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.vault_box import VaultBox
from app.errors import LedgerTrouble, Refused
from app.ledger import tables as t
from app.ledger.work import Store


class VaultBoxStore(Store):
    """``ledger.vault_box``."""

    def load(self) -> VaultBox | None:
        """Return the box; None where ``init`` was cut short. LedgerTrouble ``ledger-damaged``."""
        with self.read() as conn:
            box = conn.execute(select(t.vault_box.c.box)).scalar_one_or_none()
        try:
            return None if box is None else VaultBox.from_json(box)
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerTrouble("ledger-damaged", ledger=str(self._database.location)) from error

    def replace(self, old: VaultBox, new: VaultBox, act: Act, facts: object, actor: Actor) -> None:
        """Keep a changed box if nobody has changed it meanwhile; Refused ``vault-box-changed``.

        Two programs that both wrote what they remember would lose a data key between them.
        """
        with self.write(actor) as work:
            done = work.conn.execute(
                update(t.vault_box)
                .where(t.vault_box.c.id == 1, t.vault_box.c.box == old.to_json())
                .values(box=new.to_json(), updated_at=work.at)
            )
            if done.rowcount != 1:
                raise Refused("vault-box-changed")
            work.audit(act, "vault", new=facts)

    def store(self, box: VaultBox, actor: Actor) -> None:
        """Keep the box. The first time this is what completes the ledger, and is recorded so."""
        words = {"locks": [f"{lock.kind.value}" for lock in box.locks]}
        with self.write(actor) as work:
            values = {"box": box.to_json(), "updated_at": work.at}
            done = work.conn.execute(
                update(t.vault_box).where(t.vault_box.c.id == 1).values(values)
            )
            if done.rowcount == 1:
                work.audit(Act.SETTING_CHANGED, "vault", new=words)
            else:
                work.conn.execute(insert(t.vault_box).values(id=1, **values))
                work.audit(Act.LEDGER_CREATED, "ledger", new=words)
