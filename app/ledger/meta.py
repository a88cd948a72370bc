"""Small facts of the ledger itself: its id, when it was made, whether it was restored."""

from sqlalchemy import select

from app.ledger import tables as t
from app.ledger.work import Store


class MetaStore(Store):
    """``ledger.meta``."""

    def get(self, key: str) -> str | None:
        """Return one fact; keys are ``ledger_id``, ``created_at``, ``restored_at``."""
        with self.read() as conn:
            return conn.execute(
                select(t.meta.c.value).where(t.meta.c.key == key)
            ).scalar_one_or_none()

    @property
    def ledger_id(self) -> str:
        """Return the ledger's own id, made at its creation."""
        found = self.get("ledger_id")
        assert found is not None
        return found
