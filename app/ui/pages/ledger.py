"""Ledger: its backups, its locks, its proof; and what to do after a restore."""

from app.ui.ledger.backups import BackupsPanel
from app.ui.ledger.doubt import DoubtCard
from app.ui.ledger.locks import LocksPanel
from app.ui.ledger.proof import ProofPanel
from app.ui.pages.page import Context, Page
from app.ui.widgets.tabs import Tabs


class LedgerPage(Page):
    """Three tabs; above them, after a restore, what is in question."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Ledger"))
        self.doubt = DoubtCard(self, self.refresh)
        self.backups = BackupsPanel(self, self.refresh)
        self.locks = LocksPanel(self)
        self.proof = ProofPanel(self)
        self.tabs = Tabs(
            (
                (self.backups, lambda: self.tr("Backups")),
                (self.locks, lambda: self.tr("Vault")),
                (self.proof, lambda: self.tr("Check and purge")),
            )
        )
        self.tabs.currentChanged.connect(lambda _n: self._show_tab())
        self.body.addWidget(self.doubt)
        self.body.addWidget(self.tabs, 1)
        self.enable_buttons()

    def refresh(self) -> None:
        """Ask what is in question, and for what the open tab shows."""
        self.doubt.refresh()
        self._show_tab()
        self.look_at_rights()

    def _show_tab(self) -> None:
        match self.tabs.currentWidget():
            case BackupsPanel():
                self.backups.refresh()
            case LocksPanel():
                self.locks.refresh()
