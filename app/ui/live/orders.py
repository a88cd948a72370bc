"""Work orders over the order workflow."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.hooks import Hook
from app.domain.orders import WorkOrder
from app.domain.quality import QualityRules
from app.ledger.unit_search import UnitFilter
from app.ui.language import language
from app.ui.live.session import Session
from app.ui.views_lots import HookDraft, OpenLicense, OrderAccount, OrderChoices, OrderDraft
from app.workflows.export_report import export_manifest
from app.workflows.hooks import deliver_due, save_hook
from app.workflows.inspect import set_quality_rules
from app.workflows.label_designs import list_designs
from app.workflows.order_closing import close_order, issue_certificate
from app.workflows.orders import create_order, edit_order
from app.workflows.serial_numbers import define_pattern
from app.workflows.services import Services
from flasher.boards.profile import load_profiles
from flasher.model import Outcome


class LiveOrders:
    """See OrderService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[WorkOrder]:
        """Return all orders, newest first."""
        return list(reversed(self._session.services().ledger.orders.list()))

    def create(self, draft: OrderDraft) -> WorkOrder:
        """Open a new order."""
        services = self._session.services()
        return create_order(
            services,
            draft.name,
            product=draft.product,
            quantity=draft.quantity,
            lots=_lots(services, draft),
            rules=draft.rules,
        )

    def edit(self, order: WorkOrder, draft: OrderDraft, reason: str = "") -> None:
        """Change an open order: product, quantity, lots and rules; its name stands in records."""
        services = self._session.services()
        edit_order(
            services,
            order.name,
            reason,
            product=draft.product,
            quantity=draft.quantity,
            lots=_lots(services, draft),
            rules=draft.rules,
        )

    def account(self, order: WorkOrder) -> OrderAccount:
        """Return where its units and licenses are."""
        ledger = self._session.services().ledger
        search = ledger.unit_search

        def units(outcome: Outcome) -> int:
            return search.count(UnitFilter(order=order.name, outcome=outcome))

        current = ledger.orders.get(order.name)
        told = ledger.closing.counts(order.name)
        return OrderAccount(
            order=current,
            passed=units(Outcome.PASS),
            failed=units(Outcome.FAILED),
            doubtful=units(Outcome.DOUBTFUL),
            left=current.left,
            balanced=not told.unaccounted,
            counts=told.counts,
            unaccounted=tuple(
                OpenLicense(line.identity, line.state, line.mac or line.serial or "")
                for line in told.unaccounted
            ),
        )

    def close(self, order: WorkOrder, reason: str = "") -> None:
        """Close it; Refused ``order-unaccounted`` while a license of it is in doubt."""
        close_order(self._session.services(), order.name, reason)

    def certify(self, order: WorkOrder, folder: Path) -> Sequence[Path]:
        """Write the certificate of a closed order in the present language."""
        made = issue_certificate(self._session.services(), order.name, folder, language().texts)
        return [made.pdf_file, made.json_file, made.pdf_signature]

    def choices(self) -> OrderChoices:
        """Return profiles, label designs and serial number patterns by name."""
        services = self._session.services()
        return OrderChoices(
            tuple(sorted(load_profiles(services.profiles_dir))),
            tuple(design.info.name for design in list_designs(services)),
            tuple(services.ledger.serials.patterns()),
        )

    def patterns(self) -> Mapping[str, str]:
        """Return the serial number patterns by name."""
        return dict(self._session.services().ledger.serials.patterns())

    def define_pattern(self, name: str, pattern: str) -> None:
        """Give a serial number pattern a name, for ever."""
        define_pattern(self._session.services(), name, pattern)

    def manifest(self, order: WorkOrder, file: Path) -> int:
        """Write what the customer gets of an order; return the number of units."""
        return export_manifest(self._session.services(), file, order=order.name)

    def hooks(self) -> Sequence[Hook]:
        """Return all hooks."""
        return self._session.services().ledger.outbox.hooks()

    def save_hook(self, draft: HookDraft) -> str | None:
        """Make or change a hook; the secret is told this once."""
        _hook, secret = save_hook(
            self._session.services(),
            draft.name,
            draft.target,
            kind=draft.kind,
            events=draft.events,
            enabled=draft.enabled,
            new_secret=draft.new_secret,
        )
        return secret

    def deliver_hooks(self) -> tuple[int, int]:
        """Try everything that waits once, and then what comes due."""
        services = self._session.services()
        services.ledger.outbox.retry_now()
        done = failed = 0
        while True:
            told = deliver_due(services)
            done, failed = done + told.done, failed + told.failed
            if not told.done:
                return done, failed

    def quality(self, order: WorkOrder) -> QualityRules:
        """Return what the order asks of quality."""
        return self._session.services().ledger.inspections.rules_of(order.id)

    def set_quality(self, order: WorkOrder, rules: QualityRules) -> None:
        """Change what it asks."""
        set_quality_rules(self._session.services(), order.name, rules)


def _lots(services: Services, draft: OrderDraft) -> list[str]:
    names = {lot.id: lot.name for lot in services.ledger.lots.overview()}
    return [names[lot] for lot in draft.lot_ids]
