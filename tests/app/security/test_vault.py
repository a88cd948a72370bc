"""The vault: what opens it, what does not, and what a ciphertext is bound to."""

import dataclasses
import json
import stat

import pytest
from keyring.errors import NoKeyringError

from app.domain.vault_box import VaultBox
from app.errors import VaultTrouble
from app.security.locks import KeyFileLock, KeyringLock, Opener, PassphraseLock
from app.security.vault import Vault
from flasher.secrets import Secret

WORDS = Secret("correct horse battery")
FIELDS = {"key": Secret("k" * 32), "pin": Secret('四位 "pin"')}


class DrawerKeyring:
    """A keyring that keeps its passwords in a drawer of its own."""

    def __init__(self):
        self.drawer = {}

    def get_password(self, service, username):
        return self.drawer.get((service, username))

    def set_password(self, service, username, password):
        self.drawer[service, username] = password


class NoKeyring:
    """A computer without a keyring."""

    def get_password(self, service, username):
        raise NoKeyringError

    def set_password(self, service, username, password):
        raise NoKeyringError


@pytest.fixture
def vault(tmp_path):
    return Vault.create(KeyFileLock(tmp_path / "ledger.key"))


def code_of(act):
    with pytest.raises(VaultTrouble) as trouble:
        act()
    return trouble.value.code


def opened(vault, key_id, sealed, *, family="tuya", identity="uuid1"):
    return vault.open(family, identity, key_id, sealed)


@pytest.mark.parametrize("kind", ["passphrase", "key-file", "keyring"])
def test_what_was_sealed_is_opened_by_whoever_can_unlock_the_stored_box(tmp_path, kind):
    drawer = DrawerKeyring()
    lock, opener = {
        "passphrase": (PassphraseLock(WORDS), Opener(passphrase=lambda: WORDS)),
        "key-file": (KeyFileLock(tmp_path / "k.key"), Opener()),
        "keyring": (KeyringLock(drawer), Opener(keyring=drawer)),
    }[kind]
    made = Vault.create(lock)
    key_id, sealed = made.seal("tuya", "uuid1", FIELDS)
    again = Vault.unlock(VaultBox.from_json(made.box.to_json()), opener)
    assert opened(again, key_id, sealed) == FIELDS
    assert again.digest("tuya", "x") == made.digest("tuya", "x")
    assert again.audit_mac(b"x") == made.audit_mac(b"x")


