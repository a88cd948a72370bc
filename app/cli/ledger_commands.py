"""``keywright init`` and ``keywright ledger``."""

import argparse
from pathlib import Path

from app.bootstrap import SOFTWARE, Unlock, create_ledger, restore_ledger
from app.cli.backup_commands import add_reconcile
from app.cli.backup_commands import run_restore as run_sealed
from app.cli.opening import (
    actor,
    ledger_location,
    must_not_exist,
    opened,
    passphrase_source,
    place_told,
    unlock,
)
from app.cli.output import Output
from app.cli.scheduled import run_scheduled
from app.cli.signing_in import signed_in
from app.domain.acts import Act
from app.errors import BadInput
from app.security.sealed_file import is_sealed
from app.texts import Texts
from app.workflows import restoring
from app.workflows.rights import require
from flasher.timing import SystemClock


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``init`` and ``ledger check|backup|restore``."""
    init = commands.add_parser("init", parents=[shared], help=texts.text("cli-init"))
    init.set_defaults(run=run_init)
    ledger = commands.add_parser("ledger", help=texts.text("cli-ledger"))
    acts = ledger.add_subparsers(metavar="ACT", required=True)
    check = acts.add_parser("check", parents=[shared], help=texts.text("cli-ledger-check"))
    check.set_defaults(run=run_check)
    backup = acts.add_parser("backup", parents=[shared], help=texts.text("cli-ledger-backup"))
    what = backup.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE")
    what.add_argument("--if-due", action="store_true", help=texts.text("cli-opt-if-due"))
    backup.add_argument("--folder", type=Path, metavar="DIR", help=texts.text("cli-opt-folder"))
    backup.add_argument("--every", type=float, metavar="HOURS", help=texts.text("cli-opt-every"))
    backup.set_defaults(run=run_backup)
    restore = acts.add_parser("restore", parents=[shared], help=texts.text("cli-ledger-restore"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--to", metavar="PATH|URL")
    restore.set_defaults(run=run_restore)
    add_reconcile(acts, shared, texts)


def run_init(options: argparse.Namespace, output: Output) -> int:
    """Create a ledger and the key that unlocks it."""
    location = ledger_location(options)
    must_not_exist(location)
    named = getattr(options, "key_file", None)
    uses_passphrase = named is None and _has_passphrase(options)
    with_what = Unlock(
        key_file=Path(named).resolve() if named else None,
        passphrase=passphrase_source(options, output.texts, twice=True)
        if uses_passphrase
        else None,
    )
    lock = create_ledger(location, with_what, actor(options))
    record = {"ledger": place_told(location), "lock": lock}
    output.result(record, output.texts.text("cli-created", **record))
    return 0


def _has_passphrase(options: argparse.Namespace) -> bool:
    import os

    return bool(
        getattr(options, "passphrase_file", None) or os.environ.get("KEYWRIGHT_PASSPHRASE_FILE")
    )


def run_check(options: argparse.Namespace, output: Output) -> int:
    """Prove the ledger; exit 3 when anything is wrong."""
    with opened(options, output.texts) as services:
        findings = services.ledger.check()
        totals = services.ledger.lots.totals()
    if output.as_json:
        output.result(
            {
                "well": not findings,
                "licenses": totals.total,
                "findings": [
                    {
                        "code": found.code,
                        "message": output.texts.sentence(found.code, **found.facts),
                        "facts": dict(found.facts),
                    }
                    for found in findings
                ],
            }
        )
    elif findings:
        output.line(output.texts.text("cli-check-bad", count=len(findings)))
        for found in findings:
            output.line("  " + output.texts.sentence(found.code, **found.facts))
    else:
        output.line(output.texts.text("cli-check-well", licenses=totals.total))
    return 3 if findings else 0


def run_backup(options: argparse.Namespace, output: Output) -> int:
    """Copy the ledger while it is in use; or make the scheduled backup that is due."""
    if options.if_due:
        return run_scheduled(options, output)
    for name in ("folder", "every"):
        if getattr(options, name) is not None:
            raise BadInput("only-with-if-due", option=f"--{name}")
    with opened(options, output.texts) as services:
        require(services.ledger, services.actor, Act.LEDGER_BACKED_UP)
        services.ledger.backup(options.file, services.actor)
    record = {"file": str(options.file)}
    output.result(record, output.texts.text("cli-backed-up", **record))
    return 0


def run_restore(options: argparse.Namespace, output: Output) -> int:
    """Restore a backup; a ledger that stands at the place is first copied aside."""
    location = options.to or ledger_location(options)
    if is_sealed(options.file):
        return run_sealed(options, output)
    if "://" in location or not Path(location).exists():
        restore_ledger(options.file, location)
        record: dict[str, object] = {"ledger": place_told(location), "second_copy": None}
    else:
        done = restoring.restore_copy(
            options.file,
            location,
            unlock(options, output.texts).opener(),
            actor(options),
            SystemClock(),
            sign_in=lambda services: signed_in(services, options, output.texts),
            software=SOFTWARE,
        )
        record = {"ledger": place_told(location), "second_copy": str(done.second_copy)}
    output.result(record, output.texts.text("cli-restored", **record))
    return 0
