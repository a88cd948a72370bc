"""``keywright unit rework|retest|return|hold|free|scrap|replace|reset|edit``."""

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Output
from app.domain.stories import Stage, UnitStory
from app.texts import Texts
from app.workflows import unit_life

_BACK = {"rework": Stage.REWORK, "retest": Stage.RETEST, "return": Stage.RETURNED}


def add_acts(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add what may become of a unit."""
    runs = {
        **dict.fromkeys(_BACK, run_back),
        "hold": run_hold,
        "free": run_free,
        "scrap": run_scrap,
        "replace": run_replace,
        "reset": run_reset,
    }
    for name, run in runs.items():
        act = acts.add_parser(name, parents=[shared], help=texts.text(f"cli-unit-{name}"))
        act.add_argument("words", metavar="IDENTITY|MAC|SERIAL|CODE")
        act.add_argument("--reason", required=True, metavar="TEXT")
        act.set_defaults(run=run, act=name)
        if name == "replace":
            act.add_argument("--by", required=True, metavar="MAC|CODE")
        if name == "reset":
            act.add_argument("--port", required=True, metavar="PORT")
            act.add_argument("--profile", metavar="NAME")
    edit = acts.add_parser("edit", parents=[shared], help=texts.text("cli-unit-edit"))
    edit.add_argument("words", metavar="IDENTITY|MAC|SERIAL|CODE")
    edit.add_argument("--remarks", metavar="TEXT")
    edit.add_argument("--tag", action="append", metavar="TAG")
    edit.set_defaults(run=run_edit, act="edit")


def run_back(options: argparse.Namespace, output: Output) -> int:
    """Send a unit back to the bench, or take it back from the field."""
    with opened(options, output.texts) as services:
        story = unit_life.send_back(services, options.words, _BACK[options.act], options.reason)
    return _told(output, options, story)


def run_hold(options: argparse.Namespace, output: Output) -> int:
    """Hold a unit and its license."""
    with opened(options, output.texts) as services:
        story = unit_life.hold_unit(services, options.words, options.reason)
    return _told(output, options, story)


def run_free(options: argparse.Namespace, output: Output) -> int:
    """End a unit's hold."""
    with opened(options, output.texts) as services:
        story = unit_life.free_unit(services, options.words, options.reason)
    return _told(output, options, story)


def run_scrap(options: argparse.Namespace, output: Output) -> int:
    """Scrap a unit."""
    with opened(options, output.texts) as services:
        story = unit_life.scrap_unit(services, options.words, options.reason)
    return _told(output, options, story)


def run_replace(options: argparse.Namespace, output: Output) -> int:
    """Let another board take over."""
    with opened(options, output.texts) as services:
        story = unit_life.replace_unit(services, options.words, options.by, options.reason)
    return _told(output, options, story)


def run_reset(options: argparse.Namespace, output: Output) -> int:
    """Take the license off a board that is read and found blank."""
    with opened(options, output.texts) as services:
        state, story = unit_life.reset_unit(
            services, options.words, options.port, options.reason, profile=options.profile
        )
    output.note(output.texts.text(f"unit-reset-{state.value}"))
    return _told(output, options, story, license_becomes=state.value)


def run_edit(options: argparse.Namespace, output: Output) -> int:
    """Edit remarks and tags."""
    with opened(options, output.texts) as services:
        story = unit_life.edit_unit(
            services, options.words, remarks=options.remarks, tags=options.tag
        )
    return _told(output, options, story)


def _told(output: Output, options: argparse.Namespace, story: UnitStory, **more: Any) -> int:
    record = {"act": options.act, **story.as_record(), **more}
    words = output.texts.text("unit-act-done", unit=story.subject, stage=record["stage"])
    output.result(record, words)
    return 0
