"""Any sequence of moves, checked against a model of a few lines."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.licenses import LicenseState as S
from app.domain.orders import OrderRules
from app.errors import Refused
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, attempt, board, fill, fresh_sqlite, mac

LICENSES, QUANTITY = 5, 4
BOARDS = st.integers(1, 6)
IN_HAND = {S.RESERVED, S.WRITING, S.DOUBTFUL, S.VERIFIED}


class Moves(RuleBasedStateMachine):
    """A bench of six boards, five licenses and an order of four."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ledger = Ledger.open(fresh_sqlite(self.folder), clock=FakeClock())
        self.ledger.seal_audit_with(mac)
        self.lot = fill(self.ledger, LICENSES)
        self.order = self.ledger.orders.create(
            "WO", product="p", quantity=QUANTITY, lots=["A"], rules=OrderRules(), actor=ACTOR
        )
        self.run = self.ledger.runs.start("station-1", ACTOR)
        self.owner = {}  # identity -> board, from the first byte that may have been sent
        self.hands = {}  # board -> reservation
        self.in_work = set()  # boards whose reservation nothing has ended since

    def teardown(self):
        self.run.close(ACTOR)
        assert self.ledger.check() == []
        self.ledger.close()
        shutil.rmtree(self.folder)

    def state(self, n):
        own = self.ledger.custody.own_license(board(n).hwid)
        return None if own is None else own.state

    @rule(n=BOARDS)
    def reserve(self, n):
        before, free = self.state(n), self.ledger.lots.get("A").counts.available
        taken = self.ledger.orders.get("WO").taken
        try:
            got = self.ledger.custody.reserve(
                board(n),
                lot_ids=[self.lot.id],
                order_id=self.order.id,
                run=self.run,
                slot=str(n),
                actor=ACTOR,
            )
        except Refused:
            assert before in {S.HELD, S.VOID} or free == 0 or taken == QUANTITY
            return
        # one left in writing by an attempt whose end was not recorded is in doubt from here on
        expected = S.DOUBTFUL if before is S.WRITING else before or S.RESERVED
        assert got.state is expected
        self.hands[n] = got
        self.in_work.add(n)

    @rule(n=BOARDS)
    def intend(self, n):
        if n in self.hands:
            try:
                self.ledger.custody.intend(self.hands[n], self.run, ACTOR)
            except Refused:
                assert n not in self.in_work or self.state(n) is not self.hands[n].state
                return
            assert self.owner.setdefault(self.hands[n].identity, n) == n

    @rule(n=BOARDS, end=st.sampled_from(["verify", "doubt", "release"]))
    def finish(self, n, end):
        if n not in self.hands:
            return
        outcome = {
            "verify": Outcome.PASS,
            "doubt": Outcome.DOUBTFUL,
            "release": Outcome.FAILED,
        }[end]
        before = self.state(n)
        try:
            getattr(self.ledger.custody, end)(
                self.hands[n], attempt(board(n), outcome, slot=str(n)), self.run, ACTOR
            )
        except Refused:
            assert self.state(n) is before
            return
        self.in_work.discard(n)
        assert (
            self.state(n)
            is {
                "verify": S.VERIFIED,
                "doubt": S.DOUBTFUL,
                "release": None if before is S.RESERVED else before,
            }[end]
        )

    @rule(n=BOARDS)
    def recheck(self, n):
        own = self.ledger.custody.own_license(board(n).hwid)
        self.in_work.discard(n)
        if own is not None and own.state in IN_HAND:
            self.ledger.custody.recheck(
                own.license_id, board(n), attempt(board(n), slot=str(n)), self.run, ACTOR
            )
            assert self.owner.setdefault(own.identity, n) == n

    @rule(n=BOARDS, verb=st.sampled_from(["hold", "free", "void"]))
    def supervise(self, n, verb):
        own = self.ledger.custody.own_license(board(n).hwid)
        if own is None:
            return
        self.in_work.discard(n)
        try:
            getattr(self.ledger.custody, verb)([own.license_id], "asked", ACTOR)
        except Refused:
            assert self.state(n) is own.state

    @rule()
    def restart(self):
        """The program ends, and its successor settles."""
        self.run.close(ACTOR)
        self.in_work.clear()
        self.run = self.ledger.runs.start("station-1", ACTOR)
        self.ledger.runs.settle("station-1", ACTOR)
        counts = self.ledger.lots.get("A").counts
        assert counts.reserved == counts.writing == 0

    @invariant()
    def what_was_sent_stays_with_its_board(self):
        for identity, n in self.owner.items():
            seen = self.ledger.custody.find("tuya", identity)
            assert seen.unit_hwid == board(n).hwid
            assert seen.state is not S.AVAILABLE

    @invariant()
    def the_sum_is_right(self):
        counts = self.ledger.lots.get("A").counts
        assert counts.total == LICENSES
        assert self.ledger.orders.get("WO").taken <= QUANTITY


Moves.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnySequenceOfMoves = Moves.TestCase
