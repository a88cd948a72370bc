"""What every workflow is handed: the ledger, the open vault, who acts, and time."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from app.domain.people import Actor
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from app.workflows.sign_in import Shift
from flasher.timing import Clock
from flasher.transport.link import OpenLink


@dataclass(frozen=True, slots=True)
class Services:
    """The joined services of one open ledger. Shared by all threads; each part is thread-safe.

    ``actor`` is who acts. Where a ``shift`` says that this changes while the program runs, slots
    ask :meth:`for_attempt` and pages :meth:`at_desk`. ``open_link``: how a board is reached that is
    only read (None: straight); where slots run beside, their ports are refused by it.
    """

    ledger: Ledger
    vault: Vault
    clock: Clock
    actor: Actor
    profiles_dir: Path
    software: str
    shift: Shift | None = None
    open_link: OpenLink | None = None

    def for_attempt(self) -> Self:
        """Return these services in the name of whose shift it is now: the same for one attempt."""
        return self if self.shift is None else replace(self, actor=self.shift.at_bench())

    def at_desk(self) -> Self:
        """Return these services in the name of who is signed in at the screen now."""
        return self if self.shift is None else replace(self, actor=self.shift.at_desk())
