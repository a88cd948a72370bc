"""The ledger's care over its workflows: locks, data key, backups, restore, check, purge."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.domain.vault_box import LockKind, LockRecord
from app.security.locks import KeyFileLock, KeyringLock, Lock, PassphraseLock
from app.ui.live.desk import Desk
from app.ui.services import Cancelled, Progress
from app.ui.services_ledger import BackupView, LedgerCheck, Reconciliation, RestoreView
from app.workflows import vault_care
from app.workflows.audit_record import write_whole
from app.workflows.backups import (
    Backup,
    Proven,
    backups_in,
    make_backup,
    proven_backups,
    verify_backup,
)
from app.workflows.evidence import read_evidence
from app.workflows.restored import reconcile
from flasher.secrets import Secret


class LiveVault:
    """See VaultService. Backups stand in the folder that ``folder`` returns."""

    def __init__(self, desk: Desk, folder: Callable[[], Path]) -> None:
        self._desk = desk
        self._folder = folder

    def locks(self) -> Sequence[LockRecord]:
        """Return the ways of unlocking."""
        return vault_care.locks_of(self._desk.services())

    def add_lock(
        self, kind: LockKind, *, passphrase: Secret | None = None, file: Path | None = None
    ) -> None:
        """Add a way of unlocking."""
        services = self._desk.services()
        vault_care.add_lock(services, _lock(kind, passphrase, file))

    def remove_lock(self, number: int) -> None:
        """Remove the ``number``-th way."""
        vault_care.remove_lock(self._desk.services(), number)

    def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Replace the passphrase."""
        vault_care.change_passphrase(self._desk.services(), old, new)

    def recovery_key(self) -> Secret:
        """Make a new recovery key."""
        return vault_care.make_recovery_key(self._desk.services())

    def rotation_left(self) -> int:
        """Return how many secrets a stopped rotation left under an older data key."""
        return vault_care.rotation_left(self._desk.services())

    def rotate(self, progress: Progress, cancelled: Cancelled) -> tuple[int, int]:
        """Seal every secret under a new data key."""
        done = vault_care.rotate_data_key(self._desk.services(), progress, cancelled)
        return done.resealed, done.left

    def lock_now(self) -> None:
        """Sign out, and drop every key."""
        self._desk.session.lock_vault()

    def folder(self) -> Path:
        """Return where backups are made."""
        return self._folder()

    def backups(self) -> Sequence[BackupView]:
        """Return the backups of this ledger, newest first."""
        services = self._desk.services()
        proven = proven_backups(services)
        found = backups_in(self._folder(), services.ledger.meta.ledger_id)
        return [_view(one, proven) for one in found]

    def back_up(self) -> BackupView:
        """Make a backup and prove it."""
        services = self._desk.services()
        made, _proof = make_backup(services, self._folder())
        return _view(made, proven_backups(services))

    def prove(self, file: Path) -> tuple[int, int]:
        """Restore a backup into a scratch place."""
        proof = verify_backup(self._desk.services(), file)
        return proof.licenses, proof.records

    def restore(self, file: Path, passphrase: str = "") -> RestoreView:
        """Put a backup back in the place of this ledger."""
        done = self._desk.session.restore(file, passphrase)
        copy = "" if done.second_copy is None else str(done.second_copy)
        return RestoreView(done.made_at, done.in_question, copy)

    def in_question(self) -> int | None:
        """Return how many licenses a restore put in question."""
        ledger = self._desk.services().ledger
        if not ledger.restores.is_unsettled():
            return None
        return sum(one.open for one in ledger.restores.all())

    def evidence_until(self, file: Path) -> str | None:
        """Return the time up to which a file tells what was used."""
        return read_evidence(self._desk.services(), file).until

    def reconcile(
        self, files: Sequence[Path], boards: Mapping[str, str], reason: str
    ) -> Reconciliation:
        """Settle what a restore put in question."""
        services = self._desk.services()
        used: dict[str, str | None] = dict(boards)
        for file in files:
            used |= read_evidence(services, file).used
        done = reconcile(services, used, reason)
        return Reconciliation(done.available, done.doubtful, done.held)

    def check(self) -> LedgerCheck:
        """Prove the ledger."""
        ledger = self._desk.services().ledger
        findings = tuple((found.code, dict(found.facts)) for found in ledger.check())
        return LedgerCheck(ledger.lots.totals(), findings, ledger.audit.head()[0])

    def closed_lots(self) -> Sequence[str]:
        """Return the lots whose secrets may go."""
        lots = self._desk.services().ledger.lots.overview()
        return [lot.name for lot in lots if lot.closed_at]

    def purge(self, lot: str, reason: str, certificate: Path) -> tuple[int, int]:
        """Take a closed lot's secrets away for ever."""
        services = self._desk.services()
        write_whole(certificate, [])  # a place that cannot be written is noticed before
        try:
            counts, signed = vault_care.purge_lot(services, lot, reason)
        except BaseException:
            certificate.unlink(missing_ok=True)
            raise
        write_whole(certificate, [json.dumps(signed, ensure_ascii=False, indent=1) + "\n"])
        return counts.purged, counts.kept


def _view(found: Backup, proven: Mapping[str, Proven]) -> BackupView:
    told = proven.get(found.file.name)
    is_the_same = told is not None and told.size == found.size
    return BackupView(
        found.file, found.made_at, found.size, told.proven_at if told and is_the_same else None
    )


def _lock(kind: LockKind, passphrase: Secret | None, file: Path | None) -> Lock:
    if kind is LockKind.KEY_FILE:
        assert file is not None
        return KeyFileLock(vault_care.key_file_lock_path(file))
    if kind is LockKind.PASSPHRASE:
        assert passphrase is not None
        return PassphraseLock(passphrase)
    return KeyringLock()
