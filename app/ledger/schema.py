"""Makes the schema, brings an older one up to date, and refuses a newer one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from app.errors import LedgerTrouble

HEAD = "0003"
"""The revision this program works with; a test holds it to the newest migration."""


def migrate(connection: Connection) -> None:
    """Run all steps that are still missing, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """Return the schema's revision; None where this database holds no ledger."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def known_revisions() -> list[str]:
    """Return every revision this program knows, oldest first."""
    folder = Path(__file__).with_name("migrations") / "versions"
    return sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*_*.py"))


def refuse_unknown(found: str, location: str) -> None:
    """Raise LedgerTrouble ``ledger-newer`` for a revision that only a newer program knows."""
    if found != HEAD and found not in known_revisions():
        raise LedgerTrouble("ledger-newer", ledger=location, found=found, known=HEAD)
