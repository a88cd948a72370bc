"""``keywright vault``: the ways of unlocking, the data key, the end of a lot's secrets."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.cli.opening import opened, passphrase_source
from app.cli.output import Output
from app.cli.signing_in import ask_secret, secret_from
from app.security.locks import KeyFileLock, KeyringLock, Lock, PassphraseLock, shown_once
from app.texts import Texts
from app.workflows import vault_care
from app.workflows.audit_record import write_whole
from flasher.secrets import Secret

COLUMNS = ("number", "kind", "hint")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``vault locks|passphrase|add-lock|remove-lock|recovery-key|rotate|purge``."""
    group = commands.add_parser("vault", help=texts.text("cli-vault"))
    acts = group.add_subparsers(metavar="ACT", required=True)

    def act(name: str, run: Any) -> argparse.ArgumentParser:
        parser = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-vault-{name}"))
        parser.set_defaults(run=run)
        return parser

    act("locks", run_locks)
    change = act("passphrase", run_passphrase)
    change.add_argument("--new-passphrase-file", type=Path, metavar="FILE")
    add = act("add-lock", run_add_lock)
    kind = add.add_mutually_exclusive_group(required=True)
    kind.add_argument("--new-key-file", type=Path, metavar="FILE")
    kind.add_argument("--new-passphrase-file", type=Path, metavar="FILE")
    kind.add_argument("--keyring", action="store_true")
    act("remove-lock", run_remove_lock).add_argument("number", type=int)
    act("recovery-key", run_recovery_key)
    act("rotate", run_rotate)
    purge = act("purge", run_purge)
    purge.add_argument("--lot", required=True, metavar="NAME")
    purge.add_argument("--reason", required=True)
    purge.add_argument("--certificate", type=Path, required=True, metavar="FILE")


def run_locks(options: argparse.Namespace, output: Output) -> int:
    """List the ways of unlocking."""
    with opened(options, output.texts) as services:
        found = vault_care.locks_of(services)
    rows = [
        {"number": at, "kind": lock.kind.value, "hint": lock.hint}
        for at, lock in enumerate(found, start=1)
    ]
    output.table(rows, COLUMNS)
    return 0


def run_passphrase(options: argparse.Namespace, output: Output) -> int:
    """Change the passphrase."""
    with opened(options, output.texts) as services:
        old = Secret(passphrase_source(options, output.texts)())
        named = options.new_passphrase_file
        new = secret_from(named) if named else _ask_new(output)
        vault_care.change_passphrase(services, old, new)
    output.result({"changed": True}, output.texts.text("cli-vault-changed"))
    return 0


def run_add_lock(options: argparse.Namespace, output: Output) -> int:
    """Add a way of unlocking."""
    lock: Lock
    if options.new_key_file is not None:
        lock = KeyFileLock(vault_care.key_file_lock_path(options.new_key_file))
    elif options.new_passphrase_file is not None:
        lock = PassphraseLock(secret_from(options.new_passphrase_file))
    else:
        lock = KeyringLock()
    with opened(options, output.texts) as services:
        vault_care.add_lock(services, lock)
    output.result({"changed": True}, output.texts.text("cli-vault-changed"))
    return 0


def run_remove_lock(options: argparse.Namespace, output: Output) -> int:
    """Remove a way of unlocking."""
    with opened(options, output.texts) as services:
        vault_care.remove_lock(services, options.number)
    output.result({"changed": True}, output.texts.text("cli-vault-changed"))
    return 0


def run_recovery_key(options: argparse.Namespace, output: Output) -> int:
    """Make a recovery key and show it, this once."""
    with opened(options, output.texts) as services:
        key = vault_care.make_recovery_key(services)
    words = shown_once(key)
    output.note(output.texts.text("cli-vault-recovery-note"))
    output.result({"recovery_key": words}, words)
    return 0


def run_rotate(options: argparse.Namespace, output: Output) -> int:
    """Seal every secret anew; an interrupted run goes on where it was."""
    texts = output.texts

    def progress(done: int, total: int) -> None:
        output.note(texts.text("cli-vault-rotating", done=done, total=total))

    with opened(options, texts) as services:
        done = vault_care.rotate_data_key(services, progress)
    record = {"data_key": done.data_key, "resealed": done.resealed, "left": done.left}
    output.result(record, texts.text("cli-vault-rotated", **record))
    return 0


def run_purge(options: argparse.Namespace, output: Output) -> int:
    """Take a closed lot's secrets away for ever, with a certificate."""
    with opened(options, output.texts) as services:
        counts, signed = vault_care.purge_lot(services, options.lot, options.reason)
        words = json.dumps(signed, ensure_ascii=False, indent=1) + "\n"
        write_whole(options.certificate, [words])
    record = {"lot": options.lot, **counts._asdict(), "certificate": str(options.certificate)}
    output.result(record, output.texts.text("cli-vault-purged", **record))
    return 0


def _ask_new(output: Output) -> Secret:
    return ask_secret(output.texts, "cli-new-passphrase", twice=True)
