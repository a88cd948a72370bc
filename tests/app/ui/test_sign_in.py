"""Signing in, a locked desk, a locked ledger, and a second person's word, in the window."""

import pytest

from app.demo.people import CHIEF, CHIEF_PIN
from app.domain.acts import Act
from app.ui.second import SecondDialog
from app.ui.views import LedgerShut
from app.ui.widgets.form import Form
from app.workflows.rights import require
from flasher.secrets import Secret
from flasher.transport.ports import PortInfo

OPERATOR, OPERATOR_PIN = "Chen Li", "482913"


def form_of(window):
    return next(form for form in window.findChildren(Form) if form.isVisible())


def sign_in(window, name, pin):
    form = form_of(window)
    form.inputs["name"].setText(name)
    form.inputs["pin"].setText(pin)
    form.ok.click()


@pytest.fixture
def operator(services):
    """The operator is at the desk."""
    services.sign_in.sign_in(OPERATOR, Secret(OPERATOR_PIN))


def test_nobody_signs_in_where_the_ledger_has_no_people(bare, window_over, settled):
    bare.setup.create_ledger("")
    bare.session.services()
    window = window_over(bare)
    settled()
    assert not window.desk.isVisible()


def test_who_is_signed_in_is_shown_and_a_shift_is_handed_over(qtbot, window):
    qtbot.waitUntil(window.desk.isVisible, timeout=5000)
    assert window.desk.name.text() == CHIEF
    assert window.desk.enter.text() == "Hand over"
    window.desk.enter.click()
    sign_in(window, OPERATOR, OPERATOR_PIN)
    qtbot.waitUntil(lambda: window.desk.name.text() == OPERATOR, timeout=5000)


def test_a_wrong_pin_is_told_and_changes_nothing(qtbot, window, services):
    qtbot.waitUntil(window.desk.isVisible, timeout=5000)
    window.desk.ask_who()
    sign_in(window, OPERATOR, "000000")
    qtbot.waitUntil(lambda: "wrong" in window.page("bench").banner.words, timeout=5000)
    assert services.sign_in.at_desk().name == CHIEF


def test_a_locked_desk_leaves_only_the_bench_in_sight(qtbot, window, settled):
    window.go("lots")
    qtbot.waitUntil(window.desk.isVisible, timeout=5000)
    window.desk.lock.click()
    qtbot.waitUntil(lambda: window.shown == "bench", timeout=5000)
    window.go("orders")
    assert window.shown == "bench"
    sign_in(window, CHIEF, CHIEF_PIN)
    qtbot.waitUntil(lambda: not window.desk.desk.is_locked, timeout=5000)
    window.go("orders")
    assert window.shown == "orders"


def test_a_locked_ledger_asks_for_its_passphrase_until_it_is_right(
    qtbot, bare, settings, tmp_path, window_over
):
    from app.ui.demo import bare_services

    bare.setup.create_ledger("correct horse")
    bare.close()
    later = bare_services(tmp_path / "bare", settings)
    try:
        window = window_over(later)
        qtbot.waitUntil(lambda: window.shown == "locked", timeout=5000)
        page = window.page("locked")
        page.passphrase.setText("wrong")
        page.go.click()
        qtbot.waitUntil(lambda: "wrong" in page.banner.words, timeout=10_000)
        page.passphrase.setText("correct horse")
        page.go.click()
        qtbot.waitUntil(lambda: window.shown == "bench", timeout=10_000)
        window.close()
    finally:
        later.close()


def test_a_missing_keyring_is_told_without_a_field_to_type_in(qtbot, window, services):
    services.bench._state.post(LedgerShut("keyring-missing"))
    qtbot.waitUntil(lambda: window.shown == "locked", timeout=5000)
    page = window.page("locked")
    assert not page.passphrase.isVisible()
    assert "keyring" in page.why.text()


def test_an_act_that_needs_two_asks_for_the_second_and_is_done_then(
    qtbot, window, services, operator, settled
):
    page, done = window.page("bench"), []

    def act():
        now = services.session.services()
        require(now.ledger, now.actor, Act.BENCH_RELEASED)
        return now.actor.approver

    page.ask("unlock", act, done.append)
    qtbot.waitUntil(lambda: page.findChild(SecondDialog) is not None, timeout=5000)
    dialog = page.findChild(SecondDialog)
    dialog.name.setText(CHIEF)
    dialog.pin.setText(CHIEF_PIN)
    dialog.ok.click()
    qtbot.waitUntil(lambda: done == [CHIEF], timeout=5000)


def test_an_act_that_is_not_allowed_is_greyed_and_says_who_could(
    qtbot, window, services, operator, settled
):
    window.go("lots")
    settled()
    button = window.page("lots").import_button
    qtbot.waitUntil(lambda: not button.isEnabled(), timeout=5000)
    assert CHIEF in button.toolTip()
    qtbot.waitUntil(lambda: window.desk.desk.name == OPERATOR, timeout=5000)
    services.sign_in.sign_in(CHIEF, Secret(CHIEF_PIN))
    qtbot.waitUntil(button.isEnabled, timeout=5000)


def test_slots_are_assigned_by_plugging_in_one_adapter_after_the_other(
    qtbot, bare, window_over, settled
):
    ports = [PortInfo("COM3", "USB-SERIAL CH340", location="1-4.1")]
    bare.setup.create_ledger("")
    bare.places._ports = lambda: ports
    bare.places.look()
    bare.places.tie(bare.places.ports()[0], 1)
    window = window_over(bare)
    window.go("diagnostics")
    settled()
    tab = window.page("diagnostics").ports
    tab.next.click()
    qtbot.waitUntil(lambda: bare.diagnostics.wanted() == 2, timeout=5000)
    assert "slot 2" in window.page("diagnostics").banner.words
    ports.append(PortInfo("COM4", "USB-SERIAL CH340", location="1-4.2"))
    bare.places.look()
    assert bare.places.slots() == {1: "COM3", 2: "COM4"}
    qtbot.waitUntil(lambda: bare.diagnostics.wanted() == 3, timeout=5000)
    tab.next.click()
    qtbot.waitUntil(lambda: bare.diagnostics.wanted() == 0, timeout=5000)
