"""The form of a work order, new or open, and the order that a filled form says."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.domain.lots import Lot
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.ui.pages.page import Page
from app.ui.views_lots import OrderChoices, OrderDraft
from app.ui.widgets.form import Field, Form, Value
from flasher.model import Storage

translate = QCoreApplication.translate


def open_order_form(
    page: Page,
    lots: Sequence[Lot],
    choices: OrderChoices,
    done: Callable[[OrderDraft, str], None],
    *,
    order: WorkOrder | None = None,
    lot: Lot | None = None,
) -> Form:
    """Open the form of a new order, or of an open one; ``lot``: the one a new order is made from.

    ``done`` gets the draft and the reason of a change. Board profile and storage are asked until
    the first unit is made: the certificate says one for all.
    """
    rules = order.rules if order else OrderRules()
    ticked = order.lot_ids if order else ((lot.id,) if lot else ())
    lines = [
        Field("product", translate("OrderForm", "Product"), _product(order, lot), most=64),
        Field("quantity", translate("OrderForm", "Quantity"), _quantity(order, lot), needed=True),
        Field(
            "lots",
            translate("OrderForm", "Lots"),
            tuple(str(one) for one in ticked),
            _lot_choices(lots, ticked),
            needed=True,
        ),
        Field(
            "on_licensed",
            translate("OrderForm", "Boards that hold a license"),
            rules.on_licensed.value,
            policies(),
        ),
        Field("start_on", translate("OrderForm", "Start"), rules.start_on, starts()),
        Field(
            "label",
            translate("OrderForm", "Label on PASS"),
            rules.label,
            _named(translate("OrderForm", "no label"), choices.labels, rules.label),
        ),
        Field(
            "serial",
            translate("OrderForm", "Serial numbers"),
            rules.serial,
            _named(translate("OrderForm", "none are given"), choices.serials, rules.serial),
        ),
    ]
    if order is None or not order.taken:
        profiles = [(name, name) for name in choices.profiles] or [(rules.profile, rules.profile)]
        lines[3:3] = [
            Field("profile", translate("OrderForm", "Board profile"), rules.profile, profiles),
            Field("storage", translate("OrderForm", "Storage"), rules.storage.value, storages()),
        ]
    if order is None:
        lines.insert(
            0,
            Field("name", translate("OrderForm", "Order"), _name(lot), needed=True, most=64),
        )
        title, words = translate("OrderForm", "New work order"), ""
    else:
        lines.append(Field("reason", translate("OrderForm", "Reason"), "", most=200))
        title = translate("OrderForm", "Edit order {order}").format(order=order.name)
        words = translate(
            "OrderForm",
            "Each change is on record, old and new. A bench that works on this order takes the "
            "change at its next start.",
        )

    def finished(values: Mapping[str, Value]) -> None:
        name = order.name if order else str(values["name"])
        done(_draft(name, values, rules, ticked), str(values.get("reason", "")))

    form = Form(page, title, lines, finished, words=words)
    form.open()
    return form


def policies() -> list[tuple[str, str]]:
    """Return what may be done with boards that hold a license already."""
    return [
        (OnLicensed.ADOPT.value, translate("OrderForm", "adopt ours, refuse unknown")),
        (OnLicensed.REFUSE.value, translate("OrderForm", "refuse")),
        (OnLicensed.OVERWRITE.value, translate("OrderForm", "overwrite unknown")),
    ]


def storages() -> list[tuple[str, str]]:
    """Return where on the board a license can go."""
    return [
        (Storage.KV.value, translate("OrderForm", "flash (KV), can be rewritten")),
        (Storage.OTP.value, translate("OrderForm", "one-time memory (OTP), for ever")),
    ]


def starts() -> list[tuple[str, str]]:
    """Return what starts a slot."""
    return [
        ("plug", translate("OrderForm", "on plug-in")),
        ("key", translate("OrderForm", "on key or foot switch")),
        ("scan", translate("OrderForm", "on scan")),
    ]


def _draft(
    name: str, values: Mapping[str, Value], rules: OrderRules, before: Sequence[int]
) -> OrderDraft:
    """Return the order that a filled form says; what the form does not ask stays."""
    ticked = values["lots"]
    assert isinstance(ticked, tuple)
    wanted = [int(lot) for lot in ticked]
    in_order = [lot for lot in before if lot in wanted]
    in_order += [lot for lot in wanted if lot not in before]
    return OrderDraft(
        name=name,
        product=str(values["product"]),
        quantity=int(str(values["quantity"])),
        lot_ids=tuple(in_order),
        rules=OrderRules(
            profile=str(values.get("profile", rules.profile)),
            storage=Storage(str(values.get("storage", rules.storage.value))),
            on_licensed=OnLicensed(str(values["on_licensed"])),
            label=str(values["label"]),
            start_on=str(values["start_on"]),
            serial=str(values["serial"]),
        ),
    )


def _lot_choices(lots: Sequence[Lot], ticked: Sequence[int]) -> list[tuple[str, str]]:
    """Return the open lots with what is left in them; those of the order first, in its order."""
    places = {lot: place for place, lot in enumerate(ticked)}
    shown = [lot for lot in lots if not lot.closed_at or lot.id in places]
    shown.sort(key=lambda lot: places.get(lot.id, len(places)))
    return [(str(lot.id), f"{lot.name}  ({lot.counts.available:,})") for lot in shown]


def _named(none: str, names: Sequence[str], present: str) -> list[tuple[str, str]]:
    known = [present, *names] if present and present not in names else names
    return [("", none), *((name, name) for name in known)]


def _name(lot: Lot | None) -> str:
    return "" if lot is None else lot.data.order_no or lot.name


def _product(order: WorkOrder | None, lot: Lot | None) -> str:
    if order is not None:
        return order.product
    return "" if lot is None else lot.data.buyer_part_no or lot.data.product_id


def _quantity(order: WorkOrder | None, lot: Lot | None) -> int:
    if order is not None:
        return order.quantity
    return 100 if lot is None else max(1, lot.counts.available)
