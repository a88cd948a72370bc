"""The quality, packing, figures, people and audit pages, as data for the registry."""

from PySide6.QtCore import QCoreApplication

from app.ui.pages.page import Context, Page, PageSpec

translate = QCoreApplication.translate


def _qa(context: Context) -> Page:
    from app.ui.pages.qa import QaPage

    return QaPage(context)


def _packing(context: Context) -> Page:
    from app.ui.pages.packing import PackingPage

    return PackingPage(context)


def _figures(context: Context) -> Page:
    from app.ui.pages.figures import FiguresPage

    return FiguresPage(context)


def _people(context: Context) -> Page:
    from app.ui.pages.people import PeoplePage

    return PeoplePage(context)


def _audit(context: Context) -> Page:
    from app.ui.pages.audit import AuditPage

    return AuditPage(context)


def _ledger(context: Context) -> Page:
    from app.ui.pages.ledger import LedgerPage

    return LedgerPage(context)


QUALITY_PAGES: tuple[PageSpec, ...] = (
    PageSpec("qa", "qa", lambda: translate("Pages", "QA"), _qa, frozenset({"orders"})),
    PageSpec("packing", "package", lambda: translate("Pages", "Packing"), _packing),
    PageSpec(
        "figures",
        "figures",
        lambda: translate("Pages", "Figures"),
        _figures,
        frozenset({"units"}),
    ),
    PageSpec("people", "people", lambda: translate("Pages", "People"), _people),
    PageSpec("audit", "audit", lambda: translate("Pages", "Audit"), _audit),
    PageSpec("ledger", "key", lambda: translate("Pages", "Ledger"), _ledger),
)
