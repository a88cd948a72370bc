"""Which pages there are, as data; a page that comes later adds one line here."""

from PySide6.QtCore import QCoreApplication

from app.ui.pages.bench import BenchPage
from app.ui.pages.diagnostics import DiagnosticsPage
from app.ui.pages.first_start import FirstStartPage
from app.ui.pages.labels import LabelsPage
from app.ui.pages.lots import LotsPage
from app.ui.pages.orders import OrdersPage
from app.ui.pages.page import PageSpec
from app.ui.pages.quality_pages import QUALITY_PAGES
from app.ui.pages.reports import ReportsPage
from app.ui.pages.settings import SettingsPage
from app.ui.pages.units import UnitsPage

translate = QCoreApplication.translate

PAGES: tuple[PageSpec, ...] = (
    PageSpec("welcome", "star", lambda: translate("Pages", "Welcome"), FirstStartPage),
    PageSpec("bench", "bench", lambda: translate("Pages", "Bench"), BenchPage),
    PageSpec(
        "lots", "lots", lambda: translate("Pages", "Lots"), LotsPage, frozenset({"lots", "units"})
    ),
    PageSpec(
        "orders",
        "orders",
        lambda: translate("Pages", "Work orders"),
        OrdersPage,
        frozenset({"orders", "lots", "units"}),
    ),
    PageSpec(
        "units", "units", lambda: translate("Pages", "Units"), UnitsPage, frozenset({"units"})
    ),
    PageSpec(
        "labels", "labels", lambda: translate("Pages", "Labels"), LabelsPage, frozenset({"units"})
    ),
    *QUALITY_PAGES[:3],
    PageSpec(
        "reports",
        "reports",
        lambda: translate("Pages", "Reports"),
        ReportsPage,
        frozenset({"units"}),
    ),
    *QUALITY_PAGES[3:],
    PageSpec(
        "diagnostics", "diagnostics", lambda: translate("Pages", "Diagnostics"), DiagnosticsPage
    ),
    PageSpec("settings", "settings", lambda: translate("Pages", "Settings"), SettingsPage),
)
