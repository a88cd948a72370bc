"""``keywright label printer`` and ``keywright serial``: where labels come out, numbers on them."""

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.texts import Texts

COLUMNS = ("name", "kind", "address", "language", "dpi", "slots")


def add_printers(acts: Any, shared: argparse.ArgumentParser, texts: Texts) -> None:
    """Add ``label printer add|list|test|slot|retire``."""
    printer = acts.add_parser("printer", help=texts.text("cli-label-printer"))
    commands = printer.add_subparsers(metavar="ACT", required=True)

    def add(name: str) -> argparse.ArgumentParser:
        words = texts.text(f"cli-printer-{name}")
        command: argparse.ArgumentParser = commands.add_parser(name, parents=[shared], help=words)
        return command

    define = add("add")
    define.add_argument("name")
    define.add_argument("--kind", required=True, choices=("tcp", "serial", "file", "spool"))
    define.add_argument(
        "--address",
        required=True,
        metavar="HOST[:PORT]|PORT[@BAUD]|FILE|NAME",
        help=texts.text("cli-printer-opt-address"),
    )
    define.add_argument("--printer-language", choices=("zpl", "tspl", "pdf"), default="zpl")
    define.add_argument("--dpi", type=int, choices=(203, 300, 600), default=203)
    define.add_argument("--darkness", type=int, metavar="0-30")
    define.add_argument("--speed", type=int, metavar="IPS")
    define.add_argument("--offset", metavar="X,Y", default="0,0", help=texts.text("cli-printer-mm"))
    define.add_argument("--native-text", action="store_true")
    define.add_argument("--silent", action="store_true", help=texts.text("cli-printer-opt-silent"))
    define.set_defaults(run=run_add)
    add("list").set_defaults(run=run_list)
    for name, run in (("test", run_test), ("retire", run_retire)):
        command = add(name)
        command.add_argument("name")
        command.set_defaults(run=run)
    slot = add("slot")
    slot.add_argument("slot", metavar="SLOT|*")
    slot.add_argument("printer", nargs="?", metavar="NAME")
    slot.set_defaults(run=run_slot)


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``serial pattern|list|take|give|bind``."""
    serial = commands.add_parser("serial", help=texts.text("cli-serial"))
    acts = serial.add_subparsers(metavar="ACT", required=True)

    def add(name: str, run: Any, *arguments: str) -> argparse.ArgumentParser:
        words = texts.text(f"cli-serial-{name}")
        command: argparse.ArgumentParser = acts.add_parser(name, parents=[shared], help=words)
        for argument in arguments:
            command.add_argument(argument)
        command.set_defaults(run=run)
        return command

    add("pattern", run_pattern, "name", "pattern")
    add("list", run_patterns)
    take = add("take", run_take, "name")
    take.add_argument("--count", type=int, default=1, metavar="N")
    take.add_argument("--line", default="", metavar="NAME")
    give = add("give", run_give, "name", "unit")
    give.add_argument("--line", default="", metavar="NAME")
    add("bind", run_bind, "unit", "serial")


def run_add(options: argparse.Namespace, output: Output) -> int:
    """Define a printer, or change it."""
    from app.labels.errors import LabelRefused
    from app.workflows.printers import add_printer, setup_of

    try:
        shift_x, shift_y = (float(part) for part in options.offset.split(","))
    except ValueError as error:
        raise LabelRefused("print-setting", name="offset", value=options.offset) from error
    values = {
        "kind": options.kind,
        "address": options.address,
        "language": options.printer_language,
        "dpi": options.dpi,
        "darkness": options.darkness,
        "speed": options.speed,
        "shift_x": shift_x,
        "shift_y": shift_y,
        "native_text": options.native_text,
        "asks": not options.silent,
    }
    with opened(options, output.texts) as services:
        entry = add_printer(services, setup_of(options.name, values))
    output.result({"name": entry.name, **entry.settings})
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List the printers, each with the slots of this station that print on it."""
    with opened(options, output.texts) as services:
        slots = services.ledger.printers.slots(services.actor.station)
        records = [
            {
                "name": entry.name,
                **entry.settings,
                "slots": [slot for slot, printer in slots.items() if printer == entry.name],
                "waiting": services.ledger.print_jobs.counts(entry.name)["queued"],
            }
            for entry in services.ledger.printers.all()
        ]
    output.table(records, COLUMNS)
    return 0


def run_test(options: argparse.Namespace, output: Output) -> int:
    """Print a frame and a cross; say what the printer says of itself."""
    from app.workflows.printers import test_print

    with opened(options, output.texts) as services:
        state = test_print(services, options.name)
    code = "" if state is None else state.code
    record = {"printer": options.name, "answers": state is not None, "trouble": code}
    if code:
        words = output.texts.sentence(code, printer=options.name)
        advice = output.texts.advice(code, printer=options.name)
        output.result(record, f"{words} {advice}".strip())
        return 1
    output.result(record, output.texts.text("cli-printer-tested", printer=options.name))
    return 0


def run_retire(options: argparse.Namespace, output: Output) -> int:
    """Take a printer out of use."""
    from app.domain.acts import Act
    from app.workflows.rights import require

    with opened(options, output.texts) as services:
        require(services.ledger, services.actor, Act.SETTING_CHANGED)
        services.ledger.printers.retire(options.name, services.actor)
    output.result({"printer": options.name, "retired": True})
    return 0


def run_slot(options: argparse.Namespace, output: Output) -> int:
    """Say on which printer a slot of this station prints."""
    from app.workflows.printers import map_slot

    with opened(options, output.texts) as services:
        map_slot(services, options.slot, options.printer)
        slots = services.ledger.printers.slots(services.actor.station)
    output.result({"station_slots": slots})
    return 0


def run_pattern(options: argparse.Namespace, output: Output) -> int:
    """Give a serial number pattern a name."""
    from app.workflows.serial_numbers import define_pattern

    with opened(options, output.texts) as services:
        define_pattern(services, options.name, options.pattern)
    output.result({"name": options.name, "pattern": options.pattern})
    return 0


def run_patterns(options: argparse.Namespace, output: Output) -> int:
    """List the patterns."""
    with opened(options, output.texts) as services:
        patterns = services.ledger.serials.patterns()
    records = [{"name": name, "pattern": pattern} for name, pattern in patterns.items()]
    output.table(records, ("name", "pattern"))
    return 0


def run_take(options: argparse.Namespace, output: Output) -> int:
    """Take serial numbers for labels that are printed beforehand."""
    from app.workflows.serial_numbers import take_serials

    with opened(options, output.texts) as services:
        serials = take_serials(services, options.name, options.count, options.line)
    for serial in serials:
        output.result({"serial": serial}, serial)
    return 0


def run_give(options: argparse.Namespace, output: Output) -> int:
    """Give a unit its serial number."""
    from app.domain.units import normalise_mac
    from app.workflows.serial_numbers import give_serial

    hwid = normalise_mac(options.unit) or options.unit
    with opened(options, output.texts) as services:
        serial = give_serial(services, hwid, options.name, options.line)
    output.result({"unit": hwid, "serial": serial}, serial)
    return 0


def run_bind(options: argparse.Namespace, output: Output) -> int:
    """Bind a scanned serial number to a unit."""
    from app.domain.units import normalise_mac
    from app.workflows.serial_numbers import bind_serial

    hwid = normalise_mac(options.unit) or options.unit
    with opened(options, output.texts) as services:
        bind_serial(services, hwid, options.serial)
    output.result({"unit": hwid, "serial": options.serial.strip()})
    return 0
