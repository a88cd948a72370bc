"""One attempt at a board that answers at once, over a real ledger; what its tests share.

Where the ledger has to fail, the real store stands behind one that refuses a single method.
"""

from dataclasses import dataclass, field
from threading import Event as StopFlag
from typing import Any

from app.domain.licenses import LicenseState
from app.domain.orders import OrderRules
from app.ledger.runs import Run
from app.workflows.services import Services
from app.workflows.write_unit import UnitReport, WriteTask, write_unit
from flasher.boards import Profile
from flasher.model import Outcome
from tests.flasher.fake_board import FakeBoard
from tests.ledgers import identity
from tests.people import Factory, key_of

MAC = "AABBCCDDEE01"
OTHER_MAC = "AABBCCDDEE02"
PROFILE = Profile(name="tuyaopen", title="test", otp=True)
S = LicenseState


@dataclass
class Failing:
    """A store whose named methods raise; all others are the real one's."""

    real: Any
    raises: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        self.calls.append(name)
        if name in self.raises:

            def fail(*_: object, **__: object) -> None:
                raise self.raises[name]

            return fail
        return getattr(self.real, name)


@dataclass
class Bench:
    factory: Factory
    run: Run

    def board(self, mac: str | None = MAC, holds: int | None = None, **more: Any) -> FakeBoard:
        held = None if holds is None else (identity(holds), key_of(holds))
        return FakeBoard(self.factory.clock, mac=mac, **({"kv": held} | more))

    def write(
        self,
        board: FakeBoard,
        *,
        services: Services | None = None,
        slot: str = "1",
        serial: str | None = None,
        stop: StopFlag | None = None,
        order_id: int | None = None,
        on_event: Any = lambda _event: None,
        **rules: Any,
    ) -> UnitReport:
        rules_of = OrderRules(**rules)
        return write_unit(
            services or self.factory.services,
            WriteTask([1], "tuya", rules_of, PROFILE, order_id),
            run=self.run,
            slot=slot,
            port="P1",
            on_event=on_event,
            stop=stop or StopFlag(),
            serial=serial,
            open_link=board,
        )

    def fail(self, **raises: Exception) -> Failing:
        """Let the custody store refuse these methods from now on."""
        ledger = self.factory.services.ledger
        ledger.custody = Failing(ledger.custody, raises)  # type: ignore[assignment]
        return ledger.custody  # type: ignore[return-value]

    def heal(self) -> None:
        ledger = self.factory.services.ledger
        while isinstance(ledger.custody, Failing):
            ledger.custody = ledger.custody.real

    def leave(self, *macs: str, slot: str = "1") -> None:
        from app.domain.units import UnitSeen

        for mac in macs or (MAC,):
            self.custody.leave(UnitSeen(mac, mac), self.run, slot)

    @property
    def custody(self) -> Any:
        return self.factory.services.ledger.custody

    def state(self, number: int) -> LicenseState:
        seen = self.custody.find("tuya", identity(number))
        assert seen is not None
        return seen.state

    def attempts(self, hwid: str = MAC) -> list[dict[str, Any]]:
        return self.factory.services.ledger.attempts.of_unit(hwid)

    def audit(self) -> list[str]:
        return [str(one.act) for one in self.factory.services.ledger.audit.records()]


def told(report: UnitReport) -> tuple[Outcome, str]:
    return report.outcome, report.code
