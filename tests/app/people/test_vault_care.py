"""Care of the vault: locks changed, the data key rotated in pieces, a lot's secrets purged."""

import json
from pathlib import Path

import pytest

from app.bootstrap import Unlock
from app.domain.acts import Act
from app.domain.vault_box import LockKind
from app.errors import BadInput, NotAllowed, Refused, VaultTrouble
from app.security.locks import KeyFileLock, Opener, PassphraseLock, shown_once
from app.security.signing import verified
from app.security.vault import Vault
from app.workflows import vault_care
from app.workflows.audit_record import signer
from flasher.secrets import Secret
from tests.ledgers import board, identity
from tests.people import Factory, key_of

OLD, NEW = Secret("old words of ours"), Secret("new words of ours")


def opens(factory: Factory, passphrase: Secret) -> bool:
    box = factory.services.ledger.vault_box.load()
    assert box is not None
    try:
        Vault.unlock(box, Opener(passphrase=lambda: passphrase, key_file=Path("/nowhere")))
    except VaultTrouble:
        return False
    return True


def secret_of(factory: Factory, number: int) -> str:
    services = factory.services
    row = services.ledger.custody.find("tuya", identity(number))
    assert row is not None
    with factory.run() as run:
        got = factory.reserve(run, number)
        return vault_care.open_license(services, got)["key"].reveal()


def test_a_changed_passphrase_opens_and_the_old_one_does_not(factory: Factory) -> None:
    vault_care.add_lock(factory.services, PassphraseLock(OLD))
    assert opens(factory, OLD)
    vault_care.change_passphrase(factory.services, OLD, NEW)
    assert opens(factory, NEW)
    assert not opens(factory, OLD)
    factory.reopen()  # the key file still opens it


def test_the_old_passphrase_is_asked_for_and_the_new_one_must_be_long(factory: Factory) -> None:
    vault_care.add_lock(factory.services, PassphraseLock(OLD))
    with pytest.raises(VaultTrouble) as wrong:
        vault_care.change_passphrase(factory.services, NEW, Secret("something else"))
    assert wrong.value.code == "wrong-passphrase"
    with pytest.raises(BadInput):
        vault_care.change_passphrase(factory.services, OLD, Secret("short"))
    assert opens(factory, OLD)


def test_a_recovery_key_opens_however_it_is_typed_and_a_newer_one_ends_it(
    factory: Factory,
) -> None:
    first = vault_care.make_recovery_key(factory.services)
    typed = shown_once(first).lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert opens(factory, Secret(typed))
    second = vault_care.make_recovery_key(factory.services)
    assert opens(factory, second)
    assert not opens(factory, first)
    kinds = [lock.kind for lock in vault_care.locks_of(factory.services)]
    assert kinds == [LockKind.KEY_FILE, LockKind.RECOVERY]


def test_the_recovery_key_is_kept_nowhere(factory: Factory) -> None:
    words = shown_once(vault_care.make_recovery_key(factory.services))
    factory.services.ledger.close()
    for file in factory.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert words.encode() not in content
            assert words.replace("-", "").encode() not in content


def test_locks_come_and_go_but_never_the_last(factory: Factory, tmp_path: Path) -> None:
    vault_care.add_lock(factory.services, KeyFileLock(tmp_path / "second"))
    vault_care.remove_lock(factory.services, 1)
    with pytest.raises(VaultTrouble) as last:
        vault_care.remove_lock(factory.services, 1)
    assert last.value.code == "last-lock"
    with pytest.raises(BadInput):
        vault_care.remove_lock(factory.services, 2)
    factory.reopen(unlock=Unlock(key_file=tmp_path / "second"))


def test_two_programs_that_change_the_locks_lose_nothing_between_them(
    factory: Factory, tmp_path: Path
) -> None:
    from dataclasses import replace

    services = factory.services
    box = services.ledger.vault_box.load()
    assert box is not None
    other = replace(services, vault=Vault.unlock(box, factory.unlock.opener()))
    vault_care.rotate_data_key(services)
    vault_care.add_lock(other, KeyFileLock(tmp_path / "second"))  # its vault has an old box
    stored = services.ledger.vault_box.load()
    assert stored is not None
    again = Vault.unlock(stored, factory.unlock.opener())
    assert again.data_key == services.vault.data_key == 2
    assert len(stored.locks) == 2
    with pytest.raises(Refused):
        services.ledger.vault_box.replace(box, box, Act.VAULT_LOCK_ADDED, {}, services.actor)


def test_rotation_seals_everything_anew_and_every_secret_stays_itself(factory: Factory) -> None:
    factory.fill(25)
    sha = "ab" * 32
    key_id, sealed = factory.services.vault.seal_bytes(sha, b"the list itself")
    factory.services.ledger.lots.attach(
        "A",
        "list.csv",
        sha256=sha,
        size=15,
        key_id=key_id,
        sealed=sealed,
        actor=factory.services.actor,
    )
    heard: list[tuple[int, int]] = []
    done = vault_care.rotate_data_key(factory.services, lambda *at: heard.append(at))
    assert (done.data_key, done.resealed, done.left) == (2, 26, 0)
    assert heard[-1] == (26, 26)
    assert secret_of(factory, 0) == key_of(0)
    (kept,) = factory.services.ledger.lots.attachments("A")
    number, content = factory.services.ledger.lots.attachment(kept.id)
    assert number == 2
    assert factory.services.vault.open_bytes(sha, number, content) == b"the list itself"


