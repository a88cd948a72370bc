"""The ledger that this window works with: opened late, closed once, shared by all services."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap import Unlock, create_ledger, default_station, open_services
from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.vault_box import LockKind
from app.errors import LedgerTrouble, Refused, VaultTrouble
from app.logs import Redactor
from app.settings import LOCK_IDLE, LOCK_VAULT, OPERATOR, STATION_NAME, Settings
from app.ui.live.approvals import Approvals

if TYPE_CHECKING:  # the database comes with these, when the ledger is opened
    from app.ledger.runs import Run, Settled
    from app.workflows.restoring import Restored
    from app.workflows.services import Services
    from app.workflows.sign_in import Shift
    from flasher.transport.link import OpenLink

log = logging.getLogger(__name__)

OPEN_THEMSELVES = frozenset({LockKind.KEYRING, LockKind.KEY_FILE})


class Session:
    """Opens a ledger once there is one. Thread-safe; :meth:`close` ends the run in order."""

    def __init__(
        self, location: str, settings: Settings, redactor: Redactor, unlock: Unlock | None = None
    ) -> None:
        self.location = location
        self.settings = settings
        self.redactor = redactor
        self._unlock = unlock or Unlock()
        self.open_link: OpenLink | None = None
        self._lock = threading.Lock()
        self._services: Services | None = None
        self._run: tuple[Run, Settled] | None = None
        self._life = ExitStack()
        self._shift: Shift | None = None
        self._before = self.actor()
        self.approvals = Approvals()
        self._shut = ""
        self._deserted: float | None = None
        self.rest: Callable[[], None] = lambda: None
        """Called before the ledger is shut: whoever uses it stops, or it raises."""
        self.woken: Callable[[], None] = lambda: None
        """Called after the ledger was shut, or changed as a whole."""

    def exists(self) -> bool:
        """Say whether there is a ledger to open; a shared pool is taken as there."""
        return "://" in self.location or Path(self.location).exists()

    def is_open(self) -> bool:
        """Say whether the ledger is open."""
        return self._services is not None

    def services(self) -> "Services":
        """Return the joined services, acting as whoever the settings name. May take a while.

        Raises LedgerTrouble ``ledger-missing`` where nothing was created yet, VaultTrouble.
        """
        with self._lock:
            if self._shut:
                raise VaultTrouble(self._shut)
            if self._services is None:
                if not self.exists():
                    raise LedgerTrouble("ledger-missing", ledger=self.location)
                self._services = open_services(self.location, self._unlock, self.actor())
            return self._in_name(self._services)

    def unattended(self) -> "Services | None":
        """Return the services for work that nobody clicked; None while the ledger is shut.

        In the name of who is at the desk.
        """
        with self._lock:
            if self._services is None or self._shut:
                return None
            return replace(self._services, actor=self.actor(), shift=self._shift).at_desk()

    def unlock(self, passphrase: str) -> "Services":
        """Open the ledger with this passphrase; VaultTrouble ``wrong-passphrase``."""
        with self._lock:
            former, self._unlock = (
                self._unlock,
                replace(self._unlock, passphrase=lambda: passphrase),
            )
        try:
            return self.reopen()
        except VaultTrouble:
            with self._lock:
                self._unlock = former
            raise

    def reopen(self) -> "Services":
        """Open the ledger with what is at hand; after :meth:`lock_vault` as well."""
        from app.workflows.vault_care import reopen

        with self._lock:
            if self._shut and self._services is not None:
                reopen(self._services, self._unlock.opener())
            self._shut = ""
        return self.services()

    def lock_vault(self) -> None:
        """Sign out and drop every key; what opened the ledger before is asked for again.

        Raises Refused ``bench-runs``.
        """
        from app.workflows.vault_care import shut

        self.rest()
        self.shift().sign_out()
        with self._lock:
            services = self._services
            assert services is not None
            kinds = {lock.kind for lock in services.vault.box.locks}
            shut(services)
            self._unlock = replace(self._unlock, passphrase=None)
            self._shut = "vault-shut" if kinds & OPEN_THEMSELVES else "passphrase-needed"
        self.woken()

    def lock_if_deserted(self) -> None:
        """Lock the vault where nobody has been signed in for the time in the settings.

        Called now and then by who shows the desk. A bench that runs keeps it open.
        """
        services = self.services()
        if not services.ledger.people.any() or self.shift().at_bench().is_signed_in:
            self._deserted = None
            return
        now = services.clock.monotonic()
        if self._deserted is None:
            self._deserted = now
        if now - self._deserted < self.settings.get(LOCK_VAULT) * 60:
            return
        self._deserted = None
        try:
            self.lock_vault()
        except Refused as refusal:
            log.info("the vault stays open: %s", refusal.code)

    def restore(self, file: Path, passphrase: str = "") -> "Restored":
        """Put a backup in the place of the ledger; raises as ``restore_backup`` does.

        Nobody is signed in afterwards: the people may be others. Raises Refused ``bench-runs``.
        """
        from app.workflows.restoring import restore_backup
        from app.workflows.rights import foresee

        before = self.services()
        foresee(before.ledger, before.actor, Act.LEDGER_RESTORED)
        self.rest()
        given = (lambda: passphrase) if passphrase else self._unlock.passphrase
        unlock = replace(self._unlock, passphrase=given)
        try:
            with self._lock:
                self._shut_ledger()
                done = restore_backup(
                    file,
                    self.location,
                    unlock.opener(),
                    before.actor,
                    before.clock,
                    sign_in=lambda services: replace(services, actor=before.actor),
                    software=before.software,
                )
                self._unlock, self._shift = unlock, None
        finally:
            self.services()  # also the old one, where nothing was put back
        self.woken()
        return done

    def shift(self) -> "Shift":
        """Return who acts at this station, by the hour."""
        shift = self.services().shift
        assert shift is not None
        return shift

    def touch(self) -> None:
        """Note that somebody is at the desk; returns at once."""
        shift = self._shift
        if shift is not None:
            shift.touch()

    def run(self) -> "tuple[Run, Settled]":
        """Return this program's run and what it settled at its start; begun on first use."""
        from app.workflows.life import living_run

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

    def _in_name(self, services: "Services") -> "Services":
        """Return the services in the name of who is at the desk, for one call of a page."""
        from app.workflows.people import passwords_of
        from app.workflows.sign_in import Shift

        before = self.actor()
        if self._shift is None or (self._before != before and not services.ledger.people.any()):
            self._shift = Shift(services.ledger, passwords_of(services), services.clock, before)
            self._before = before
        self._shift.follow(services.ledger, self.settings.get(LOCK_IDLE) * 60.0)
        named = replace(
            services, actor=before, shift=self._shift, open_link=self.open_link
        ).at_desk()
        return self.approvals.named(named)

    def actor(self) -> Actor:
        """Return who is at the bench while the ledger has no people."""
        name = self.settings.get(OPERATOR) or "operator"
        return Actor(name=name, station=self.settings.get(STATION_NAME) or default_station())

    def close(self) -> None:
        """End the run and close the ledger."""
        with self._lock:
            self._shut_ledger()

    def _shut_ledger(self) -> None:
        self._life.close()
        self._run = None
        if self._services is not None:
            self._services.ledger.close()
            self._services = None
