"""Slots tied to ports by name: boards of a ``keywright simulate`` that runs beside the window."""

import json
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel

from app.ui.demo import services_over
from app.ui.views import SlotState
from app.ui.widgets.form import Form

SLOW_MS = 30_000
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@pytest.fixture
def services(demo_factory, settings):
    made = services_over(demo_factory, settings)
    made.places.start(made.bench.ports_changed)
    yield made
    made.close()


@pytest.fixture
def simulated(tmp_path):
    """Start ``keywright simulate`` and return the port that it prints."""
    running = []

    def start(transport):
        command = [sys.executable, "-m", "app", "simulate", "--dir", str(tmp_path / "farm")]
        process = subprocess.Popen(
            [*command, "--transport", transport, "--seed", "5"], stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        return json.loads(process.stdout.readline())["port"]

    yield start
    for process in running:
        process.terminate()
        process.communicate()


def tie(page, settled, port, slot):
    page.ports.by_name.click()
    (form,) = [one for one in page.findChildren(Form) if one.isVisible()]
    told = "\n".join(label.text() for label in form.findChildren(QLabel))
    assert "does not survive renumbering" in told
    form.inputs["port"].setText(port)
    form.inputs["slot"].setCurrentIndex(slot - 1)
    form.accept()
    settled()
    settled()


@pytest.mark.parametrize("transport", ["tcp", pytest.param("pty", marks=POSIX)])
def test_a_board_of_a_simulate_that_runs_elsewhere_passes_at_a_named_slot(
    qtbot, window, services, simulated, settled, transport
):
    port = simulated(transport)
    window.go("diagnostics")
    settled()
    page = window.page("diagnostics")
    tie(page, settled, port, 3)
    (row,) = [one for one in page.ports.model.rows if one.device == port]
    assert (row.slot, row.named) == (3, True)

    def state():
        return next(v.state for v in services.bench.slots() if v.number == 3)

    services.bench.start()
    qtbot.waitUntil(lambda: state() is SlotState.PASS, timeout=SLOW_MS)


def test_what_is_no_port_is_refused_in_words(window, settled, services):
    window.go("diagnostics")
    settled()
    page = window.page("diagnostics")
    before = services.places.slots()
    tie(page, settled, "the blue one", 2)
    assert "no name of a port" in page.banner.words
    assert services.places.slots() == before


def test_a_name_that_an_adapter_bears_ties_its_place(window, settled, services):
    window.go("diagnostics")
    settled()
    page = window.page("diagnostics")
    tie(page, settled, "com3", 4)
    (row,) = [one for one in page.ports.model.rows if one.device == "COM3"]
    assert (row.slot, row.named) == (4, False)
