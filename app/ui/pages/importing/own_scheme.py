"""A scheme file of one's own: chosen, checked with every fault named, then used for the list."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.ui.pages.page import Page
from app.ui.widgets.form import Form
from app.ui.widgets.panel import Panel

MOST_FAULTS = 10


class OwnScheme(Panel):
    """Asks for the file. ``taken`` gets its full path once nothing is wrong in it."""

    def __init__(self, page: Page, taken: Callable[[str], None]) -> None:
        super().__init__(page)
        self._page = page
        self._taken = taken
        self.hide()  # it only speaks through dialogs

    def choose(self) -> None:
        """Ask for a file, then check it."""
        file, _ = QFileDialog.getOpenFileName(self._page, self.tr("Own scheme file"), "", "*.toml")
        if file:
            self.take(Path(file))

    def take(self, file: Path) -> None:
        """Check this file, and take it where it is sound."""
        lots = self._page.services.lots

        def checked(faults: Sequence[str]) -> None:
            if faults:
                self._tell(file, faults)
            else:
                self._taken(str(file.resolve()))

        self._page.ask("scheme", lambda: lots.scheme_faults(file), checked)

    def _tell(self, file: Path, faults: Sequence[str]) -> None:
        """Name each fault with its place; nothing is read by a scheme that has one."""
        lines = [f"•  {fault}" for fault in faults[:MOST_FAULTS]]
        if len(faults) > MOST_FAULTS:
            lines.append(self.tr("and %n more", "", len(faults) - MOST_FAULTS))
        counted = self.tr("{file}: %n fault(s)", "", len(faults))
        title, ok = counted.format(file=file.name), self.tr("Choose a file…")
        words = "\n".join(lines)
        Form(self._page, title, [], lambda _none: self.choose(), words=words, ok=ok).open()
