"""Putting a backup back: nothing is lost, nobody is surprised, nothing is handed out unasked.

What stands at the place is copied aside first, and only where nobody has it open. Who may restore
is asked of the newest knowledge there is: the ledger that is replaced where it still opens, else
the backup itself.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.vault_box import VaultBox
from app.errors import BadInput, KeywrightError, LedgerTrouble, Refused
from app.ledger.backup import copy_file, is_open_elsewhere, remove_files
from app.ledger.ledger import Ledger
from app.security.locks import Opener
from app.security.sealed_file import open_file
from app.security.vault import Vault
from app.workflows.backups import PURPOSE, STAMP, must_be_backup, prove
from app.workflows.restored import meet
from app.workflows.rights import require
from app.workflows.services import Services
from flasher.timing import Clock

SignIn = Callable[[Services], Services]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. ``second_copy``: where the ledger that was there before is now."""

    location: str
    made_at: str
    in_question: int
    second_copy: Path | None


@dataclass(frozen=True, slots=True)
class _Who:
    """Who asks, as far as it is known before somebody signed in."""

    actor: Actor
    sign_in: SignIn
    software: str


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
    """Put an encrypted backup back. A ledger that is there already is first copied aside.

    ``opener`` opens the box of the day of the backup; ``sign_in`` recognises a person, who needs
    the right. The restored ledger hands out nothing until it is reconciled. Raises BadInput
    ``backup-…``; VaultTrouble; NotAllowed; Refused ``ledger-in-use``; LedgerTrouble
    ``restore-needs-empty-database``, ….
    """
    facts = must_be_backup(file)
    vault = Vault.unlock(VaultBox.from_json(str(facts["box"])), opener)
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        plain = Path(scratch) / "ledger.db"
        open_file(file, plain, vault.derive(PURPOSE))
        prove(file, Path(scratch), vault, clock)
        asks = _Who(actor, sign_in, software)
        return _put(plain, location, vault, clock, asks, str(facts["made_at"]), file)


def restore_copy(
    file: Path,
    location: str,
    opener: Opener,
    actor: Actor,
    clock: Clock,
    *,
    sign_in: SignIn = lambda services: services,
    software: str = "",
) -> Restored:
    """Put a plain copy (``ledger backup``) back, as :func:`restore_backup` does an encrypted one.

    Raises BadInput ``backup-not-proven`` where its record is not whole, and as that does.
    """
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        plain = Path(scratch) / "ledger.db"
        with Ledger.restore(file, plain, clock=clock) as ledger:
            box = ledger.vault_box.load()
            if box is None:
                raise LedgerTrouble("ledger-not-a-ledger", ledger=str(file))
            vault = Vault.unlock(box, opener)
            ledger.seal_audit_with(vault.audit_mac)
            verdict = ledger.audit.verify()
            if not verdict.is_whole:
                raise BadInput("backup-not-proven", file=file.name, record=verdict.first_bad)
            made_at = ledger.audit.records(limit=1, newest_first=True)[0].at
        asks = _Who(actor, sign_in, software)
        return _put(file, location, vault, clock, asks, made_at, file)


def _put(
    plain: Path, location: str, vault: Vault, clock: Clock, asks: _Who, made_at: str, file: Path
) -> Restored:
    there = _there(location)
    who = _allowed(plain, there, vault, clock, asks, file)
    aside = None if there is None else _put_aside(there, clock)
    try:
        ledger = Ledger.restore(plain, location, clock=clock)
    except BaseException:
        if there is not None and aside is not None:
            shutil.copyfile(aside, there)
        raise
    with ledger:
        ledger.seal_audit_with(vault.audit_mac)
        in_question = meet(ledger, vault, who) or 0
    return Restored(location, made_at, in_question, aside)


def _there(location: str) -> Path | None:
    """Return the file that stands at a location; None where none does, or where it is a database.

    A PostgreSQL database must be empty: Keywright empties none.
    """
    if "://" in location or not Path(location).expanduser().exists():
        return None
    return Path(location).expanduser().absolute()


def _allowed(
    plain: Path, there: Path | None, vault: Vault, clock: Clock, asks: _Who, file: Path
) -> Actor:
    """Return who restores: somebody whom the ledger that is replaced knows and allows today.

    Where none stands there, or none that opens, the people of the backup's day are asked. Raises
    Refused ``backup-of-other-ledger``.
    """
    with tempfile.TemporaryDirectory(prefix="keywright-") as scratch:
        probe = Path(scratch) / "people.db"
        shutil.copyfile(plain, probe)
        with Ledger.open(probe, clock=clock) as copy:
            today = None if there is None else _opened(there, clock)
            if today is None:
                return _asked(copy, vault, clock, asks)
            with today:
                if today.meta.ledger_id != copy.meta.ledger_id:
                    raise Refused("backup-of-other-ledger", file=file.name)
                return _asked(today, vault, clock, asks)


def _opened(there: Path, clock: Clock) -> Ledger | None:
    try:
        return Ledger.open(there, clock=clock)
    except KeywrightError:
        return None  # damaged, newer, or no ledger: it is copied aside as it is


def _asked(ledger: Ledger, vault: Vault, clock: Clock, asks: _Who) -> Actor:
    ledger.seal_audit_with(vault.audit_mac)
    services = Services(
        ledger=ledger,
        vault=vault,
        clock=clock,
        actor=asks.actor,
        profiles_dir=Path(),
        software=asks.software,
    )
    actor = asks.sign_in(services).actor
    require(ledger, actor, Act.LEDGER_RESTORED)
    return replace(actor, approval=None)


def _put_aside(path: Path, clock: Clock) -> Path:
    """Copy the ledger that stands at a location, then make room. Refused ``ledger-in-use``."""
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
    ledger = _opened(path, clock)
    if ledger is not None:
        with ledger:
            living = ledger.runs.living()
        if living:
            raise Refused("ledger-in-use", station=", ".join(living))
    if is_open_elsewhere(path):
        raise Refused("ledger-open-elsewhere", ledger=str(path))
