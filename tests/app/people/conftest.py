"""A factory of its own for each test; what this station saw of ledgers is kept apart as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import Factory, factory_in


@pytest.fixture(autouse=True)
def witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "seen"
    monkeypatch.setattr("app.workflows.restored.witness_dir", lambda: folder)
    return folder


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with its least costs: what it costs in the field is measured in the bench."""
    cheap = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
    monkeypatch.setattr("app.security.passwords.COSTS", cheap)


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Factory]:
    with factory_in(tmp_path) as made:
        yield made
