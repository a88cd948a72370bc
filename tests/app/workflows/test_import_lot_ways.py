"""The two ways into the ledger, one pass or check first, tell the same and leave the same rows."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.domain.people import Actor
from app.domain.problems import Problem, Severity
from app.intake import columns
from app.ledger import import_rows
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from app.workflows.import_lot import ImportOptions, ImportResult, import_lot
from flasher.timing import FakeClock
from tests.app.intake.lists import LETTERS, write_csv
from tests.ledgers import fresh_sqlite

ACTOR = Actor("Lin", "ST-1")
ROUNDS = 60
ROWS = (
    "SELECT lots.name, row_no, licenses.family, identity, state, state_at, bound_to, issued_mac,"
    " was_out, elsewhere, prior_state, extra, hwid, key_id, sealed, digest, digest_key"
    " FROM licenses JOIN lots ON lots.id = lot_id LEFT JOIN units ON units.id = unit_id"
    " ORDER BY lots.id, licenses.id"
)
PLAIN, STATUS, BOUND, ISSUED = (
    ["uuid", "key", "remark"],
    ["uuid", "key", "STATUS", "MAC", "TIMESTAMP"],
    ["registration id", "DeviceId", "DeviceSecret", "ProductId"],
    ["uuid", "key", "mac"],
)


@pytest.fixture
def ledgers(tmp_path: Path, vault: Vault) -> Iterator[tuple[Ledger, Ledger]]:
    with ExitStack() as stack:
        pair = []
        for name in ("fast", "slow"):
            (tmp_path / name).mkdir()
            ledger = Ledger.open(fresh_sqlite(tmp_path / name), clock=FakeClock())
            ledger.seal_audit_with(vault.audit_mac)
            pair.append(stack.enter_context(ledger))
        yield pair[0], pair[1]


class Lists:
    """Random lists: mostly sound, some with a fault, some with what an earlier list had."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._earlier: list[list[str]] = []

    def next(self) -> list[list[str]]:
        header = self._rng.choice([PLAIN, STATUS, BOUND, ISSUED])
        rows = [self._row(header) for _ in range(self._rng.randint(1, 30))]
        sound = [list(row) for row in rows]
        if self._rng.random() < 0.6:
            self._spoil(rows)
        self._earlier += sound
        return [header, *rows]

    def _row(self, header: list[str]) -> list[str]:
        rng = self._rng
        identity, secret = f"uuid{rng.getrandbits(64):016x}", "".join(rng.choices(LETTERS, k=32))
        mac = f"{0xAA0000000000 + rng.getrandbits(40):012x}"
        if header is BOUND:
            return [mac, f"{identity}zz", secret[:16], "prod01"]
        if header is ISSUED:
            return [identity, secret, mac]
        if header is PLAIN:
            return [identity, secret, rng.choice(["", "box 1", "盒"])]
        status = rng.choice(["", "USED", "AUTHWRITTEN", "MACREAD", "DONE"])
        return [identity, secret, status, mac if status else "", "2026-01-02T03:04:05+00:00"]

    def _spoil(self, rows: list[list[str]]) -> None:
        rng = self._rng
        row, other = rng.choice(rows), rng.choice(rows)
        earlier = rng.choice(self._earlier or [row])
        place = rng.randrange(min(len(row), len(earlier)))
        fault = rng.randrange(6)
        if fault == 0:
            row[place] = rng.choice(["", "x", "１", "scrap", "#N/A"])
        elif fault == 1:
            row[place] = other[place]
        elif fault == 2:
            row[place] = earlier[place]
        elif fault == 3:
            rows.append(list(other))
        elif fault == 4:
            rows.insert(rng.randrange(len(rows)), list(earlier))
        else:
            row.append("scrap")


def told(result: ImportResult) -> set[tuple[object, ...]]:
    return {_facts(one) for one in result.problems}


def _facts(one: Problem) -> tuple[object, ...]:
    return one.code, one.severity, one.row, one.column, tuple(sorted(map(str, one.facts.items())))


def rows_of(ledger: Ledger, vault: Vault) -> list[tuple[object, ...]]:
    with ledger.lots.read() as conn:
        found = conn.exec_driver_sql(ROWS).all()
    rows = []
    for *known, key_id, sealed, digest, digest_key in found:
        opened = vault.open(known[2], known[3], key_id, sealed)
        secrets = tuple(sorted((name, secret.reveal()) for name, secret in opened.items()))
        assert not any(secret.encode() in sealed for _, secret in secrets)
        rows.append((*known, secrets, digest, digest_key))
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_ways_tell_the_same_and_leave_the_same_rows(
    ledgers: tuple[Ledger, Ledger],
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    fast, slow = ledgers
    lists, rng = Lists(seed), random.Random(seed)
    imported = 0
    for round_ in range(ROUNDS):
        monkeypatch.setattr(columns, "BATCH_ROWS", rng.choice([2, 7, 16_384]))
        monkeypatch.setattr(import_rows, "INDEXES_LATER_FROM", rng.choice([3, 20_000]))
        path = write_csv(tmp_path / f"{round_}.csv", lists.next())
        name = f"L{round_}"
        looked = import_lot(slow, vault, ACTOR, path, name, ImportOptions(dry_run=True))
        wrong = any(one.severity is Severity.ERROR for one in looked.problems)
        result = import_lot(fast, vault, ACTOR, path, name)
        assert (result.lot is None) is wrong
        assert told(result) == told(looked)
        if not wrong:
            checked = import_lot(slow, vault, ACTOR, path, name, ImportOptions(skip_bad=True))
            assert checked.lot is not None
            assert (checked.states, checked.imported) == (result.states, result.imported)
            imported += 1
    assert ROUNDS // 4 < imported < ROUNDS
    assert rows_of(fast, vault) == rows_of(slow, vault)
    assert fast.check() == slow.check() == []
