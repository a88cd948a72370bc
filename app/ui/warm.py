"""Imports what the pages are made of while nobody waits for one."""

from collections.abc import Iterable
from importlib import import_module

BEHIND = ("app.ui.live.labels", "app.ui.live.lots", "app.ui.live.units", "app.ui.live.quality")


def warm(pages: Iterable[str]) -> None:
    """Import the modules of these pages, and the slowest of the services behind them.

    For a worker thread. A page's module has the page's name.
    """
    for module in (*(f"app.ui.pages.{name}" for name in pages), *BEHIND):
        import_module(module)
