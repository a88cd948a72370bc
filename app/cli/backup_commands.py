"""``keywright backup``: encrypted backups by plan; and ``ledger reconcile`` after a restore."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.bootstrap import SOFTWARE
from app.cli.opening import actor, ledger_location, opened, unlock
from app.cli.output import Output
from app.cli.signing_in import signed_in
from app.texts import Texts
from app.workflows import backups, restoring
from app.workflows.evidence import Used, read_evidence
from app.workflows.restored import reconcile
from flasher.timing import SystemClock

COLUMNS = ("file", "made_at", "bytes")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``backup run|list|verify|restore``."""
    group = commands.add_parser("backup", help=texts.text("cli-backup"))
    acts = group.add_subparsers(metavar="ACT", required=True)

    def act(name: str, run: Any) -> argparse.ArgumentParser:
        parser = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-backup-{name}"))
        parser.set_defaults(run=run)
        return parser

    plan = act("run", run_plan)
    plan.add_argument("--folder", type=Path, required=True, metavar="DIR")
    plan.add_argument("--every", type=float, default=0.0, metavar="HOURS")
    plan.add_argument("--keep", type=int, default=backups.KEEP, metavar="N")
    plan.add_argument("--days", type=int, default=backups.DAYS, metavar="N")
    act("list", run_list).add_argument("--folder", type=Path, required=True, metavar="DIR")
    act("verify", run_verify).add_argument("file", type=Path, metavar="FILE")
    restore = act("restore", run_restore)
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--to", metavar="PATH|URL")


def add_reconcile(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``reconcile`` to the acts of ``ledger``."""
    parser = acts.add_parser("reconcile", parents=[shared], help=texts.text("cli-ledger-reconcile"))
    evidence = parser.add_mutually_exclusive_group(required=True)
    evidence.add_argument("--used", action="append", type=Path, metavar="FILE")
    evidence.add_argument("--nothing-used", action="store_true")
    parser.add_argument("--reason", required=True)
    parser.set_defaults(run=run_reconcile)


def run_plan(options: argparse.Namespace, output: Output) -> int:
    """Make a backup if one is due (``--every``; always without it), and tidy up by the plan."""
    every = timedelta(hours=options.every)
    plan = backups.BackupPlan(options.folder, every, options.keep, options.days)
    with opened(options, output.texts) as services:
        made = backups.run_plan(services, plan)
        ledger_id = services.ledger.meta.ledger_id
        due = backups.next_due(plan, ledger_id, services.clock.now()).isoformat()
    if made is None:
        output.result({"made": False, "due": due}, output.texts.text("cli-backup-not-due", due=due))
        return 0
    backup, proof = made
    record = {
        "made": True,
        **_record(backup),
        "records": proof.records,
        "licenses": proof.licenses,
        "findings": proof.findings,
        "due": due,
    }
    output.result(record, output.texts.text("cli-backup-made", **record))
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List this ledger's backups in a folder, newest first."""
    with opened(options, output.texts) as services:
        found = backups.backups_in(options.folder, services.ledger.meta.ledger_id)
    output.table([_record(backup) for backup in found], COLUMNS)
    return 0


def run_verify(options: argparse.Namespace, output: Output) -> int:
    """Prove a backup by restoring it into a scratch place."""
    with opened(options, output.texts) as services:
        proof = backups.verify_backup(services, options.file)
    record = {
        "file": str(options.file),
        "records": proof.records,
        "licenses": proof.licenses,
        "findings": proof.findings,
    }
    output.result(record, output.texts.text("cli-backup-proven", **record))
    return 0


def run_restore(options: argparse.Namespace, output: Output) -> int:
    """Put a backup back; what was there before is kept beside it."""
    texts = output.texts
    done = restoring.restore_backup(
        options.file,
        options.to or ledger_location(options),
        unlock(options, texts).opener(),
        actor(options),
        SystemClock(),
        sign_in=lambda services: signed_in(services, options, texts),
        software=SOFTWARE,
    )
    record = {
        "ledger": done.location,
        "made_at": done.made_at,
        "in_question": done.in_question,
        "second_copy": None if done.second_copy is None else str(done.second_copy),
    }
    output.result(record, texts.text("cli-backup-restored", **record))
    return 0


def run_reconcile(options: argparse.Namespace, output: Output) -> int:
    """Settle what a restore put in question."""
    say = output.texts.text
    with opened(options, output.texts) as services:
        used: Used = {}
        for file in options.used or ():
            shown = read_evidence(services, file)
            used |= shown.used
            if shown.until is not None:
                output.note(say("cli-evidence-until", file=file.name, until=shown.until))
        done = reconcile(services, used, options.reason)
    record = {"available": done.available, "doubtful": done.doubtful, "held": done.held}
    output.result(record, output.texts.text("cli-ledger-reconciled", **record))
    return 0


def _record(backup: backups.Backup) -> dict[str, Any]:
    return {
        "file": str(backup.file),
        "made_at": backup.made_at.isoformat(timespec="seconds"),
        "bytes": backup.size,
    }
