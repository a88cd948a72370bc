"""Which pages there are, as data; a page that comes later adds one line here.

A page's module is imported when the page is first shown, so that the bench does not wait for it.
"""

from PySide6.QtCore import QCoreApplication

from app.ui.pages.bench import BenchPage
from app.ui.pages.page import Context, Page, PageSpec
from app.ui.pages.quality_pages import QUALITY_PAGES

translate = QCoreApplication.translate


def _welcome(context: Context) -> Page:
    from app.ui.pages.first_start import FirstStartPage

    return FirstStartPage(context)


def _lots(context: Context) -> Page:
    from app.ui.pages.lots import LotsPage

    return LotsPage(context)


def _orders(context: Context) -> Page:
    from app.ui.pages.orders import OrdersPage

    return OrdersPage(context)


def _units(context: Context) -> Page:
    from app.ui.pages.units import UnitsPage

    return UnitsPage(context)


def _labels(context: Context) -> Page:
    from app.ui.pages.labels import LabelsPage

    return LabelsPage(context)


def _reports(context: Context) -> Page:
    from app.ui.pages.reports import ReportsPage

    return ReportsPage(context)


def _diagnostics(context: Context) -> Page:
    from app.ui.pages.diagnostics import DiagnosticsPage

    return DiagnosticsPage(context)


def _settings(context: Context) -> Page:
    from app.ui.pages.settings import SettingsPage

    return SettingsPage(context)


PAGES: tuple[PageSpec, ...] = (
    PageSpec("welcome", "star", lambda: translate("Pages", "Welcome"), _welcome),
    PageSpec("bench", "bench", lambda: translate("Pages", "Bench"), BenchPage),
    PageSpec(
        "lots", "lots", lambda: translate("Pages", "Lots"), _lots, frozenset({"lots", "units"})
    ),
    PageSpec(
        "orders",
        "orders",
        lambda: translate("Pages", "Work orders"),
        _orders,
        frozenset({"orders", "lots", "units"}),
    ),
    PageSpec("units", "units", lambda: translate("Pages", "Units"), _units, frozenset({"units"})),
    PageSpec(
        "labels", "labels", lambda: translate("Pages", "Labels"), _labels, frozenset({"units"})
    ),
    *QUALITY_PAGES[:3],
    PageSpec(
        "reports",
        "reports",
        lambda: translate("Pages", "Reports"),
        _reports,
        frozenset({"units"}),
    ),
    *QUALITY_PAGES[3:],
    PageSpec("diagnostics", "diagnostics", lambda: translate("Pages", "Diagnostics"), _diagnostics),
    PageSpec("settings", "settings", lambda: translate("Pages", "Settings"), _settings),
)
