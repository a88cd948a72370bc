"""Release a bench that locked itself after failures in a row."""

from app.domain.acts import Act
from app.workflows.rights import require
from app.workflows.services import Services


def release_bench(services: Services, failures: int) -> None:
    """Record who looked at a locked bench and lets it go on, after so many failures.

    Raises NotAllowed ``sign-in-needed`` | ``not-allowed`` | ``approval-needed``.
    """
    actor = services.actor
    require(services.ledger, actor, Act.BENCH_RELEASED)
    services.ledger.audit.note(
        Act.BENCH_RELEASED, f"station:{actor.station}", actor, old={"failures": failures}
    )
