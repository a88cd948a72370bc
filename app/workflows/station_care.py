"""Care of one station, with right and record: settings, places of slots, a support bundle.

Until a ledger is open there is nobody to ask and nothing to record in: a new station is set up.
"""

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
