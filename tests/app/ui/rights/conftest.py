"""A plant of its own for each test."""

from functools import partial

import pytest
from argon2 import PasswordHasher

from tests.app.ui.plant import plant_in


@pytest.fixture(autouse=True)
def _apart(tmp_path, monkeypatch):
    """What this station saw of ledgers is kept apart; hashes cost their least."""
    monkeypatch.setattr("app.workflows.restored.witness_dir", lambda: tmp_path / "seen")
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("app.security.passwords.PasswordHasher", cheap)


@pytest.fixture
def plant(tmp_path, qapp, qtbot):
    with plant_in(tmp_path, qapp, qtbot) as made:
        yield made
