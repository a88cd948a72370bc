"""Signing in, a locked desk, a locked ledger, and a second person's word, in the window."""

import pytest

from app.domain.acts import Act
from app.domain.people import Role
from app.domain.rights import Right
from app.errors import NotAllowed
from app.ui.second import SecondDialog
from app.ui.views import AtDesk, LedgerShut
from app.ui.widgets.form import Form
from app.workflows.rights import Permission


@pytest.fixture
def people(services):
    services.sign_in.people = {"Wang": "2580", "Li": "1470"}
    return services.sign_in


def form_of(window):
    return next(form for form in window.findChildren(Form) if form.isVisible())


def test_nobody_signs_in_where_the_ledger_has_no_people(window, settled):
    settled()
    assert not window.desk.isVisible()


def test_who_is_signed_in_is_shown_and_a_shift_is_handed_over(qtbot, window, people, settled):
    window.desk.look()
    qtbot.waitUntil(window.desk.isVisible)
    assert window.desk.enter.text() == "Hand over"
    window.desk.enter.click()
    form = form_of(window)
    form.inputs["name"].setText("Li")
    form.inputs["pin"].setText("1470")
    form.ok.click()
    qtbot.waitUntil(lambda: window.desk.name.text() == "Li")


def test_a_wrong_pin_is_told_and_changes_nothing(qtbot, window, people, settled):
    window.desk.look()
    qtbot.waitUntil(window.desk.isVisible)
    window.desk.ask_who()
    form = form_of(window)
    form.inputs["name"].setText("Li")
    form.inputs["pin"].setText("0000")
    form.ok.click()
    qtbot.waitUntil(lambda: "wrong" in window.page("bench").banner.words)
    assert people.name != "Li"


def test_a_locked_desk_leaves_only_the_bench_in_sight(qtbot, window, people, settled):
    window.go("lots")
    window.desk.show_desk(AtDesk("Wang", has_people=True, is_locked=True))
    assert window.shown == "bench"
    window.go("orders")
    assert window.shown == "bench"
    form_of(window).reject()
    window.desk.show_desk(AtDesk("Wang", has_people=True))
    window.go("orders")
    assert window.shown == "orders"


def test_a_locked_ledger_asks_for_its_passphrase_until_it_is_right(
    qtbot, window, services, settled
):
    services.setup.passphrase = "correct horse"
    services.bench.post(LedgerShut("passphrase-needed"))
    qtbot.waitUntil(lambda: window.shown == "locked")
    page = window.page("locked")
    page.passphrase.setText("wrong")
    page.go.click()
    qtbot.waitUntil(lambda: "wrong" in page.banner.words)
    page.passphrase.setText("correct horse")
    page.go.click()
    qtbot.waitUntil(lambda: window.shown == "bench")


def test_a_missing_keyring_is_told_without_a_field_to_type_in(qtbot, window, services):
    services.bench.post(LedgerShut("keyring-missing"))
    qtbot.waitUntil(lambda: window.shown == "locked")
    page = window.page("locked")
    assert not page.passphrase.isVisible()
    assert "keyring" in page.why.text()


def test_an_act_that_needs_two_asks_for_the_second_and_is_done_then(
    qtbot, window, services, people, settled
):
    page, done = window.page("bench"), []

    def act():
        if not people.approvals:
            raise NotAllowed(
                "approval-needed", act=Act.BENCH_RELEASED, who="Wang", could=(Role.SUPERVISOR,)
            )
        return "done"

    page.ask("unlock", act, done.append)
    qtbot.waitUntil(lambda: page.findChild(SecondDialog) is not None)
    dialog = page.findChild(SecondDialog)
    dialog.name.setText("Li")
    dialog.pin.setText("1470")
    dialog.ok.click()
    qtbot.waitUntil(lambda: done == ["done"])
    assert people.approvals == [(Act.BENCH_RELEASED, "Li")]


def test_an_act_that_is_not_allowed_is_greyed_and_says_who_could(qtbot, window, people, settled):
    page = window.page("bench")
    page.guard(page.probe, Act.BENCH_RELEASED)
    people.refusals = {
        Act.BENCH_RELEASED: Permission(
            Act.BENCH_RELEASED, Right.NEVER, "not-allowed", (Role.SUPERVISOR,), ("Zhao",)
        )
    }
    page.probe.setEnabled(True)
    page.look_at_rights()
    qtbot.waitUntil(lambda: not page.probe.isEnabled())
    assert "Zhao" in page.probe.toolTip()
    people.refusals = {}
    page.look_at_rights()
    qtbot.waitUntil(page.probe.isEnabled)


def test_slots_are_assigned_by_plugging_in_one_adapter_after_the_other(
    qtbot, window, services, settled
):
    window.go("diagnostics")
    settled()
    tab = window.page("diagnostics").ports
    services.diagnostics.rows = services.diagnostics.rows[:2]  # slots 1 and 2 have theirs
    window.page("diagnostics").refresh()
    settled()
    tab.next.click()
    qtbot.waitUntil(lambda: services.diagnostics.wanted() == 3)
    assert "slot 3" in window.page("diagnostics").banner.words
    services.diagnostics.slot = 0  # the watcher saw it and tied it
    qtbot.waitUntil(lambda: services.diagnostics.wanted() == 4)
    tab.next.click()
    qtbot.waitUntil(lambda: services.diagnostics.wanted() == 0)
