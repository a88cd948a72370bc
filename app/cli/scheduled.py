"""Scheduled backups from a shell: ``ledger backup --if-due``, and at the end of ``write``."""

import argparse
from dataclasses import replace
from datetime import timedelta

from app.cli.opening import opened
from app.cli.output import Output
from app.errors import KeywrightError
from app.workflows.backups import Backup, BackupPlan, Proof
from app.workflows.scheduled_backups import due_at, is_beside, run_due, station_plan
from app.workflows.services import Services


def run_scheduled(options: argparse.Namespace, output: Output) -> int:
    """Make the station's own backup if it is due, for the system's scheduler; no sign-in."""
    say = output.texts.text
    plan = _plan(options)
    if plan is None:
        output.result({"made": False, "due": None}, say("cli-backup-switched-off"))
        return 0
    with opened(options, output.texts) as services:
        made = run_due(services, plan)
        due = due_at(services, plan)
        beside = is_beside(services, plan.folder)
    told = due.isoformat(timespec="seconds")
    if made is None:
        output.result({"made": False, "due": told}, say("cli-backup-not-due", due=told))
        return 0
    record = {"made": True, **_facts(*made), "due": told}
    output.result(record, say("cli-backup-made", **record))
    if beside:
        output.note(say("cli-backup-beside", folder=plan.folder))
    return 0


def back_up_after(services: Services, output: Output) -> None:
    """Make the backup that is due after other work; a failure is told and changes nothing."""
    plan = station_plan()
    if plan is None:
        return
    try:
        made = run_due(services, plan)
    except KeywrightError as error:
        facts = output.redactor.strike_facts(error.facts)
        why = output.texts.sentence(error.code, **facts)
        output.note(output.texts.text("status-backup-due", why=why))
        output.note(output.texts.advice(error.code, **facts))
        return
    if made is not None:
        output.note(output.texts.text("cli-backup-made", **_facts(*made)))


def _plan(options: argparse.Namespace) -> BackupPlan | None:
    plan = station_plan()
    if options.folder is not None:  # named here: it is wanted, whatever the settings say
        plan = replace(plan or BackupPlan(options.folder), folder=options.folder, pooled=False)
    if plan is not None and options.every is not None:
        plan = replace(plan, every=timedelta(hours=options.every))
    return plan


def _facts(backup: Backup, proof: Proof) -> dict[str, object]:
    return {
        "file": str(backup.file),
        "bytes": backup.size,
        "records": proof.records,
        "licenses": proof.licenses,
        "findings": proof.findings,
    }
