"""The live services of the quality pages, joined once; each is imported when it is first asked."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings
from app.ui.live.late import Late
from app.ui.live.session import Session

if TYPE_CHECKING:
    from app.ui.live.audit import LiveAudit
    from app.ui.live.desk import Desk
    from app.ui.live.packing import LivePacking
    from app.ui.live.people import LivePeople
    from app.ui.live.quality import LiveFigures, LiveQuality
    from app.ui.live.vault import LiveVault


class LiveQualityServices:
    """See QualityServices. Backups: in ``backups`` of the folder, or as the settings say."""

    def __init__(self, session: Session, folder: Path, settings: Settings | None = None) -> None:
        self._session = session
        self._folder = folder
        self._settings = settings
        self._desk = Late(self._make_desk)
        self.desk = Late(self._make_quality).stand_in()
        self.packing = Late(self._make_packing).stand_in()
        self.figures = Late(self._make_figures).stand_in()
        self.people = Late(self._make_people).stand_in()
        self.audit = Late(self._make_audit).stand_in()
        self.vault = Late(self._make_vault).stand_in()

    def _make_desk(self) -> "Desk":
        from app.ui.live.desk import Desk

        return Desk(self._session)

    def _make_quality(self) -> "LiveQuality":
        from app.ui.live.quality import LiveQuality

        return LiveQuality(self._desk.get())

    def _make_packing(self) -> "LivePacking":
        from app.ui.live.packing import LivePacking

        return LivePacking(self._desk.get())

    def _make_figures(self) -> "LiveFigures":
        from app.ui.live.quality import LiveFigures

        return LiveFigures(self._desk.get())

    def _make_people(self) -> "LivePeople":
        from app.ui.live.people import LivePeople

        return LivePeople(self._desk.get())

    def _make_audit(self) -> "LiveAudit":
        from app.ui.live.audit import LiveAudit

        return LiveAudit(self._desk.get())

    def _make_vault(self) -> "LiveVault":
        from app.ui.live.vault import LiveVault

        return LiveVault(self._desk.get(), self._backups)

    def _backups(self) -> Path:
        from app.workflows.scheduled_backups import station_plan

        plan = None if self._settings is None else station_plan(self._settings)
        return self._folder / "backups" if plan is None else plan.folder
