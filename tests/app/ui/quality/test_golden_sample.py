"""The golden sample on the QA page: named, read at a port, and asked for by the bench."""

import pytest

from app.domain.quality import QualityRules
from app.ui.pages.qa import QaPage
from app.ui.widgets.form import Form
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.ledgers import board


def named(factory, made):
    factory.services.ledger.inspections.add_golden(
        "G1", board(0).hwid, made[0], factory.services.actor
    )


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
    (golden,) = factory.services.ledger.inspections.goldens()
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


def test_a_right_board_opens_the_station_in_words(settled, demo_page_of):
    page = demo_page_of(QaPage)
    page.check_golden.click()
    settled()
    page.findChild(Form).accept()
    settled()
    assert page.verdict.word == "GOLDEN SAMPLE RIGHT"
    assert "as it should be" in page.verdict.said


@pytest.mark.parametrize(("ports", "said"), [([], "No board"), ([("P", "P")], "No golden sample")])
def test_what_is_missing_for_a_check_is_said(settled, page_of, made, ports, said):
    page = page_of(QaPage)
    page.golden.check(ports, "")
    settled()
    assert said in page.banner.words
    assert page.findChild(Form) is None
