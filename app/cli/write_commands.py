"""``keywright write`` and ``keywright probe``."""

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.bootstrap import profiles_dir
from app.cli.opening import opened
from app.cli.output import Output
from app.cli.progress import watch_units
from app.cli.scheduled import back_up_after
from app.domain.orders import OnLicensed, OrderRules
from app.errors import BadInput
from app.ledger.runs import Settled
from app.station.events import UnitDone
from app.station.slot import SlotPlace
from app.station.station import Station
from app.texts import Texts
from app.workflows.life import living_run
from app.workflows.orders import task_for_lots, task_for_order
from app.workflows.probe_board import probe_board
from app.workflows.services import Services
from app.workflows.telling import tell_unit
from app.workflows.write_unit import UnitReport, WriteTask
from flasher.model import Outcome, Storage

DEFAULT_WAIT_S = 10.0


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``write`` and ``probe``."""
    write = commands.add_parser("write", parents=[shared], help=texts.text("cli-write"))
    what = write.add_mutually_exclusive_group(required=True)
    what.add_argument("--lot", action="append", metavar="NAME", help=texts.text("cli-opt-lot"))
    what.add_argument("--order", metavar="NAME", help=texts.text("cli-opt-order"))
    write.add_argument(
        "--port", action="append", required=True, metavar="P", help=texts.text("cli-opt-port")
    )
    write.add_argument("--count", type=_positive, metavar="N", help=texts.text("cli-opt-count"))
    write.add_argument("--storage", choices=[s.value for s in Storage])
    write.add_argument("--profile", metavar="NAME", help=texts.text("cli-opt-profile"))
    write.add_argument("--on-licensed", choices=[p.value for p in OnLicensed])
    write.add_argument(
        "--wait",
        type=float,
        default=DEFAULT_WAIT_S,
        metavar="SECONDS",
        help=texts.text("cli-opt-wait"),
    )
    write.set_defaults(run=run_write_command)

    probe = commands.add_parser("probe", parents=[shared], help=texts.text("cli-probe"))
    probe.add_argument("--port", action="append", required=True, metavar="P")
    probe.add_argument("--profile", default="tuyaopen", metavar="NAME")
    probe.set_defaults(run=run_probe_command)


def run_write_command(options: argparse.Namespace, output: Output) -> int:
    """Write boards at all ports at once; one result line per unit."""
    with opened(options, output.texts) as services:
        task = _task(services, options)
        places = [SlotPlace(f"{at}", port) for at, port in enumerate(_ports(options), 1)]
        with living_run(services) as (run, settled):
            _tell_settled(settled, output)
            station = Station(
                services,
                run,
                task,
                places,
                count=options.count or len(places),
                wait_s=max(0.0, options.wait),
            )
            stopped = threading.Event()

            def stop() -> None:
                stopped.set()
                station.stop()

            with stopping(stop):
                code = _watch(station, output)
        if not stopped.is_set():  # whoever stops the program does not wait for a backup
            back_up_after(services, output)
        return code


def _watch(station: Station, output: Output) -> int:
    outcomes: list[Outcome] = []

    def tell(done: UnitDone) -> None:
        outcomes.append(done.report.outcome)
        output.result(unit_record(done.report, output.texts), unit_line(done, output))

    watch_units(station, output, tell)
    if not outcomes:
        output.note(output.texts.text("cli-no-unit"))
        return 1
    return 0 if all(outcome is Outcome.PASS for outcome in outcomes) else 1


def unit_record(report: UnitReport, texts: Texts) -> dict[str, Any]:
    """Return one finished unit as the command line's contract has it."""
    sentence, advice = tell_unit(report, texts)
    return {
        "port": report.port,
        "mac": report.mac,
        "identity": report.identity,
        "outcome": str(report.outcome),
        "code": report.code,
        "message": sentence,
        "advice": advice,
        "seconds": round(report.seconds, 3),
        "steps": {name: round(spent, 4) for name, spent in report.steps.items()},
        "recheck": report.recheck,
        "slot": report.slot,
    }


def unit_line(event: UnitDone, output: Output) -> str:
    """Return the line a person reads: outcome, port, MAC, identity, seconds, what to do."""
    report = event.report
    record = unit_record(report, output.texts)
    told = f"{record['message']} {record['advice']}".strip()
    return (
        f"{record['outcome'].upper():<9}{report.port:<15} {report.mac or '-':<14}"
        f"{report.identity or '-':<22}{report.seconds:6.2f} s  {told}"
    )


def run_probe_command(options: argparse.Namespace, output: Output) -> int:
    """Look at boards; send nothing that changes them."""
    with opened(options, output.texts, optional=True) as services:
        all_answered = True
        for port in _ports(options):
            record = probe_board(services, port, options.profile, profiles_dir())
            all_answered = all_answered and record["outcome"] == "pass"
            facts = {k: v for k, v in record.items() if k != "code"}
            record["message"] = output.texts.sentence(record["code"], **facts)
            record["advice"] = output.texts.advice(record["code"], **facts)
            output.result(record)
    return 0 if all_answered else 1


def _task(services: Services, options: argparse.Namespace) -> WriteTask:
    if options.order:
        for name in ("storage", "profile", "on_licensed"):
            if getattr(options, name) is not None:
                raise BadInput("order-has-rules", option="--" + name.replace("_", "-"))
        return task_for_order(services, options.order)
    rules = OrderRules(
        profile=options.profile or OrderRules().profile,
        storage=Storage(options.storage or Storage.KV),
        on_licensed=OnLicensed(options.on_licensed or OnLicensed.ADOPT),
    )
    return task_for_lots(services, options.lot, rules)


def _ports(options: argparse.Namespace) -> list[str]:
    ports: list[str] = options.port
    twice = {port for port in ports if ports.count(port) > 1}
    if twice:
        raise BadInput("port-named-twice", port=min(twice))
    return ports


def _tell_settled(settled: Settled, output: Output) -> None:
    if not settled.is_clean:
        output.note(
            output.texts.text("cli-settled", released=settled.released, doubtful=settled.doubtful)
        )


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl+C and a polite kill end the work at its next safe point, not in the middle."""
    names = [signal.SIGINT, signal.SIGTERM]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(name, lambda *_: stop()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
