"""The matrix of rights walked through the window: every role, every page, every button."""

from collections import defaultdict

import pytest

from app.domain.people import Role
from app.domain.rights import MATRIX, Right, right_of
from app.ui.pages.registry import PAGES
from app.ui.widgets.button import Button
from tests.people import PINS

NAMES = [spec.name for spec in PAGES if spec.name != "welcome"]
EVERYWHERE = {"Close"}  # of a message
FREE = {  # what only looks, stops, or prepares: the act itself is asked for where it is done
    "bench": {"Sound", "Stop", "Read slots", "Connect slots"},
    "lots": {
        *("Template…", "To the lots", "Back to the lots", "Import another list", "Another file"),
        *("Choose a file…", "Read again", "Change…", "Cancel", "Save the list…"),
        *("Problem before", "Next problem", "Show the row", "Show the folder"),
    },
    "orders": {"Work on it"},
    "units": {"What becomes of it…", "Stop the export"},  # its menu has a test of its own
    "reports": {"Stop the export"},
    "labels": {
        *("New design", "Copy…", "Open in the designer", "All designs", "Open a file…", "Export…"),
        *("Check all units", "Insert a field", "Ask how it is", "Test print"),
    },
    "people": {"My own PIN…"},
    "qa": {"Two labels", "Pictures…"},  # pictures go with the inspection
    "audit": {"Verify the chain"},
    "ledger": {
        *("Prove it", "Check the ledger", "Stop", "Lock the ledger now"),
        *("Take the boards that were read", "Add a file…", "Begin anew"),
    },
    "diagnostics": {"Connect", "Clear", "Refresh"},
}


@pytest.fixture
def buttons(plant):
    """Every button of every page: page, button."""
    plant.enter("Ada")
    return [(name, button) for name in NAMES for button in plant.show(name).findChildren(Button)]


def test_what_a_role_may_never_is_grey_on_every_page_and_says_who_could(qtbot, plant, buttons):
    guarded = [(page, button) for page, button in buttons if button.act is not None]
    assert len({button.act for _page, button in guarded}) > 40
    for name, (role, _pin) in PINS.items():
        plant.enter(name)
        plant.window.page("bench").look_at_rights()
        plant.wait()
        for page, button in guarded:
            right = right_of([Role(role)], button.act)
            words = (name, page, button.accessibleName(), button.act)
            if right is Right.NEVER:
                assert not button.isEnabled(), words
                assert "Who may" in button.toolTip(), words
                button.setEnabled(True)  # a page that chose a row
                assert not button.isEnabled(), words
            elif right is Right.APPROVED:
                assert "second person" in button.toolTip(), words
            else:
                assert not button.accessibleDescription(), words


def test_no_button_is_forgotten(buttons):
    """A button names its act of the matrix, or is declared to lead to none."""
    forgotten = defaultdict(set)
    for page, button in buttons:
        words = button.accessibleName()
        assert button.act is None or button.act in MATRIX
        if button.act is None and words not in FREE.get(page, ()) and words not in EVERYWHERE:
            forgotten[page].add(words)
    assert not forgotten
