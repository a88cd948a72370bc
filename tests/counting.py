"""Counts figures anew from the raw attempts, by the definitions in words, in the plainest way."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.figures import Figures
from app.ledger import tables as t
from app.ledger.figures import bucket_of
from app.ledger.ledger import Ledger

Row = dict[str, Any]


def raw_attempts(ledger: Ledger) -> list[Row]:
    with ledger.figures.read() as conn:
        query = select(t.attempts).order_by(t.attempts.c.id)
        return [dict(row) for row in conn.execute(query).mappings()]


def first_passes(rows: Sequence[Row]) -> dict[int, int]:
    """Unit to the attempt in which it passed for the first time."""
    found: dict[int, int] = {}
    for row in rows:
        if row["outcome"] == "pass" and row["number"] is not None:
            found.setdefault(row["unit_id"], row["id"])
    return found


def counted(rows: Sequence[Row], chosen: Sequence[Row]) -> Figures:
    passed = first_passes(rows)
    cohort = [r for r in chosen if r["number"] == 1]
    wrote = [r for r in chosen if r["outcome"] == "pass" and r["number"] and not r["recheck"]]
    return Figures(
        attempts=len(chosen),
        tries=sum(r["number"] is not None for r in chosen),
        tried=len(cohort),
        first_passes=sum(r["outcome"] == "pass" and not r["recheck"] for r in cohort),
        late_passes=sum(passed.get(r["unit_id"], r["id"]) != r["id"] for r in cohort),
        made=sum(passed.get(r["unit_id"]) == r["id"] for r in chosen),
        rechecks=sum(bool(r["recheck"]) and r["number"] is None for r in chosen),
        writes=len(wrote),
        seconds=sum(r["seconds"] for r in wrote),
        halves=len({bucket_of(r["started_at"]) for r in chosen}),
    )


def assert_same(found: Figures, expected: Figures) -> None:
    assert found.seconds == pytest.approx(expected.seconds)
    names = [name for name in Figures.__dataclass_fields__ if name != "seconds"]
    assert {n: getattr(found, n) for n in names} == {n: getattr(expected, n) for n in names}