def test_a_key_file_is_for_its_owner_alone_and_used_again_when_it_is_there(tmp_path):
    path = tmp_path / "ledger.key"
    first = Vault.create(KeyFileLock(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    words = path.read_bytes()
    second = Vault.create(KeyFileLock(path))
    assert path.read_bytes() == words
    assert Vault.unlock(first.box, Opener()).box.vault_id != second.box.vault_id


def test_what_is_missing_or_wrong_is_said_by_its_code(tmp_path, vault):
    box = Vault.create(PassphraseLock(WORDS)).box
    wrong = Opener(passphrase=lambda: Secret("wrong"))
    assert code_of(lambda: Vault.unlock(box, wrong)) == "wrong-passphrase"
    assert code_of(lambda: Vault.unlock(box, Opener())) == "passphrase-needed"
    assert code_of(lambda: Vault.create(PassphraseLock(Secret(" ")))) == "passphrase-empty"
    assert code_of(lambda: Vault.create(KeyringLock(NoKeyring()))) == "keyring-missing"
    kept = Vault.create(KeyringLock(DrawerKeyring())).box
    assert code_of(lambda: Vault.unlock(kept, Opener(keyring=NoKeyring()))) == "keyring-missing"
    assert code_of(lambda: Vault.unlock(kept, Opener(keyring=DrawerKeyring()))) == "keyring-empty"
    Vault.create(KeyFileLock(tmp_path / "other.key"))
    other = Opener(key_file=tmp_path / "other.key")
    assert code_of(lambda: Vault.unlock(vault.box, other)) == "wrong-key-file"
    (tmp_path / "text.key").write_text("hello")
    text = Opener(key_file=tmp_path / "text.key")
    assert code_of(lambda: Vault.unlock(vault.box, text)) == "key-file-wrong"
    (tmp_path / "ledger.key").unlink()
    assert code_of(lambda: Vault.unlock(vault.box, Opener())) == "key-file-missing"


def test_a_ciphertext_opens_for_its_own_identity_only(vault):
    key_id, sealed = vault.seal("tuya", "uuid1", FIELDS)
    for family, identity in (("tuya", "uuid2"), ("other", "uuid1")):
        swapped = code_of(lambda f=family, i=identity: vault.open(f, i, key_id, sealed))
        assert swapped == "secret-damaged"
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        assert code_of(lambda c=changed: opened(vault, key_id, bytes(c))) == "secret-damaged"
    assert code_of(lambda: opened(vault, key_id, b"")) == "secret-damaged"
    assert code_of(lambda: opened(vault, 99, sealed)) == "data-key-unknown"


def test_a_changed_box_is_refused(vault):
    bag = bytearray(vault.box.keybag)
    bag[20] ^= 1
    broken = dataclasses.replace(vault.box, keybag=bytes(bag))
    assert code_of(lambda: Vault.unlock(broken, Opener())) == "vault-damaged"


def test_the_fast_sealer_makes_what_the_vault_opens_and_never_repeats_a_nonce(vault):
    sealer = vault.sealer("tuya")
    plain = json.dumps({"key": "k" * 32, "pin": '四位 "pin"'})
    sealed = sealer.seal_many([f"uuid{n}" for n in range(5000)], [plain] * 5000)
    assert len({blob[:12] for blob in sealed}) == 5000
    assert opened(vault, sealer.key_id, sealed[4999], identity="uuid4999") == FIELDS
    assert list(sealer.digest_many(["k", "钥"])) == [
        vault.digest("tuya", "k"),
        vault.digest("tuya", "钥"),
    ]


def test_the_fast_sealer_takes_secrets_of_any_length_but_never_one_too_many(vault):
    sealer = vault.sealer("tuya")
    sealed = sealer.seal_many(["uuid1", "uuid2"], ['{"key": "a"}', '{"key": "longer"}'])
    secrets = [
        opened(vault, sealer.key_id, blob, identity=name)["key"].reveal()
        for name, blob in zip(["uuid1", "uuid2"], sealed, strict=True)
    ]
    assert secrets == ["a", "longer"]
    assert list(sealer.seal_many([], [])) == []
    with pytest.raises(ValueError, match="2"):
        sealer.seal_many(["uuid1"], ["{}", "{}"])


def test_a_passphrase_is_changed_and_a_data_key_renewed_without_touching_licenses(vault):
    key_id, sealed = vault.seal("tuya", "uuid1", FIELDS)
    vault.renew_data_key()
    box = dataclasses.replace(vault.box, locks=vault.add_lock(PassphraseLock(WORDS)).locks[-1:])
    again = Vault.unlock(box, Opener(passphrase=lambda: WORDS))
    assert opened(again, key_id, sealed) == FIELDS
    assert again.seal("tuya", "uuid2", FIELDS)[0] == key_id + 1
    assert code_of(lambda: Vault.unlock(box, Opener())) == "passphrase-needed"


def test_an_attachment_opens_under_its_own_label_only(vault):
    key_id, sealed = vault.seal_bytes("lot A", b"a file")
    assert vault.open_bytes("lot A", key_id, sealed) == b"a file"
    assert code_of(lambda: vault.open_bytes("lot B", key_id, sealed)) == "secret-damaged"


def test_no_key_shows_itself(vault):
    shown = repr(vault) + repr(vault.box) + str(vault._bag)
    assert vault._master.hex() not in shown
    assert vault._bag.digest.hex() not in shown
    assert repr(vault._bag.digest) not in shown
