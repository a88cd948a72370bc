"""The label of a carton or pallet: code, order, content and day, with the shipped carton design."""

from datetime import datetime
from pathlib import Path

from app.domain.acts import Act
from app.labels.fields import LabelData
from app.labels.library import find_design
from app.labels.output import write_labels
from app.workflows.rights import require
from app.workflows.services import Services

DESIGN = "carton-100x100"


def write_carton_label(services: Services, code: str, out: Path) -> None:
    """Write a package's label as .pdf, .png, .zpl or .tspl; proved before it gets its name.

    It names the lots of what is inside and says the quantity. Raises NotAllowed, BadInput
    ``package-unknown`` and LabelRefused ``output-kind`` | ….
    """
    require(services.ledger, services.actor, Act.LABEL_PRINTED)
    package = services.ledger.packing.get(code)
    units = services.ledger.packing.contents(code)
    product = ""
    if package.order is not None:
        product = services.ledger.orders.get(package.order).product
    lots: list[str] = []
    for unit in units:
        found = services.ledger.custody.find_any(unit.identity) if unit.identity else []
        lots += [seen.lot for seen in found if seen.lot not in lots]
    closed = package.closed_at
    when = services.clock.now() if closed is None else datetime.fromisoformat(closed)
    data = LabelData(
        serial=package.code,
        product_id=f"{product} × {len(units)}".strip(),
        lot=", ".join(lots) or "-",
        order=package.order or "-",
        station=services.actor.station,
        when=when.astimezone(),
        counter=package.id,
    )
    write_labels(find_design(DESIGN), [data], out)
    facts = {"design": DESIGN, "quantity": len(units), "file": out.name}
    services.ledger.audit.note(Act.LABEL_PRINTED, f"package:{code}", services.actor, new=facts)
