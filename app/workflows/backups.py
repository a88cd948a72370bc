"""Backups: encrypted, proven by restoring them, kept by count and age, put back without losing.

A backup is one file: a whole ledger under the vault's own backup key, with the vault's locked box
readable at its head, so that the passphrase, key file or recovery key of that day opens it on any
computer. It counts as made only after it was restored into a scratch place and its record was
proven there up to the head that it was made at.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.vault_box import VaultBox
from app.errors import BadInput, KeywrightError, LedgerTrouble, Refused
from app.ledger.backup import copy_file, remove_files
from app.ledger.ledger import Ledger
from app.security.locks import Opener
from app.security.sealed_file import open_file, read_header, seal_file
from app.security.vault import Vault
from app.workflows.audit_record import signed_head
from app.workflows.restored import meet
from app.workflows.rights import require
from app.workflows.services import Services
from flasher.timing import Clock

KIND = "keywright backup"
SUFFIX = ".kwb"
STAMP = "%Y%m%dT%H%M%S%fZ"
PURPOSE = "backup"
KEEP, DAYS = 14, 90

SignIn = Callable[[Services], Services]


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """When backups are made, where, and how long they are kept.

    The newest ``keep`` stay whatever their age; older ones go once they are past ``days``.
    """

    folder: Path
    every: timedelta = timedelta(hours=24)
    keep: int = KEEP
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file. ``made_at`` comes from its name; it is proven when the file is opened."""

    file: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What restoring a backup into a scratch place showed."""

    records: int
    licenses: int
    findings: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. ``second_copy``: where the ledger that was there before is now."""

    location: str
    made_at: str
    in_question: int
    second_copy: Path | None


