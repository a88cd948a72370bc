"""``keywright order``: work orders."""

import argparse
from dataclasses import replace
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.errors import BadInput
from app.texts import Texts
from app.workflows.order_closing import close_order
from app.workflows.orders import create_order, edit_order
from flasher.model import Storage

STARTS = ("plug", "key", "scan")
COLUMNS = ("order", "product", "quantity", "taken", "left", "profile", "storage", "closed_at")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``order create|edit|list|show|close``."""
    order = commands.add_parser("order", help=texts.text("cli-order"))
    acts = order.add_subparsers(metavar="ACT", required=True)
    create = acts.add_parser("create", parents=[shared], help=texts.text("cli-order-create"))
    create.add_argument("name")
    create.add_argument("--product", default="", metavar="NAME")
    create.add_argument("--quantity", type=int, required=True, metavar="N")
    create.add_argument("--lot", action="append", required=True, metavar="NAME")
    create.add_argument("--profile", default=OrderRules().profile, metavar="NAME")
    create.add_argument("--storage", choices=[s.value for s in Storage], default="kv")
    create.add_argument("--on-licensed", choices=[p.value for p in OnLicensed], default="adopt")
    create.add_argument("--label", default="", metavar="DESIGN")
    create.add_argument("--serial", default="", metavar="PATTERN")
    create.set_defaults(run=run_create)
    listing = acts.add_parser("list", parents=[shared], help=texts.text("cli-order-list"))
    listing.set_defaults(run=run_list)
    show = acts.add_parser("show", parents=[shared], help=texts.text("cli-order-show"))
    show.add_argument("name")
    show.set_defaults(run=run_show)
    edit = acts.add_parser("edit", parents=[shared], help=texts.text("cli-order-edit"))
    edit.add_argument("name")
    edit.add_argument("--product", metavar="NAME")
    edit.add_argument("--quantity", type=int, metavar="N")
    edit.add_argument("--lot", action="append", metavar="NAME")
    edit.add_argument("--profile", metavar="NAME")
    edit.add_argument("--storage", choices=[s.value for s in Storage])
    edit.add_argument("--on-licensed", choices=[p.value for p in OnLicensed])
    edit.add_argument("--label", metavar="DESIGN")
    edit.add_argument("--serial", metavar="PATTERN")
    edit.add_argument("--start-on", choices=STARTS)
    edit.add_argument("--reason", default="", metavar="TEXT")
    edit.set_defaults(run=run_edit)
    close = acts.add_parser("close", parents=[shared], help=texts.text("cli-order-close"))
    close.add_argument("name")
    close.add_argument("--reason", default="", metavar="TEXT")
    close.set_defaults(run=run_close)


def run_create(options: argparse.Namespace, output: Output) -> int:
    """Create a work order."""
    rules = OrderRules(
        profile=options.profile,
        storage=Storage(options.storage),
        on_licensed=OnLicensed(options.on_licensed),
        label=options.label,
        serial=options.serial,
    )
    with opened(options, output.texts) as services:
        order = create_order(
            services,
            options.name,
            product=options.product,
            quantity=options.quantity,
            lots=options.lot,
            rules=rules,
        )
    output.result(_record(order))
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List the work orders."""
    with opened(options, output.texts) as services:
        output.table([_record(order) for order in services.ledger.orders.list()], COLUMNS)
    return 0


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show one work order."""
    with opened(options, output.texts) as services:
        output.result(_record(services.ledger.orders.get(options.name)))
    return 0


def run_edit(options: argparse.Namespace, output: Output) -> int:
    """Change what is named of an open order; its own name stands in records and stays."""
    rules = {
        "profile": options.profile,
        "storage": None if options.storage is None else Storage(options.storage),
        "on_licensed": None if options.on_licensed is None else OnLicensed(options.on_licensed),
        "label": options.label,
        "serial": options.serial,
        "start_on": options.start_on,
    }
    named = {key: value for key, value in rules.items() if value is not None}
    plain = (options.product, options.quantity, options.lot)
    if not named and all(value is None for value in plain):
        raise BadInput("nothing-to-change-order", order=options.name)
    with opened(options, output.texts) as services:
        found = services.ledger.orders.get(options.name)
        names = {lot.id: lot.name for lot in services.ledger.lots.overview()}
        order = edit_order(
            services,
            options.name,
            options.reason,
            product=found.product if options.product is None else options.product,
            quantity=found.quantity if options.quantity is None else options.quantity,
            lots=options.lot or [names[lot] for lot in found.lot_ids],
            rules=replace(found.rules, **named),
        )
    output.result(_record(order))
    return 0


def run_close(options: argparse.Namespace, output: Output) -> int:
    """Close a work order; refused while a license of it is unaccounted for."""
    with opened(options, output.texts) as services:
        order = close_order(services, options.name, options.reason)
    output.result(_record(order))
    return 0


def _record(order: WorkOrder) -> dict[str, Any]:
    return {
        "order": order.name,
        "product": order.product,
        "quantity": order.quantity,
        "taken": order.taken,
        "left": order.left,
        "profile": order.rules.profile,
        "storage": str(order.rules.storage),
        "on_licensed": str(order.rules.on_licensed),
        "label": order.rules.label,
        "serial": order.rules.serial,
        "created_at": order.created_at,
        "closed_at": order.closed_at,
    }
