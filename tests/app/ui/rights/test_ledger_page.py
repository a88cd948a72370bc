"""The ledger's room over a real ledger: backups, restore, reconciling, locks, check and purge."""

from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.vault_box import LockKind
from app.errors import BadInput, VaultTrouble
from app.ui.ledger.locks import RecoveryDialog
from app.ui.second import SecondDialog
from app.ui.widgets.form import Form
from flasher.secrets import Secret
from tests.ledgers import identity
from tests.people import PINS


def fill(page, **values):
    """Fill the form that is open, and send it."""
    form = [form for form in page.findChildren(Form) if form.isVisible()][-1]
    for name, value in values.items():
        control = form.inputs[name]
        control.setChecked(value) if isinstance(value, bool) else control.setText(value)
    form.accept()


def second(plant, page, name):
    """Let a second person approve."""
    plant.wait()
    dialog = next(d for d in page.findChildren(SecondDialog) if d.isVisible())
    dialog.name.setText(name)
    dialog.pin.setText(PINS[name][1])
    dialog.ok.click()
    plant.wait()


def opened(plant, tab=0, who="Ada"):
    plant.enter(who)
    page = plant.show("ledger")
    page.tabs.setCurrentIndex(tab)
    plant.wait()
    return page


def test_a_backup_is_made_proven_and_listed_with_its_age(plant):
    page = opened(plant)
    page.backups.back_up.click()
    plant.wait()
    (row,) = page.backups.files.rows
    assert row.proven_at is not None
    assert page.backups._age(row).startswith("0 hour")
    page.backups.table.choose(0)
    page.backups.prove.click()
    plant.wait()
    assert "12 licenses" in page.banner.words


def test_a_spoiled_backup_is_told_and_marked(plant):
    page = opened(plant)
    page.backups.back_up.click()
    plant.wait()
    file = page.backups.files.rows[0].file
    raw = bytearray(file.read_bytes())
    raw[-40] ^= 1
    file.write_bytes(bytes(raw))
    page.backups.table.choose(0)
    page.backups.prove.click()
    plant.wait()
    assert page.backups._proven(page.backups.files.rows[0]) == "not any more"


def test_a_restore_keeps_a_second_copy_and_hands_nothing_out_until_two_reconciled(plant, tmp_path):
    page = opened(plant)
    page.backups.back_up.click()
    plant.wait()
    page.backups.table.choose(0)
    page.backups.restore_form()
    form = page.findChildren(Form)[-1]
    assert not form.ok.isEnabled()  # not before it was read
    fill(page, sure=True)
    plant.wait()
    assert "9 licenses are in question" in page.banner.words
    aside = [file for file in (tmp_path / "factory").iterdir() if ".before-" in file.name]
    assert len(aside) == 1
    assert plant.ledger.restores.is_unsettled()
    assert not page.doubt.isHidden()
    plant.enter("Ada")
    page = plant.show("ledger")
    plant.wait()
    report = tmp_path / "report.csv"
    report.write_text(f"identity,last_at\n{identity(8)},yesterday\n", encoding="utf-8")
    page.doubt.add_file(report)
    plant.wait()
    assert page.doubt.files == {}  # a report whose times cannot be read is no evidence
    assert page.banner.property("banner") == "fail"
    report.write_text(f"identity,last_at\n{identity(8)},2099-01-01T00:00:00Z\n", encoding="utf-8")
    page.doubt.add_file(report)
    plant.wait()
    assert "report.csv (until 20" in page.doubt.evidence.text()  # what came later is not in it
    page.doubt.drop.click()
    used = tmp_path / "used.txt"
    used.write_text(f"{identity(7)},18DE50001234\n", encoding="utf-8")
    page.doubt.add_file(used)
    page.doubt.go.click()
    fill(page, reason="one board was made", sure=True)
    second(plant, page, "Sun")
    assert "8 available, 1 doubtful" in page.banner.words
    assert page.doubt.isHidden()
    record = plant.ledger.audit.records(act=Act.LEDGER_RECONCILED, limit=1)[0]
    assert {record.who, record.approver} == {"Ada", "Sun"}


def test_the_ledger_is_not_restored_while_somebody_who_may_not_asks(plant):
    page = opened(plant, who="Ole")
    for button in (page.backups.back_up, page.backups.other):
        assert not button.isEnabled()
        assert "administrator" in button.toolTip()


