"""A plant of its own for each test."""

import pytest

from tests.app.ui.plant import plant_in


@pytest.fixture
def plant(tmp_path, qapp, qtbot):
    with plant_in(tmp_path, qapp, qtbot) as made:
        yield made
