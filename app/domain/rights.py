"""Who may do what: one readable matrix, act by role.

``x``  may do it alone
``+``  may do it when somebody who may do it alone approves this one act at the bench
``-``  may not, whoever approves

A person with several roles may what any of them may. Acts that the station records by itself while
a person does something else (a license released after a failure, a clone found) need no right of
their own; they are :data:`BY_THE_STATION`.
"""

from collections.abc import Iterable
from enum import StrEnum

from app.domain.acts import Act
from app.domain.people import Role

COLUMNS = (Role.OPERATOR, Role.QA, Role.ENGINEER, Role.SUPERVISOR, Role.ADMINISTRATOR)

MATRIX: dict[Act, str] = {
    # Making units                 O Q E S A
    Act.LICENSE_RESERVED:         "x - x x -",
    Act.LICENSE_OVERWRITTEN:      "+ - + x -",
    Act.LICENSE_HELD:             "+ x x x -",
    Act.LICENSE_FREED:            "+ + + x -",
    Act.LICENSE_VOIDED:           "+ + + x -",
    Act.BENCH_RELEASED:           "+ + x x -",
    Act.CONSOLE_OPENED:           "- - x x -",
    # Lots                         O Q E S A
    Act.LOT_IMPORTED:             "- - x x -",
    Act.LOT_EDITED:               "- - x x -",
    Act.LOT_SPLIT:                "- - x x -",
    Act.LOT_HELD:                 "- x x x -",
    Act.LOT_RELEASED:             "- + + x -",
    Act.LOT_CLOSED:               "- - + x -",
    Act.LOT_PURGED:               "- - - + +",
    Act.ATTACHMENT_KEPT:          "- x x x -",
    Act.ATTACHMENT_OPENED:        "- - + x -",
    Act.MAPPING_SAVED:            "- - x x -",
    Act.REGISTRATION_EXPORTED:    "- - x x -",
    # Work orders                  O Q E S A
    Act.ORDER_CREATED:            "- - x x -",
    Act.ORDER_EDITED:             "- - x x -",
    Act.ORDER_CLOSED:             "- - + x -",
    Act.CERTIFICATE_ISSUED:       "- x + x -",
    # Labels and serial numbers    O Q E S A
    Act.LABEL_DESIGN_SAVED:       "- - x x -",
    Act.LABEL_QUEUED:             "x x x x -",
    Act.LABEL_PRINTED:            "x x x x -",
    Act.LABEL_REPRINTED:          "+ x x x -",
    Act.LABEL_VOIDED:             "+ x x x -",
    Act.PRINTER_TESTED:           "x x x x -",
    Act.SERIAL_ALLOCATED:         "x - x x -",
    # Reports and the record       O Q E S A
    Act.REPORT_EXPORTED:          "- x x x x",
    Act.AUDIT_EXPORTED:           "- x - x x",
    Act.SUPPORT_BUNDLED:          "+ x x x x",
    # The ledger and its vault     O Q E S A
    Act.LEDGER_BACKED_UP:         "- - x x x",
    Act.BACKUP_REMOVED:           "- - - x x",
    Act.LEDGER_RESTORED:          "- - - + x",
    Act.LEDGER_RECONCILED:        "- - - + +",
    Act.SETTING_CHANGED:          "- - x x x",
    Act.VAULT_LOCK_ADDED:         "- - - - x",
    Act.VAULT_LOCK_REMOVED:       "- - - - x",
    Act.VAULT_LOCK_CHANGED:       "- - - - x",
    Act.VAULT_KEY_ROTATED:        "- - - - x",
    # People                       O Q E S A
    Act.PERSON_ADDED:             "- - - - x",
    Act.PERSON_EDITED:            "- - - - x",
    Act.PERSON_SECRET_SET:        "- - - - x",
    Act.PERSON_BADGE_SET:         "- - - - x",
    Act.PERSON_LEFT:              "- - - - x",
    Act.PERSON_RETURNED:          "- - - - x",
    Act.PERSON_LET_IN:            "- - - x x",
    # Quality and a unit's life    O Q E S A
    Act.UNIT_REWORKED:            "+ x x x -",
    Act.UNIT_RETESTED:            "+ x x x -",
    Act.UNIT_HELD:                "+ x x x -",
    Act.UNIT_FREED:               "+ + + x -",
    Act.UNIT_SCRAPPED:            "- + + x -",
    Act.UNIT_REPLACED:            "- + + x -",
    Act.UNIT_RESET:               "- + + x -",
    Act.UNIT_RETURNED:            "- x x x -",
    Act.UNIT_EDITED:              "- x x x -",
    Act.UNIT_INSPECTED:           "- x + x -",
    Act.UNIT_REJECTED:            "+ x x x -",
    Act.SAMPLE_OPENED:            "- x + x -",
    Act.GOLDEN_ADDED:             "- x x x -",
    Act.GOLDEN_RETIRED:           "- x x x -",
    Act.GOLDEN_CHECKED:           "x x x x -",
    Act.QUALITY_RULES_SET:        "- x x x -",
    # Packing and hooks            O Q E S A
    Act.PACKAGE_OPENED:           "x x x x -",
    Act.PACKAGE_CLOSED:           "x x x x -",
    Act.PACKAGE_DISSOLVED:        "+ x x x -",
    Act.UNIT_PACKED:              "x x x x -",
    Act.UNIT_UNPACKED:            "+ x x x -",
    Act.HOOK_SAVED:               "- - x x x",
}  # fmt: skip
"""``+`` alone in a row's allowed places (a purge, a reconciliation): always two persons."""

