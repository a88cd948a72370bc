"""Tests keep their notes to themselves: nothing is written into this user's own data folder."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasher.simulator.farm import Farm

REAL_CLOCK = (
    "tests/flasher",
    "tests/journeys",
    "tests/app/station",
    "tests/app/ui",
    "tests/app/printing",
)
"""Tests with real ports, windows and processes. On a shared machine a process may stand still for
half a second, which no product can tell from a board that does not answer: such a test is run
again, at most twice, and the report says so. All others have one try."""

ONE_TRY = ("test_crash", "test_custody_storm", "test_no_secret_leaks", "test_week_in_a_factory")
"""Whatever the machine does: what these find once is wrong for good."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(REAL_CLOCK) and item.path.stem not in ONE_TRY:
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(autouse=True, scope="session")
def own_data_folder() -> Iterator[None]:
    """Send this process and the programs it starts to a data folder that ends with the tests.

    No station makes backups by itself meanwhile, but where a test is about them.
    """
    os.environ["KEYWRIGHT_SCHEDULED_BACKUPS"] = "off"
    before = os.environ.get("XDG_DATA_HOME")
    with tempfile.TemporaryDirectory(
        prefix="keywright-data-", ignore_cleanup_errors=True
    ) as folder:
        os.environ["XDG_DATA_HOME"] = folder
        yield
    if before is None:
        del os.environ["XDG_DATA_HOME"]
    else:
        os.environ["XDG_DATA_HOME"] = before


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    """Simulated boards, none plugged in yet."""
    with Farm(tmp_path / "boards") as made:
        yield made
