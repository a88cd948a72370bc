"""Backups: encrypted, proven by restoring them, kept by count and age.

A backup is one file: a whole ledger under the vault's own backup key, with the vault's locked box
readable at its head, so that the passphrase, key file or recovery key of that day opens it on any
computer. It counts as made only after it was restored into a scratch place and its record was
proven there up to the head that it was made at.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.errors import BadInput, LedgerTrouble
from app.ledger.backup import remove_files
from app.ledger.ledger import Ledger
from app.security.sealed_file import open_file, read_header, seal_file
from app.security.vault import Vault
from app.workflows.audit_record import signed_head
from app.workflows.rights import permission, require
from app.workflows.services import Services
from flasher.timing import Clock

KIND = "keywright backup"
SUFFIX = ".kwb"
STAMP = "%Y%m%dT%H%M%S%fZ"
PURPOSE = "backup"
SUBJECT = "backup"
"""What a proof on record is about; the file is among its facts."""
KEEP, DAYS = 14, 90


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """When backups are made, where, and how long they are kept.

    The newest ``keep`` stay whatever their age; older ones go once they are past ``days``. Where
    it is ``pooled``, one that any station of a shared ledger made puts the next one off.
    """

    folder: Path
    every: timedelta = timedelta(hours=24)
    keep: int = KEEP
    days: int = DAYS
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file. ``made_at`` comes from its name; it is proven when the file is opened."""

    file: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Proven:
    """On record of one backup: proven when, by its file's size; both times are UTC."""

    proven_at: datetime
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What restoring a backup into a scratch place showed."""

    records: int
    licenses: int
    findings: int


def make_backup(services: Services, folder: Path) -> tuple[Backup, Proof]:
    """Make one backup and prove it, as a person's act; NotAllowed, and as :func:`made_in`."""
    require(services.ledger, services.actor, Act.LEDGER_BACKED_UP)
    return made_in(folder, services, Act.LEDGER_BACKED_UP)


