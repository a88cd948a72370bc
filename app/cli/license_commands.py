"""``keywright license hold|free|void``: single licenses, by their identity."""

import argparse

from app.cli.opening import opened
from app.cli.output import Output
from app.texts import Texts
from app.workflows.license_care import free_licenses, hold_licenses, void_licenses

_ACTS = {"hold": hold_licenses, "free": free_licenses, "void": void_licenses}


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``license hold|free|void``."""
    group = commands.add_parser("license", help=texts.text("cli-license"))
    acts = group.add_subparsers(metavar="ACT", required=True)
    for name in _ACTS:
        act = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-license-{name}"))
        act.add_argument("identity", nargs="+", metavar="IDENTITY")
        act.add_argument("--reason", required=True, metavar="TEXT")
        act.set_defaults(run=run_act, act=name)


def run_act(options: argparse.Namespace, output: Output) -> int:
    """Hold, free or void the licenses that were named: all of them, or none."""
    with opened(options, output.texts) as services:
        count = _ACTS[options.act](services, options.identity, options.reason)
    record = {"act": options.act, "licenses": count}
    output.result(record, output.texts.text(f"cli-license-{options.act}-done", licenses=count))
    return 0
