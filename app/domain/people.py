"""Who acts, and in which role."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is at the factory."""

    OPERATOR = "operator"
    QA = "qa"
    ENGINEER = "engineer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does an act at which station; ``approver`` is the second person where one is needed."""

    name: str
    station: str
    roles: frozenset[Role] = frozenset(Role)
    approver: str | None = None
