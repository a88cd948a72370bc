"""``keywright lot mapping|source``: what is kept beside lots: mappings of columns, source files."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.lot_records import pairs
from app.cli.opening import opened
from app.cli.output import Output
from app.errors import BadInput
from app.intake.mappings import MappingProfile, parse_mapping
from app.intake.schemes import find_scheme
from app.texts import Texts
from app.workflows.lot_care import load_mapping, save_mapping, take_source_out


def add_lot_papers(acts: Any, shared: argparse.ArgumentParser, texts: Texts) -> None:
    """Add ``mapping save|list|show`` and ``source`` to ``keywright lot``."""
    mapping = acts.add_parser("mapping", help=texts.text("cli-lot-mapping"))
    moves = mapping.add_subparsers(metavar="ACT", required=True)
    save = moves.add_parser("save", parents=[shared], help=texts.text("cli-lot-mapping-save"))
    save.add_argument("name")
    save.add_argument("--scheme", required=True, metavar="S")
    save.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    save.add_argument("--sheet", metavar="NAME")
    save.add_argument("--header-row", type=int, metavar="N")
    save.add_argument("--answer", action="append", default=[], metavar="STATUS=ANSWER")
    save.set_defaults(run=run_save)
    listing = moves.add_parser("list", parents=[shared], help=texts.text("cli-lot-mapping-list"))
    listing.set_defaults(run=run_list)
    show = moves.add_parser("show", parents=[shared], help=texts.text("cli-lot-mapping-show"))
    show.add_argument("name")
    show.set_defaults(run=run_show)
    source = acts.add_parser("source", parents=[shared], help=texts.text("cli-lot-source"))
    source.add_argument("name")
    source.add_argument("--out", type=Path, metavar="FILE")
    source.add_argument("--id", type=int, metavar="N")
    source.set_defaults(run=run_source)


def run_save(options: argparse.Namespace, output: Output) -> int:
    """Keep a mapping of columns under a name, for the next list of this kind."""
    scheme = find_scheme(options.scheme)
    # A scheme of somebody's own is kept by its file's full path: the name alone would not find it.
    kept = str(Path(options.scheme).resolve()) if options.scheme.endswith(".toml") else scheme.name
    profile = MappingProfile(
        options.name,
        kept,
        parse_mapping(scheme, options.map),
        options.sheet,
        options.header_row,
        pairs(options.answer, "--answer"),
    )
    if not (profile.columns or profile.sheet or profile.header_row is not None or profile.answers):
        raise BadInput("mapping-empty", name=options.name)
    with opened(options, output.texts) as services:
        save_mapping(services.ledger, services.actor, profile)
    output.result(_record(profile))
    return 0


def run_list(options: argparse.Namespace, output: Output) -> int:
    """List the kept mappings."""
    with opened(options, output.texts) as services:
        profiles = [load_mapping(services.ledger, name) for name in services.ledger.lots.mappings()]
    output.table(
        [_record(one) for one in profiles], ("mapping", "scheme", "columns", "sheet", "header_row")
    )
    return 0


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Show one kept mapping."""
    with opened(options, output.texts) as services:
        output.result(_record(load_mapping(services.ledger, options.name)))
    return 0


def run_source(options: argparse.Namespace, output: Output) -> int:
    """List the source files kept with a lot, or take one out in plain text."""
    texts = output.texts
    with opened(options, texts) as services:
        if options.out is None:
            services.ledger.lots.get(options.name)
            kept = services.ledger.lots.attachments(options.name)
            output.table([_attachment(one) for one in kept], ("id", "file", "size", "sha256"))
            return 0
        taken = take_source_out(
            services.ledger,
            services.vault,
            services.actor,
            options.name,
            options.out,
            number=options.id,
        )
    output.note(texts.text("cli-source-plain", file=options.out))
    output.result({"lot": options.name, **_attachment(taken), "out": str(options.out)})
    return 0


def _attachment(kept: Any) -> dict[str, Any]:
    return {"id": kept.id, "file": kept.name, "size": kept.size, "sha256": kept.sha256}


def _record(profile: MappingProfile) -> dict[str, Any]:
    return {
        "mapping": profile.name,
        "scheme": profile.scheme,
        "columns": dict(profile.columns),
        "sheet": profile.sheet,
        "header_row": profile.header_row,
        "answers": dict(profile.answers),
    }
