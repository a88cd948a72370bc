"""The station backs up by itself: nobody's right, its own name, little power, failures on record."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.people import Actor, Role
from app.errors import BadInput
from app.ledger.ledger import Ledger
from app.settings import BACKUP_EVERY, BACKUP_FOLDER, BACKUP_ON, Settings
from app.ui.live.desk import Desk
from app.ui.live.vault import LiveVault
from app.workflows.backups import (
    STAMP,
    BackupPlan,
    backups_in,
    make_backup,
    proven_backups,
    verify_backup,
)
from app.workflows.people import add_person
from app.workflows.scheduled_backups import CLAIM, CLAIM_MOST, due_at, run_due, station_plan
from app.workflows.services import Services
from flasher.secrets import Secret
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.journeys.floor import make_list
from tests.ledgers import fresh_postgres
from tests.people import Factory
from tests.shell import Shell


class AtDesk(Desk):
    """The desk of a window that has just been opened."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory

    def services(self) -> Services:
        return self._factory.services


@pytest.fixture
def plan(factory: Factory) -> BackupPlan:
    return BackupPlan(factory.folder / "b", timedelta(hours=24), keep=2, days=3)


def found(factory: Factory, plan: BackupPlan) -> int:
    return len(backups_in(plan.folder, factory.services.ledger.meta.ledger_id))


def test_it_is_made_whoever_is_there_and_named_as_the_stations(
    factory: Factory, plan: BackupPlan
) -> None:
    factory.hire("Ole")
    assert run_due(factory.by("Ole"), plan) is not None
    assert run_due(factory.services, plan) is None
    (record,) = factory.services.ledger.audit.records(act=Act.BACKUP_SCHEDULED)
    assert (record.who, record.station) == ("station", "station-1")
    factory.clock.advance(86400)
    assert run_due(factory.services, plan) is not None


def test_what_the_plan_no_longer_keeps_expires_on_record(
    factory: Factory, plan: BackupPlan
) -> None:
    for _ in range(6):
        run_due(factory.services, plan)
        factory.clock.advance(86400)
    assert found(factory, plan) == 4
    records = factory.services.ledger.audit.records(act=Act.BACKUP_EXPIRED)
    assert [record.who for record in records] == ["station"] * 2


def test_a_failure_is_on_record_once_until_a_success_makes_the_next_one_news(
    factory: Factory, plan: BackupPlan
) -> None:
    audit = factory.services.ledger.audit
    away = BackupPlan(factory.folder / "no-disk" / "b")
    for _ in range(3):
        with pytest.raises(BadInput) as error:
            run_due(factory.services, away)
        assert error.value.code == "backup-folder-missing"
    assert [r.reason for r in audit.records(act=Act.BACKUP_FAILED)] == ["backup-folder-missing"]
    run_due(factory.services, plan)
    with pytest.raises(BadInput):
        run_due(factory.services, away)
    assert len(audit.records(act=Act.BACKUP_FAILED)) == 2


@pytest.fixture
def pool(factory: Factory) -> Iterator[list[Services]]:
    """Two stations at one pool, each with a connection of its own."""
    with fresh_postgres() as url, ExitStack() as opened:
        stations = []
        for name in ("station-1", "station-2"):
            ledger = opened.enter_context(Ledger.open(url, clock=factory.clock))
            ledger.seal_audit_with(factory.services.vault.audit_mac)
            stations.append(replace(factory.services, ledger=ledger, actor=Actor("u", name)))
        yield stations


def test_one_backup_an_interval_is_enough_for_a_pool(
    factory: Factory, plan: BackupPlan, pool: list[Services]
) -> None:
    one, two = pool
    mine, other = (replace(plan, folder=factory.folder / n, pooled=True) for n in ("p1", "p2"))
    assert run_due(one, mine) is not None
    assert run_due(two, other) is None
    assert due_at(two, other) == factory.clock.now() + timedelta(hours=24)
    assert run_due(two, replace(other, pooled=False)) is not None  # a folder named for itself
    factory.clock.advance(86400)
    assert run_due(two, other) is not None
    assert run_due(one, mine) is None


def test_a_pools_backup_is_made_by_one_station_at_a_time_and_left_by_none(
    factory: Factory, plan: BackupPlan, pool: list[Services]
) -> None:
    one, two = pool
    pooled = replace(plan, pooled=True)
    assert one.ledger.meta.claim(CLAIM, CLAIM_MOST)
    assert run_due(two, pooled) is None  # station 1 is making it
    factory.clock.advance(CLAIM_MOST.total_seconds())
    assert run_due(two, pooled) is not None  # station 1 died over it
    factory.clock.advance(86400)
    with pytest.raises(BadInput):
        run_due(one, replace(pooled, folder=factory.folder / "no-disk" / "b"))
    assert run_due(two, pooled) is not None  # at once: what failed holds nobody up


def test_a_backup_proven_at_one_window_is_known_at_all(factory: Factory) -> None:
    made, _ = make_backup(factory.services, factory.folder / "b")
    factory.clock.advance(3600)
    proof = verify_backup(factory.services, made.file)
    told = proven_backups(factory.services)[made.file.name]
    assert (told.proven_at, told.size) == (factory.clock.now(), made.size)
    record = factory.services.ledger.audit.records(act=Act.BACKUP_PROVEN, newest_first=True)[0]
    assert json.loads(record.new or "")["licenses"] == proof.licenses
    again = LiveVault(AtDesk(factory), lambda: factory.folder / "b")
    (seen,) = again.backups()
    assert seen.proven_at == factory.clock.now()
    made.file.write_bytes(made.file.read_bytes() + b"x")  # another file under a proven name
    assert again.backups()[0].proven_at is None


