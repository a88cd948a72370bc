"""The audit page over a hundred thousand records: filtered, scrolled, proven, exported."""

import json
import time

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.acts import Act
from app.ledger import tables as t
from app.ledger.work import CHAINED, link_bytes

RECORDS = 100_000
STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal
PEOPLE = ("Ada", "Ole", "Sun")
ACTS = (Act.LICENSE_VERIFIED, Act.LABEL_PRINTED, Act.PERSON_SIGNED_IN, Act.UNIT_FAILED)


def lengthen(ledger, vault, count):
    """Put so many sealed records at the end of the chain, over thirty days."""
    seq, mac = ledger.audit.head()
    rows = []
    for number in range(count):
        seq += 1
        day, second = divmod(number * 25, 86_400)
        hour, rest = divmod(second, 3600)
        values = {
            "seq": seq,
            "at": f"2026-04-{day + 1:02d}T{hour:02d}:{rest // 60:02d}:{rest % 60:02d}.000Z",
            "who": PEOPLE[number % 3],
            "station": "station-1",
            "act": ACTS[number % 4].value,
            "subject": f"license:uuid{number:016x}",
        }
        whole = {name: values.get(name) for name in ("seq", *CHAINED)}
        mac = vault.audit_mac(link_bytes(mac, tuple(whole.values())))
        rows.append({**whole, "mac": mac})
    with ledger._database.writing.connect() as conn, conn.begin():
        conn.execute(t.audit.insert(), rows)
        conn.execute(t.audit_head.update().values(seq=seq, mac=mac))


@pytest.fixture
def long_record(plant):
    plant.enter("Ada")
    services = plant.services.session.services()
    lengthen(services.ledger, services.vault, RECORDS)
    return plant


class Pauses(QObject):
    """Notes the longest time in which the GUI thread heard of nothing else."""

    def __init__(self):
        super().__init__()
        self.longest, self.last = 0.0, time.perf_counter()
        self.startTimer(1)

    def timerEvent(self, _event):  # noqa: N802 - Qt's name
        now = time.perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now


def test_a_hundred_thousand_records_are_filtered_scrolled_proven_and_exported(
    long_record, tmp_path, monkeypatch
):
    plant = long_record
    page = plant.show("audit")
    pauses = Pauses()
    model = page.model
    assert model.rowCount() > RECORDS
    for row in (0, 50_000, model.rowCount() - 1):
        page.table.choose(row)
        plant.wait()
        assert page.table.current().seq == model.rowCount() - row
    page.who.setCurrentIndex(page.who.findData("Ole"))
    page.act.setCurrentIndex(page.act.findData(Act.LABEL_PRINTED.value))
    page._ask()
    plant.wait()
    assert model.rowCount() == RECORDS // 12 + 1
    assert len(page.days._days) > 25
    assert page.model.rowCount() < RECORDS
    page.subject.setText("uuid000000000001869")
    page._ask()
    plant.wait()
    shown = model.rowCount()
    assert 0 < shown < 20
    tester = QAbstractItemModelTester(model, STRICT)  # on a few rows: it looks at each of them
    page.who.setCurrentIndex(0)
    page._ask()
    plant.wait()
    assert model.rowCount() > shown
    shiboken6.delete(tester)
    page.subject.clear()
    page.who.setCurrentIndex(0)
    page.act.setCurrentIndex(0)
    page._ask()
    plant.wait()
    page.verify.click()
    plant.wait()
    assert "whole" in page.banner.words
    out = tmp_path / "audit.jsonl"
    monkeypatch.setattr("app.ui.pages.audit.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))
    page.export.click()
    plant.wait()
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) > RECORDS
    assert json.loads(lines[-1])
    print(f"longest pause of the window: {pauses.longest * 1000:.0f} ms")


def test_a_record_that_somebody_edited_by_hand_is_shown_and_named_by_the_proof(plant):
    plant.enter("Ada")
    ledger = plant.ledger
    last = ledger.audit.head()[0]
    with ledger._database.writing.connect() as conn, conn.begin():
        conn.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
        for name in conn.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).scalars():
            conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        edited = t.audit.update().where(t.audit.c.seq == last - 1)
        conn.execute(edited.values(at="yesterday", new="{half"))
    page = plant.show("audit")
    page.table.choose(1)
    plant.wait()
    assert page.record.record.at == "yesterday"
    page.verify.click()
    plant.wait()
    assert f"{last - 1:,}" in page.banner.words or str(last - 1) in page.banner.words
