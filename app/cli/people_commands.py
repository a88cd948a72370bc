"""``keywright people``: who works here, what they may, how they sign in."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.cli.signing_in import ask_secret, secret_from
from app.domain.people import Person, Role
from app.texts import Texts
from app.workflows import people
from flasher.secrets import Secret

COLUMNS = ("name", "roles", "pin", "badge", "added_at", "left_at", "failures")
ROLES = [role.value for role in Role]


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``people first|add|list|roles|pin|my-pin|badge|leave|return|let-in``."""
    group = commands.add_parser("people", help=texts.text("cli-people"))
    acts = group.add_subparsers(metavar="ACT", required=True)

    def act(name: str, run: Any, *, named: bool = True) -> argparse.ArgumentParser:
        parser = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-people-{name}"))
        parser.set_defaults(run=run)
        if named:
            parser.add_argument("name")
        return parser

    def secret(parser: argparse.ArgumentParser, option: str = "--new-pin-file") -> None:
        parser.add_argument(option, type=Path, metavar="FILE", help=texts.text("cli-opt-new-pin"))

    secret(act("first", run_first))
    add = act("add", run_add)
    add.add_argument("--role", action="append", required=True, choices=ROLES)
    secret(add)
    add.add_argument("--new-badge-file", type=Path, metavar="FILE")
    act("list", run_list, named=False).add_argument("--gone-too", action="store_true")
    roles = act("roles", run_roles)
    roles.add_argument("--role", action="append", required=True, choices=ROLES)
    roles.add_argument("--reason", required=True)
    secret(act("pin", run_pin))
    own = act("my-pin", run_my_pin, named=False)
    own.set_defaults(changes_pin=True)
    secret(own)
    badge = act("badge", run_badge)
    badge.add_argument("--new-badge-file", type=Path, metavar="FILE")
    badge.add_argument("--none", action="store_true")
    for name, run in (("leave", run_leave), ("return", run_return), ("let-in", run_let_in)):
        act(name, run).add_argument("--reason", required=True)


def run_first(options: argparse.Namespace, output: Output) -> int:
    """Add the first administrator; from now on everybody signs in."""
    with opened(options, output.texts) as services:
        secret = _new_secret(options, output)
        person = people.add_first_administrator(services, options.name, secret)
    output.result(_record(person), output.texts.text("cli-people-added", name=person.name))
    return 0


def run_add(options: argparse.Namespace, output: Output) -> int:
    """Add a person."""
    badge = secret_from(options.new_badge_file) if options.new_badge_file else None
    with opened(options, output.texts) as services:
        wants_pin = options.new_pin_file is not None or badge is None
        person = people.add_person(
            services,
            options.name,
            _roles(options),
            secret=_new_secret(options, output) if wants_pin else None,
            badge=badge,
        )
    output.result(_record(person), output.texts.text("cli-people-added", name=person.name))
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List the people."""
    with opened(options, output.texts) as services:
        found = services.ledger.people.all(gone_too=options.gone_too)
    output.table([_record(person) for person in found], COLUMNS)
    return 0


def run_roles(options: argparse.Namespace, output: Output) -> int:
    """Give a person other roles."""
    with opened(options, output.texts) as services:
        person = people.change_roles(services, options.name, _roles(options), options.reason)
    output.result(_record(person))
    return 0


def run_pin(options: argparse.Namespace, output: Output) -> int:
    """Give a person a new PIN or password."""
    with opened(options, output.texts) as services:
        people.set_secret(services, options.name, _new_secret(options, output))
        person = services.ledger.people.get(options.name)
    output.result(_record(person))
    return 0


def run_my_pin(options: argparse.Namespace, output: Output) -> int:
    """Change one's own PIN; the old one is the one that is signed in with."""
    with opened(options, output.texts) as services:
        named = getattr(options, "pin_file", None)
        old = secret_from(Path(named)) if named else ask_secret(output.texts, "cli-pin")
        people.change_own_secret(services, old, _new_secret(options, output))
        person = services.ledger.people.get(services.actor.name)
    output.result(_record(person))
    return 0


def run_badge(options: argparse.Namespace, output: Output) -> int:
    """Give a person a badge, or take it away."""
    with opened(options, output.texts) as services:
        badge = None
        if not options.none:
            named = options.new_badge_file
            badge = secret_from(named) if named else ask_secret(output.texts, "cli-badge")
        people.set_badge(services, options.name, badge)
        person = services.ledger.people.get(options.name)
    output.result(_record(person))
    return 0


def run_leave(options: argparse.Namespace, output: Output) -> int:
    """Record that a person left."""
    with opened(options, output.texts) as services:
        person = people.leave(services, options.name, options.reason)
    output.result(_record(person))
    return 0


def run_return(options: argparse.Namespace, output: Output) -> int:
    """Let somebody who left sign in again."""
    with opened(options, output.texts) as services:
        person = people.come_back(services, options.name, options.reason)
    output.result(_record(person))
    return 0


def run_let_in(options: argparse.Namespace, output: Output) -> int:
    """End a lock-out."""
    with opened(options, output.texts) as services:
        person = people.let_in(services, options.name, options.reason)
    output.result(_record(person))
    return 0


def _new_secret(options: argparse.Namespace, output: Output) -> Secret:
    if options.new_pin_file is not None:
        return secret_from(options.new_pin_file)
    return ask_secret(output.texts, "cli-new-pin", twice=True)


def _roles(options: argparse.Namespace) -> list[Role]:
    return [Role(word) for word in options.role]


def _record(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "roles": ", ".join(role.value for role in Role if role in person.roles),
        "pin": person.secret_hash is not None,
        "badge": person.has_badge,
        "added_at": person.created_at,
        "left_at": person.left_at,
        "must_change": person.must_change,
        "failures": person.failures,
    }