def test_an_interrupted_rotation_goes_on_where_it_was(
    factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_care, "BATCH", 10)
    factory.fill(35)
    asked = iter([False, False, True])
    first = vault_care.rotate_data_key(factory.services, stop=lambda: next(asked))
    assert (first.resealed, first.left) == (20, 15)
    assert secret_of(factory, 0) == key_of(0)  # both keys are readable meanwhile
    factory.reopen()
    second = vault_care.rotate_data_key(factory.services)
    assert (second.data_key, second.resealed, second.left) == (2, 15, 0)


def test_a_station_that_knows_only_the_old_key_still_opens_what_was_sealed_anew(
    factory: Factory,
) -> None:
    from dataclasses import replace

    factory.fill(3)
    box = factory.services.ledger.vault_box.load()
    assert box is not None
    station = replace(factory.services, vault=Vault.unlock(box, factory.unlock.opener()))
    vault_care.rotate_data_key(factory.services)
    with factory.run() as run:
        got = factory.reserve(run, 0)
        with pytest.raises(VaultTrouble):
            station.vault.open(got.family, got.identity, got.key_id, got.sealed)
        assert vault_care.open_license(station, got)["key"].reveal() == key_of(0)


def test_purging_takes_two_people_and_a_closed_lot(factory: Factory) -> None:
    factory.fill(2)
    factory.hire("Sun", "Eng")
    with pytest.raises(NotAllowed):
        vault_care.purge_lot(factory.by("Sun"), "A", "end of life")
    with pytest.raises(Refused) as still_open:
        vault_care.purge_lot(factory.by("Sun", approver="Ada"), "A", "end of life")
    assert still_open.value.code == "lot-not-closed"


def test_a_purge_leaves_digests_and_a_signed_certificate_and_no_secret(factory: Factory) -> None:
    factory.fill(4)
    with factory.run() as run:
        for number in range(2):
            factory.make(run, number)
        taken = factory.reserve(run, 2)
        factory.services.ledger.custody.intend(taken, run=run, actor=factory.services.actor)
    factory.hire("Sun")
    factory.services.ledger.lots.close("A", "done", factory.services.actor)
    counts, signed = vault_care.purge_lot(factory.by("Sun", approver="Ada"), "A", "end of life")
    assert (counts.purged, counts.kept) == (2, 2)  # one is doubtful, one was never used
    key = signer(factory.services).public_key
    document = verified(json.dumps(signed), public_key=key)
    assert (document["who"], document["approver"]) == ("Sun", "Ada")
    assert len(document["licenses"]) == 4
    seen = factory.services.ledger.custody.find("tuya", identity(0))
    assert seen is not None
    assert not seen.has_secret
    assert factory.services.vault.digest("tuya", key_of(0)) == seen.digest
    assert factory.services.ledger.check() == []
    again = factory.services.ledger.custody.own_license(board(0).hwid)
    assert again is not None


def test_only_an_administrator_touches_the_locks(factory: Factory) -> None:
    factory.hire("Sun")
    for act in (vault_care.make_recovery_key, vault_care.rotate_data_key):
        with pytest.raises(NotAllowed):
            act(factory.by("Sun"))
    vault_care.make_recovery_key(factory.by("Ada"))
    (record,) = factory.services.ledger.audit.records(act=Act.VAULT_LOCK_ADDED)
    assert (record.who, record.new) == ("Ada", '{"kind":"recovery"}')


def test_a_shut_vault_does_nothing_until_it_is_opened_again(factory: Factory) -> None:
    from dataclasses import replace

    from app.workflows import people
    from app.workflows.sign_in import Shift
    from tests.people import OS_USER, PINS

    factory.fill(2)
    factory.hire("Ole")
    passwords = people.passwords_of(factory.services)
    shift = Shift(factory.services.ledger, passwords, factory.clock, OS_USER)
    services = replace(factory.services, shift=shift)
    vault_care.shut(services)
    for use in (
        lambda: services.vault.seal("tuya", "x", {"key": Secret("y")}),
        lambda: services.vault.open("tuya", "x", 1, b"z" * 60),
        lambda: services.vault.digest("tuya", "x"),
        lambda: services.ledger.audit.note(Act.SETTING_CHANGED, "x", OS_USER),
        lambda: shift.sign_in("Ole", Secret(PINS["Ole"][1])),
    ):
        with pytest.raises(VaultTrouble) as error:
            use()
        assert error.value.code == "vault-shut"
    vault_care.reopen(services, factory.unlock.opener())
    shift.sign_in("Ole", Secret(PINS["Ole"][1]))
    assert secret_of(factory, 0) == key_of(0)