def make_backup(services: Services, folder: Path) -> tuple[Backup, Proof]:
    """Make one backup and prove it; nothing stays behind where that fails.

    Raises NotAllowed, BadInput ``backup-unwritable`` | ``backup-not-proven``, LedgerTrouble.
    """
    require(services.ledger, services.actor, Act.LEDGER_BACKED_UP)
    now, folder = services.clock.now(), folder.absolute()
    name = f"keywright-{services.ledger.meta.ledger_id[:8]}-{now.strftime(STAMP)}{SUFFIX}"
    file, part = folder / name, folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
            plain = Path(scratch) / "ledger.db"
            head = signed_head(services)  # before the copy: stations go on while it is made
            services.ledger.backup(plain, services.actor)
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
            proof = _prove(part, Path(scratch), services.vault, services.clock)
        part.replace(file)
    except OSError as error:
        raise BadInput("backup-unwritable", folder=str(folder), reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    return Backup(file, now, file.stat().st_size), proof


def verify_backup(services: Services, file: Path) -> Proof:
    """Restore a backup of this ledger into a scratch place and prove it there.

    Raises BadInput ``backup-…``; nothing is left behind.
    """
    _must_be_one(file)
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        return _prove(file, Path(scratch), services.vault, services.clock)


def backups_in(folder: Path, ledger_id: str) -> list[Backup]:
    """Return the backups of this ledger in a folder, newest first."""
    found = []
    for file in folder.glob(f"keywright-{ledger_id[:8]}-*{SUFFIX}"):
        try:
            made_at = datetime.strptime(file.stem.rpartition("-")[2], STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # a name somebody else gave
        found.append(Backup(file, made_at, file.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def next_due(plan: BackupPlan, ledger_id: str, now: datetime) -> datetime:
    """Return when the next backup is due: at once where there is none, or one from the future."""
    newest = next(iter(backups_in(plan.folder, ledger_id)), None)
    if newest is None or newest.made_at > now:  # a clock that was set back must not stop backups
        return now
    return newest.made_at + plan.every


def run_plan(services: Services, plan: BackupPlan) -> tuple[Backup, Proof] | None:
    """Make a backup if one is due, then remove what the plan no longer keeps; None: not due."""
    ledger_id = services.ledger.meta.ledger_id
    if next_due(plan, ledger_id, services.clock.now()) > services.clock.now():
        return None
    made = make_backup(services, plan.folder)
    prune(services, plan)
    return made


def prune(services: Services, plan: BackupPlan) -> list[Backup]:
    """Remove the backups that are past both count and age; returns them."""
    kept = max(1, plan.keep)
    limit = services.clock.now() - timedelta(days=plan.days)
    found = backups_in(plan.folder, services.ledger.meta.ledger_id)
    gone = [backup for backup in found[kept:] if backup.made_at < limit]
    for backup in gone:
        backup.file.unlink(missing_ok=True)
        services.ledger.audit.note(
            Act.BACKUP_REMOVED,
            "ledger",
            services.actor,
            new={"file": backup.file.name},
            reason="plan",
        )
    return gone


def restore_backup(
    file: Path,
    location: str,
    opener: Opener,
    actor: Actor,
    clock: Clock,
    *,
    sign_in: SignIn = lambda services: services,
    software: str = "",
) -> Restored:
    """Put a backup back. A ledger that is there already is first copied aside, never lost.

    ``opener`` opens the box of the day of the backup; ``sign_in`` recognises a person of that day,
    who needs the right. The restored ledger hands out nothing until it is reconciled. Raises
    BadInput ``backup-…``; VaultTrouble; NotAllowed; Refused ``ledger-in-use``; LedgerTrouble.
    """
    _must_be_one(file)
    header = read_header(file)
    vault = Vault.unlock(VaultBox.from_json(str(header.facts["box"])), opener)
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        plain = Path(scratch) / "ledger.db"
        open_file(file, plain, vault.derive(PURPOSE))
        _prove(file, Path(scratch), vault, clock)
        who = _allowed(plain, vault, actor, clock, sign_in, software)
        aside = _put_aside(location, clock)
        try:
            ledger = Ledger.restore(plain, location, clock=clock)
        except BaseException:
            if aside is not None:
                shutil.copyfile(aside, location)
            raise
    with ledger:
        ledger.seal_audit_with(vault.audit_mac)
        in_question = meet(ledger, vault, who) or 0
    return Restored(location, str(header.facts["made_at"]), in_question, aside)


def _prove(file: Path, scratch: Path, vault: Vault, clock: Clock) -> Proof:
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


def _allowed(
    plain: Path, vault: Vault, actor: Actor, clock: Clock, sign_in: SignIn, software: str
) -> Actor:
    """Return who restores: somebody whom the backup itself knows and allows it."""
    probe = plain.with_name("people.db")
    shutil.copyfile(plain, probe)
    with Ledger.open(probe, clock=clock) as ledger:
        ledger.seal_audit_with(vault.audit_mac)
        services = Services(
            ledger=ledger,
            vault=vault,
            clock=clock,
            actor=actor,
            profiles_dir=Path(),
            software=software,
        )
        actor = sign_in(services).actor
        require(ledger, actor, Act.LEDGER_RESTORED)
    return replace(actor, approval=None)


def _put_aside(location: str, clock: Clock) -> Path | None:
    """Copy the ledger that stands at a location, then make room; None where there is none.

    A PostgreSQL database must be empty: Keywright empties none.
    """
    if "://" in location or not Path(location).exists():
        return None
    path = Path(location).expanduser().absolute()
    _refuse_in_use(path, clock)
    aside = path.with_name(f"{path.stem}.before-{clock.now().strftime(STAMP)}{path.suffix}")
    try:
        copy_file(path, aside)
    except sqlite3.Error:  # a damaged file cannot be copied as a database: then byte by byte
        aside.unlink(missing_ok=True)
        shutil.copyfile(path, aside)
    remove_files(path)
    return aside


def _refuse_in_use(path: Path, clock: Clock) -> None:
    try:
        with Ledger.open(path, clock=clock) as ledger:
            living = ledger.runs.living()
    except KeywrightError:
        return  # what cannot be opened is in nobody's use; it is copied aside as it is
    if living:
        raise Refused("ledger-in-use", station=", ".join(living))


def _must_be_one(file: Path) -> None:
    facts = read_header(file).facts
    if facts.get("kind") != KIND:
        raise BadInput("backup-not-one", file=file.name)
    if facts.get("version") != 1:
        raise LedgerTrouble("backup-newer", file=file.name)