def test_planted_names_neither_put_a_backup_off_nor_push_one_out(
    factory: Factory, plan: BackupPlan, tmp_path: Path
) -> None:
    ledger_id = factory.services.ledger.meta.ledger_id
    made = run_due(factory.services, plan)
    assert made is not None
    factory.clock.advance(5 * 86400)
    victim = tmp_path / "victim"
    victim.write_text("somebody's file", encoding="utf-8")
    for number in range(6):
        for off in (timedelta(seconds=-1 - number), timedelta(days=900 + number)):
            stamp = (factory.clock.now() + off).strftime(STAMP)
            file = plan.folder / f"keywright-{ledger_id[:8]}-{stamp}.kwb"
            match number:
                case 0:
                    file.symlink_to(victim)
                case 1:
                    file.symlink_to(tmp_path / "nowhere")
                case 2:
                    file.mkdir()
                case _:
                    file.write_bytes(b"")
    assert run_due(factory.services, plan) is not None
    assert made[0].file.exists()
    assert victim.read_text(encoding="utf-8") == "somebody's file"


def test_a_backup_of_the_future_neither_stops_nor_hurries_the_next(
    factory: Factory, plan: BackupPlan
) -> None:
    run_due(factory.services, plan)
    factory.clock.set_wall_clock(factory.clock.now() - timedelta(days=400))
    assert run_due(factory.services, plan) is not None
    assert run_due(factory.services, plan) is None  # once, not at every look
    assert found(factory, plan) == 2


def test_nobody_may_be_named_as_the_station_is(factory: Factory) -> None:
    factory.hire()
    for name in ("station", "Nobody", " STATION "):
        with pytest.raises(BadInput):
            add_person(factory.by("Ada"), name, [Role.OPERATOR], secret=Secret("482913"))


def test_they_are_on_from_the_first_start_into_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "settings.json")
    monkeypatch.setenv("KEYWRIGHT_SCHEDULED_BACKUPS", "off")
    assert station_plan(settings) is None
    monkeypatch.delenv("KEYWRIGHT_SCHEDULED_BACKUPS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first = station_plan(settings)
    assert first is not None
    assert first.folder == tmp_path / "data" / "keywright" / "backups"
    assert first.every == timedelta(hours=24)
    settings.put(BACKUP_FOLDER, str(tmp_path / "other"))
    settings.put(BACKUP_EVERY, 4)
    other = station_plan(settings)
    assert other is not None
    assert (other.folder, other.every) == (tmp_path / "other", timedelta(hours=4))
    settings.put(BACKUP_ON, value=False)
    assert station_plan(settings) is None


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("DATA", "CONFIG", "STATE")}
    made = Shell(tmp_path, KEYWRIGHT_SCHEDULED_BACKUPS="", **home)
    made("init", "--key-file", "key")
    return made


def test_cron_makes_the_backup_that_is_due_without_a_sign_in(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "ada.pin").write_text("correct-horse\n", encoding="utf-8")
    shell("people", "first", "Ada", "--new-pin-file", "ada.pin")
    first = shell("ledger", "backup", "--if-due")
    assert first.record["made"]
    assert "another disk" in first.err  # it stands beside the ledger here
    assert not shell("ledger", "backup", "--if-due").record["made"]
    elsewhere = shell("ledger", "backup", "--if-due", "--folder", "o", "--every", "0.001").record
    assert Path(elsewhere["file"]).parent.name == "o"
    missing = shell("ledger", "backup", "--if-due", "--folder", "nope/deep", code=2)
    assert missing.record["error"] == "backup-folder-missing"
    by_ada = ("--operator", "Ada", "--pin-file", "ada.pin")
    plain = shell("ledger", "backup", "nope/copy.db", *by_ada, code=3)
    assert plain.record["error"] == "backup-folder-missing"
    assert not (tmp_path / "nope").exists()
    alone = shell("ledger", "backup", "copy.db", "--every", "1", code=2)
    assert alone.record["error"] == "only-with-if-due"
    assert shell("audit", "verify").record["whole"]


def test_a_write_ends_with_the_backup_that_is_due_and_its_failure_changes_no_result(
    shell: Shell, tmp_path: Path
) -> None:
    make_list(tmp_path / "list.csv", 3)
    shell("lot", "import", "list.csv", "--lot", "A")
    with Farm(tmp_path / "boards") as farm:
        port = farm.add(spec_for(1, kind_named("tuyaopen-c"), seed=3)).name
        words = ("write", "--lot", "A", "--port", port, "--wait", "1")
        assert "proven by restoring" in shell(*words).err
        (made,) = (tmp_path / "DATA").rglob("*.kwb")
        assert "proven" not in shell(*words).err
        settings = tmp_path / "CONFIG" / "keywright" / "settings.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text('{"backup-folder": "/no-such-disk/b"}', encoding="utf-8")
        assert "Backup not made: There is no folder /no-such-disk." in shell(*words).err
    assert made.exists()
