"""What happens to units after the bench: labels, inspections, rework, cartons."""

from collections.abc import Sequence

from app.demo.people import CHIEF, OPERATORS, by
from app.domain.packing import PackageKind
from app.domain.sampling import SamplingMode, SamplingPlan
from app.domain.stories import Stage
from app.ledger.runs import Run
from app.workflows.inspect import open_sample, pass_unit, reject_unit
from app.workflows.pack import close_package, open_package, pack
from app.workflows.print_labels import queue_labels
from app.workflows.printers import add_printer, map_slot, setup_of
from app.workflows.render_labels import Selection
from app.workflows.services import Services
from app.workflows.unit_life import (
    edit_unit,
    hold_unit,
    replace_unit,
    scrap_unit,
    send_back,
)

DESIGN = "standard-50x30"
ZEBRA, TSC, FILE = "Line 1 Zebra", "Packing TSC", "Trial file"
PER_CARTON, REJECT_EVERY = 10, 12
LOT_SIZE = 150  # of which 20 are drawn


def set_up_printers(services: Services, file: str) -> None:
    """Define three printers; none of them is there but the one that is a file."""
    office = by(services, CHIEF)
    for name, values in (
        (ZEBRA, {"kind": "tcp", "address": "127.0.0.1:9", "language": "zpl", "dpi": 203}),
        (TSC, {"kind": "tcp", "address": "127.0.0.1:9", "language": "tspl", "dpi": 300}),
        (FILE, {"kind": "file", "address": file, "language": "zpl", "dpi": 203}),
    ):
        add_printer(office, setup_of(name, values))
    map_slot(office, "*", ZEBRA)


def print_labels(services: Services, units: Sequence[str], run: Run) -> None:
    """Print the labels of units; the last are in doubt, failed, or not asked for yet."""
    office = by(services, OPERATORS[0])
    queued = queue_labels(office, Selection(units=tuple(units)), DESIGN, TSC).jobs
    jobs = services.ledger.print_jobs
    for number in range(len(queued) - 5):
        job = jobs.next(TSC, run)
        assert job is not None
        jobs.claim(job, run)
        if number == len(queued) - 6:
            jobs.doubt(jobs.get(job.id), run)
        else:
            jobs.printed(jobs.get(job.id), run, office.actor)
    jobs.fail(jobs.get(queued[-5]), "label-field-empty")


def inspect(services: Services, order: str, units: Sequence[str], in_sample: int) -> None:
    """Inspect units, the first of them in a sample; one in twelve is rejected."""
    desk, name = by(services, CHIEF), f"S-{order}"
    plan = SamplingPlan(SamplingMode.AQL, aql=2.5)
    open_sample(desk, name, plan, LOT_SIZE, order=order)
    for number, unit in enumerate(units):
        sample = name if number < in_sample else None
        if number % REJECT_EVERY == REJECT_EVERY - 1:
            reject_unit(desk, unit, ["label-crooked"], remarks="left edge", sample=sample)
        else:
            pass_unit(desk, unit, sample=sample)


def live_on(services: Services, units: Sequence[str], strange_mac: str) -> None:
    """Rework, hold, scrap and replace some units; tag one. Takes six."""
    desk = by(services, CHIEF)
    reworked, retested, held, scrapped, replaced, tagged = units[:6]
    send_back(desk, reworked, Stage.REWORK, "solder bridge")
    send_back(desk, retested, Stage.RETEST, "antenna bent")
    hold_unit(desk, held, "customer complaint")
    scrap_unit(desk, scrapped, "water damage")
    replace_unit(desk, replaced, strange_mac, "radio dead")
    edit_unit(desk, tagged, remarks="shown at the fair", tags=("pilot",))


def pack_cartons(services: Services, order: str, units: Sequence[str]) -> None:
    """Pack units into cartons; all but the last are closed, the first two on a pallet."""
    hands = by(services, OPERATORS[0])
    codes = []
    for at in range(0, len(units), PER_CARTON):
        code = f"CTN-{order}-{at // PER_CARTON + 1:03d}"
        open_package(hands, PackageKind.CARTON, code, order=order, capacity=PER_CARTON)
        inside = units[at : at + PER_CARTON]
        for unit in inside:
            pack(hands, code, unit)
        if len(inside) == PER_CARTON:
            close_package(hands, code)
            codes.append(code)
    pallet = f"PLT-{order}-1"
    open_package(hands, PackageKind.PALLET, pallet, order=order)
    for code in codes[:2]:
        pack(hands, pallet, code)
