"""Care of one station, with right and record: settings, places of slots, a support bundle.

Until a ledger is open there is nobody to ask and nothing to record in: a new station is set up.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.domain.acts import Act
from app.workflows.rights import require
from app.workflows.services import Services


def change_station(services: Services | None, what: str, old: object, new: object) -> None:
    """Let a change of the station pass and record it; the caller makes it then.

    ``what``: a setting's name, or a port's. Raises NotAllowed.
    """
    if services is None:
        return
    require(services.ledger, services.actor, Act.SETTING_CHANGED)
    services.ledger.audit.note(
        Act.SETTING_CHANGED,
        f"station:{services.actor.station}",
        services.actor,
        old={what: old},
        new={what: new},
    )


class Line(Protocol):
    """A port that is open for typing."""

    def close(self) -> None:
        """Let go of the port."""


L = TypeVar("L", bound=Line)


def open_console(services: Services | None, port: str, open_line: Callable[[], L]) -> L:
    """Open a port for typing in somebody's name; whoever types can write to the board.

    On record before the line is handed out: nothing is typed that nobody is named for. Raises
    NotAllowed, and as ``open_line`` does.
    """
    if services is None:
        return open_line()
    require(services.ledger, services.actor, Act.CONSOLE_OPENED)
    line = open_line()
    try:
        services.ledger.audit.note(
            Act.CONSOLE_OPENED,
            f"station:{services.actor.station}",
            services.actor,
            new={"port": port},
        )
    except BaseException:
        line.close()
        raise
    return line


def take_support_bundle(services: Services | None, file: str) -> None:
    """Let a support bundle leave and record where to; raises NotAllowed."""
    if services is None:
        return
    require(services.ledger, services.actor, Act.SUPPORT_BUNDLED)
    services.ledger.audit.note(
        Act.SUPPORT_BUNDLED,
        f"station:{services.actor.station}",
        services.actor,
        new={"file": file},
    )
