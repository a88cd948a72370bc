"""The live services of the quality pages, joined once."""

from pathlib import Path

from app.ui.live.audit import LiveAudit
from app.ui.live.desk import Desk
from app.ui.live.packing import LivePacking
from app.ui.live.people import LivePeople, LiveVault
from app.ui.live.quality import LiveFigures, LiveQuality
from app.ui.live.session import Session


class LiveQualityServices:
    """See QualityServices. ``folder``: where this station's backups stand in ``backups``."""

    def __init__(self, session: Session, folder: Path) -> None:
        desk = Desk(session)
        self.desk = LiveQuality(desk)
        self.packing = LivePacking(desk)
        self.figures = LiveFigures(desk)
        self.people = LivePeople(desk)
        self.audit = LiveAudit(desk)
        self.vault = LiveVault(desk, folder / "backups")
