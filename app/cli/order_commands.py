"""``keywright order``: work orders."""

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.texts import Texts
from app.workflows.order_closing import close_order
from app.workflows.orders import create_order
from flasher.model import Storage

COLUMNS = ("order", "product", "quantity", "taken", "left", "profile", "storage", "closed_at")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``order create|list|show|close``."""
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
