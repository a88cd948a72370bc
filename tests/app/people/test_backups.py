"""Backups: made, proven, kept by plan, put back; and what a restored ledger refuses to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.errors import BadInput, LedgerTrouble, NotAllowed, Refused
from app.security.sealed_file import CHUNK, MAGIC, open_file, seal_file
from app.workflows import backups, evidence, restoring
from app.workflows.audit_record import export_record
from app.workflows.backups import BackupPlan
from app.workflows.restored import reconcile
from flasher.model import Outcome
from tests.ledgers import attempt, board, identity
from tests.people import OS_USER, Factory


def put_back(factory: Factory, file: Path) -> restoring.Restored:
    factory.services.ledger.close()
    done = restoring.restore_backup(
        file, str(factory.location), factory.unlock.opener(), OS_USER, factory.clock
    )
    factory.reopen()
    return done


def counts(factory: Factory) -> tuple[int, int, int, int]:
    found = factory.services.ledger.lots.totals()
    return found.available, found.doubtful, found.verified, found.held


def test_a_backup_is_never_put_into_a_folder_whose_disk_is_not_there(factory: Factory) -> None:
    with pytest.raises(BadInput) as error:
        backups.make_backup(factory.services, factory.folder / "no-disk" / "b")
    assert error.value.code == "backup-folder-missing"
    with pytest.raises(LedgerTrouble) as plain:
        factory.services.ledger.backup(factory.folder / "no-disk" / "copy.db", OS_USER)
    assert plain.value.code == "backup-folder-missing"
    assert not (factory.folder / "no-disk").exists()
    assert factory.services.ledger.audit.records(act=Act.LEDGER_BACKED_UP) == []


def test_an_engineer_makes_backups_and_removes_none(factory: Factory) -> None:
    factory.hire("Eng")
    plan = BackupPlan(factory.folder / "b", timedelta(0), keep=1, days=0)
    for _ in range(3):
        assert backups.run_plan(factory.by("Eng"), plan) is not None
        factory.clock.advance(60)
    ledger_id = factory.services.ledger.meta.ledger_id
    assert len(backups.backups_in(plan.folder, ledger_id)) == 3
    with pytest.raises(NotAllowed):
        backups.prune(factory.by("Eng"), plan)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_sealed_file_opens_as_it_was_at_any_size(tmp_path: Path, size: int) -> None:
    (tmp_path / "plain").write_bytes(b"x" * size)
    seal_file(tmp_path / "plain", tmp_path / "sealed", {"of": "a test"}, b"k" * 32)
    header = open_file(tmp_path / "sealed", tmp_path / "back", b"k" * 32)
    assert header.facts["of"] == "a test"
    assert (tmp_path / "back").read_bytes() == b"x" * size


@pytest.mark.parametrize("what", ["bit", "cut", "cut a chunk", "swap", "header", "other key"])
def test_a_sealed_file_that_was_touched_does_not_open(tmp_path: Path, what: str) -> None:
    (tmp_path / "plain").write_bytes(bytes(range(256)) * (3 * CHUNK // 256))
    sealed, key = tmp_path / "sealed", b"k" * 32
    seal_file(tmp_path / "plain", sealed, {"of": "a test"}, key)
    raw = bytearray(sealed.read_bytes())
    start = len(raw) - 3 * (CHUNK + 16)
    match what:
        case "bit":
            raw[start + 5] ^= 1
        case "cut":
            del raw[-1:]
        case "cut a chunk":
            del raw[-(CHUNK + 16) :]
        case "swap":
            size = CHUNK + 16
            one, two = raw[start : start + size], raw[start + size : start + 2 * size]
            raw[start : start + 2 * size] = two + one
        case "header":
            raw[raw.index(b"a test")] ^= 1
        case _:
            key = b"q" * 32
    sealed.write_bytes(raw)
    with pytest.raises(BadInput) as error:
        open_file(sealed, tmp_path / "back", key)
    assert error.value.code == "backup-damaged"
    assert not (tmp_path / "back").exists()


def test_a_backup_is_unreadable_proven_and_on_record(factory: Factory) -> None:
    factory.fill(10)
    made, proof = backups.make_backup(factory.services, factory.folder / "b")
    assert (proof.licenses, proof.findings) == (10, 0)
    content = made.file.read_bytes()
    assert content.startswith(MAGIC)
    assert identity(3).encode() not in content
    assert b"SQLite format" not in content
    assert [f.name for f in made.file.parent.iterdir()] == [made.file.name]  # no scratch is left
    assert factory.services.ledger.audit.records(act=Act.LEDGER_BACKED_UP)
    assert backups.verify_backup(factory.services, made.file) == proof


def test_backups_are_due_by_plan_and_kept_by_count_and_age(factory: Factory) -> None:
    plan = BackupPlan(factory.folder / "b", timedelta(hours=24), keep=3, days=5)
    services, ledger_id = factory.services, factory.services.ledger.meta.ledger_id
    for day in range(10):
        assert backups.run_plan(services, plan) is not None, day
        assert backups.run_plan(services, plan) is None
        assert backups.next_due(plan, ledger_id, factory.clock.now()) == (
            factory.clock.now() + plan.every
        )
        factory.clock.advance(86400)
    kept = backups.backups_in(plan.folder, ledger_id)
    ages = [(factory.clock.now() - backup.made_at).days for backup in kept]
    assert ages == [1, 2, 3, 4, 5, 6]  # pruned with the last one, when the oldest was five days old
    assert len(services.ledger.audit.records(act=Act.BACKUP_REMOVED)) == 4


def test_a_clock_set_back_does_not_stop_backups(factory: Factory) -> None:
    plan = BackupPlan(factory.folder / "b")
    assert backups.run_plan(factory.services, plan) is not None
    factory.clock.set_wall_clock(factory.clock.now() - timedelta(days=400))
    assert backups.run_plan(factory.services, plan) is not None


def test_a_restore_keeps_a_second_copy_of_what_was_there(factory: Factory) -> None:
    factory.fill(4)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    factory.fill(3, name="B", first=100)
    done = put_back(factory, made.file)
    assert done.second_copy is not None
    assert [lot.name for lot in factory.services.ledger.lots.overview()] == ["A"]
    factory.reopen(done.second_copy)
    assert [lot.name for lot in factory.services.ledger.lots.overview()] == ["A", "B"]


def test_a_ledger_in_use_is_not_replaced(factory: Factory) -> None:
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    with factory.run(), pytest.raises(Refused) as error:
        restoring.restore_backup(
            made.file, str(factory.location), factory.unlock.opener(), OS_USER, factory.clock
        )
    assert error.value.code == "ledger-in-use"
    assert factory.services.ledger.check() == []


def test_only_somebody_whom_the_backup_knows_and_allows_restores_it(factory: Factory) -> None:
    factory.hire("Ole")
    made, _ = backups.make_backup(factory.by("Ada"), factory.folder / "b")
    ole = factory.by("Ole").actor
    factory.services.ledger.close()
    for actor in (OS_USER, ole):
        with pytest.raises(NotAllowed):
            restoring.restore_backup(
                made.file, str(factory.location), factory.unlock.opener(), actor, factory.clock
            )
    factory.reopen()
    assert not factory.services.ledger.restores.is_unsettled()


def test_nothing_of_a_restored_pool_is_handed_out(factory: Factory) -> None:
    factory.fill(6)
    factory.services.ledger.lots.hold("A", "odd", OS_USER, rows=(7, 7))
    with factory.run() as run:
        factory.make(run, 0)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    done = put_back(factory, made.file)
    assert done.in_question == 5
    assert counts(factory) == (0, 0, 1, 5)
    assert factory.services.ledger.check() == []
    with factory.run() as run:
        with pytest.raises(Refused):
            factory.reserve(run, 50)
        again = factory.reserve(run, 0)  # a unit still gets its own license again
        assert again.state is LicenseState.VERIFIED
    # No by-way leads back into the pool either.
    ledger = factory.services.ledger
    assert ledger.lots.release("A", "try", OS_USER) == 0
    seen = ledger.custody.find("tuya", identity(1))
    assert seen is not None
    with pytest.raises(Refused):
        ledger.custody.free([seen.license_id], "try", OS_USER)


def test_not_even_a_newly_imported_lot_is_used_before_reconciling(factory: Factory) -> None:
    factory.fill(2)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    put_back(factory, made.file)
    factory.fill(2, name="B", first=10)
    ledger = factory.services.ledger
    with factory.run() as run, pytest.raises(Refused) as error:
        ledger.custody.reserve(
            board(1), lot_ids=[2], order_id=None, run=run, slot="1", actor=OS_USER
        )
    assert error.value.code == "ledger-restored"


def test_a_pickup_that_the_copy_shows_becomes_doubtful_and_never_free(factory: Factory) -> None:
    factory.fill(3)
    with factory.run() as run:
        factory.reserve(run, 0)
        made, _ = backups.make_backup(factory.services, factory.folder / "b")
    put_back(factory, made.file)
    ledger = factory.services.ledger
    ledger.runs.settle("station-1", OS_USER)
    assert counts(factory) == (0, 1, 0, 2)


def test_a_board_that_holds_one_settles_it(factory: Factory) -> None:
    factory.fill(3)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    put_back(factory, made.file)
    ledger = factory.services.ledger
    seen = ledger.custody.find("tuya", identity(1))
    assert seen is not None
    with factory.run() as run:
        record = attempt(board(7), identity=seen.identity, code="adopted")
        ledger.custody.adopt(seen.license_id, board(7), record, run=run, actor=OS_USER)
    assert not ledger.restores.is_in_question(seen.license_id)
    assert counts(factory) == (0, 0, 1, 2)
    assert ledger.check() == []
    done = reconcile(factory.services, {}, "all boards read")
    assert done.available == 2
    assert counts(factory) == (2, 0, 1, 0)


def test_reconciling_takes_two_people_a_reason_and_a_restored_ledger(factory: Factory) -> None:
    factory.fill(3)
    factory.hire("Sun")
    with pytest.raises(Refused) as nothing:
        reconcile(factory.by("Sun", approver="Ada"), {}, "why not")
    assert nothing.value.code == "ledger-not-restored"
    ada = factory.by("Ada").actor
    made, _ = backups.make_backup(factory.by("Ada"), factory.folder / "b")
    factory.services.ledger.close()
    restoring.restore_backup(
        made.file, str(factory.location), factory.unlock.opener(), ada, factory.clock
    )
    factory.reopen()
    with pytest.raises(NotAllowed):
        reconcile(factory.by("Sun"), {}, "nothing was written since")
    with pytest.raises(BadInput):
        reconcile(factory.by("Sun", approver="Ada"), {}, "  ")
    done = reconcile(factory.by("Sun", approver="Ada"), {}, "nothing was written since")
    assert done.available == 3
    (record,) = factory.services.ledger.audit.records(act=Act.LEDGER_RECONCILED)
    assert (record.who, record.approver) == ("Sun", "Ada")
    with factory.run() as run:
        factory.make(run, 1)
    assert factory.services.ledger.check() == []


def test_what_the_lost_ledgers_record_shows_as_used_never_becomes_available(
    factory: Factory,
) -> None:
    factory.fill(6)
    with factory.run() as run:
        factory.make(run, 0)
        made, _ = backups.make_backup(factory.services, factory.folder / "b")
        used = [factory.make(run, number) for number in (1, 2)]
        doubted = factory.reserve(run, 3)
        factory.services.ledger.custody.intend(doubted, run=run, actor=OS_USER)
        record = attempt(board(3), Outcome.DOUBTFUL, identity=doubted.identity)
        factory.services.ledger.custody.doubt(doubted, record, run=run, actor=OS_USER)
    export_record(factory.services, factory.folder / "lost.jsonl")
    put_back(factory, made.file)
    found = evidence.read_evidence(factory.services, factory.folder / "lost.jsonl").used
    assert found == {
        used[0].identity: board(1).hwid,
        used[1].identity: board(2).hwid,
        doubted.identity: board(3).hwid,
    }
    done = reconcile(factory.services, found, "from the lost ledger's record")
    assert (done.available, done.doubtful, done.held) == (2, 3, 0)
    ledger = factory.services.ledger
    assert counts(factory) == (2, 3, 1, 0)
    assert ledger.check() == []
    with factory.run() as run:  # the unit gets its own license again, no other
        assert factory.reserve(run, 2).identity == used[1].identity


def test_evidence_that_was_edited_is_refused(factory: Factory) -> None:
    factory.fill(2)
    with factory.run() as run:
        factory.make(run, 0)
    export_record(factory.services, factory.folder / "r.jsonl")
    words = (factory.folder / "r.jsonl").read_text(encoding="utf-8")
    (factory.folder / "r.jsonl").write_text(words.replace("verified", "released"), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        evidence.read_evidence(factory.services, factory.folder / "r.jsonl")
    assert error.value.code == "evidence-unproven"


def test_a_write_report_or_a_bare_list_is_evidence_as_well(factory: Factory) -> None:
    factory.fill(2)
    one, two = identity(0), identity(1)
    report = factory.folder / "report.csv"
    report.write_text(
        f"lot,identity,mac,serial,pickup_status,last_at\n"
        f"A,{one},02:00:00:00:00:01,,picked up,2026-03-02T08:00:00.000+00:00\n"
        "A,u2,,,not picked up,\nA,u3,,S77,returned,2026-03-01T08:00:00.000+00:00\n",
        encoding="utf-8-sig",
    )
    shown = evidence.read_evidence(factory.services, report)
    assert shown.until == "2026-03-02T08:00:00.000+00:00"
    assert shown.used == {one: "020000000001", "u3": "SN:S77"}
    bare = factory.folder / "bare.txt"
    bare.write_text(f"{one}\n{two}, 02-00-00-00-00-02\n", encoding="utf-8")
    listed = evidence.Evidence({one: None, two: "020000000002"}, until=None)
    assert evidence.read_evidence(factory.services, bare) == listed


def test_two_records_that_contradict_each_other_are_held(factory: Factory) -> None:
    factory.fill(3)
    with factory.run() as run:
        factory.make(run, 0)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    put_back(factory, made.file)
    done = reconcile(factory.services, {identity(1): board(0).hwid, identity(2): None}, "list")
    assert (done.available, done.doubtful, done.held) == (0, 0, 2)
    assert factory.services.ledger.check() == []
