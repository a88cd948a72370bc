"""Lots and problems as the command line's contract shows them, and the options of lot data."""

import argparse
from typing import Any

from app.domain.lots import LOT_DATA_FIELDS, Lot, LotCounts
from app.domain.problems import Problem
from app.errors import BadInput
from app.texts import Texts

STATES = ("total", "available", "reserved", "writing", "doubtful", "verified", "held", "void")


def add_lot_data(command: argparse.ArgumentParser) -> None:
    """Add one option per field of a lot's data."""
    for name in LOT_DATA_FIELDS:
        kind = int if name == "low_stock" else str
        command.add_argument(f"--{name.replace('_', '-')}", dest=f"data_{name}", type=kind)


def pairs(words: list[str], option: str) -> dict[str, str]:
    """Return left -> right of words such as ``A=B``; BadInput ``option-not-a-pair``."""
    found = {}
    for word in words:
        left, equals, right = word.rpartition("=")
        if not equals or not left or not right:
            raise BadInput("option-not-a-pair", option=option, value=word)
        found[left] = right
    return found


def lot_changes(options: argparse.Namespace) -> dict[str, Any]:
    """Return the lot data that was given among the options."""
    given = {name: getattr(options, f"data_{name}") for name in LOT_DATA_FIELDS}
    return {name: value for name, value in given.items() if value is not None}


def lot_record(lot: Lot) -> dict[str, Any]:
    """Return one lot with its counts and data."""
    return {
        "lot": lot.name,
        **counts_record(lot.counts),
        "scheme": lot.scheme,
        "family": lot.family,
        "source": lot.source_name,
        "sha256": lot.sha256,
        "imported_at": lot.imported_at,
        "imported_by": lot.imported_by,
        **{name: getattr(lot.data, name) for name in LOT_DATA_FIELDS},
        "closed_at": lot.closed_at,
    }


def counts_record(counts: LotCounts) -> dict[str, int]:
    """Return the counts by state, in their usual order."""
    return {state: getattr(counts, state) for state in STATES}


def problem_record(problem: Problem, texts: Texts) -> dict[str, Any]:
    """Return one problem; ``row`` and ``column`` as Excel shows them."""
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "severity": str(problem.severity),
        "message": texts.sentence(problem.code, **problem.facts),
        "advice": texts.advice(problem.code, **problem.facts),
    }
