"""A board for each test of the engine."""

import pytest

from flasher.timing import FakeClock
from tests.flasher.fake_board import FakeBoard


@pytest.fixture
def board() -> FakeBoard:
    return FakeBoard(FakeClock())
