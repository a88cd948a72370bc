"""Statuses from elsewhere: what another tool, or a person, noted beside a license.

A status that is not understood is never free: it is asked about, one answer per value. The answers
are ``available``, ``used`` and ``held``.
"""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.domain.licenses import TAKEN, LicenseState
from app.domain.problems import Severity
from app.errors import BadInput
from app.intake.columns import Columns
from app.intake.layout import Layout
from app.intake.schemes import Kind, fold_status

if TYPE_CHECKING:
    from app.intake.checking import Findings

Answers = Mapping[str, str]
"""Status text -> ``available``, ``used`` or ``held``."""

ANSWERS: Mapping[str, LicenseState] = {
    "available": LicenseState.AVAILABLE,
    "used": LicenseState.VERIFIED,
    "held": LicenseState.HELD,
}


class StatusReader:
    """Turns a list's status and unit columns into license states."""

    def __init__(self, layout: Layout, answers: Answers) -> None:
        scheme = layout.scheme
        used = layout.by_field
        self._status = next((f.name for f in scheme.of_kind(Kind.STATUS) if f.name in used), None)
        self._unit = next((f.name for f in scheme.of_kind(Kind.UNIT) if f.name in used), None)
        self._known: dict[str, LicenseState] = {"": LicenseState.AVAILABLE, **scheme.status}
        self._answers = {fold_status(text): _answer(text, word) for text, word in answers.items()}
        self._units: dict[str, int] = {}
        self.questions: Counter[str] = Counter()

    def states(self, columns: Columns) -> list[LicenseState] | None:
        """Return the state of each row; None when all are available. Unknown ones are held."""
        if self._status is None and self._unit is None:
            return None
        count = len(columns.rows)
        texts = columns.values[self._status] if self._status else [""] * count
        units = columns.values[self._unit] if self._unit else [""] * count
        return [
            self._state(fold_status(s), u) or LicenseState.HELD
            for s, u in zip(texts, units, strict=True)
        ]

    def check(self, columns: Columns, findings: "Findings") -> Counter[str]:
        """Name statuses that nobody answered for, and units named twice; count the states."""
        if self._status is None and self._unit is None:
            return Counter({LicenseState.AVAILABLE.value: len(columns.rows)})
        states: Counter[str] = Counter()
        count = len(columns.rows)
        texts = columns.values[self._status] if self._status else [""] * count
        units = columns.values[self._unit] if self._unit else [""] * count
        for row, text, unit in zip(columns.rows, texts, units, strict=True):
            state = self._state(fold_status(text), unit)
            if state is None:
                self.questions[text] += 1
                code = "status-unknown" if text else "unit-without-status"
                findings.add(code, row, self._status or self._unit, status=text)
                continue
            states[state.value] += 1
            wanted = self._wanted(fold_status(text))
            if wanted in TAKEN and not unit:
                findings.add(
                    "status-without-unit", row, self._status, Severity.WARNING, status=text
                )
            if unit and state in TAKEN:
                first = self._units.setdefault(unit, row)
                if first != row:
                    findings.add("unit-twice", row, self._unit, mac=unit, other_row=first)
        return states

    def _wanted(self, folded: str) -> LicenseState | None:
        return self._answers.get(folded) or self._known.get(folded)

    def _state(self, folded: str, unit: str) -> LicenseState | None:
        state = self._wanted(folded)
        if not folded and unit and folded not in self._answers:
            return None  # a unit stands beside it: somebody began something with this license
        if state is LicenseState.RESERVED and not unit:
            return LicenseState.HELD  # nothing was sent, but for whom it was meant nobody knows
        return state


def _answer(text: str, word: str) -> LicenseState:
    if word not in ANSWERS:
        raise BadInput("answer-malformed", word=f"{text}={word}")
    return ANSWERS[word]
