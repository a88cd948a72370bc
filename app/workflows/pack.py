"""Pack units into cartons and cartons onto pallets, by scanning; lists as CSV and PDF."""

from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.packing import Package, PackageKind, refuse_stranger
from app.domain.reasons import needed_reason
from app.domain.sampling import LotDecision
from app.domain.scans import read_scan
from app.domain.verdicts import judge
from app.errors import BadInput
from app.reports.files import write_bytes
from app.reports.packing_list import packing_list_csv, packing_list_pdf
from app.texts import Texts
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story


def open_package(
    services: Services,
    kind: PackageKind,
    code: str,
    *,
    order: str | None = None,
    capacity: int | None = None,
) -> Package:
    """Begin a carton or pallet; its capacity is the order's, unless another is given."""
    require(services.ledger, services.actor, Act.PACKAGE_OPENED)
    order_id = None if order is None else services.ledger.orders.get(order).id
    rules = services.ledger.inspections.rules_of(order_id)
    usual = rules.per_carton if kind is PackageKind.CARTON else rules.per_pallet
    return services.ledger.packing.open(
        kind, code.strip(), capacity or usual, services.actor, order=order
    )


def pack(services: Services, package: str, raw: str) -> Package:
    """Put what was scanned into a package: a unit into a carton, a carton onto a pallet.

    Strangers, duplicates and units that did not pass are refused; see ``refuse_stranger`` and
    :class:`~app.ledger.packing.PackingStore`.
    """
    require(services.ledger, services.actor, Act.UNIT_PACKED)
    into = services.ledger.packing.get(package)
    if into.kind is PackageKind.PALLET:
        return services.ledger.packing.put_package(
            into.code, _package_code(services, raw), services.actor
        )
    story = unit_story(services, raw)
    rules = services.ledger.inspections.rules_of(into.order_id)
    refuse_stranger(
        story,
        judge(story).verdict,
        into,
        rules,
        sample_accepted=_sample_accepted(services, into.order),
    )
    if story.unit is None:
        raise BadInput("unit-not-written", identity=story.subject)
    return services.ledger.packing.put_unit(into.code, story.unit.hwid, services.actor)


def unpack(services: Services, raw: str, reason: str) -> Package:
    """Take a unit out of its carton, or a carton off its pallet; the reason is recorded."""
    require(services.ledger, services.actor, Act.UNIT_UNPACKED)
    reason = needed_reason(reason)
    codes = services.ledger.stories.packages(read_scan(raw).clues)
    if codes:
        return services.ledger.packing.take_package(codes[0], reason, services.actor)
    story = unit_story(services, raw)
    if story.unit is None:
        raise BadInput("unit-not-written", identity=story.subject)
    return services.ledger.packing.take_unit(story.unit.hwid, reason, services.actor)


def close_package(services: Services, code: str, *, quantity: int | None = None) -> Package:
    """Close a package; ``quantity``: what was counted by hand, which must agree."""
    require(services.ledger, services.actor, Act.PACKAGE_CLOSED)
    return services.ledger.packing.close(code, services.actor, quantity=quantity)


def dissolve_package(services: Services, code: str, reason: str) -> Package:
    """Give up an empty package."""
    require(services.ledger, services.actor, Act.PACKAGE_DISSOLVED)
    reason = needed_reason(reason)
    return services.ledger.packing.dissolve(code, reason, services.actor)


def carton_label(services: Services, code: str) -> dict[str, Any]:
    """Return what a package's label says: its code, order, quantity and content list."""
    package = services.ledger.packing.get(code)
    units = services.ledger.packing.contents(code)
    return {
        "package": package.code,
        "kind": package.kind.value,
        "order": package.order or "",
        "quantity": len(units),
        "closed_at": package.closed_at or "",
        "identities": [unit.identity or "" for unit in units],
        "macs": [unit.mac or "" for unit in units],
        "serials": [unit.serial or "" for unit in units],
    }


def write_packing_list(services: Services, code: str, out: Path, texts: Texts) -> int:
    """Write a packing list as CSV or PDF, by the file's ending; returns the number of units.

    BadInput ``report-kind`` | ``report-not-written``.
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    package = services.ledger.packing.get(code)
    units = services.ledger.packing.contents(code)
    match out.suffix.lower():
        case ".csv":
            content = packing_list_csv(package, units).encode("utf-8-sig")
        case ".pdf":
            content = packing_list_pdf(package, units, texts, services.clock.now())
        case _:
            raise BadInput("report-kind", file=out.name, known=".csv .pdf")
    try:
        write_bytes(out, content)
    except OSError as error:
        raise BadInput("report-not-written", file=str(out), why=error.strerror) from error
    services.ledger.audit.note(
        Act.REPORT_EXPORTED,
        subject=f"package:{code}",
        new={"rows": len(units), "file": out.name},
        actor=services.actor,
    )
    return len(units)


def _package_code(services: Services, raw: str) -> str:
    codes = services.ledger.stories.packages(read_scan(raw).clues)
    if not codes:
        raise BadInput("package-unknown", package=read_scan(raw).text)
    return codes[0]


def _sample_accepted(services: Services, order: str | None) -> bool:
    if order is None:
        return False
    samples = services.ledger.inspections.samples(order=order)
    return bool(samples) and samples[0].decision is LotDecision.ACCEPT
