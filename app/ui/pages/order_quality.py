"""What one work order asks of quality: golden sample, inspection, sampling, cartons, shifts."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.quality import QualityRules
from app.domain.sampling import AQLS, LEVELS, SamplingMode, SamplingPlan
from app.domain.shifts import ShiftPlan
from app.errors import BadInput
from app.ui.pages.page import Page
from app.ui.widgets.form import Field, Form, Value

translate = QCoreApplication.translate
HALF_HOUR = 30
FURTHEST_MIN = 14 * 60


def open_quality_form(
    page: Page, order: str, rules: QualityRules, done: Callable[[QualityRules], None]
) -> Form:
    """Open the form of an order's quality rules; ``done`` gets them as they were changed."""
    plan, shifts = rules.sampling, rules.shifts
    lines = [
        Field("golden", translate("OrderQuality", "Golden sample before each shift"), rules.golden),
        Field(
            "inspect",
            translate("OrderQuality", "Only inspected units into cartons"),
            rules.inspect_before_packing,
        ),
        Field("mode", translate("OrderQuality", "Inspect"), plan.mode.value, _modes()),
        Field("nth", translate("OrderQuality", "Every n-th: n"), plan.nth, needed=True, most=9999),
        Field(
            "aql",
            translate("OrderQuality", "AQL in percent"),
            f"{plan.aql:g}",
            [(f"{aql:g}", f"{aql:g}") for aql in AQLS],
        ),
        Field(
            "level",
            translate("OrderQuality", "Inspection level"),
            plan.level,
            [(level, level) for level in LEVELS],
        ),
        Field(
            "per_carton",
            translate("OrderQuality", "Units in a carton"),
            rules.per_carton,
            needed=True,
            most=100_000,
        ),
        Field(
            "per_pallet",
            translate("OrderQuality", "Cartons on a pallet"),
            rules.per_pallet,
            needed=True,
            most=100_000,
        ),
        Field(
            "shifts",
            translate("OrderQuality", "Shifts begin at"),
            ", ".join(shifts.starts),
            needed=True,
        ),
        Field(
            "offset",
            translate("OrderQuality", "Time zone (UTC)"),
            str(shifts.utc_offset_min),
            _offsets(),
        ),
    ]

    def finished(values: Mapping[str, Value]) -> None:
        try:
            done(_rules(values))
        except BadInput as error:
            page.fail(error)

    title = translate("OrderQuality", "Quality rules of order {order}").format(order=order)
    form = Form(page, title, lines, finished)
    form.open()
    return form


def _rules(values: Mapping[str, Value]) -> QualityRules:
    starts = str(values["shifts"]).replace("，", ",").split(",")
    return QualityRules(
        golden=bool(values["golden"]),
        inspect_before_packing=bool(values["inspect"]),
        sampling=SamplingPlan(
            SamplingMode(str(values["mode"])),
            int(str(values["nth"])),
            float(str(values["aql"])),
            str(values["level"]),
        ),
        shifts=ShiftPlan(
            tuple(start.strip() for start in starts if start.strip()), int(str(values["offset"]))
        ),
        per_carton=int(str(values["per_carton"])),
        per_pallet=int(str(values["per_pallet"])),
    )


def _modes() -> list[tuple[str, str]]:
    return [
        (SamplingMode.EVERY.value, translate("OrderQuality", "every unit")),
        (SamplingMode.NTH.value, translate("OrderQuality", "every n-th unit")),
        (SamplingMode.AQL.value, translate("OrderQuality", "a sample by AQL (ISO 2859-1)")),
    ]


def _offsets() -> list[tuple[str, str]]:
    return [(str(minutes), _clock(minutes)) for minutes in range(-720, FURTHEST_MIN + 1, HALF_HOUR)]


def _clock(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