def made_in(folder: Path, services: Services, act: Act) -> tuple[Backup, Proof]:
    """Make one backup and prove it; nothing stays behind where that fails. Asks for no right.

    The folder is made where its parent is there; a disk that is missing is never made up. Raises
    BadInput ``backup-folder-missing`` | ``backup-unwritable`` | ``backup-not-proven``,
    LedgerTrouble.
    """
    now, folder = services.clock.now(), folder.absolute()
    name = f"keywright-{services.ledger.meta.ledger_id[:8]}-{now.strftime(STAMP)}{SUFFIX}"
    file, part = folder / name, folder / f"{name}.part"
    try:
        _make_folder(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
            plain = Path(scratch) / "ledger.db"
            head = signed_head(services)  # before the copy: stations go on while it is made
            services.ledger.backup(plain, services.actor, act=act)
            facts = {
                "kind": KIND,
                "version": 1,
                "ledger": services.ledger.meta.ledger_id,
                "made_at": now.isoformat(timespec="milliseconds"),
                "box": services.vault.box.to_json(),
                "head": head,
                "software": services.software,
            }
            seal_file(plain, part, facts, services.vault.derive(PURPOSE))
            proof = prove(part, Path(scratch), services.vault, services.clock)
        part.replace(file)
    except OSError as error:
        raise BadInput("backup-unwritable", folder=str(folder), reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    made = Backup(file, now, file.stat().st_size)
    _note_proven(services, made, proof)
    return made, proof


def verify_backup(services: Services, file: Path) -> Proof:
    """Restore a backup of this ledger into a scratch place, prove it there, and record that.

    Raises BadInput ``backup-…``; nothing is left behind.
    """
    facts = must_be_backup(file)
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        proof = prove(file, Path(scratch), services.vault, services.clock)
    made_at = datetime.fromisoformat(str(facts["made_at"]))
    _note_proven(services, Backup(file, made_at, file.stat().st_size), proof)
    return proof


def proven_backups(services: Services) -> dict[str, Proven]:
    """Return name of file -> when it was last proven, at whichever station; the newest ones."""
    found: dict[str, Proven] = {}
    for record in services.ledger.audit.records(
        subject=SUBJECT, act=Act.BACKUP_PROVEN, newest_first=True
    ):
        told = json.loads(record.new or "{}")
        made_at = datetime.fromisoformat(told["made_at"])
        proven = Proven(datetime.fromisoformat(record.at), made_at, told["bytes"])
        found.setdefault(told["file"], proven)
    return found


def _note_proven(services: Services, backup: Backup, proof: Proof) -> None:
    facts = {
        "file": backup.file.name,
        "bytes": backup.size,
        "made_at": backup.made_at.isoformat(timespec="milliseconds"),
        "records": proof.records,
        "licenses": proof.licenses,
        "findings": proof.findings,
    }
    services.ledger.audit.note(Act.BACKUP_PROVEN, SUBJECT, services.actor, new=facts)


def backups_in(folder: Path, ledger_id: str) -> list[Backup]:
    """Return the backups of this ledger in a folder, newest first.

    A name alone makes no backup: an empty file, a link or another ledger's file under such a name
    would otherwise put the next backup off, or push a real one out.
    """
    found = []
    for file in folder.glob(f"keywright-{ledger_id[:8]}-*{SUFFIX}"):
        try:
            made_at = datetime.strptime(file.stem.rpartition("-")[2], STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # a name somebody else gave
        if not file.is_symlink() and _is_of(file, ledger_id):
            found.append(Backup(file, made_at, file.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def next_due(plan: BackupPlan, ledger_id: str, now: datetime) -> datetime:
    """Return when the next backup is due: at once where there is none.

    One from the future does not count: a clock that was set back must not stop backups.
    """
    made = (backup.made_at for backup in backups_in(plan.folder, ledger_id))
    newest = next((at for at in made if at <= now), None)
    return now if newest is None else newest + plan.every


def run_plan(services: Services, plan: BackupPlan) -> tuple[Backup, Proof] | None:
    """Make a backup if one is due, as the person who asks; None: not due.

    What the plan no longer keeps is removed where the person may do that too.
    """
    ledger_id = services.ledger.meta.ledger_id
    if next_due(plan, ledger_id, services.clock.now()) > services.clock.now():
        return None
    made = make_backup(services, plan.folder)
    if permission(services.ledger, services.actor, Act.BACKUP_REMOVED).is_given:
        prune(services, plan)
    return made


def prune(services: Services, plan: BackupPlan) -> list[Backup]:
    """Remove the backups that are past both count and age, as a person's act; returns them."""
    require(services.ledger, services.actor, Act.BACKUP_REMOVED)
    return removed_by(plan, services, Act.BACKUP_REMOVED)


def removed_by(plan: BackupPlan, services: Services, act: Act) -> list[Backup]:
    """Remove the backups that are past both count and age; returns them. Asks for no right."""
    now = services.clock.now()
    found = backups_in(plan.folder, services.ledger.meta.ledger_id)
    found = [backup for backup in found if backup.made_at <= now]  # no word on those of the future
    limit = now - timedelta(days=plan.days)
    gone = [backup for backup in found[max(1, plan.keep) :] if backup.made_at < limit]
    for backup in gone:
        backup.file.unlink(missing_ok=True)
        services.ledger.audit.note(
            act, "ledger", services.actor, new={"file": backup.file.name}, reason="plan"
        )
    return gone


def prove(file: Path, scratch: Path, vault: Vault, clock: Clock) -> Proof:
    """Decrypt, restore and check; BadInput ``backup-damaged`` | ``backup-not-proven``."""
    plain, place = scratch / "proof.db", scratch / "restored.db"
    header = open_file(file, plain, vault.derive(PURPOSE))
    try:
        with Ledger.restore(plain, place, clock=clock) as ledger:
            ledger.seal_audit_with(vault.audit_mac)
            head = header.facts["head"]["document"]
            heads = {int(head["records"]): bytes.fromhex(head["mac"])}
            verdict = ledger.audit.verify(heads=heads)
            if not verdict.is_whole:
                raise BadInput("backup-not-proven", file=file.name, record=verdict.first_bad)
            findings = len(ledger.check())
            return Proof(verdict.records, ledger.lots.totals().total, findings)
    finally:
        remove_files(plain)
        remove_files(place)


def must_be_backup(file: Path) -> Mapping[str, Any]:
    """Return the readable head's facts; BadInput ``backup-not-one``, LedgerTrouble newer."""
    facts = read_header(file).facts
    if facts.get("kind") != KIND:
        raise BadInput("backup-not-one", file=file.name)
    if facts.get("version") != 1:
        raise LedgerTrouble("backup-newer", file=file.name)
    return facts


def _is_of(file: Path, ledger_id: str) -> bool:
    try:
        return must_be_backup(file).get("ledger") == ledger_id
    except (BadInput, LedgerTrouble):
        return False


def _make_folder(folder: Path) -> None:
    if not folder.exists() and not folder.parent.is_dir():
        raise BadInput("backup-folder-missing", folder=str(folder.parent))
    folder.mkdir(exist_ok=True)
