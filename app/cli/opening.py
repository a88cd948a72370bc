"""Options and environment to an open ledger: which one, how it is unlocked, who acts."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from app.bootstrap import Unlock, default_station, open_services
from app.cli.secret_files import one_line_of
from app.cli.signing_in import signed_in
from app.domain.people import Actor
from app.errors import LedgerTrouble, VaultTrouble
from app.paths import default_ledger
from app.texts import Texts

if TYPE_CHECKING:
    from app.workflows.services import Services


@overload
@contextmanager
def opened(
    options: argparse.Namespace, texts: Texts, *, optional: Literal[False] = False
) -> "Iterator[Services]": ...
@overload
@contextmanager
def opened(
    options: argparse.Namespace, texts: Texts, *, optional: Literal[True]
) -> "Iterator[Services | None]": ...
@contextmanager
def opened(
    options: argparse.Namespace, texts: Texts, *, optional: bool = False
) -> "Iterator[Services | None]":
    """Open the ledger of these options for one command.

    ``optional``: yield None where no ledger was named and the default one does not exist.
    """
    from app.workflows.restored import part

    if optional and not _named(options) and not default_ledger().exists():
        yield None
        return
    services = open_services(ledger_location(options), unlock(options, texts), actor(options))
    try:
        yield signed_in(services, options, texts)
        part(services.ledger, services.vault)
    finally:
        services.ledger.close()


def _named(options: argparse.Namespace) -> str | None:
    return getattr(options, "ledger", None) or os.environ.get("KEYWRIGHT_LEDGER") or None


def ledger_location(options: argparse.Namespace) -> str:
    """Return the path or URL of the ledger: the option, the environment, the usual place."""
    return _named(options) or str(default_ledger())


def place_told(location: str) -> str:
    """Return the location as it may be shown: an address without its password."""
    from app.ledger.engine import Location

    return str(Location.parse(location)) if "://" in location else location


def unlock(options: argparse.Namespace, texts: Texts) -> Unlock:
    """Return what the options and the environment offer to unlock the vault with."""
    key_file = getattr(options, "key_file", None)
    return Unlock(
        key_file=Path(key_file) if key_file else None,
        passphrase=passphrase_source(options, texts),
    )


def passphrase_source(
    options: argparse.Namespace, texts: Texts, *, twice: bool = False
) -> Callable[[], str]:
    """Return a function that reads the passphrase from its file, or asks for it at a terminal."""
    named = getattr(options, "passphrase_file", None) or os.environ.get("KEYWRIGHT_PASSPHRASE_FILE")

    def read() -> str:
        if named:
            return _passphrase_from(Path(named))
        if not sys.stdin.isatty():
            raise VaultTrouble("passphrase-needed")
        phrase = getpass.getpass(texts.text("cli-passphrase"))
        if twice and getpass.getpass(texts.text("cli-passphrase-again")) != phrase:
            raise VaultTrouble("cli-ask-passphrase-differs")
        return phrase

    return read


def _passphrase_from(file: Path) -> str:
    try:
        phrase = one_line_of(file)
    except (OSError, ValueError) as error:
        raise VaultTrouble("passphrase-file-unreadable", file=str(file)) from error
    if not phrase:
        raise VaultTrouble("passphrase-file-empty", file=str(file))
    return phrase


def actor(options: argparse.Namespace) -> Actor:
    """Return who acts at which station: the options, the environment, this PC and its user."""
    name = getattr(options, "operator", None) or os.environ.get("KEYWRIGHT_OPERATOR")
    station = getattr(options, "station", None) or os.environ.get("KEYWRIGHT_STATION")
    return Actor(name=name or _user(), station=station or default_station())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no user database: a service account or a container
        return "unknown"


def must_not_exist(location: str) -> None:
    """Refuse to make a ledger where one is already."""
    if "://" not in location and Path(location).exists():
        raise LedgerTrouble("ledger-exists", ledger=location)
