"""The window backs up by itself: when due, in the name of who may, never in the way."""

import pytest

from app.domain.acts import Act
from app.errors import BadInput
from app.logs import Redactor
from app.settings import BACKUP_FOLDER, BACKUP_ON, LANGUAGE
from app.ui.application import Program
from app.ui.backup_watch import BackupWatch
from app.ui.live.backups import LiveBackups
from app.ui.live.session import Session
from app.workflows.backups import backups_in
from app.workflows.people import add_first_administrator
from flasher.secrets import Secret


@pytest.fixture(autouse=True)
def switched_on(monkeypatch, tmp_path):
    monkeypatch.delenv("KEYWRIGHT_SCHEDULED_BACKUPS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def session(tmp_path, settings):
    made = Session(str(tmp_path / "ledger.db"), settings, Redactor())
    made.create("")
    yield made
    made.close()


def found(session, folder):
    return backups_in(folder, session.services().ledger.meta.ledger_id)


def test_switched_off_or_with_a_shut_ledger_nothing_is_made(session, settings, tmp_path):
    settings.put(BACKUP_FOLDER, str(tmp_path / "b"))
    backups = LiveBackups(session, settings)
    backups.run_if_due()
    session.services()
    settings.put(BACKUP_ON, value=False)
    backups.run_if_due()
    assert not (tmp_path / "b").exists()


def test_a_new_station_backs_up_into_its_data_folder(session, settings, tmp_path):
    session.services()
    LiveBackups(session, settings).run_if_due()
    (made,) = (tmp_path / "data").rglob("*.kwb")
    assert made.parent.name == "backups"


def test_one_is_made_when_due_and_no_second_before_its_time(session, settings, tmp_path):
    settings.put(BACKUP_FOLDER, str(tmp_path / "b"))
    session.services()
    backups = LiveBackups(session, settings)
    backups.run_if_due()
    backups.run_if_due()
    assert len(found(session, tmp_path / "b")) == 1
    assert len(session.services().ledger.audit.records(act=Act.BACKUP_SCHEDULED)) == 1


def test_with_nobody_signed_in_it_is_made_all_the_same_and_recorded_as_the_stations(
    session, settings, tmp_path
):
    settings.put(BACKUP_FOLDER, str(tmp_path / "b"))
    add_first_administrator(session.services(), "Ada", Secret("correct-horse"))
    LiveBackups(session, settings).run_if_due()
    assert len(found(session, tmp_path / "b")) == 1
    audit = session.services().ledger.audit
    (record,) = audit.records(act=Act.BACKUP_SCHEDULED)
    assert (record.who, record.approver) == ("station", None)
    assert audit.records(act=Act.RIGHT_REFUSED) == []


def test_a_folder_that_cannot_be_written_is_a_known_trouble(session, settings, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings.put(BACKUP_FOLDER, str(tmp_path / "file" / "b"))
    session.services()
    with pytest.raises(BadInput, match="backup-unwritable"):
        LiveBackups(session, settings).run_if_due()


def test_a_background_look_leaves_an_approval_for_the_act_it_was_given_for(session):
    actor = session.services().actor
    with session.approvals.given(actor):
        assert session.unattended() is not None
        assert session.services().actor is actor


def test_a_failure_stays_on_the_status_line_until_a_backup_went_well(qtbot, tasks):
    troubles = [BadInput("backup-unwritable", folder="B", reason="full")]

    def back_up():
        if troubles:
            raise troubles[0]

    watch = BackupWatch(tasks, back_up)
    qtbot.addWidget(watch)
    watch.timer.timeout.emit()
    qtbot.waitUntil(watch.isVisible, timeout=5000)
    assert "full" in watch.text()
    assert watch.toolTip()
    troubles.clear()
    watch.look()
    qtbot.waitUntil(lambda: not watch.isVisible(), timeout=5000)


def test_the_program_puts_the_watch_on_its_status_line(qapp, qtbot, settings, services):
    settings.put(LANGUAGE, "en")
    looks: list[int] = []
    program = Program(qapp, services, settings, "x", back_up=lambda: looks.append(1))
    try:
        assert program.backups is not None
        assert program.backups.parent() is program.window.status
        assert program.backups.timer.isActive()
        program.backups.timer.timeout.emit()
        qtbot.waitUntil(lambda: looks == [1], timeout=5000)
    finally:
        services.bench.stop()
        program.window.close()
        program.close()
        program.window.deleteLater()
