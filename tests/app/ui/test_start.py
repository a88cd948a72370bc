"""The window stands before anything heavy is imported; what pages are made of comes when asked."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.ui.live.late import Late
from app.ui.pages.registry import PAGES
from app.ui.warm import BEHIND

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("sqlalchemy", "alembic", "reportlab", "openpyxl", "cryptography", "pypdfium2", "PIL")
CHILD = """
import sys
from app.cli import main, window_commands
import app.ui.application
import app.ui.live.services
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_nothing_heavy_is_imported_before_the_window_stands():
    done = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.split()) & set(HEAVY)


@pytest.mark.parametrize("name", [spec.name for spec in PAGES if spec.name != "welcome"])
def test_every_page_stands_in_a_module_of_its_name(name):
    assert find_spec(f"app.ui.pages.{name}") is not None


@pytest.mark.parametrize("module", BEHIND)
def test_what_is_imported_beforehand_exists(module):
    assert find_spec(module) is not None


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, more: int, *, twice: bool = False) -> int:
        self.asked += more * (2 if twice else 1)
        return self.asked


def test_a_late_service_is_made_once_when_it_is_first_asked():
    made = []

    def make() -> Counter:
        made.append(Counter())
        return made[-1]

    late = Late(make)
    counter = late.stand_in()
    question = counter.ask
    assert late.made is None
    assert question(2) == 2
    assert counter.ask(1, twice=True) == 4
    assert made == [late.made]


def test_a_service_that_could_not_be_made_is_tried_again():
    tries = []

    def make() -> Counter:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no such thing yet")
        return Counter()

    counter = Late(make).stand_in()
    with pytest.raises(OSError, match="no such thing yet"):
        counter.ask(1)
    assert counter.ask(1) == 1


def test_a_late_service_has_no_magic_of_its_own():
    with pytest.raises(AttributeError):
        Late(Counter).__wrapped__  # noqa: B018 - the question itself is the test
