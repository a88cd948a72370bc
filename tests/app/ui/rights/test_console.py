"""The serial console: typing to a board is somebody's act, and a slot's port is the slot's."""

import os
import pty

import pytest

from app.domain.acts import Act
from app.errors import NotAllowed, Refused
from flasher.errors import PortBusy


@pytest.fixture
def port():
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs), ours
    os.close(ours)
    os.close(theirs)


def opened(plant, name, device):
    plant.enter(name)
    return plant.services.diagnostics.console(device, lambda _text: None)


def test_opening_the_console_is_on_record_before_anything_is_typed(plant, port):
    line = opened(plant, "Eng", port[0])
    ledger = plant.services.session.services().ledger
    try:
        (record,) = ledger.audit.records(act=Act.CONSOLE_OPENED)
        assert (record.who, record.new) == ("Eng", f'{{"port":"{port[0]}"}}')
        line.send("help")
        assert os.read(port[1], 16) == b"help\r"
    finally:
        line.close()


def test_an_operator_may_not_type_to_a_board(plant, port):
    with pytest.raises(NotAllowed) as refusal:
        opened(plant, "Ole", port[0])
    assert refusal.value.facts["act"] is Act.CONSOLE_OPENED
    assert plant.services.session.services().ledger.audit.records(act=Act.CONSOLE_OPENED) == []


def test_nobody_types_on_in_the_name_of_who_has_left(plant, port):
    line = opened(plant, "Eng", port[0])
    try:
        plant.enter("Sun")
        with pytest.raises(Refused) as refusal:
            line.send("auth")
        assert refusal.value.code == "console-of-another"
    finally:
        line.close()


def test_the_port_of_a_slot_is_not_opened_for_typing(plant, port):
    gate = plant.services.places.gate
    with gate.slot("3", lambda: port[0]), pytest.raises(PortBusy) as refusal:
        opened(plant, "Eng", port[0])
    assert (refusal.value.code, refusal.value.facts["slot"]) == ("port-in-use-by-slot", "3")
    assert plant.services.session.services().ledger.audit.records(act=Act.CONSOLE_OPENED) == []


def test_the_page_lets_go_of_the_port_when_an_operator_comes(plant, port, qtbot):
    plant.enter("Eng")
    page = plant.show("diagnostics")
    console = page.console
    page.tabs.setCurrentWidget(console)
    qtbot.waitUntil(lambda: not plant.window.context.tasks.busy)
    console.port.clear()
    console.port.addItem(port[0], port[0])
    page.enable_buttons()
    console.toggle.click()
    qtbot.waitUntil(console.input.isEnabled)
    plant.enter("Ole")
    page.look_at_rights()
    qtbot.waitUntil(lambda: not console.input.isEnabled())
    assert not console.toggle.isEnabled()
    assert "engineer" in console.toggle.toolTip()
