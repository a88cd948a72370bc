"""A list read by a scheme file of one's own, which is checked with every fault named."""

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from app.ui.pages.importing.choices import OWN
from app.ui.widgets.form import Form
from tests.people import key_of

SOUND = """
name = "acme"
family = "acme"
identity = "node"
proof = "pass"
sources = ["the supplier's letter"]

[title]
en = "Acme nodes"
zh_CN = "Acme 节点"

[[field]]
name = "node"
kind = "identity"
headers = ["Node"]
lengths = [8]
charset = "digits"

[[field]]
name = "pass"
kind = "secret"
headers = ["Pass phrase"]
lengths = [32]
charset = "hex"
"""
FAULTY = SOUND.replace("lengths = [8]", 'lengths = "eight"').replace(
    'charset = "hex"', 'charset = "klingon"'
)


@pytest.fixture
def wizard(look_at, write_list):
    rows = [(f"{n:08d}", key_of(n)) for n in range(5)]
    return look_at(write_list(rows, name="acme.csv", header="Node,Pass phrase"))


@pytest.fixture
def scheme_file(tmp_path, monkeypatch):
    """The file that the dialog gives."""
    file = tmp_path / "acme.toml"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    return file


def choose_own(wizard, settled):
    box = wizard.choices.scheme
    box.setCurrentIndex(box.findData(OWN))
    box.activated.emit(box.currentIndex())
    settled()
    settled()


def test_a_list_is_imported_by_a_scheme_of_ones_own(wizard, scheme_file, settled, session):
    scheme_file.write_text(SOUND, encoding="utf-8")
    choose_own(wizard, settled)
    assert wizard.plan.scheme == str(scheme_file)
    assert (wizard.plan.good, wizard.plan.errors) == (5, 0)
    assert wizard.choices.scheme.currentText() == "Acme nodes (acme.toml)"
    wizard.lot.setText("ACME-1")
    wizard.go.click()
    settled()
    settled()
    lot = session.services().ledger.lots.get("ACME-1")
    assert (lot.scheme, lot.counts.available) == ("acme", 5)


def test_each_fault_of_a_scheme_file_is_named_with_its_place(
    wizard, scheme_file, settled, dialog_of, lots_page
):
    scheme_file.write_text(FAULTY, encoding="utf-8")
    before = wizard.plan
    choose_own(wizard, settled)
    form = dialog_of(lots_page, Form)
    told = "\n".join(label.text() for label in form.findChildren(QLabel))
    assert "acme.toml: 2 fault" in told
    assert "field 1 (node).lengths" in told
    assert "klingon" in told
    assert wizard.plan is before  # the list is read as before
    assert wizard.choices.scheme.currentData() == before.scheme
    scheme_file.write_text(SOUND, encoding="utf-8")
    form.accept()  # the mended file is chosen
    settled()
    settled()
    assert wizard.plan.errors == 0


def test_a_kept_mapping_finds_a_scheme_of_ones_own_again(
    wizard, scheme_file, settled, session, look_at, write_list
):
    scheme_file.write_text(SOUND, encoding="utf-8")
    choose_own(wizard, settled)
    wizard._page.services.lots.keep_mapping("acme", wizard.plan)
    wizard._kept("acme")
    settled()
    assert wizard.plan.scheme == str(scheme_file)
    assert wizard.plan.errors == 0
    scheme_file.unlink()
    wizard._kept("acme")
    settled()
    assert "no license scheme" in wizard._page.banner.words
