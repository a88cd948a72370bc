"""A vault, a desk for lists, and a bench whose ledger must be well at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from app.security.locks import KeyFileLock
from app.security.vault import Vault
from flasher.timing import FakeClock
from tests.app.workflows.import_desk import ACTOR, Desk
from tests.app.workflows.write_bench import Bench
from tests.people import Factory


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(KeyFileLock(tmp_path / "vault.key"))


@pytest.fixture
def desk(tmp_path: Path, vault: Vault) -> Iterator[Desk]:
    with Ledger.create(tmp_path / "ledger.db", clock=FakeClock()) as ledger:
        ledger.seal_audit_with(vault.audit_mac)
        ledger.vault_box.store(vault.box, ACTOR)
        yield Desk(ledger, vault, tmp_path)


@pytest.fixture
def bench(factory: Factory) -> Iterator[Bench]:
    factory.fill(5)
    with factory.run() as run:
        made = Bench(factory, run)
        yield made
        made.heal()
        assert factory.services.ledger.check() == []
