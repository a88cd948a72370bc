"""A factory for tests: a ledger with a real vault, a station's clock, and people who sign in."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.licenses import Reservation, SealedLicense
from app.domain.lots import Lot
from app.domain.orders import OrderRules
from app.domain.people import Actor, Role
from app.ledger.runs import Run
from app.workflows import people
from app.workflows.services import Services
from app.workflows.sign_in import Recognised, approved_by, as_actor
from flasher.secrets import Secret
from flasher.timing import FakeClock
from tests.ledgers import attempt, board, identity

OS_USER = Actor("os-user", "station-1")
CHEAP_HASHES = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}  # of Argon2id
PINS = {
    "Ada": ("administrator", "correct-horse"),
    "Sun": ("supervisor", "771204"),
    "Eng": ("engineer", "559910"),
    "Qiu": ("qa", "640287"),
    "Ole": ("operator", "482913"),
}


def key_of(number: int) -> str:
    """Return the n-th made-up AuthKey: 32 characters that occur nowhere else."""
    return hashlib.sha256(b"key %d" % number).hexdigest()[:32]


@dataclass
class Factory:
    """One station's ledger, and everything a test does to it."""

    folder: Path
    clock: FakeClock
    services: Services

    @property
    def location(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def unlock(self) -> Unlock:
        return Unlock(key_file=self.folder / "key")

    def hire(self, *names: str) -> None:
        """Add the first administrator and these people."""
        role_of = {name: Role(role) for name, (role, _pin) in PINS.items()}
        if not self.services.ledger.people.any():
            people.add_first_administrator(self.services, "Ada", Secret(PINS["Ada"][1]))
        for name in names:
            if name != "Ada":
                people.add_person(
                    self.by("Ada"),
                    name,
                    [role_of[name]],
                    secret=Secret(PINS[name][1]),
                    chosen_by_person=True,
                )

    def by(self, name: str, approver: str | None = None) -> Services:
        """Return the services in somebody's name, as if they had signed in (no Argon2id)."""
        found = self.services.ledger.people
        actor = as_actor(Recognised(found.get(name), "pin"), "station-1")
        if approver is not None:
            actor = approved_by(actor, Recognised(found.get(approver), "pin"))
        return replace(self.services, actor=actor)

    def fill(self, count: int, *, name: str = "A", first: int = 0) -> Lot:
        """Import a lot of licenses that this vault really sealed."""
        vault = self.services.vault
        rows = []
        for number in range(first, first + count):
            fields = {"key": Secret(key_of(number))}
            key_id, sealed = vault.seal("tuya", identity(number), fields)
            digest = vault.digest("tuya", key_of(number))
            row = SealedLicense(number - first + 2, identity(number), sealed, key_id, digest)
            rows.append(row)
        return self.services.ledger.lots.create(
            name,
            scheme="tuya",
            family="tuya",
            source_name=f"{name}.csv",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            batches=[rows],
            actor=self.services.actor,
        )

    def order(self, name: str = "O", *, quantity: int = 3, lot: str = "A") -> int:
        orders = self.services.ledger.orders
        made = orders.create(
            name,
            product="Lamp",
            quantity=quantity,
            lots=[lot],
            rules=OrderRules(),
            actor=self.services.actor,
        )
        return made.id

    @contextmanager
    def run(self) -> Iterator[Run]:
        run = self.services.ledger.runs.start("station-1", OS_USER)
        try:
            yield run
        finally:
            run.close(OS_USER)

    def reserve(self, run: Run, number: int, *, order_id: int | None = None) -> Reservation:
        return self.services.ledger.custody.reserve(
            board(number),
            lot_ids=[1],
            order_id=order_id,
            run=run,
            slot="1",
            actor=self.services.actor,
        )

    def make(self, run: Run, number: int, *, order_id: int | None = None) -> Reservation:
        """Take one unit all the way to verified."""
        got = self.reserve(run, number, order_id=order_id)
        custody, actor = self.services.ledger.custody, self.services.actor
        custody.intend(got, run=run, actor=actor)
        record = attempt(board(number), order_id=order_id, identity=got.identity, software="test 1")
        custody.verify(got, record, run=run, actor=actor)
        return got

    def reopen(self, location: Path | None = None, unlock: Unlock | None = None) -> Services:
        """Close the ledger and open it (or another) again, as a program's next start does."""
        self.services.ledger.close()
        self.services = open_services(
            str(location or self.location), unlock or self.unlock, OS_USER, clock=self.clock
        )
        return self.services


@contextmanager
def factory_in(folder: Path, clock: FakeClock | None = None) -> Iterator[Factory]:
    """Make a factory with an empty ledger; closed at the end."""
    clock = clock or FakeClock()
    unlock = Unlock(key_file=folder / "key")
    create_ledger(str(folder / "ledger.db"), unlock, OS_USER, clock=clock)
    services = open_services(str(folder / "ledger.db"), unlock, OS_USER, clock=clock)
    factory = Factory(folder, clock, services)
    try:
        yield factory
    finally:
        factory.services.ledger.close()
