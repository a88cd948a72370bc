"""``keywright lot edit|split|hold|release|template|overview|register`` and ``keywright scheme``."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli.lot_records import add_lot_data, lot_changes, lot_record, problem_record
from app.cli.opening import opened
from app.cli.output import Output
from app.errors import BadInput
from app.texts import Texts

_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,3})?Z?)?)?)?)?)?")

_UNIT_HEADERS = {
    *("mac", "macaddress", "mac地址", "serial", "serialno", "serialnumber", "sn", "序列号"),
    *("registrationid", "注册id", "hwid", "unit"),
}


def add_lot_care(acts: Any, shared: argparse.ArgumentParser, texts: Texts) -> None:
    """Add the acts on a lot that exists to ``keywright lot``."""

    def add(name: str, *, is_of_lot: bool = True) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = acts.add_parser(
            name, parents=[shared], help=texts.text(f"cli-lot-{name}")
        )
        if is_of_lot:
            command.add_argument("name")
        return command

    edit = add("edit")
    edit.add_argument("--name", dest="new_name", metavar="NAME")
    add_lot_data(edit)
    edit.set_defaults(run=run_edit)
    split = add("split")
    split.add_argument("--quantity", type=int, required=True, metavar="N")
    split.add_argument("--to", required=True, metavar="NAME")
    split.set_defaults(run=run_split)
    for name, run in (("hold", run_hold), ("release", run_release)):
        command = add(name)
        command.add_argument("--rows", metavar="FIRST-LAST")
        command.add_argument("--reason", required=True, metavar="TEXT")
        command.set_defaults(run=run)
    close = add("close")
    close.add_argument("--reason", required=True, metavar="TEXT")
    close.set_defaults(run=run_close)
    template = add("template", is_of_lot=False)
    template.add_argument("scheme")
    template.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx|csv")
    template.set_defaults(run=run_template)
    overview = add("overview", is_of_lot=False)
    overview.add_argument("--since", metavar="TIME")
    overview.add_argument("--until", metavar="TIME")
    overview.add_argument("--family", metavar="NAME")
    overview.set_defaults(run=run_overview)
    register = add("register", is_of_lot=False)
    register.add_argument("scheme", choices=("tuyalink", "enos"))
    register.add_argument("--unit", action="append", default=[], metavar="MAC|SERIAL")
    register.add_argument("--units", type=Path, metavar="FILE")
    register.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    register.add_argument("--batch-tag", default="", metavar="TAG")
    register.add_argument("--description", default="", metavar="TEXT")
    register.set_defaults(run=run_register)


def add_commands(commands: Any, shared: argparse.ArgumentParser, texts: Texts) -> None:
    """Add ``scheme list|check``."""
    scheme = commands.add_parser("scheme", help=texts.text("cli-scheme"))
    acts = scheme.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=texts.text("cli-scheme-list"))
    listing.set_defaults(run=run_scheme_list)
    check = acts.add_parser("check", parents=[shared], help=texts.text("cli-scheme-check"))
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=run_scheme_check)


def run_edit(options: argparse.Namespace, output: Output) -> int:
    """Change what is known of a lot; its identities never change."""
    from app.workflows.lot_care import edit_lot

    changes: dict[str, object] = dict(lot_changes(options))
    if options.new_name is not None:
        changes["name"] = options.new_name
    if not changes:
        raise BadInput("nothing-to-change", lot=options.name)
    with opened(options, output.texts) as services:
        lot = edit_lot(services.ledger, services.actor, options.name, changes)
    output.result(lot_record(lot))
    return 0


def run_split(options: argparse.Namespace, output: Output) -> int:
    """Move available licenses into a new lot."""
    from app.workflows.lot_care import split_lot

    with opened(options, output.texts) as services:
        lot = split_lot(services.ledger, services.actor, options.name, options.quantity, options.to)
    output.result(lot_record(lot))
    return 0


def run_hold(options: argparse.Namespace, output: Output) -> int:
    """Hold a lot or a range of its rows."""
    from app.workflows.lot_care import hold_lot

    return _hold_or_release(options, output, hold_lot, "held")


def run_release(options: argparse.Namespace, output: Output) -> int:
    """Release what was held."""
    from app.workflows.lot_care import release_lot

    return _hold_or_release(options, output, release_lot, "released")


def run_close(options: argparse.Namespace, output: Output) -> int:
    """Close a lot: nothing more is picked up from it."""
    from app.workflows.lot_care import close_lot

    with opened(options, output.texts) as services:
        lot = close_lot(services.ledger, services.actor, options.name, options.reason)
    record = {"lot": lot.name, "closed_at": lot.closed_at}
    output.result(record, output.texts.text("cli-lot-closed", **record))
    return 0


def _hold_or_release(options: argparse.Namespace, output: Output, act: Any, word: str) -> int:
    from app.workflows.lot_care import rows_of

    rows = rows_of(options.rows or "")
    with opened(options, output.texts) as services:
        count = act(services.ledger, services.actor, options.name, options.reason, rows)
        lot = services.ledger.lots.get(options.name)
    output.result({word: count, **lot_record(lot)})
    return 0


def run_template(options: argparse.Namespace, output: Output) -> int:
    """Write an empty list of a scheme."""
    from app.intake.schemes import find_scheme
    from app.intake.templates import write_template

    with _writing(options.out):
        path = write_template(find_scheme(options.scheme), options.out, output.texts.language)
    output.result({"scheme": options.scheme, "file": str(path)})
    return 0


def run_overview(options: argparse.Namespace, output: Output) -> int:
    """List the lots of a period with their counts; low ones are marked."""
    from app.workflows.lot_care import overview

    since, until = _moment(options.since), _moment(options.until)
    with opened(options, output.texts) as services:
        lots = overview(services.ledger, since=since, until=until, family=options.family)
    records = [{**lot_record(lot), "is_low": lot.is_low} for lot in lots]
    columns = ("lot", "imported_at", "total", "available", "verified", "doubtful", "held", "is_low")
    output.table(records, columns)
    return 0


def run_register(options: argparse.Namespace, output: Output) -> int:
    """Write collected units as registration lists for a cloud."""
    from app.domain.units import normalise_mac
    from app.workflows.lot_care import export_registration

    words = list(options.unit)
    if options.units is not None:
        words += _lines(options.units)
    units = [normalise_mac(word) or f"SN:{word.strip()}" for word in words if word.strip()]
    with opened(options, output.texts) as services, _writing(options.out):
        paths = export_registration(
            services.ledger,
            services.actor,
            options.scheme,
            units,
            options.out,
            batch_tag=options.batch_tag,
            description=options.description,
        )
    output.result({"units": len(set(units)), "files": [str(path) for path in paths]})
    return 0


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Turn what keeps a file from being written into BadInput ``file-not-written``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput("file-not-written", file=str(file), reason=reason) from error


def _moment(text: str | None) -> str | None:
    """Return a UTC time or the beginning of one; BadInput ``time-malformed``."""
    if text is not None and not _TIME.fullmatch(text):
        raise BadInput("time-malformed", time=text)
    return text


def _lines(file: Path) -> list[str]:
    """Return the file's lines; a header above them is no unit."""
    from app.intake.schemes import fold_header

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        return lines[1:] if lines and fold_header(lines[0]) in _UNIT_HEADERS else lines
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("units-file-unreadable", file=str(file)) from error


def run_scheme_list(options: argparse.Namespace, output: Output) -> int:
    """List the schemes."""
    del options
    from app.intake.schemes import load_schemes

    records = [
        {
            "scheme": scheme.name,
            "family": scheme.family,
            "identity": scheme.identity,
            "fields": [field.name for field in scheme.fields],
        }
        for scheme in load_schemes().values()
    ]
    output.table(records, ("scheme", "family", "identity", "fields"))
    return 0


def run_scheme_check(options: argparse.Namespace, output: Output) -> int:
    """Say what is wrong in a scheme file."""
    from app.intake.scheme_check import check_scheme

    problems = [problem_record(one, output.texts) for one in check_scheme(options.file)]
    if output.as_json:
        output.result({"file": str(options.file), "problems": problems})
    else:
        for problem in problems:
            output.line(f"{problem['message']} {problem['advice']}".strip())
        if not problems:
            output.line(output.texts.text("cli-scheme-well", file=options.file.name))
    return 2 if problems else 0