def test_a_failed_restore_leaves_ledger_and_shift_as_they_were(plant, tmp_path):
    opened(plant)
    wrong = tmp_path / "wrong.kwb"
    wrong.write_bytes(b"nothing of the kind")
    with pytest.raises(BadInput):
        plant.services.quality.vault.restore(wrong)
    assert plant.services.sign_in.at_desk().name == "Ada"
    assert plant.ledger.lots.totals().total == 12


def test_ways_of_unlocking_are_added_changed_and_removed(plant, tmp_path):
    page = opened(plant, tab=1)
    vault = plant.services.quality.vault
    vault.add_lock(LockKind.PASSPHRASE, passphrase=Secret("a long enough passphrase"))
    vault.add_lock(LockKind.KEY_FILE, file=tmp_path / "second.key")
    page.refresh()
    plant.wait()
    kinds = [lock.kind for lock in page.locks.rows.rows]
    assert kinds == [LockKind.KEY_FILE, LockKind.PASSPHRASE, LockKind.KEY_FILE]
    page.locks.passphrase.click()
    fill(
        page,
        old="a long enough passphrase",
        new="another long passphrase",
        again="another long passphrase",
    )
    plant.wait()
    assert "changed" in page.banner.words
    page.locks.table.choose(1)
    page.locks.remove.click()
    fill(page)
    plant.wait()
    assert len(page.locks.rows.rows) == 2


def test_the_last_way_of_unlocking_stays(plant):
    page = opened(plant, tab=1)
    page.locks.table.choose(0)
    assert not page.locks.remove.isEnabled()
    with pytest.raises(VaultTrouble):
        plant.services.quality.vault.remove_lock(1)


def test_a_data_key_is_rotated_stopped_and_gone_on_with(plant):
    page = opened(plant, tab=1)
    page.locks._cancel.set()
    vault = plant.services.quality.vault
    done, left = vault.rotate(lambda _done, _total: None, lambda: True)
    assert (done, left) == (0, 12)
    page.refresh()
    plant.wait()
    assert "Go on" in page.locks.rotate.text()
    page.locks.rotate.click()
    fill(page)
    plant.wait()
    assert "12 secrets" in page.banner.words
    assert "New data key" in page.locks.rotate.text()
    assert not page.locks.bar.isVisible()


def test_a_recovery_key_is_shown_once(plant):
    page = opened(plant, tab=1)
    page.locks._ask_recovery()
    fill(page)
    plant.wait()
    dialog = page.findChild(RecoveryDialog)
    assert len(dialog.shown.text()) > 20
    dialog.accept()
    assert dialog.shown.text() == ""


def test_lock_now_asks_for_the_key_again_and_for_a_sign_in(qtbot, plant):
    page = opened(plant, tab=1)
    page.locks.lock.click()
    fill(page)
    qtbot.waitUntil(lambda: plant.window.shown == "locked", timeout=10_000)
    with pytest.raises(VaultTrouble):
        plant.services.session.services()
    plant.window.page("locked").go.click()
    qtbot.waitUntil(lambda: plant.window.shown == "bench", timeout=10_000)
    assert plant.services.sign_in.at_desk().name == ""


def test_the_check_is_drawn_and_tells_what_is_wrong(plant):
    page = opened(plant, tab=2)
    page.proof.check.click()
    plant.wait()
    assert page.proof.verdict.text().startswith("✓")
    assert page.proof.found.totals.total == 12
    assert page.proof.picture.isVisible()


def test_a_closed_lots_secrets_are_purged_by_two_with_a_certificate(plant, tmp_path, monkeypatch):
    page = opened(plant, tab=2)
    page.proof.purge.click()
    plant.wait()
    assert "No lot is closed" in page.banner.words
    services = plant.services.session.services()
    services.ledger.lots.close("A", "used up", services.actor)
    out = tmp_path / "purged.json"
    monkeypatch.setattr(
        "app.ui.ledger.proof.QFileDialog.getSaveFileName", lambda *_: (str(out), "")
    )
    page.proof.purge.click()
    plant.wait()
    fill(page, reason="the customer asks", sure=True)
    assert not out.exists()
    second(plant, page, "Sun")
    assert "secrets of lot A are gone" in page.banner.words
    assert '"approver": "Sun"' in out.read_text(encoding="utf-8")
    assert Path(out).stat().st_size > 500
