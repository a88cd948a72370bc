"""The quality, packing, figures, people and audit pages, as data for the registry."""

from PySide6.QtCore import QCoreApplication

from app.ui.pages.audit import AuditPage
from app.ui.pages.figures import FiguresPage
from app.ui.pages.packing import PackingPage
from app.ui.pages.page import PageSpec
from app.ui.pages.people import PeoplePage
from app.ui.pages.qa import QaPage

translate = QCoreApplication.translate

QUALITY_PAGES: tuple[PageSpec, ...] = (
    PageSpec("qa", "qa", lambda: translate("Pages", "QA"), QaPage, frozenset({"orders"})),
    PageSpec("packing", "package", lambda: translate("Pages", "Packing"), PackingPage),
    PageSpec(
        "figures",
        "figures",
        lambda: translate("Pages", "Figures"),
        FiguresPage,
        frozenset({"units"}),
    ),
    PageSpec("people", "people", lambda: translate("Pages", "People"), PeoplePage),
    PageSpec("audit", "audit", lambda: translate("Pages", "Audit"), AuditPage),
)
