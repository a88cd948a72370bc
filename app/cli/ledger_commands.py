"""``keywright init`` and ``keywright ledger``."""

import argparse
from pathlib import Path

from app.bootstrap import Unlock, create_ledger, restore_ledger
from app.cli.backup_commands import add_reconcile
from app.cli.opening import (
    actor,
    ledger_location,
    must_not_exist,
    opened,
    passphrase_source,
    place_told,
)
from app.cli.output import Output
from app.domain.acts import Act
from app.texts import Texts
from app.workflows.rights import require


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
    backup.add_argument("file", type=Path, metavar="FILE")
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
    unlock = Unlock(
        key_file=Path(named).resolve() if named else None,
        passphrase=passphrase_source(options, output.texts, twice=True)
        if uses_passphrase
        else None,
    )
    lock = create_ledger(location, unlock, actor(options))
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
    """Copy the ledger while it is in use."""
    with opened(options, output.texts) as services:
        require(services.ledger, services.actor, Act.LEDGER_BACKED_UP)
        services.ledger.backup(options.file, services.actor)
    record = {"file": str(options.file)}
    output.result(record, output.texts.text("cli-backed-up", **record))
    return 0


def run_restore(options: argparse.Namespace, output: Output) -> int:
    """Restore a backup to a place where no ledger is."""
    location = options.to or ledger_location(options)
    restore_ledger(options.file, location)
    record = {"ledger": place_told(location)}
    output.result(record, output.texts.text("cli-restored", **record))
    return 0
