"""The whole main job on simulated boards, with real files left behind to look at."""

import json
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

from app.bootstrap import Unlock, create_ledger, default_station, open_services
from app.cli.output import Output
from app.cli.progress import watch_units
from app.domain.orders import OrderRules
from app.domain.people import Actor
from app.errors import BadInput
from app.paths import resources_dir
from app.station.slot import SlotPlace
from app.station.station import Station
from app.workflows.export_report import ReportFilter, export_writes
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.life import living_run
from app.workflows.orders import create_order, task_for_order
from app.workflows.render_labels import Selection, render
from app.workflows.services import Services
from app.workflows.telling import tell_unit
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome
from flasher.simulator.farm import Farm, PortInfo
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for

BOARDS = 8
LIST = "tuya-license-list.xlsx"
LOT, ORDER = "demo-lot", "demo-order"
LABEL = "small-40x30"
KINDS = ("t5ai", "esp32")
PULLED = BOARDS  # the last board's cable is pulled in the middle of its write
MARK, LEDGER = "demo.json", "ledger.db"


def run_demo(folder: Path, output: Output) -> int:
    """Import, write, recover a pulled cable, report, check; returns the exit code."""
    _prepare(folder)
    shutil.copyfile(resources_dir() / "samples" / LIST, folder / LIST)
    location = str(folder / LEDGER)
    actor = Actor("demo", default_station())
    create_ledger(location, Unlock(key_file=folder / "demo.key"), actor)
    services = open_services(location, Unlock(), actor)
    try:
        summary = _main_job(services, folder, output)
    finally:
        services.ledger.close()
    (folder / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    _tell(summary, folder, output)
    return 0 if summary["all_well"] else 1


def _prepare(folder: Path) -> None:
    """Make an empty folder; one with an earlier demo in it is emptied, any other refused."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise BadInput("demo-folder-in-use", folder=str(folder))
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text('{"made_by": "keywright demo"}\n', encoding="utf-8")
    except OSError as error:
        raise BadInput("simulate-bad-folder", folder=str(folder), why=error.strerror) from error


def _main_job(services: Services, folder: Path, output: Output) -> dict[str, Any]:
    say = output.texts.text
    output.note(say("demo-import", file=LIST))
    imported = import_lot(
        services.ledger, services.vault, services.actor, folder / LIST, LOT, ImportOptions()
    )
    create_order(
        services,
        ORDER,
        product="Demo plug",
        quantity=BOARDS,
        lots=[LOT],
        rules=OrderRules(profile="tuyaopen"),
    )
    began = time.monotonic()
    with Farm(folder / "boards") as farm:
        ports = [farm.add(_board(number)) for number in range(1, BOARDS + 1)]
        output.note(say("demo-write", boards=BOARDS))
        reports = _write(services, ports, output)
        seconds = time.monotonic() - began
        back = [port for port in ports if _came_back(reports, port)]
        if back:
            output.note(say("demo-again", boards=len(back)))
            farm.replace(PULLED, _board(PULLED, is_whole=True))
            reports += _write(services, back, output)
        flash = _flash_contents(ports)
    export_writes(services, ReportFilter(lot=LOT), folder / "writes.csv")
    labels = _labels(services, folder, output)
    findings = services.ledger.check()
    counts = services.ledger.lots.get(LOT).counts
    return {
        "list": LIST,
        "imported": imported.imported,
        "boards": BOARDS,
        "attempts": len(reports),
        "outcomes": dict(Counter(str(report.outcome) for report in reports)),
        "verified": counts.verified,
        "available": counts.available,
        "doubtful": counts.doubtful,
        "seconds": round(seconds, 2),
        "licenses_on_boards": len(flash),
        "on_two_boards": len(flash) - len(set(flash)),
        "labels": labels,
        "ledger_findings": len(findings),
        "all_well": not findings and counts.verified == BOARDS == len(set(flash)),
    }


def _labels(services: Services, folder: Path, output: Output) -> int:
    """Leave the labels of the verified units in ``labels.pdf``; return how many were proved."""
    done = render(services, Selection(lot=LOT), LABEL, folder / "labels.pdf")
    output.note(output.texts.text("demo-labels", units=done.labels))
    return done.proved


def _board(number: int, *, is_whole: bool = False) -> Any:
    faults = () if is_whole or number != PULLED else (parse_fault("unplug@write"),)
    kind = kind_named(KINDS[number % len(KINDS)])
    return spec_for(number, kind, seed=2611, faults=faults)


def _write(services: Services, ports: list[PortInfo], output: Output) -> list[UnitReport]:
    places = [SlotPlace(str(port.slot), port.name) for port in ports]
    reports: list[UnitReport] = []
    with living_run(services) as (run, _settled):
        station = Station(
            services, run, task_for_order(services, ORDER), places, count=len(places), wait_s=5.0
        )
        watch_units(station, output, lambda done: reports.append(done.report))
    for report in sorted(reports, key=lambda r: r.slot):
        _tell_unit(report, output)
    return reports


def _came_back(reports: list[UnitReport], port: PortInfo) -> bool:
    return any(r.slot == str(port.slot) and r.outcome is not Outcome.PASS for r in reports)


def _tell_unit(report: UnitReport, output: Output) -> None:
    words = " ".join(tell_unit(report, output.texts))
    output.note(
        f"  {report.slot:>2}  {report.outcome.upper():<9} {report.mac or '-':<13}"
        f" {report.identity or '-':<21} {report.seconds:5.2f} s  {words}"
    )


def _flash_contents(ports: list[PortInfo]) -> list[str]:
    """Return the identities that the boards' flash files really hold."""
    held = []
    for port in ports:
        flash = json.loads(port.flash.read_text(encoding="utf-8"))
        held += [uuid for uuid in [flash["kv"]["uuid"]] if uuid]
    return held


def _tell(summary: dict[str, Any], folder: Path, output: Output) -> None:
    output.result(summary | {"folder": str(folder)})