BY_THE_STATION: frozenset[Act] = frozenset(
    {
        Act.LEDGER_CREATED,
        Act.STATION_SETTLED,
        Act.LICENSE_RELEASED,
        Act.LICENSE_INTENDED,
        Act.LICENSE_VERIFIED,
        Act.LICENSE_RECHECKED,
        Act.LICENSE_DOUBTED,
        Act.LICENSE_ADOPTED,
        Act.CLONE_FOUND,
        Act.UNIT_REFUSED,
        Act.UNIT_FAILED,
        Act.BENCH_LOCKED,
        Act.PERSON_SIGNED_IN,
        Act.PERSON_SIGNED_OUT,
        Act.PERSON_NOT_RECOGNISED,
        Act.PERSON_LOCKED_OUT,
        Act.RIGHT_REFUSED,
        Act.SHIFT_HANDED_OVER,
        Act.SAMPLE_DECIDED,
        Act.BACKUP_PROVEN,
        Act.BACKUP_SCHEDULED,
        Act.BACKUP_FAILED,
        Act.BACKUP_EXPIRED,
    }
)


class Right(StrEnum):
    """What a person may with an act."""

    ALONE = "x"
    APPROVED = "+"
    NEVER = "-"


def right_of(roles: Iterable[Role], act: Act) -> Right:
    """Return the widest right that any of these roles gives. An act without a row gives none."""
    if act in BY_THE_STATION:
        return Right.ALONE
    marks = {_mark(role, act) for role in roles}
    for right in (Right.ALONE, Right.APPROVED):
        if right in marks:
            return right
    return Right.NEVER


def needs_two(act: Act) -> bool:
    """Say whether nobody may do this alone."""
    return act not in BY_THE_STATION and not roles_for(act, Right.ALONE)


def roles_for(act: Act, right: Right = Right.ALONE) -> tuple[Role, ...]:
    """Return the roles that have exactly this right, in the order of the columns."""
    return tuple(role for role in COLUMNS if _mark(role, act) is right)


def may_approve(roles: Iterable[Role], act: Act) -> bool:
    """Say whether a second person with these roles may approve this act of somebody else.

    Where nobody may do it alone, either of the two may be the second.
    """
    right = right_of(roles, act)
    return right is Right.ALONE or (needs_two(act) and right is Right.APPROVED)


def who_could(act: Act) -> tuple[Role, ...]:
    """Return the roles to turn to: those that may alone, else those that may together."""
    return roles_for(act, Right.ALONE) or roles_for(act, Right.APPROVED)


def _mark(role: Role, act: Act) -> Right:
    row = MATRIX.get(act)
    return Right.NEVER if row is None else Right(row.split()[COLUMNS.index(role)])
