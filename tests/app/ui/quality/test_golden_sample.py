"""The golden sample on the QA page: named, read at a port, and asked for by the bench."""

import pytest

from app.domain.quality import QualityRules
from app.ui.demo import services_over
from app.ui.pages.page import Context
from app.ui.pages.qa import QaPage
from app.ui.sound import Sounds
from app.ui.views import SlotState
from app.ui.widgets.form import Form
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.ledgers import board


def named(factory, made):
    factory.services.ledger.golden.add("G1", board(0).hwid, made[0], factory.services.actor)


def test_a_scanned_unit_becomes_a_golden_sample(settled, page_of, factory, made):
    page = page_of(QaPage)
    assert not page.add_golden.isEnabled()  # nothing is scanned
    page.scan(made[0])
    settled()
    page.add_golden.click()
    form = page.findChild(Form)
    form.inputs["name"].setText("G1")
    form.accept()
    settled()
    (golden,) = factory.services.ledger.golden.in_use()
    assert (golden.name, golden.identity) == ("G1", made[0])
    assert "G1" in page.banner.words


def test_a_wrong_board_at_the_port_is_said_and_keeps_the_station_shut(
    qtbot, settled, page_of, factory, made, tmp_path
):
    named(factory, made)
    factory.services.ledger.inspections.set_rules(
        "O", QualityRules(golden=True), factory.services.actor
    )
    with Farm(tmp_path / "boards") as farm:
        port = farm.add(spec_for(3, kind_named("t5ai"), seed=7))
        name = port.name or port.path
        page = page_of(QaPage)
        page.golden.check([(name, name)], "O")
        settled()
        form = page.findChild(Form)
        assert (form.values()["name"], form.values()["port"]) == ("G1", name)
        form.reject()
        page.golden._begin({"name": "G1", "port": name, "order": "O"})
        assert page.verdict.word == "WAIT"  # the window goes on while the board is read
        qtbot.waitUntil(lambda: page.verdict.verdict is not None, timeout=20_000)
    assert page.verdict.word == "GOLDEN SAMPLE WRONG"
    assert "not what it should be" in page.verdict.said
    acts = [r.act for r in factory.services.ledger.audit.records(newest_first=True)]
    assert acts[0] == "golden.checked"


@pytest.mark.parametrize("boards", [("",)], indirect=True)
def test_a_right_board_opens_the_station_in_words(
    qtbot, settled, demo_factory, settings, tasks, boards
):
    services = services_over(demo_factory, settings, boards=boards.ports)
    try:
        services.bench.start()
        qtbot.waitUntil(lambda: services.bench.slots()[0].state is SlotState.PASS, timeout=20_000)
        services.bench.stop()
        qtbot.waitUntil(lambda: not services.bench.header().running, timeout=20_000)
        services.quality.desk.add_golden("G-2", services.bench.slots()[0].identity)
        page = QaPage(Context(services, tasks, settings, Sounds(settings, play=print)))
        qtbot.addWidget(page)
        page.show()
        page.refresh()
        settled()
        page.golden._begin({"name": "G-2", "port": boards.ports[0].port, "order": ""})
        qtbot.waitUntil(lambda: page.verdict.verdict is not None, timeout=20_000)
        assert page.verdict.word == "GOLDEN SAMPLE RIGHT"
        assert "as it should be" in page.verdict.said
        settled()
    finally:
        services.close()


@pytest.mark.parametrize(("ports", "said"), [([], "No board"), ([("P", "P")], "No golden sample")])
def test_what_is_missing_for_a_check_is_said(settled, page_of, made, ports, said):
    page = page_of(QaPage)
    page.golden.check(ports, "")
    settled()
    assert said in page.banner.words
    assert page.findChild(Form) is None


def test_a_golden_sample_is_retired_with_a_reason(settled, page_of, factory, made):
    named(factory, made)
    page = page_of(QaPage)
    page.retire_golden.click()
    settled()
    form = page.findChild(Form)
    assert not form.ok.isEnabled()  # without a reason
    form.inputs["reason"].setText("scratched")
    form.accept()
    settled()
    assert factory.services.ledger.golden.in_use() == []
    assert "G1 is retired" in page.banner.words
