"""``keywright audit``: prove, show and export the record of acts."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.audit import AuditRecord
from app.texts import Texts
from app.workflows.audit_record import (
    AuditFilter,
    export_head,
    export_record,
    head_file,
    show_record,
    verify_record,
)

COLUMNS = ("seq", "at", "who", "approver", "station", "act", "subject", "old", "new", "reason")
NOT_WHOLE = 3


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``audit verify|show|export``."""
    audit = commands.add_parser("audit", help=texts.text("cli-audit"))
    acts = audit.add_subparsers(metavar="ACT", required=True)
    verify = acts.add_parser("verify", parents=[shared], help=texts.text("cli-audit-verify"))
    verify.add_argument(
        "--head",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help=texts.text("cli-audit-opt-head"),
    )
    verify.set_defaults(run=run_verify)
    show = acts.add_parser("show", parents=[shared], help=texts.text("cli-audit-show"))
    _add_filter(show)
    show.add_argument("--limit", type=int, default=50, metavar="N")
    show.set_defaults(run=run_show)
    export = acts.add_parser("export", parents=[shared], help=texts.text("cli-audit-export"))
    _add_filter(export)
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument(
        "--head-only", action="store_true", help=texts.text("cli-audit-opt-head-only")
    )
    export.set_defaults(run=run_export)


def run_verify(options: argparse.Namespace, output: Output) -> int:
    """Prove the record; exit 3 and the number of the first bad one where it is not whole.

    Guards that were taken away make it exit 3 as well: what they would have refused is then shown
    by the chain alone, or, behind the end of it, by nothing.
    """
    with opened(options, output.texts) as services:
        verdict = verify_record(services, options.head)
        guards = services.ledger.guards()
    facts = {"record": verdict.first_bad, "records": verdict.records}
    words = output.texts.sentence(verdict.code, **facts)
    record: dict[str, Any] = {
        "whole": verdict.is_whole,
        "code": verdict.code,
        "records": verdict.records,
        "first_bad": verdict.first_bad,
        "guards": [dict(found.facts) | {"code": found.code} for found in guards],
        "message": words,
    }
    output.result(record, words)
    for found in guards:
        output.note(output.texts.sentence(found.code, **found.facts))
    return NOT_WHOLE if guards or not verdict.is_whole else 0


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show the newest records, newest last, as a person reads them."""
    with opened(options, output.texts) as services:
        found = show_record(services, _filter(options), options.limit)
    for record in reversed(found):
        output.result(_plain(record, output), _line(record, output.texts))
    return 0


def run_export(options: argparse.Namespace, output: Output) -> int:
    """Write the record and its signed head to files."""
    with opened(options, output.texts) as services:
        if options.head_only:
            count, head = export_head(services, options.out), options.out
            words = "cli-audit-head-exported"
        else:
            wanted = _filter(options)
            whole = wanted == AuditFilter()
            count = export_record(services, options.out, None if whole else wanted)
            head = head_file(options.out)
            words = "cli-audit-exported"
    record = {"records": count, "file": str(options.out), "head": str(head)}
    output.result(record, output.texts.text(words, **record))
    return 0


def _add_filter(parser: argparse.ArgumentParser) -> None:
    for name in ("act", "who", "subject", "since", "until"):
        parser.add_argument(f"--{name}")


def _filter(options: argparse.Namespace) -> AuditFilter:
    return AuditFilter(options.act, options.who, options.subject, options.since, options.until)


def _line(record: AuditRecord, texts: Texts) -> str:
    who = record.who if record.approver is None else f"{record.who} + {record.approver}"
    facts = " ".join(word for word in (record.old, record.new, record.reason) if word)
    words = _words(record.act, texts)
    return (
        f"{record.seq:>7}  {record.at}  {who} @ {record.station}: {words}: {record.subject} {facts}"
    )


def _words(act: str, texts: Texts) -> str:
    return texts.text(f"act-{act}") if texts.has(f"act-{act}") else act


def _plain(record: AuditRecord, output: Output) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS}
    if output.as_json:
        for name in ("old", "new"):
            values[name] = None if values[name] is None else json.loads(values[name])
        values["words"] = _words(record.act, output.texts)
    return values
