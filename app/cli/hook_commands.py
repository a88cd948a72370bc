"""``keywright hook``: tell other systems what happened."""

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.hooks import EVENTS, Hook, HookKind
from app.texts import Texts
from app.workflows import hooks

COLUMNS = ("name", "kind", "target", "events", "enabled", "waiting", "trouble")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``hook set|list|deliver``."""
    hook = commands.add_parser("hook", help=texts.text("cli-hook"))
    acts = hook.add_subparsers(metavar="ACT", required=True)
    made = acts.add_parser("set", parents=[shared], help=texts.text("cli-hook-set"))
    made.add_argument("name", metavar="NAME")
    made.add_argument("target", metavar="URL|COMMAND")
    made.add_argument("--kind", choices=[kind.value for kind in HookKind], default="http")
    made.add_argument("--event", action="append", choices=EVENTS, metavar="EVENT")
    made.add_argument("--off", action="store_true")
    made.add_argument("--new-secret", action="store_true")
    made.set_defaults(run=run_set)
    listing = acts.add_parser("list", parents=[shared], help=texts.text("cli-hook-list"))
    listing.set_defaults(run=run_list)
    deliver = acts.add_parser("deliver", parents=[shared], help=texts.text("cli-hook-deliver"))
    deliver.add_argument("--now", action="store_true")
    deliver.set_defaults(run=run_deliver)


def run_set(options: argparse.Namespace, output: Output) -> int:
    """Make or change a hook; prints its signing secret where one was made."""
    with opened(options, output.texts) as services:
        hook, secret = hooks.save_hook(
            services,
            options.name,
            options.target,
            kind=HookKind(options.kind),
            events=options.event or EVENTS,
            enabled=not options.off,
            new_secret=options.new_secret,
        )
    record = _record(hook) | {"secret": secret}
    output.result(record)
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List hooks with what waits for them."""
    with opened(options, output.texts) as services:
        output.table([_record(hook) for hook in services.ledger.outbox.hooks()], COLUMNS)
    return 0


def run_deliver(options: argparse.Namespace, output: Output) -> int:
    """Deliver what is due, until nothing is; exit 1 when something did not arrive."""
    done = failed = 0
    with opened(options, output.texts) as services:
        if options.now:
            services.ledger.outbox.retry_now()
        while True:
            delivered = hooks.deliver_due(services)
            done, failed = done + delivered.done, failed + delivered.failed
            if not delivered.done:
                break
        counts = services.ledger.outbox.counts()
    output.result({"delivered": done, "failed": failed, **counts})
    return 1 if failed else 0


def _record(hook: Hook) -> dict[str, Any]:
    return {
        "name": hook.name,
        "kind": hook.kind.value,
        "target": hook.target,
        "events": list(hook.events),
        "enabled": hook.enabled,
        "waiting": hook.waiting,
        "trouble": hook.trouble,
    }
