"""Backups that the station makes by itself, when one is due, whoever is at the desk, or nobody.

Such a backup is the station's own act: no person's right is asked, and the record names the
station. What it may do is little: add an encrypted file to the folder that the settings name, and
remove what the settings' plan no longer keeps. A failure is on record as well, once per kind.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.acts import Act
from app.domain.people import Actor
from app.errors import BadInput, KeywrightError, LedgerTrouble
from app.paths import config_dir, data_dir
from app.settings import (
    BACKUP_DAYS,
    BACKUP_EVERY,
    BACKUP_FOLDER,
    BACKUP_KEEP,
    BACKUP_ON,
    Settings,
)
from app.workflows.backups import (
    Backup,
    BackupPlan,
    Proof,
    made_in,
    next_due,
    proven_backups,
    removed_by,
)
from app.workflows.services import Services

STATION = "station"
"""Who acts, in the record, where the station acts by itself; no person may be named so."""
CLAIM, CLAIM_MOST = "backup-claim", timedelta(hours=2)
"""Which fact of the ledger says that a station is making the pool's backup, and for how long."""
SWITCH = "KEYWRIGHT_SCHEDULED_BACKUPS"
"""``off`` in this variable: for a script that sees to backups in another way."""


def station_plan(settings: Settings | None = None) -> BackupPlan | None:
    """Return the plan of this station's settings; None where they are switched off.

    Without a folder of their own the backups stand in Keywright's data folder.
    """
    if os.environ.get(SWITCH, "").casefold() == "off":
        return None
    get = (settings or Settings(config_dir() / "settings.json")).get
    if not get(BACKUP_ON):
        return None
    named = get(BACKUP_FOLDER).strip()
    folder = Path(named).expanduser() if named else data_dir() / "backups"
    return BackupPlan(
        folder,
        timedelta(hours=get(BACKUP_EVERY)),
        get(BACKUP_KEEP),
        get(BACKUP_DAYS),
        pooled=True,
    )


def run_due(services: Services, plan: BackupPlan) -> tuple[Backup, Proof] | None:
    """Make the backup that is due, as the station, and tidy up by the plan; None: not due.

    Raises BadInput ``backup-…``, LedgerTrouble, VaultTrouble; the failure is then on record.
    """
    mine = as_station(services)
    try:
        try:
            with _turn(services, plan) as is_mine:
                if not is_mine:
                    return None
                made = made_in(plan.folder, mine, Act.BACKUP_SCHEDULED)
                removed_by(plan, mine, Act.BACKUP_EXPIRED)
        except OSError as error:
            raise BadInput(
                "backup-unwritable", folder=str(plan.folder), reason=error.strerror
            ) from error
    except KeywrightError as error:
        _note_failure(mine, error)
        raise
    return made


def due_at(services: Services, plan: BackupPlan) -> datetime:
    """Return when the next backup by this plan is due.

    A shared ledger is one database, however many stations write to it: one backup per interval is
    enough, whichever station made and proved it. A plan with a folder of its own asks that alone.
    """
    now = services.clock.now()
    if not _is_pooled(services, plan):
        return next_due(plan, services.ledger.meta.ledger_id, now)
    made = [one.made_at for one in proven_backups(services).values() if one.made_at <= now]
    return max(made) + plan.every if made else now


@contextlib.contextmanager
def _turn(services: Services, plan: BackupPlan) -> Iterator[bool]:
    """Say whether this station makes the backup now; of a pool's stations one at a time does."""
    meta = services.ledger.meta
    if due_at(services, plan) > services.clock.now():
        yield False
    elif not _is_pooled(services, plan):
        yield True
    elif not meta.claim(CLAIM, CLAIM_MOST):
        yield False
    else:
        try:  # asked once more: another station may have made it since
            yield due_at(services, plan) <= services.clock.now()
        finally:
            meta.give_back(CLAIM)


def _is_pooled(services: Services, plan: BackupPlan) -> bool:
    return plan.pooled and services.ledger.is_shared


def is_beside(services: Services, folder: Path) -> bool:
    """Say whether backups stand on the disk of the ledger itself, and would be lost with it."""
    try:
        return Path(services.ledger.location).stat().st_dev == folder.stat().st_dev
    except OSError:  # a ledger on a server, or a folder that is not there
        return False


def as_station(services: Services) -> Services:
    """Return the services in the station's own name."""
    return replace(services, actor=Actor(STATION, services.actor.station, frozenset()), shift=None)


def _note_failure(mine: Services, error: KeywrightError) -> None:
    """Put a failure on record, unless the last thing there is the same failure."""
    audit = mine.ledger.audit
    with contextlib.suppress(LedgerTrouble):  # where the ledger is what fails, it cannot be told
        last = [
            record
            for act in (Act.BACKUP_SCHEDULED, Act.BACKUP_FAILED)
            for record in audit.records(act=act, limit=1, newest_first=True)
        ]
        newest = max(last, key=lambda record: record.seq, default=None)
        if newest is None or newest.act != Act.BACKUP_FAILED or newest.reason != error.code:
            audit.note(Act.BACKUP_FAILED, "ledger", mine.actor, reason=error.code)
