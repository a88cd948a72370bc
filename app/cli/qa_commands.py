"""``keywright qa``: scan, inspect, draw samples, read golden boards."""

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.quality import QualityRules
from app.domain.sampling import LEVELS, SamplingMode, SamplingPlan, Severity
from app.domain.shifts import ShiftPlan
from app.ledger.inspections import OpenSample
from app.station.scanner import scanned_lines
from app.texts import Texts
from app.workflows import golden, inspect
from app.workflows.qa_scan import ScannerSetup, ScanResult, qa_scan, scan_pair
from app.workflows.services import Services

ALL_WELL, NOT_GOOD = 0, 1


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``qa scan|pair|pass|reject|reasons|sample|golden|rules``."""
    qa = commands.add_parser("qa", help=texts.text("cli-qa"))
    acts = qa.add_subparsers(metavar="ACT", required=True)

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        made = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-qa-{name}"))
        made.set_defaults(run=run)
        return made

    scan = command("scan", run_scan)
    scan.add_argument("code", nargs="?", metavar="CODE")
    scan.add_argument("--scanner", metavar="PORT")
    scan.add_argument("--port", metavar="PORT")
    scan.add_argument("--profile", metavar="NAME")
    _add_scanner(scan)
    pair = command("pair", run_pair)
    pair.add_argument("product", metavar="CODE")
    pair.add_argument("box", metavar="CODE")
    _add_scanner(pair)
    for name, run in (("pass", run_pass), ("reject", run_reject)):
        act = command(name, run)
        act.add_argument("words", metavar="CODE")
        act.add_argument("--remarks", default="", metavar="TEXT")
        act.add_argument("--picture", type=Path, action="append", default=[], metavar="FILE")
        act.add_argument("--sample", metavar="NAME")
        if name == "reject":
            act.add_argument("--reason", action="append", default=[], metavar="CODE")
    command("reasons", run_reasons)
    sample = command("sample", run_sample)
    sample.add_argument("name", metavar="NAME")
    sample.add_argument("--lot-size", type=int, metavar="N")
    sample.add_argument("--order", metavar="NAME")
    sample.add_argument("--lot", metavar="NAME")
    sample.add_argument("--resume", default="", metavar="TEXT")
    _add_plan(sample)
    board = command("golden", run_golden)
    board.add_argument("name", metavar="NAME")
    board.add_argument("--add", metavar="CODE")
    board.add_argument("--retire", metavar="REASON")
    board.add_argument("--port", metavar="PORT")
    board.add_argument("--profile", metavar="NAME")
    board.add_argument("--order", metavar="NAME")
    rules = command("rules", run_rules)
    rules.add_argument("order", metavar="ORDER")
    rules.add_argument("--golden", action=argparse.BooleanOptionalAction)
    rules.add_argument("--inspect-before-packing", action=argparse.BooleanOptionalAction)
    rules.add_argument("--per-carton", type=int, metavar="N")
    rules.add_argument("--per-pallet", type=int, metavar="N")
    rules.add_argument("--shifts", metavar="HH:MM,HH:MM")
    rules.add_argument("--utc-offset", type=int, metavar="MINUTES")
    _add_plan(rules)


def _add_scanner(command: argparse.ArgumentParser) -> None:
    command.add_argument("--order", metavar="NAME")
    command.add_argument("--prefix", default="", metavar="TEXT")
    command.add_argument("--suffix", default="", metavar="TEXT")


def _add_plan(command: argparse.ArgumentParser) -> None:
    command.add_argument("--mode", choices=[mode.value for mode in SamplingMode])
    command.add_argument("--nth", type=int, default=1, metavar="N")
    command.add_argument("--aql", type=float, default=1.0, metavar="PERCENT")
    command.add_argument("--level", choices=LEVELS, default="II")


def run_scan(options: argparse.Namespace, output: Output) -> int:
    """Say what a scanned unit is; without a CODE, each line of a scanner or of stdin."""
    setup = ScannerSetup(options.prefix, options.suffix)
    worst = ALL_WELL
    with opened(options, output.texts) as services:
        for code in _codes(options):
            result = qa_scan(
                services,
                code,
                order=options.order,
                port=options.port,
                profile=options.profile,
                scanner=setup,
            )
            _tell(output, result)
            worst = max(worst, ALL_WELL if result.verdict.is_good else NOT_GOOD)
    return worst


def _codes(options: argparse.Namespace) -> Any:
    if options.code is not None:
        return [options.code]
    if options.scanner is not None:
        return scanned_lines(options.scanner)
    return (line for line in sys.stdin if line.strip())


def _tell(output: Output, result: ScanResult) -> None:
    record = result.as_record()
    sentence = output.texts.sentence(result.code, **result.facts)
    advice = output.texts.advice(result.code, **result.facts)
    record |= {"message": sentence, "advice": advice}
    words = f"{output.texts.text(f'qa-verdict-{result.verdict.value}')}  {sentence} {advice}"
    if result.times_scanned:
        words += "\n" + output.texts.text("qa-repeated", times=result.times_scanned)
    output.result(record, words.rstrip())


def run_pair(options: argparse.Namespace, output: Output) -> int:
    """Compare the label on the product with the label on the box."""
    setup = ScannerSetup(options.prefix, options.suffix)
    with opened(options, output.texts) as services:
        pair = scan_pair(services, options.product, options.box, order=options.order, scanner=setup)
    sentence = output.texts.sentence(pair.code, **pair.facts)
    output.result(pair.as_record() | {"message": sentence}, sentence)
    return ALL_WELL if pair.matches and pair.product.verdict.is_good else NOT_GOOD


def run_pass(options: argparse.Namespace, output: Output) -> int:
    """Record that a unit passed inspection."""
    with opened(options, output.texts) as services:
        story = inspect.pass_unit(
            services,
            options.words,
            remarks=options.remarks,
            pictures=options.picture,
            sample=options.sample,
        )
        record = {"unit": story.subject, "result": "pass"} | _sample_told(services, options)
    output.result(record, output.texts.text("qa-inspected", **record))
    return ALL_WELL


def run_reject(options: argparse.Namespace, output: Output) -> int:
    """Record that a unit was rejected, with reasons."""
    with opened(options, output.texts) as services:
        story = inspect.reject_unit(
            services,
            options.words,
            options.reason,
            remarks=options.remarks,
            pictures=options.picture,
            sample=options.sample,
        )
        record = {"unit": story.subject, "result": "reject", "reasons": options.reason}
        record |= _sample_told(services, options)
    output.result(record, output.texts.text("qa-inspected", **record))
    return ALL_WELL


def _sample_told(services: Services, options: argparse.Namespace) -> dict[str, Any]:
    if options.sample is None:
        return {}
    return {"sample": _sample_record(services.ledger.inspections.sample(options.sample))}


def run_reasons(options: argparse.Namespace, output: Output) -> int:  # noqa: ARG001 - as all
    """List the reason codes."""
    reasons = inspect.reason_list()
    rows = [
        {"code": code, "text": reasons.text(code, output.texts.language)} for code in reasons.words
    ]
    output.table(rows, ("code", "text"))
    return ALL_WELL


def run_sample(options: argparse.Namespace, output: Output) -> int:
    """Draw a sample, or show one that is drawn."""
    with opened(options, output.texts) as services:
        if options.lot_size is None:
            sample = services.ledger.inspections.sample(options.name)
        else:
            sample = inspect.open_sample(
                services,
                options.name,
                _plan(options) or SamplingPlan(),
                options.lot_size,
                order=options.order,
                lot=options.lot,
                resume=options.resume,
            )
    output.result(_sample_record(sample))
    return ALL_WELL


def _plan(options: argparse.Namespace) -> SamplingPlan | None:
    if options.mode is None:
        return None
    return SamplingPlan(SamplingMode(options.mode), options.nth, options.aql, options.level)


def _sample_record(sample: OpenSample) -> dict[str, Any]:
    return {
        "sample": sample.name,
        "mode": sample.plan["mode"],
        "severity": sample.plan.get("severity", Severity.NORMAL.value),
        "letter": sample.sample.letter,
        "lot_size": sample.sample.lot_size,
        "size": sample.sample.size,
        "accept": sample.sample.accept,
        "reject": sample.sample.reject,
        "inspected": sample.inspected,
        "rejected": sample.rejected,
        "decision": None if sample.decision is None else sample.decision.value,
    }


def run_golden(options: argparse.Namespace, output: Output) -> int:
    """Add or retire a golden sample, or read it at this station."""
    name = options.name
    with opened(options, output.texts) as services:
        record: dict[str, Any] = {"golden": name}
        if options.add is not None:
            record["hwid"] = golden.add_golden(services, name, options.add).hwid
        elif options.retire is not None:
            golden.retire_golden(services, name, options.retire)
        if options.port is not None:
            shifts = None
            if options.order is not None:
                order_id = services.ledger.orders.get(options.order).id
                shifts = services.ledger.inspections.rules_of(order_id).shifts
            record["passed"] = golden.check_golden(
                services, name, options.port, profile=options.profile, shifts=shifts
            )
    output.result(record)
    return ALL_WELL if record.get("passed", True) else NOT_GOOD


def run_rules(options: argparse.Namespace, output: Output) -> int:
    """Show or set what an order asks of quality."""
    with opened(options, output.texts) as services:
        order_id = services.ledger.orders.get(options.order).id
        rules = services.ledger.inspections.rules_of(order_id)
        changed = _changed(rules, options)
        if changed != rules:
            inspect.set_quality_rules(services, options.order, changed)
    output.result({"order": options.order, **changed.as_record()})
    return ALL_WELL


def _changed(rules: QualityRules, options: argparse.Namespace) -> QualityRules:
    from dataclasses import replace

    named = ("golden", "inspect_before_packing", "per_carton", "per_pallet")
    values = {n: getattr(options, n) for n in named if getattr(options, n) is not None}
    plan = _plan(options)
    if plan is not None:
        values["sampling"] = plan
    if options.shifts is not None or options.utc_offset is not None:
        starts = tuple(options.shifts.split(",")) if options.shifts else rules.shifts.starts
        offset = options.utc_offset
        values["shifts"] = ShiftPlan(
            starts, rules.shifts.utc_offset_min if offset is None else offset
        )
    return replace(rules, **values)
