"""Where lists are imported: a real ledger, a real vault, and a folder of lists."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.people import Actor
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from app.workflows.import_lot import ImportOptions, ImportResult, import_lot
from tests.app.intake.lists import write_csv

ACTOR = Actor("Lin", "ST-1")


@dataclass
class Desk:
    ledger: Ledger
    vault: Vault
    folder: Path

    def bring(self, path: Path, name: str = "L1", **options: object) -> ImportResult:
        return import_lot(
            self.ledger,
            self.vault,
            ACTOR,
            path,
            name,
            ImportOptions(**options),  # type: ignore[arg-type]
        )

    def list(self, rows: list, name: str = "list.csv") -> Path:
        return write_csv(self.folder / name, [["uuid", "key"], *rows])
