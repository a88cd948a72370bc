"""Builds and joins everything, once: a ledger, its open vault, time, and who acts.

The database and the vault are imported when the first ledger is made or opened: that takes as long
as all the rest of a program's start, and the window is on the screen meanwhile.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.people import Actor
from app.domain.vault_box import LockKind
from app.errors import LedgerTrouble
from app.paths import resources_dir
from flasher.secrets import Secret
from flasher.timing import Clock, SystemClock

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger
    from app.security.locks import Lock, Opener
    from app.security.vault import Vault
    from app.workflows.services import Services


def _version() -> str:
    try:
        return version("keywright")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0.0.0"


SOFTWARE = f"keywright {_version()}"


@dataclass(frozen=True, slots=True)
class Unlock:
    """What is at hand to lock or unlock a vault with; nothing means the system's keyring."""

    key_file: Path | None = None
    passphrase: Callable[[], str] | None = None

    def lock(self) -> "tuple[LockKind, Lock]":
        """Return the lock that a new vault gets."""
        from app.security.locks import KeyFileLock, KeyringLock, PassphraseLock

        if self.key_file is not None:
            return LockKind.KEY_FILE, KeyFileLock(self.key_file)
        if self.passphrase is not None:
            return LockKind.PASSPHRASE, PassphraseLock(Secret(self.passphrase()))
        return LockKind.KEYRING, KeyringLock()

    def opener(self) -> "Opener":
        """Return what an existing vault may be opened with."""
        from app.security.locks import Opener

        read = self.passphrase
        return Opener(
            passphrase=None if read is None else lambda: Secret(read()), key_file=self.key_file
        )


def create_ledger(
    location: str, unlock: Unlock, actor: Actor, *, clock: Clock | None = None
) -> str:
    """Make a ledger and the vault that locks it; returns the kind of lock.

    The lock comes first, so that a missing keyring or a bad key file leaves no ledger behind.
    Raises LedgerTrouble, VaultTrouble.
    """
    from app.security.vault import Vault

    new_key_file = unlock.key_file if unlock.key_file and not unlock.key_file.exists() else None
    kind, lock = unlock.lock()
    vault = Vault.create(lock)
    try:
        _create(location, vault, actor, clock or SystemClock())
    except BaseException:
        if new_key_file is not None:  # it locks nothing
            new_key_file.unlink(missing_ok=True)
        raise
    return kind.value


def _create(location: str, vault: "Vault", actor: Actor, clock: Clock) -> None:
    from app.ledger.backup import remove_files
    from app.ledger.ledger import Ledger

    ledger = Ledger.create(location, clock=clock)
    try:
        ledger.seal_audit_with(vault.audit_mac)
        ledger.vault_box.store(vault.box, actor)
    except BaseException:
        ledger.close()
        if "://" not in location:
            remove_files(Path(location))
        raise
    ledger.close()


def open_services(
    location: str, unlock: Unlock, actor: Actor, *, clock: Clock | None = None
) -> "Services":
    """Open a ledger and its vault. Raises LedgerTrouble, VaultTrouble; close ``ledger`` after."""
    from app.ledger.ledger import Ledger
    from app.workflows.restored import meet
    from app.workflows.services import Services

    clock = clock or SystemClock()
    ledger = Ledger.open(location, clock=clock)
    try:
        vault = _unlocked(ledger, unlock)
        ledger.seal_audit_with(vault.audit_mac)
        _refuse_strange_vault(ledger)
        meet(ledger, vault, actor)
    except BaseException:
        ledger.close()
        raise
    return Services(
        ledger=ledger,
        vault=vault,
        clock=clock,
        actor=actor,
        profiles_dir=profiles_dir(),
        software=SOFTWARE,
    )


def _refuse_strange_vault(ledger: "Ledger") -> None:
    if not ledger.audit.is_sealed_by_this_vault():
        raise LedgerTrouble("vault-of-other-ledger", ledger=ledger.location)


def _unlocked(ledger: "Ledger", unlock: Unlock) -> "Vault":
    from app.security.vault import Vault

    box = ledger.vault_box.load()
    if box is None:  # its making was cut short: nothing can have been imported yet
        raise LedgerTrouble("ledger-not-a-ledger", ledger=ledger.location)
    return Vault.unlock(box, unlock.opener())


def restore_ledger(file: Path, location: str, *, clock: Clock | None = None) -> None:
    """Restore a backup to a place where no ledger is. Raises LedgerTrouble."""
    from app.ledger.ledger import Ledger

    Ledger.restore(file, location, clock=clock or SystemClock()).close()


def profiles_dir() -> Path:
    """Return the folder of the shipped board profiles."""
    return resources_dir() / "profiles"


def default_station() -> str:
    """Return the name of this station when none is given: the computer's own."""
    return platform.node() or "station"
