"""Label designs kept in the ledger: every version that was ever saved or printed from."""

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, insert, select

from app.domain.acts import Act
from app.domain.people import Actor
from app.errors import BadInput
from app.ledger import print_tables as p
from app.ledger.work import Store, Work

SHIPPED = "keywright"
"""Who saved a copy of a shipped design, kept because labels were printed from it."""
D = p.label_designs.c


@dataclass(frozen=True, slots=True)
class SavedDesign:
    """One version of a design; ``body`` is its file's text."""

    name: str
    version: int
    body: str
    saved_at: str
    saved_by: str

    @property
    def is_shipped(self) -> bool:
        """Say whether this is a copy of a design that came with the program."""
        return self.saved_by == SHIPPED


class LabelDesignStore(Store):
    """``ledger.label_designs``. Rows are facts: a change is a new version."""

    def save(self, name: str, body: str, actor: Actor) -> SavedDesign:
        """Keep a design as the newest version of its name; the same text again changes nothing."""
        with self.write(actor) as work:
            last = _last(work.conn, name)
            if last is not None and last.body == body and not last.is_shipped:
                return last
            return _insert(work, name, 1 if last is None else last.version + 1, body, actor.name)

    def keep_shipped(self, name: str, body: str, actor: Actor) -> SavedDesign:
        """Keep the text of a shipped design that is printed from; once per text."""
        same = (D.name == name, D.body == body, D.saved_by == SHIPPED)
        query = select(p.label_designs).where(*same).order_by(D.version).limit(1)
        with self.read() as conn:
            row = conn.execute(query).mappings().one_or_none()
        if row is not None:
            return _saved(row)
        with self.write(actor) as work:
            last = _last(work.conn, name)
            return _insert(work, name, 1 if last is None else last.version + 1, body, SHIPPED)

    def get(self, name: str, version: int | None = None) -> SavedDesign:
        """Return a version, or the newest that a person saved; BadInput ``design-unknown``."""
        query = select(p.label_designs).where(D.name == name).order_by(D.version.desc()).limit(1)
        query = query.where(D.saved_by != SHIPPED if version is None else D.version == version)
        with self.read() as conn:
            row = conn.execute(query).mappings().one_or_none()
        if row is None:
            raise BadInput("design-unknown", name=name, known=", ".join(self.names()))
        return _saved(row)

    def names(self) -> list[str]:
        """Return the names of the designs that people saved."""
        query = select(D.name).where(D.saved_by != SHIPPED).distinct().order_by(D.name)
        with self.read() as conn:
            return list(conn.execute(query).scalars())

    def versions(self, name: str) -> list[SavedDesign]:
        """Return every version of a design, oldest first."""
        query = select(p.label_designs).where(D.name == name).order_by(D.version)
        with self.read() as conn:
            return [_saved(row) for row in conn.execute(query).mappings()]


def _last(conn: Connection, name: str) -> SavedDesign | None:
    newest = select(func.max(D.version)).where(D.name == name).scalar_subquery()
    query = select(p.label_designs).where(D.name == name, D.version == newest)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _saved(row)


def _insert(work: Work, name: str, version: int, body: str, who: str) -> SavedDesign:
    saved = SavedDesign(name, version, body, work.at, who)
    values = {"version": version, "body": body, "saved_at": work.at, "saved_by": who}
    work.conn.execute(insert(p.label_designs).values(name=name, **values))
    work.audit(Act.LABEL_DESIGN_SAVED, f"design:{name}", new={"version": version, "by": who})
    return saved


def _saved(row: RowMapping) -> SavedDesign:
    return SavedDesign(row["name"], row["version"], row["body"], row["saved_at"], row["saved_by"])
