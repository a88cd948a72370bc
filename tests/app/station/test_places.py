"""Slots are places: ties that survive renumbering, assignment by plugging in, a watcher that waits."""

import threading
import time

import pytest

from app.errors import BadInput
from app.station.places import NAMED, Places, Tie, key_of, port_name
from app.station.port_gate import PortGate
from flasher.transport.ports import PortInfo


def port(name, location):
    return PortInfo(name, "adapter", location)


def test_a_slot_stays_when_its_port_gets_another_name(tmp_path):
    here = [port("COM3", "1-4.1"), port("COM4", "1-4.2")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.tie(here[0], 3)
    here[:] = [port("COM9", "1-4.1")]
    places.look()
    assert places.slots() == {3: "COM9"}
    here.clear()
    places.look()
    assert places.slots() == {3: ""}


def test_ties_and_blocklist_survive_a_restart(tmp_path):
    here = [port("COM3", "1-4.1"), port("COM4", "1-4.2")]
    places = Places(tmp_path / "slots.json", lambda: here)
    places.look()
    places.tie(here[0], 1)
    places.block(here[1], blocked=True)
    again = Places(tmp_path / "slots.json", lambda: here)
    again.look()
    assert again.slots() == {1: "COM3"}
    assert again.is_blocked(here[1])


def test_a_place_has_one_slot_and_a_slot_one_place(tmp_path):
    here = [port("COM3", "1-4.1"), port("COM4", "1-4.2")]
    places = Places(tmp_path / "slots.json", lambda: here)
    places.look()
    places.tie(here[0], 1)
    places.tie(here[1], 1)
    assert places.slots() == {1: "COM4"}
    places.tie(here[1], 2)
    assert places.slots() == {2: "COM4"}
    assert key_of(PortInfo("COM5", serial_number="A5")) == "sn:A5"


def test_the_next_adapter_that_is_plugged_in_becomes_the_wanted_slot(tmp_path):
    here = [port("COM3", "1-4.1")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.want(3)
    places.look()
    assert places.slots() == {}  # the one that was there already is not meant
    here.append(port("COM7", "1-4.2"))
    places.look()
    assert places.slots() == {3: "COM7"}
    assert places.wanted() is None


def test_an_adapter_that_is_taken_out_and_put_in_again_is_meant(tmp_path):
    here = [port("COM3", "1-4.1")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.want(2)
    here.clear()
    places.look()
    here.append(port("COM8", "1-4.1"))
    places.look()
    assert places.slots() == {2: "COM8"}


def test_a_blocked_adapter_never_becomes_a_slot_by_plugging_in(tmp_path):
    here = [port("COM3", "1-4.1")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.block(here[0], blocked=True)
    taken, here[:] = list(here), []
    places.look()
    places.want(1)
    here.extend(taken)
    places.look()
    assert places.slots() == {}


def test_a_wish_that_was_given_up_ties_nothing(tmp_path):
    here: list[PortInfo] = []
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.want(1)
    places.want_nothing()
    here.append(port("COM3", "1-4.1"))
    places.look()
    assert places.slots() == {}


def test_ports_are_not_listed_while_one_is_being_opened(tmp_path):
    gate, looked = PortGate(), threading.Event()

    def ports():
        looked.set()
        return []

    places = Places(tmp_path / "slots.json", ports, gate)
    with gate:
        places.start(lambda: None)
        assert not looked.wait(0.3)
    assert looked.wait(5)
    places.close()


def test_a_driver_that_hangs_in_opening_does_not_blind_the_watcher():
    gate = PortGate()
    with gate:
        assert not gate.wait_until_quiet(0.01)
    assert gate.wait_until_quiet(0.01)


def test_opening_a_port_waits_for_no_listing(tmp_path):
    listing, release, gate = threading.Event(), threading.Event(), PortGate()

    def slow():
        listing.set()
        release.wait(5)
        return []

    places = Places(tmp_path / "slots.json", slow, gate)
    places.start(lambda: None)
    assert listing.wait(5)
    began = time.monotonic()
    with gate:
        opened = time.monotonic()
    release.set()
    places.close()
    assert opened >= began  # reached at all: a listing in progress holds nobody up


def clone(name, serial="0001"):
    return PortInfo(name, "adapter", None, serial)


def test_two_adapters_with_one_serial_number_are_told_apart_by_their_ports(tmp_path):
    here = [clone("COM3"), clone("COM4")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.tie(here[0], 1)
    places.tie(here[1], 2)
    assert places.slots() == {1: "COM3", 2: "COM4"}
    here.pop(0)
    places.look()
    assert places.slots() == {1: "", 2: "COM4"}  # no slot takes the other one's adapter


def test_an_adapter_keeps_its_slot_when_a_second_one_with_its_number_comes(tmp_path):
    here = [clone("COM3")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.tie(here[0], 1)
    here[:] = [clone("COM9")]
    places.look()
    assert places.slots() == {1: "COM9"}
    here.append(clone("COM4"))
    places.look()
    assert places.slots() == {1: "COM9"}
    here.pop(0)
    places.look()
    assert places.slots()[1] in ("", "COM4")


def test_after_a_start_two_equal_numbers_tell_no_slot(tmp_path):
    here = [clone("COM3")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.tie(here[0], 1)
    here.append(clone("COM4"))
    again = Places(tmp_path / "slots.json", lambda: list(here))
    again.look()
    assert again.slots() == {1: ""}


def test_a_blocked_serial_number_leaves_both_its_bearers_alone(tmp_path):
    here = [clone("COM3")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.block(here[0], blocked=True)
    here.append(clone("COM4"))
    places.want(1)
    places.look()
    assert all(places.is_blocked(port) for port in here)
    assert places.slots() == {}
    places.block(here[0], blocked=False)
    assert not places.is_blocked(here[0])


def test_the_next_adapter_is_meant_even_where_it_bears_the_number_of_another(tmp_path):
    here = [clone("COM3")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.want(2)
    here.insert(0, clone("COM2"))
    places.look()
    assert places.slots() == {2: "COM2"}


def test_a_named_port_is_where_its_name_says_and_is_kept(tmp_path):
    places = Places(tmp_path / "slots.json", list)
    assert places.tie_named(" SOCKET://127.0.0.1:7001 ", 2) == "socket://127.0.0.1:7001"
    assert places.slots() == {2: "socket://127.0.0.1:7001"}
    again = Places(tmp_path / "slots.json", list)
    assert again.slots() == {2: "socket://127.0.0.1:7001"}
    (named,) = again.ports()
    assert again.is_named(named)
    assert again.slot_of(named) == 2
    again.tie(named, 0)
    assert again.slots() == {}
    assert again.ports() == ()


def test_one_port_is_never_given_to_two_slots(tmp_path):
    here = []
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.tie_named("COM9", 1)
    assert places.slots() == {1: ""}
    here.append(port("COM9", "1-4.9"))
    places.look()
    assert places.slots() == {1: "COM9"}
    places.tie(here[0], 2)
    assert sorted(places.slots().values()).count("COM9") == 1


def test_a_named_device_that_comes_and_goes_is_told(tmp_path):
    told = []
    places = Places(tmp_path / "slots.json", list)
    places._changed = lambda: told.append(1)
    place = tmp_path / "tty"
    places._ties = [Tie(1, f"{NAMED}{place}")]
    places.look()
    assert places.slots() == {1: ""}
    place.touch()
    places.look()
    assert places.slots() == {1: str(place)}
    place.unlink()
    places.look()
    assert told == [1, 1]


@pytest.mark.parametrize(
    "wrong",
    ["", "slot 3", "http://host:80", "socket://host", "socket://:7", "rfc2217://h:x", "COM0"],
)
def test_what_names_no_port_is_refused(wrong):
    with pytest.raises(BadInput) as refused:
        port_name(wrong)
    assert refused.value.code == "port-name-wrong"


def test_a_blocked_port_is_not_tied_by_its_name_either(tmp_path):
    here = [port("COM3", "1-4.1")]
    places = Places(tmp_path / "slots.json", lambda: list(here))
    places.look()
    places.block(here[0], blocked=True)
    with pytest.raises(BadInput):
        places.tie_named("COM3", 1)
    assert places.slots() == {}
