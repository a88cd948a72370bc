"""An import on both engines; and mutated lists that end in a whole lot or in none."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.intake.errors import ImportStopped
from app.intake.layout import Choice
from app.intake.schemes import find_scheme
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from app.workflows.import_lot import ImportOptions, import_lot
from flasher.timing import FakeClock
from tests.app.intake.lists import licenses, write_csv, write_xlsx
from tests.ledgers import Place, fresh_sqlite

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"
ACTOR = Actor("Lin", "ST-1")
MUTANTS = 120


@pytest.fixture
def ledger(place: Place, vault: Vault) -> Iterator[Ledger]:
    with place.open(vault.audit_mac) as opened:
        yield opened


def test_states_units_and_bindings_of_a_list_arrive_on_both_engines(
    ledger: Ledger, vault: Vault
) -> None:
    import_lot(ledger, vault, ACTOR, SAMPLES / "tyutool-v3-in-progress.xlsx", "V3")
    import_lot(ledger, vault, ACTOR, SAMPLES / "tuyalink-certificates.csv", "TL")
    import_lot(ledger, vault, ACTOR, SAMPLES / "rainmaker-node_certs.csv", "RM")  # sizes differ
    counts = ledger.lots.get("V3").counts
    assert (counts.verified, counts.doubtful, counts.reserved, counts.available) == (13, 3, 2, 22)
    assert ledger.lots.totals().total == 40 + 60 + 12
    assert ledger.check() == []


def test_every_secret_opens_for_its_own_identity_on_both_engines(
    ledger: Ledger, vault: Vault, tmp_path: Path
) -> None:
    rows = [(identity, key) for identity, key in licenses(5000)]
    path = write_csv(tmp_path / "list.csv", [["uuid", "key"], *rows])
    import_lot(ledger, vault, ACTOR, path, "L")
    page = ledger.secrets.page_of_licenses(0, after=0, limit=6000)
    opened = [
        (one.label, vault.open("tuya", one.label, one.key_id, one.sealed)["key"].reveal())
        for one in page
    ]
    assert opened == rows  # in the list's order, too
    digests = {identity: digest for identity, _state, digest in ledger.secrets.digests_of("L")}
    assert all(digests[identity] == vault.digest("tuya", key) for identity, key in rows)


def test_an_identity_that_slips_past_the_check_still_stops_the_whole_list(
    ledger: Ledger, vault: Vault, tmp_path: Path
) -> None:
    rows = licenses(9000)
    import_lot(
        ledger, vault, ACTOR, write_csv(tmp_path / "a.csv", [["uuid", "key"], rows[8500]]), "A"
    )
    path = write_csv(tmp_path / "b.csv", [["uuid", "key"], *rows])
    result = import_lot(ledger, vault, ACTOR, path, "B")
    assert result.lot is None
    assert [(p.code, p.row) for p in result.problems] == [("identity-in-ledger", 8502)]
    assert ledger.lots.totals().total == 1
    assert ledger.check() == []


def test_a_bound_list_goes_to_its_units_only_once(
    ledger: Ledger, vault: Vault, tmp_path: Path
) -> None:
    choice = Choice(scheme=find_scheme("tuya-bound"))
    one, two = licenses(2)
    for name, pair in (("A", one), ("B", two)):
        path = write_csv(
            tmp_path / f"{name}.csv", [["uuid", "key", "mac"], [*pair, "DC-23-4D-00-00-01"]]
        )
        result = import_lot(ledger, vault, ACTOR, path, name, ImportOptions(choice=choice))
    assert result.lot is None
    assert [p.code for p in result.problems] == ["unit-bound-in-ledger"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_mutated_list_ends_in_a_whole_lot_or_in_none(
    tmp_path: Path, vault: Vault, kind: str
) -> None:
    rows = [["uuid", "key", "STATUS", "MAC"], *([*pair, "", ""] for pair in licenses(30))]
    sound = (write_csv if kind == "csv" else write_xlsx)(tmp_path / f"sound.{kind}", rows)
    whole = sound.read_bytes()
    rng = random.Random(7)
    with Ledger.open(fresh_sqlite(tmp_path), clock=FakeClock()) as ledger:
        ledger.seal_audit_with(vault.audit_mac)
        for number in range(MUTANTS):
            path = tmp_path / f"m{number}.{kind}"
            path.write_bytes(_mutated(whole, rng))
            before = ledger.lots.totals().total
            options = ImportOptions(skip_bad=bool(number % 2))
            try:
                result = import_lot(ledger, vault, ACTOR, path, f"L{number}", options)
            except (BadInput, Refused):
                gained = 0
            else:
                gained = 0 if result.lot is None else result.lot.counts.total
                assert result.lot is None or gained == result.imported
            assert ledger.lots.totals().total - before == gained
        assert ledger.check() == []


def _mutated(whole: bytes, rng: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : at + rng.randint(1, 40)]
            case 2:
                data[at:at] = rng.randbytes(rng.randint(1, 8))
            case _:
                data[at:at] = data[at : at + rng.randint(1, 200)]
    return bytes(data)


@pytest.mark.parametrize("skip_bad", [False, True])
@pytest.mark.parametrize(
    ("header", "shared"),
    [(["uuid", "key"], "key"), (["registration id", "DeviceId", "DeviceSecret"], "unit")],
)
def test_of_two_imports_at_once_that_share_secrets_or_units_one_gets_in(
    ledger: Ledger, vault: Vault, tmp_path: Path, header: list[str], shared: str, *, skip_bad: bool
) -> None:
    keys = [key for _, key in licenses(3000)]
    for name, seed in (("a", 2), ("b", 3)):
        rows = [
            [identity, keys[i]]
            if shared == "key"
            else [f"AA{i:010X}", f"{identity}zz", f"{seed}{keys[i][:15]}"]
            for i, (identity, _) in enumerate(licenses(3000, seed=seed))
        ]
        write_csv(tmp_path / f"{name}.csv", [header, *rows])
    gate, lots = threading.Barrier(2), []

    def bring(name: str) -> None:
        gate.wait(timeout=60)
        options = ImportOptions(skip_bad=skip_bad)
        lots.append(import_lot(ledger, vault, ACTOR, tmp_path / f"{name}.csv", name, options).lot)

    threads = [threading.Thread(target=bring, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(lot is None for lot in lots) == [False, True]
    assert ledger.lots.totals().total == 3000


def test_an_import_that_waits_for_another_can_be_stopped(
    ledger: Ledger, vault: Vault, tmp_path: Path
) -> None:
    waits = threading.Event()
    ended: list[BaseException] = []
    paths = [
        write_csv(tmp_path / f"{n}.csv", [["uuid", "key"], *licenses(50, seed=n)]) for n in (5, 6)
    ]

    def second() -> None:
        def stop() -> bool:
            waits.set()
            return True

        try:
            import_lot(ledger, vault, ACTOR, paths[1], "second", stop=stop)
        except ImportStopped as stopped:
            ended.append(stopped)

    thread = threading.Thread(target=second)

    def begin_the_other() -> bool:
        if not thread.ident:
            thread.start()
            waits.wait(0.2 if ledger.location.startswith("/") else 30)
        return False

    import_lot(ledger, vault, ACTOR, paths[0], "first", stop=begin_the_other)
    thread.join()
    assert len(ended) == 1
    assert [lot.name for lot in ledger.lots.overview()] == ["first"]
