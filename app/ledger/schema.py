"""Makes the schema, brings an older one up to date, and refuses a newer one."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.errors import LedgerTrouble


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the steps that are still missing up to a revision, in the caller's transaction."""
    from alembic import command  # a quarter of a second that only a migration needs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """Return the schema's revision; None where this database holds no ledger."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def known_revisions() -> list[str]:
    """Return every revision this program knows, oldest first."""
    folder = Path(__file__).with_name("migrations") / "versions"
    return sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*_*.py"))


def newest() -> str:
    """Return the revision this program works with."""
    return known_revisions()[-1]


def refuse_unknown(found: str, location: str) -> None:
    """Raise LedgerTrouble ``ledger-newer`` for a revision that only a newer program knows."""
    known = known_revisions()
    if found not in known:
        raise LedgerTrouble("ledger-newer", ledger=location, found=found, known=known[-1])
