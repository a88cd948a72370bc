"""Golden samples: boards that are known to be right, read before a shift's first unit."""

from sqlalchemy import insert, select, update

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.quality import Golden
from app.errors import BadInput
from app.ledger import quality_tables as q
from app.ledger.work import Store


class GoldenStore(Store):
    """``ledger.golden``."""

    def add(self, name: str, hwid: str, identity: str, actor: Actor) -> None:
        """Name a board as golden sample; BadInput ``golden-name-taken``."""
        with self.write(actor) as work:
            taken = select(q.golden_samples.c.id).where(q.golden_samples.c.name == name)
            if not name.strip() or work.conn.execute(taken).first() is not None:
                raise BadInput("golden-name-taken", name=name)
            values = {"name": name, "hwid": hwid, "identity": identity}
            added = {"added_at": work.at, "added_by": actor.name}
            work.conn.execute(insert(q.golden_samples), values | added)
            work.audit(Act.GOLDEN_ADDED, f"golden:{name}", new=values)

    def retire(self, name: str, reason: str, actor: Actor) -> None:
        """Take a golden sample out of use; BadInput ``golden-unknown``."""
        with self.write(actor) as work:
            done = work.conn.execute(
                update(q.golden_samples)
                .where(q.golden_samples.c.name == name, q.golden_samples.c.retired_at.is_(None))
                .values(retired_at=work.at)
            )
            if done.rowcount != 1:
                raise BadInput("golden-unknown", name=name)
            work.audit(Act.GOLDEN_RETIRED, f"golden:{name}", reason=reason)

    def in_use(self) -> list[Golden]:
        """Return the golden samples in use."""
        query = select(q.golden_samples).where(q.golden_samples.c.retired_at.is_(None))
        with self.read() as conn:
            return [Golden(**row) for row in conn.execute(query).mappings()]

    def note_check(
        self, golden: Golden, slot: str, shift: str, code: str, actor: Actor, *, passed: bool
    ) -> None:
        """Record that a golden sample was read at this station in this shift."""
        with self.write(actor) as work:
            place = {"station": actor.station, "slot": slot, "shift": shift}
            values = {"passed": passed, "code": code, "at": work.at, "who": actor.name}
            work.conn.execute(insert(q.golden_checks), {"golden_id": golden.id} | place | values)
            work.audit(
                Act.GOLDEN_CHECKED,
                f"golden:{golden.name}",
                new=place | {"passed": passed},
                reason=code,
            )

    def is_checked(self, station: str, shift: str) -> bool:
        """Say whether the station's last reading of a golden sample in this shift was right."""
        query = (
            select(q.golden_checks.c.passed)
            .where(q.golden_checks.c.station == station, q.golden_checks.c.shift == shift)
            .order_by(q.golden_checks.c.id.desc())
            .limit(1)
        )
        with self.read() as conn:
            return bool(conn.execute(query).scalar_one_or_none())
