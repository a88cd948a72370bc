"""The ledger that this window works with: opened late, closed once, shared by all services."""

import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from app.bootstrap import Unlock, create_ledger, default_station, open_services
from app.domain.people import Actor
from app.errors import LedgerTrouble
from app.ledger.runs import Run, Settled
from app.logs import Redactor
from app.settings import OPERATOR, STATION_NAME, Settings
from app.workflows.life import living_run
from app.workflows.services import Services


class Session:
    """Opens a ledger once there is one. Thread-safe; :meth:`close` ends the run in order."""

    def __init__(
        self, location: str, settings: Settings, redactor: Redactor, unlock: Unlock | None = None
    ) -> None:
        self.location = location
        self.settings = settings
        self.redactor = redactor
        self._unlock = unlock or Unlock()
        self._lock = threading.Lock()
        self._services: Services | None = None
        self._run: tuple[Run, Settled] | None = None
        self._life = ExitStack()

    def exists(self) -> bool:
        """Say whether there is a ledger to open; a shared pool is taken as there."""
        return "://" in self.location or Path(self.location).exists()

    def is_open(self) -> bool:
        """Say whether the ledger is open."""
        return self._services is not None

    def services(self) -> Services:
        """Return the joined services, acting as whoever the settings name. May take a while.

        Raises LedgerTrouble ``ledger-missing`` where nothing was created yet, VaultTrouble.
        """
        with self._lock:
            if self._services is None:
                if not self.exists():
                    raise LedgerTrouble("ledger-missing", ledger=self.location)
                self._services = open_services(self.location, self._unlock, self.actor())
            return replace(self._services, actor=self.actor())

    def run(self) -> tuple[Run, Settled]:
        """Return this program's run and what it settled at its start; begun on first use."""
        services = self.services()
        with self._lock:
            if self._run is None:
                self._run = self._life.enter_context(living_run(services))
            return self._run

    def create(self, passphrase: str) -> None:
        """Make the ledger: locked by a passphrase, or by a key file beside it."""
        unlock = (
            Unlock(passphrase=lambda: passphrase)
            if passphrase
            else Unlock(key_file=Path(self.location).with_suffix(".key"))
        )
        Path(self.location).parent.mkdir(parents=True, exist_ok=True)
        create_ledger(self.location, unlock, self.actor())
        self._unlock = unlock

    def actor(self) -> Actor:
        """Return who is at the bench."""
        name = self.settings.get(OPERATOR) or "operator"
        return Actor(name=name, station=self.settings.get(STATION_NAME) or default_station())

    def close(self) -> None:
        """End the run and close the ledger."""
        with self._lock:
            self._life.close()
            self._run = None
            if self._services is not None:
                self._services.ledger.close()
                self._services = None
