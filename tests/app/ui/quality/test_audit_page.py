"""Audit: filter, timeline, one record's values, proof and export, over a real record."""

import json
import sqlite3

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.acts import Act
from app.ledger.audit_search import AuditWanted
from app.ui.language import language
from app.ui.pages.audit import AuditPage
from app.ui.quality.record_words import fact_word, reason_word, subject_word, values_of
from app.ui.services_ledger import AuditQuery

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def chinese(qapp):
    language().speak("zh_CN")
    yield
    language().speak("en")


def waits(settled):
    for _ in range(3):
        settled()


def test_the_newest_record_stands_on_top_and_opens_with_its_values(settled, page_of, made):
    page = page_of(AuditPage)
    waits(settled)
    QAbstractItemModelTester(page.model, STRICT)
    page.table.choose(0)
    record = page.record.record
    assert record.seq == page.model.rowCount()
    assert page.record.isVisible()


def test_filters_ask_the_database(settled, page_of, made):
    page = page_of(AuditPage)
    page.act.setCurrentIndex(page.act.findData(Act.LICENSE_VERIFIED.value))
    page._ask()
    waits(settled)
    assert page.model.rowCount() == 5
    page.subject.setText(made[0])
    page._ask()
    waits(settled)
    assert page.model.rowCount() == 1
    page.subject.setText("100%_")
    page._ask()
    waits(settled)
    assert page.table.empty.isVisible()


def test_a_day_is_chosen_by_key_and_by_click(qtbot, settled, page_of, factory, made):
    factory.clock.advance(86_400)
    factory.hire("Ada")
    page = page_of(AuditPage)
    waits(settled)
    everything = page.model.rowCount()
    qtbot.keyClick(page.days, Qt.Key.Key_Left)
    waits(settled)
    last = page.model.rowCount()
    assert 0 < last < everything
    qtbot.keyClick(page.days, Qt.Key.Key_Escape)
    waits(settled)
    assert page.model.rowCount() == everything
    assert sum(n for _day, n in page.days._days) == everything


def test_the_chain_is_proven_and_a_changed_record_is_named(settled, page_of, factory, made):
    page = page_of(AuditPage)
    page.verify_chain()
    waits(settled)
    assert "whole" in page.banner.words
    with sqlite3.connect(factory.location) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET who = 'nobody' WHERE seq = 4")
    connection.close()
    page.verify_chain()
    waits(settled)
    assert "4" in page.banner.words
    assert page.banner.property("banner") == "fail"


def test_what_is_filtered_is_exported_with_the_signed_head(real, made, tmp_path):
    audit = real.services.quality.audit
    file = tmp_path / "audit.jsonl"
    assert audit.export(AuditQuery(act=Act.LICENSE_VERIFIED.value), file) == 5
    assert len(file.read_text(encoding="utf-8").splitlines()) == 5
    head = json.loads((tmp_path / "audit.head.json").read_text(encoding="utf-8"))
    assert head["document"]["records"] > 5
    assert audit.export_head(tmp_path / "head.json") > 5


def test_who_may_not_export_is_told_who_could(page_of, factory, desk):
    factory.hire("Ada", "Ole")
    desk.name = "Ole"
    page = page_of(AuditPage)
    assert not page.export.isEnabled()
    assert "administrator" in page.export.toolTip()


def test_pages_of_the_whole_record_meet_without_gap(factory, made):
    search = factory.services.ledger.audit_search
    everything = AuditWanted()
    total = search.count(everything)
    seen = [r.seq for start in range(0, total, 7) for r in search.page(everything, start, 7)]
    assert seen == list(range(total, 0, -1))
    filtered = AuditWanted(act=Act.LICENSE_VERIFIED.value)
    assert len(search.page(filtered, 2, 10)) == search.count(filtered) - 2


def test_a_record_is_told_in_the_words_of_the_screen(chinese):
    told = values_of('{"state": "verified", "outcome": "pass", "asks": true, "file": "verified"}')
    assert told == {"state": "已写入", "outcome": "合格", "asks": "是", "file": "verified"}
    assert values_of('{"roles": "qa,engineer"}') == {"roles": "质检员、工程师"}
    assert subject_word("order:WO 7: B") == "工单 WO 7: B"
    assert subject_word("act:lot.held").startswith("操作：")
    assert subject_word("act:lot.held") != "操作：lot.held"
    assert subject_word("something of later") == "something of later"
    assert reason_word("pass") == "合格"
    assert reason_word("left edge") == "left edge"
    assert fact_word("station-name") == language().texts.sentence("setting-station-name")


def test_every_fact_of_a_real_record_has_a_name(factory, made, chinese):
    factory.hire("Ada", "Ole")
    records = factory.services.ledger.audit.records()
    names = {name for one in records for text in (one.old, one.new) for name in values_of(text)}
    assert len(names) > 8
    assert [name for name in sorted(names) if fact_word(name) == name] == []
    assert [one.subject for one in records if subject_word(one.subject) == one.subject] == []


def test_values_of_any_json_are_named():
    assert values_of('{"a": 1, "b": null, "c": [1, 2]}') == {"a": "1", "b": "–", "c": "1, 2"}
    assert values_of("3") == {"": "3"}
    assert values_of(None) == {}
