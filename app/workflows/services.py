"""What every workflow is handed: the ledger, the open vault, who acts, and time."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.people import Actor
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from flasher.timing import Clock


@dataclass(frozen=True, slots=True)
class Services:
    """The joined services of one open ledger. Shared by all threads; each part is thread-safe."""

    ledger: Ledger
    vault: Vault
    clock: Clock
    actor: Actor
    profiles_dir: Path
    software: str
