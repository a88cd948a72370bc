"""The life of a program at a station: begun with its own past settled, ended in order."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.ledger.runs import Run, Settled
from app.workflows.restored import part
from app.workflows.services import Services


@contextmanager
def living_run(services: Services) -> Iterator[tuple[Run, Settled]]:
    """Yield this program's run and what had to be settled of earlier ones (rule 11).

    Raises LedgerTrouble where the ledger cannot be written.
    """
    actor = services.actor
    run = services.ledger.runs.start(actor.station, actor, software=services.software)
    try:
        yield run, services.ledger.runs.settle(actor.station, actor)
    finally:
        run.close(actor)
        part(services.ledger, services.vault)
