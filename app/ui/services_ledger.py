"""What the people, audit and ledger pages ask; see ``app.ui.services``.

All calls are slow unless said, and raise the known errors of ``app.errors``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.audit import AuditRecord, ChainVerdict
from app.domain.lots import LotCounts
from app.domain.people import Actor, Person, Role
from app.domain.vault_box import LockKind, LockRecord
from app.ui.services import Cancelled, Progress
from flasher.secrets import Secret


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which records to show; empty fields do not filter. Times are UTC ISO texts, or their start.

    ``who`` finds approvers as well, ``subject`` any part of what the act was done to.
    """

    act: str = ""
    who: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class BackupView:
    """One backup file."""

    file: Path
    made_at: datetime
    size: int
    proven_at: datetime | None = None
    """When it was last restored into a scratch place by this window; each is when it is made."""


@dataclass(frozen=True, slots=True)
class RestoreView:
    """What a restore did. ``second_copy``: where the ledger that was there before is now."""

    made_at: str
    in_question: int
    second_copy: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What became of the licenses that a restore put in question."""

    available: int
    doubtful: int
    held: int


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What proving the ledger found: codes with facts, none where all is well."""

    totals: LotCounts
    findings: tuple[tuple[str, dict[str, object]], ...]
    records: int


class PeopleService(Protocol):
    """People and rights."""

    def actor(self) -> Actor:
        """Return who is at the desk."""
        ...

    def all(self) -> Sequence[Person]:
        """Return everybody, those who left as well."""
        ...

    def first(self, name: str, secret: Secret) -> None:
        """Add the first administrator."""
        ...

    def add(
        self,
        name: str,
        roles: Sequence[Role],
        *,
        secret: Secret | None,
        badge: Secret | None,
    ) -> None:
        """Add a person."""
        ...

    def change_roles(self, name: str, roles: Sequence[Role], reason: str) -> None:
        """Give a person these roles."""
        ...

    def set_secret(self, name: str, secret: Secret) -> None:
        """Give a person a new PIN or password."""
        ...

    def change_own(self, old: Secret, new: Secret) -> None:
        """Change the PIN or password of who is at the desk; needs no right."""
        ...

    def set_badge(self, name: str, badge: Secret | None) -> None:
        """Register a badge, or take it away."""
        ...

    def leave(self, name: str, reason: str) -> None:
        """Record that a person left."""
        ...

    def come_back(self, name: str, reason: str) -> None:
        """Let somebody who left sign in again."""
        ...

    def let_in(self, name: str, reason: str) -> None:
        """End a lock-out."""
        ...


class AuditService(Protocol):
    """The record of acts."""

    def count(self, query: AuditQuery) -> int:
        """Return how many records fit."""
        ...

    def fetch(self, query: AuditQuery, start: int, count: int) -> Sequence[AuditRecord]:
        """Return one page of them, newest first."""
        ...

    def days(self, query: AuditQuery) -> Sequence[tuple[str, int]]:
        """Return how many fit on each day (UTC), oldest first."""
        ...

    def names(self) -> Sequence[str]:
        """Return who did anything."""
        ...

    def verify(self, progress: Progress, cancelled: Cancelled) -> ChainVerdict:
        """Prove the whole chain; BadInput ``audit-stopped`` where it was cancelled."""
        ...

    def export(self, query: AuditQuery, file: Path) -> int:
        """Write the records that fit, and the signed head beside them."""
        ...

    def export_head(self, file: Path) -> int:
        """Write the signed head alone."""
        ...


class VaultService(Protocol):
    """The vault's locks and the backups."""

    def locks(self) -> Sequence[LockRecord]:
        """Return the ways of unlocking."""
        ...

    def add_lock(
        self, kind: LockKind, *, passphrase: Secret | None = None, file: Path | None = None
    ) -> None:
        """Add a way of unlocking: a passphrase, a key file that is made, or the keyring."""
        ...

    def remove_lock(self, number: int) -> None:
        """Remove the ``number``-th way, the first is 1; the last one stays."""
        ...

    def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Replace the passphrase."""
        ...

    def recovery_key(self) -> Secret:
        """Make a new recovery key, shown this once."""
        ...

    def lock_now(self) -> None:
        """Sign out and drop every key; Refused while slots run."""
        ...

    def rotation_left(self) -> int:
        """Return how many secrets a stopped rotation left under an older data key."""
        ...

    def rotate(self, progress: Progress, cancelled: Cancelled) -> tuple[int, int]:
        """Seal every secret under a new data key; returns how many were, and how many are left."""
        ...

    def backups(self) -> Sequence[BackupView]:
        """Return the backups of this ledger, newest first."""
        ...

    def folder(self) -> Path:
        """Return where backups are made."""
        ...

    def back_up(self) -> BackupView:
        """Make a backup and prove it by restoring it."""
        ...

    def prove(self, file: Path) -> tuple[int, int]:
        """Restore a backup into a scratch place; returns licenses and records."""
        ...

    def restore(self, file: Path, passphrase: str = "") -> RestoreView:
        """Put a backup in the place of the ledger, which is copied aside; all sign in anew.

        ``passphrase``: that of its day, where it was another. Refused while slots run.
        """
        ...

    def in_question(self) -> int | None:
        """Return how many licenses a restore put in question; None: it is not restored."""
        ...

    def evidence_until(self, file: Path) -> str | None:
        """Return the time (UTC ISO) up to which a file tells what was used; None: a bare list.

        Raises as :func:`app.workflows.evidence.read_evidence` does where it is no evidence.
        """
        ...

    def reconcile(
        self, files: Sequence[Path], boards: Mapping[str, str], reason: str
    ) -> Reconciliation:
        """Settle them: what the files or the boards (identity to MAC) show as used is doubtful."""
        ...

    def check(self) -> LedgerCheck:
        """Prove the ledger: every sum, every constraint, the whole record."""
        ...

    def closed_lots(self) -> Sequence[str]:
        """Return the lots whose secrets may be purged."""
        ...

    def purge(self, lot: str, reason: str, certificate: Path) -> tuple[int, int]:
        """Purge a closed lot's secrets for ever, with a signed certificate.

        Returns how many secrets are gone, and how many stay because their license is in doubt.
        """
        ...
