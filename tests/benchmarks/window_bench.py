"""The window: it stands within a second, is never frozen, and finds one unit among a million."""

from tests.benchmarks import window_start, window_table, window_turns
from tests.benchmarks.figure import Figure


def run() -> list[Figure]:
    """Return the figures; takes some minutes, most of them for 2,000 units through 32 slots."""
    return [*window_start.figures(), *window_turns.figures(), *window_table.figures()]
