"""The label of a carton or pallet: code, order, content and day; a print job like any other."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.acts import Act
from app.domain.packing import Package, PackageState
from app.domain.printing import NewJob, PrintJob
from app.errors import Refused
from app.labels.fields import LabelData
from app.labels.library import find_design
from app.labels.output import write_labels
from app.workflows.label_designs import choose_design, keep_design
from app.workflows.print_labels import REPRINT_MARK
from app.workflows.render_labels import to_json
from app.workflows.rights import require
from app.workflows.services import Services

DESIGN = "carton-100x100"


def queue_carton_label(
    services: Services,
    code: str,
    printer: str,
    *,
    design: str = DESIGN,
    reason: str = "",
    mark: str = REPRINT_MARK,
) -> PrintJob:
    """Queue the label of a closed package: once; with a ``reason`` one more copy of it.

    Raises BadInput ``package-unknown`` | ``printer-unknown``, Refused ``package-not-closed`` |
    ``label-printed-before`` | ``label-not-printed`` (nothing to reprint), NotAllowed, LabelRefused.
    """
    require(services.ledger, services.actor, Act.LABEL_REPRINTED if reason else Act.LABEL_QUEUED)
    package, data = carton_data(services, code)
    if package.state is not PackageState.CLOSED:
        raise Refused("package-not-closed", package=package.code)
    chosen = choose_design(services, design)
    job = NewJob(
        printer=printer,
        design=chosen.name,
        design_version=keep_design(services, chosen).version,
        body=to_json(data),
        license_id=None,
        unit_id=None,
        order_id=package.order_id,
        package_id=package.id,
    )
    jobs = services.ledger.print_jobs
    if reason:
        marked = data.marked(mark.replace("{n}", str(jobs.next_copy(job))))
        return jobs.reprint(replace(job, body=to_json(marked)), reason, services.actor)
    made = jobs.queue([job], services.actor)
    if not made:
        raise Refused("label-printed-before", label=package.code)
    return jobs.get(made[0])


def write_carton_label(services: Services, code: str, out: Path) -> None:
    """Write a package's label as .pdf, .png, .zpl or .tspl; proved before it gets its name.

    It names the lots of what is inside and says the quantity. Raises NotAllowed, BadInput
    ``package-unknown`` and LabelRefused ``output-kind`` | ….
    """
    require(services.ledger, services.actor, Act.LABEL_PRINTED)
    package, data = carton_data(services, code)
    write_labels(find_design(DESIGN), [data], out)
    facts = {"design": DESIGN, "quantity": package.content, "file": out.name}
    services.ledger.audit.note(Act.LABEL_PRINTED, f"package:{code}", services.actor, new=facts)


def carton_data(services: Services, code: str) -> tuple[Package, LabelData]:
    """Return a package and what its label says now; BadInput ``package-unknown``."""
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
    return package, data


def carton_copies(services: Services, code: str) -> int:
    """Return how many labels of a package are queued or printed; voided ones do not count."""
    package = services.ledger.packing.get(code)
    return services.ledger.print_jobs.of_package(package.id)
