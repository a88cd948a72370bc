"""Single licenses taken out of use: held, freed, made void; each with right, reason and record.

For licenses known by their identity, whatever lot or unit they are with: one that leaked, one that
the seller took back, one that a board is not to keep.
"""

from collections.abc import Sequence

from app.domain.acts import Act
from app.domain.licenses import LicenseSeen
from app.domain.reasons import needed_reason
from app.errors import BadInput
from app.workflows.rights import require
from app.workflows.services import Services


def find_license(services: Services, identity: str) -> LicenseSeen:
    """Return the license of this identity; changes nothing and needs no right.

    Raises BadInput ``identity-unknown`` | ``identity-not-single``.
    """
    known = services.ledger.custody.find_any(identity)
    if not known:
        raise BadInput("identity-unknown", identity=identity)
    if len(known) > 1:  # two clouds that count alike: a person says which by its unit or lot
        lots = ", ".join(sorted(one.lot for one in known))
        raise BadInput("identity-not-single", identity=identity, lots=lots)
    return known[0]


def hold_licenses(services: Services, identities: Sequence[str], reason: str) -> int:
    """Hold licenses that are available, verified or doubtful; returns how many were not yet.

    Raises NotAllowed, BadInput ``identity-unknown`` | ``identity-not-single`` |
    ``reason-missing``, Refused ``license-in-work`` | ``license-void`` | ``license-moved``. All are
    held, or none.
    """
    require(services.ledger, services.actor, Act.LICENSE_HELD)
    ids, why = _ids(services, identities), needed_reason(reason)
    return services.ledger.custody.hold(ids, why, services.actor)


def free_licenses(services: Services, identities: Sequence[str], reason: str) -> int:
    """Free held licenses, and their units: each becomes what it was. Returns how many.

    Raises as :func:`hold_licenses` does, and Refused ``license-was-out``.
    """
    require(services.ledger, services.actor, Act.LICENSE_FREED)
    ids, why = _ids(services, identities), needed_reason(reason)
    return services.ledger.custody.free(ids, why, services.actor)


def void_licenses(services: Services, identities: Sequence[str], reason: str) -> int:
    """Make licenses void for ever; their places in orders are free again. Returns how many."""
    require(services.ledger, services.actor, Act.LICENSE_VOIDED)
    ids, why = _ids(services, identities), needed_reason(reason)
    return services.ledger.custody.void(ids, why, services.actor)


def _ids(services: Services, identities: Sequence[str]) -> list[int]:
    return [find_license(services, identity).license_id for identity in identities]
