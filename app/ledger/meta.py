"""Small facts of the ledger itself: its id, when it was made, whether it was restored."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.ledger import tables as t
from app.ledger.work import Store, iso


class MetaStore(Store):
    """``ledger.meta``."""

    def get(self, key: str) -> str | None:
        """Return one fact; keys are ``ledger_id``, ``created_at``, ``restored_at``; and claims."""
        with self.read() as conn:
            return conn.execute(
                select(t.meta.c.value).where(t.meta.c.key == key)
            ).scalar_one_or_none()

    def claim(self, key: str, most: timedelta) -> bool:
        """Take on a task that only one station should do at a time; False: another one has it.

        A claim ends by :meth:`give_back`, or after ``most``: a station that died holds nothing up.
        One from the future counts for nothing, as a clock may have been set back.
        """
        now = self._clock.now()
        with self.quietly() as conn:
            dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
            fresh = dialect.insert(t.meta).on_conflict_do_nothing(index_elements=["key"])
            conn.execute(fresh, {"key": key, "value": ""})
            query = select(t.meta.c.value).where(t.meta.c.key == key).with_for_update()
            held = conn.execute(query).scalar_one()
            if held and now - most < datetime.fromisoformat(held) <= now:
                return False
            conn.execute(update(t.meta).where(t.meta.c.key == key).values(value=iso(now)))
            return True

    def give_back(self, key: str) -> None:
        """End a claim."""
        with self.quietly() as conn:
            conn.execute(delete(t.meta).where(t.meta.c.key == key))

    @property
    def ledger_id(self) -> str:
        """Return the ledger's own id, made at its creation."""
        found = self.get("ledger_id")
        assert found is not None
        return found
