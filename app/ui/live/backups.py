"""Backups that the station window makes by itself, by the settings' plan."""

from app.settings import Settings
from app.ui.live.session import Session
from app.workflows.backups import BackupPlan
from app.workflows.scheduled_backups import run_due, station_plan


class LiveBackups:
    """Makes a backup when one is due. For a worker thread: a large ledger takes a while."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        self._settings = settings

    def plan(self) -> BackupPlan | None:
        """Return the plan that the settings make; None where they are switched off."""
        return station_plan(self._settings)

    def run_if_due(self) -> None:
        """Make the backup that is due, if any, as the station's own act; nobody need sign in.

        Raises BadInput ``backup-…``, LedgerTrouble, VaultTrouble.
        """
        plan, services = self.plan(), self._session.unattended()
        if plan is not None and services is not None:
            run_due(services, plan)
