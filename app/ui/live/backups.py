"""Backups that the station window makes by itself, by the settings' plan."""

from datetime import timedelta
from pathlib import Path

from app.domain.acts import Act
from app.errors import BadInput, NotAllowed
from app.settings import BACKUP_DAYS, BACKUP_EVERY, BACKUP_FOLDER, BACKUP_KEEP, Settings
from app.ui.live.session import Session
from app.workflows.backups import BackupPlan, next_due, run_plan
from app.workflows.rights import permission


class LiveBackups:
    """Makes a backup when one is due. For a worker thread: a large ledger takes a while."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        self._settings = settings

    def plan(self) -> BackupPlan | None:
        """Return the plan that the settings make; None where no folder is named."""
        get = self._settings.get
        folder = get(BACKUP_FOLDER).strip()
        if not folder:
            return None
        every = timedelta(hours=get(BACKUP_EVERY))
        return BackupPlan(Path(folder), every, get(BACKUP_KEEP), get(BACKUP_DAYS))

    def run_if_due(self) -> None:
        """Make the backup that is due, if any, and tidy up by the plan.

        Raises NotAllowed where nobody at the desk may (asked only: a timer puts no refusal on
        record), BadInput ``backup-…``, LedgerTrouble.
        """
        plan, services = self.plan(), self._session.unattended()
        if plan is None or services is None:
            return
        now = services.clock.now()
        try:
            if next_due(plan, services.ledger.meta.ledger_id, now) > now:
                return
            found = permission(services.ledger, services.actor, Act.LEDGER_BACKED_UP)
            if not found.is_given:
                raise NotAllowed(
                    found.code, act=found.act, who=services.actor.name, could=found.could
                )
            run_plan(services, plan)
        except OSError as error:
            raise BadInput(
                "backup-unwritable", folder=str(plan.folder), reason=error.strerror
            ) from error
