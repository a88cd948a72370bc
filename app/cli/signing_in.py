"""Options and environment to somebody who signed in, and to a second person who approves.

A ledger without people needs neither: the operating system's user acts. With people, ``--operator``
and ``--pin-file`` (or ``KEYWRIGHT_OPERATOR`` and ``KEYWRIGHT_PIN_FILE``) sign in; at a terminal the
PIN is asked for. Commands that only look work without; an act then says who may do it.
"""

import argparse
import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.secret_files import one_line_of
from app.domain.people import Actor
from app.errors import BadInput
from app.texts import Texts
from flasher.secrets import Secret

if TYPE_CHECKING:  # the database comes with these; the window is on the screen before it is needed
    from app.workflows.services import Services
    from app.workflows.sign_in import Recognised


def add_options(shared: argparse._ActionsContainer, texts: Texts) -> None:
    """Add the options of signing in to those that every command takes."""
    absent = argparse.SUPPRESS
    for name in ("pin-file", "badge-file", "approver", "approver-pin-file", "approver-badge-file"):
        metavar = "NAME" if name == "approver" else "FILE"
        words = texts.text(f"cli-opt-{name}")
        shared.add_argument(f"--{name}", metavar=metavar, default=absent, help=words)


def signed_in(services: "Services", options: argparse.Namespace, texts: Texts) -> "Services":
    """Return the services in the name of who signed in, with the approval that was given along.

    Raises NotAllowed ``sign-in-wrong``, ``badge-…``, ``approver-is-same``; Refused ``locked-out…``;
    BadInput ``pin-file-unreadable``.
    """
    from app.workflows.sign_in import approved_by

    if not services.ledger.people.any():
        return services
    actor = _first(services, options, texts)
    if actor is None:
        return services
    second = _second(services, actor, options, texts)
    return replace(services, actor=actor if second is None else approved_by(actor, second))


def secret_from(file: Path) -> Secret:
    """Return the one line of a file; BadInput ``pin-file-unreadable``."""
    try:
        words = one_line_of(file)
    except (OSError, ValueError) as error:
        raise BadInput("pin-file-unreadable", file=str(file)) from error
    if not words:
        raise BadInput("pin-file-unreadable", file=str(file))
    return Secret(words)


def ask_secret(texts: Texts, key: str, *, twice: bool = False) -> Secret:
    """Ask for a PIN at the terminal; BadInput ``pin-needed`` where there is none."""
    if not sys.stdin.isatty():
        raise BadInput("pin-needed")
    words = getpass.getpass(texts.text(key))
    if twice and getpass.getpass(texts.text("cli-pin-again")) != words:
        raise BadInput("pins-differ")
    return Secret(words)


def _first(services: "Services", options: argparse.Namespace, texts: Texts) -> Actor | None:
    from app.workflows.people import passwords_of
    from app.workflows.sign_in import as_actor, recognise

    name = _given(options, "operator")
    station = services.actor.station
    found = _recognised(services, services.actor, options, "", name)
    if found is None and name is not None and sys.stdin.isatty():
        secret = ask_secret(texts, "cli-pin")
        found = recognise(
            services.ledger,
            passwords_of(services),
            services.actor,
            name,
            secret,
            given_too=_changes_pin(options),
        )
    return None if found is None else as_actor(found, station)


def _second(
    services: "Services", actor: Actor, options: argparse.Namespace, texts: Texts
) -> "Recognised | None":
    from app.workflows.people import passwords_of
    from app.workflows.sign_in import recognise

    name = _given(options, "approver")
    found = _recognised(services, actor, options, "approver-", name)
    if found is None and name is not None:
        secret = ask_secret(texts, "cli-approver-pin")
        found = recognise(services.ledger, passwords_of(services), actor, name, secret)
    return found


def _recognised(
    services: "Services", actor: Actor, options: argparse.Namespace, whose: str, name: str | None
) -> "Recognised | None":
    from app.workflows.people import passwords_of
    from app.workflows.sign_in import recognise, recognise_badge

    passwords = passwords_of(services)
    badge = _given(options, f"{whose}badge-file")
    if badge is not None:
        return recognise_badge(services.ledger, passwords, actor, secret_from(Path(badge)))
    pin = _given(options, f"{whose}pin-file")
    if pin is None:
        return None
    if name is None:
        raise BadInput("pin-without-name", option="--approver" if whose else "--operator")
    given_too = not whose and _changes_pin(options)
    return recognise(
        services.ledger, passwords, actor, name, secret_from(Path(pin)), given_too=given_too
    )


def _changes_pin(options: argparse.Namespace) -> bool:
    """Say whether the command is the one that a PIN somebody else chose is good for."""
    return bool(getattr(options, "changes_pin", False))


def _given(options: argparse.Namespace, name: str) -> str | None:
    key = name.replace("-", "_")
    return getattr(options, key, None) or os.environ.get(f"KEYWRIGHT_{key.upper()}") or None
