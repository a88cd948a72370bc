"""Labels of chosen units to a file: which units, what their labels say, every code proved."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.licenses import LicenseState
from app.domain.printing import LabelSubject
from app.domain.units import normalise_mac
from app.errors import BadInput, Refused
from app.labels.design import Design
from app.labels.fields import LabelData, is_secret_name
from app.labels.output import write_labels
from app.labels.pdf import Progress, RenderReport
from app.labels.print_settings import PrintSettings
from app.workflows.label_designs import choose_design
from app.workflows.services import Services

S = LicenseState
BEFOREHAND = (S.AVAILABLE, S.RESERVED, S.WRITING, S.DOUBTFUL, S.VERIFIED)
"""States in which an identity may be printed before its unit is made."""
_HEADER_ROWS = 1


@dataclass(frozen=True, slots=True)
class Selection:
    """Which labels: a lot (or rows of its list), an order, or units by any of their names.

    ``beforehand``: also identities that are on no unit yet; else verified units only.
    """

    lot: str | None = None
    order: str | None = None
    units: tuple[str, ...] = ()
    rows: tuple[int, int] | None = None
    beforehand: bool = False


def choose(services: Services, selection: Selection) -> list[LabelSubject]:
    """Return what is to be labelled, in the order of the list or as the units were named.

    Raises BadInput ``lot-unknown`` | ``order-unknown`` | ``unit-unknown`` | ``rows-range`` |
    ``label-nothing-chosen``, Refused ``label-not-verified``.
    """
    rows = selection.rows
    if rows is not None and not 0 < rows[0] <= rows[1]:
        raise BadInput("rows-range", first=rows[0], last=rows[1])
    store = services.ledger.label_subjects
    subjects: list[LabelSubject] = []
    if selection.lot is not None:
        states = BEFOREHAND if selection.beforehand else (S.VERIFIED,)
        subjects += store.of_lot(selection.lot, states=states, rows=rows)
    if selection.order is not None:
        subjects += store.of_order(services.ledger.orders.get(selection.order).id)
    for words in selection.units:
        found = store.find(normalise_mac(words) or words.strip())
        allowed = BEFOREHAND if selection.beforehand else (S.VERIFIED,)
        if found.state not in allowed:
            raise Refused("label-not-verified", identity=found.identity, state=found.state)
        subjects.append(found)
    if not subjects:
        raise BadInput("label-nothing-chosen")
    return subjects


def render(
    services: Services,
    selection: Selection,
    design: str,
    out: Path,
    *,
    start: int = 0,
    prove: bool = True,
    settings: PrintSettings | None = None,
    pictures: Path | None = None,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RenderReport:
    """Write the labels to ``out``; its ending says the kind: .pdf .png .zip .zpl .tspl.

    Raises what :func:`choose`, ``choose_design`` and ``write_labels`` raise, and BadInput
    ``label-file-not-written``.
    """
    subjects = choose(services, selection)
    chosen = choose_design(services, design, {subject.scheme for subject in subjects})
    labels = label_data(services, subjects, chosen)
    try:
        return write_labels(
            chosen,
            labels,
            out,
            start=start,
            prove=prove,
            settings=settings,
            pictures=pictures,
            progress=progress,
            is_cancelled=is_cancelled,
        )
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput("label-file-not-written", file=str(out), why=why) from error


def label_data(
    services: Services, subjects: Iterable[LabelSubject], design: Design
) -> list[LabelData]:
    """Return what each label says, in the station's own time zone.

    ``counter`` is the license's number in its list, from 1. Of the imported columns only those
    that the design names are taken, and never one with a secret's name.
    """
    now = services.clock.now()
    wanted = set(design.fields)
    return [_data(subject, now, wanted, services.actor.station) for subject in subjects]


def _data(subject: LabelSubject, now: datetime, wanted: set[str], station: str) -> LabelData:
    extra = {}
    if subject.extra:
        extra = {
            name: str(value)
            for name, value in json.loads(subject.extra).items()
            if name in wanted and not is_secret_name(name)
        }
    return LabelData(
        identity=subject.identity,
        mac=subject.mac or "",
        serial=subject.serial or "",
        product_id=subject.product_id,
        lot=subject.lot,
        order=subject.order or "",
        station=subject.station or station,
        when=(datetime.fromisoformat(subject.at) if subject.at else now).astimezone(),
        counter=max(1, subject.row - _HEADER_ROWS),
        extra=extra,
    )


def to_json(data: LabelData) -> str:
    """Return a label's values as they stand now, for the print queue."""
    values = {name: getattr(data, name) for name in LabelData.__slots__}
    values["when"] = data.when.isoformat() if data.when else None
    values["extra"] = dict(data.extra)
    filled = {name: value for name, value in values.items() if value}
    return json.dumps(filled, ensure_ascii=False, sort_keys=True)


def from_json(body: str) -> LabelData:
    """Return the values of a queued label."""
    values = json.loads(body)
    when = values.pop("when", None)
    return replace(LabelData(**values), when=datetime.fromisoformat(when) if when else None)
