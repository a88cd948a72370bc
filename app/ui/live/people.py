"""People, rights, the vault's locks and backups over their workflows."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.people import Actor, Person, Role
from app.domain.vault_box import LockRecord
from app.ui.live.desk import Desk
from app.ui.services_quality import BackupView, Cancelled, Progress
from app.workflows import people, vault_care
from app.workflows.backups import Backup, backups_in, make_backup, verify_backup
from flasher.secrets import Secret


class LivePeople:
    """See PeopleService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actor(self) -> Actor:
        """Return who is at the desk."""
        return self._desk.actor()

    def all(self) -> Sequence[Person]:
        """Return everybody."""
        return self._desk.services().ledger.people.all(gone_too=True)

    def first(self, name: str, secret: Secret) -> None:
        """Add the first administrator."""
        people.add_first_administrator(self._desk.services(), name, secret)

    def add(
        self,
        name: str,
        roles: Sequence[Role],
        *,
        secret: Secret | None,
        badge: Secret | None,
    ) -> None:
        """Add a person."""
        services = self._desk.services()
        people.add_person(services, name, roles, secret=secret, badge=badge)

    def change_roles(self, name: str, roles: Sequence[Role], reason: str) -> None:
        """Give a person these roles."""
        people.change_roles(self._desk.services(), name, roles, reason)

    def set_secret(self, name: str, secret: Secret) -> None:
        """Give a person a new PIN or password."""
        people.set_secret(self._desk.services(), name, secret)

    def set_badge(self, name: str, badge: Secret | None) -> None:
        """Register a badge, or take it away."""
        people.set_badge(self._desk.services(), name, badge)

    def leave(self, name: str, reason: str) -> None:
        """Record that a person left."""
        people.leave(self._desk.services(), name, reason)

    def come_back(self, name: str, reason: str) -> None:
        """Let somebody who left sign in again."""
        people.come_back(self._desk.services(), name, reason)

    def let_in(self, name: str, reason: str) -> None:
        """End a lock-out."""
        people.let_in(self._desk.services(), name, reason)


class LiveVault:
    """See VaultService. Backups stand in ``folder``."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder

    def locks(self) -> Sequence[LockRecord]:
        """Return the ways of unlocking."""
        return vault_care.locks_of(self._desk.services())

    def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Replace the passphrase."""
        vault_care.change_passphrase(self._desk.services(), old, new)

    def recovery_key(self) -> Secret:
        """Make a new recovery key."""
        return vault_care.make_recovery_key(self._desk.services())

    def rotate(self, progress: Progress, cancelled: Cancelled) -> tuple[int, int]:
        """Seal every secret under a new data key."""
        done = vault_care.rotate_data_key(self._desk.services(), progress, cancelled)
        return done.resealed, done.left

    def backups(self) -> Sequence[BackupView]:
        """Return the backups of this ledger, newest first."""
        ledger_id = self._desk.services().ledger.meta.ledger_id
        return [_backup(found) for found in backups_in(self._folder, ledger_id)]

    def back_up(self) -> BackupView:
        """Make a backup and prove it."""
        made, _proof = make_backup(self._desk.services(), self._folder)
        return _backup(made)

    def prove(self, file: Path) -> tuple[int, int]:
        """Restore a backup into a scratch place."""
        proof = verify_backup(self._desk.services(), file)
        return proof.licenses, proof.records


def _backup(found: Backup) -> BackupView:
    return BackupView(found.file, found.made_at, found.size)
