"""Why a label is refused, with every reason named."""

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.problems import Problem, Severity
from app.errors import BadInput


class LabelRefused(BadInput):
    """A design or one label cannot be made; ``problems`` holds every reason with its place.

    The facts of the first one stand among its own, so that one sentence can tell it.
    """

    def __init__(self, code: str, problems: Iterable[Problem] = (), **facts: object) -> None:
        self.problems = tuple(problems)
        first = self.problems[0] if self.problems else None
        if first is not None:
            facts.setdefault("first", first.code)
            facts.setdefault("problems", len(self.problems))
            facts = {"element": 0, **first.facts} | facts
        super().__init__(code, **facts)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, self.problems), _State(self.facts)

    def __setstate__(self, state: object) -> None:
        if isinstance(state, _State):
            self.facts = dict(state.facts)


class _State(NamedTuple):
    facts: dict[str, object]


class PrinterTrouble(BadInput):
    """The printer cannot be reached, or says that it cannot print."""

    exit_code = 3


def error(code: str, **facts: object) -> Problem:
    """Return a problem that blocks."""
    return Problem(code, Severity.ERROR, facts=facts)


def warning(code: str, **facts: object) -> Problem:
    """Return a problem that informs."""
    return Problem(code, Severity.WARNING, facts=facts)
