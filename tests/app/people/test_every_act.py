"""Every act of the matrix is asked for by some workflow, before that workflow does anything."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.acts import Act
from app.domain.orders import OrderRules
from app.domain.rights import BY_THE_STATION, MATRIX
from app.domain.stories import Stage
from app.errors import BadInput, NotAllowed, Refused
from app.workflows import restoring
from app.workflows.import_lot import ImportOptions
from app.workflows.license_care import free_licenses, hold_licenses, void_licenses
from app.workflows.write_unit import UnitKeeper, WriteTask
from flasher.custodian import Refuse
from flasher.model import BoardFound, Holding
from tests.ledgers import board, identity
from tests.people import OS_USER, Factory, factory_in

APP = Path(__file__).resolve().parents[3] / "app"


class Nothing:
    """Stands for an argument that must not be looked at before the right was asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, name: str) -> object:
        message = f"{self.name}.{name} was used before the right was asked for"
        raise AssertionError(message)


def asked_in(node: ast.AST) -> set[str]:
    """Return the acts that a piece of code asks for; ``?`` for one that is worked out."""
    calls = (call for call in ast.walk(node) if isinstance(call, ast.Call))
    return {
        call.args[2].attr if isinstance(call.args[2], ast.Attribute) else "?"
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "require"
    }


def asking(folder: str = "workflows") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield module and function of all functions of a folder that ask for a right."""
    for file in sorted((APP / folder).glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name != "require" and asked_in(node):
                yield f"app.{folder}.{file.stem}", node


# These cannot be called with nothing at hand; each has a test of its own below.
APART = {"restoring._asked", "import_lot.import_lot"}
CASES = [
    pytest.param(module, node.name, id=f"{module.rpartition('.')[2]}.{node.name}")
    for module, node in asking()
    if f"{module.rpartition('.')[2]}.{node.name}" not in APART
]


@pytest.fixture(scope="module")
def hired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """One ledger with people for all of these: nothing is done in it but refusals."""
    with factory_in(tmp_path_factory.mktemp("hired")) as made:
        made.hire()
        yield made


def call(module: str, name: str, factory: Factory, **given: object) -> None:
    """Call a workflow as nobody who signed in, with nothing at hand but the ledger."""
    function: Any = getattr(importlib.import_module(module), name)
    services = factory.services
    at_hand = {"services": services, "ledger": services.ledger, "actor": OS_USER} | given
    arguments = {
        parameter.name: at_hand.get(parameter.name, Nothing(parameter.name))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is inspect.Parameter.empty or parameter.name in at_hand
    }
    function(**arguments)


@pytest.mark.parametrize(("module", "name"), CASES)
def test_a_workflow_asks_before_it_looks_at_anything(
    hired: Factory, module: str, name: str
) -> None:
    (asked,) = [asked_in(node) for found, node in asking() if (found, node.name) == (module, name)]
    before = hired.services.ledger.audit.head()[0]
    with pytest.raises(NotAllowed) as refused:
        call(module, name, hired, stage=Stage.REWORK)
    assert refused.value.code == "sign-in-needed"
    assert Act(str(refused.value.facts["act"])).name in asked or "?" in asked
    (record,) = hired.services.ledger.audit.records(after=before)
    assert record.act == Act.RIGHT_REFUSED


def test_each_way_back_for_a_unit_is_an_act_of_its_own(hired: Factory) -> None:
    ways = {
        Stage.REWORK: Act.UNIT_REWORKED,
        Stage.RETEST: Act.UNIT_RETESTED,
        Stage.RETURNED: Act.UNIT_RETURNED,
    }
    for stage, act in ways.items():
        with pytest.raises(NotAllowed) as refused:
            call("app.workflows.unit_life", "send_back", hired, stage=stage)
        assert refused.value.facts["act"] is act


def test_an_import_and_a_kept_file_are_asked_for(hired: Factory) -> None:
    with pytest.raises(NotAllowed) as refused:
        call("app.workflows.import_lot", "import_lot", hired, options=ImportOptions())
    assert refused.value.facts["act"] is Act.LOT_IMPORTED


def test_a_restore_is_asked_for(hired: Factory) -> None:
    services = hired.services
    asks = restoring._Who(OS_USER, lambda found: found, "test")
    with pytest.raises(NotAllowed) as refused:
        restoring._asked(services.ledger, services.vault, services.clock, asks)
    assert refused.value.facts["act"] is Act.LEDGER_RESTORED


def test_a_board_gets_nothing_while_nobody_is_signed_in(hired: Factory) -> None:
    task = WriteTask((1,), "tuya", OrderRules(), Nothing("profile"))  # type: ignore[arg-type]
    with hired.run() as run:
        keeper = UnitKeeper(hired.services, task, run, "1", None)
        answer = keeper.decide(BoardFound("COM1", board(1).mac, Holding()))
    assert isinstance(answer, Refuse)
    assert answer.code == "sign-in-needed"
    assert hired.services.ledger.units.get(board(1).hwid) is None


def test_no_act_of_the_matrix_is_an_orphan() -> None:
    asked = {name for _module, node in asking() for name in asked_in(node)}
    keeper = ast.parse((APP / "workflows" / "write_unit.py").read_text(encoding="utf-8"))
    asked |= asked_in(keeper) | {"UNIT_REWORKED", "UNIT_RETESTED", "UNIT_RETURNED"}
    assert {act.name for act in MATRIX} - asked == set()


def test_the_station_asks_nobody_for_what_is_its_own_and_records_all_of_it() -> None:
    asked = {name for _module, node in asking() for name in asked_in(node)}
    own = {act.name for act in BY_THE_STATION}
    assert asked & own == set()
    named = {
        node.attr
        for folder in ("ledger", "workflows")
        for file in (APP / folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Act"
    }
    assert own - named == set()
    assert {act.name for act in Act} - named == set()


def test_a_single_license_is_held_freed_and_voided_with_right_reason_and_record(
    factory: Factory,
) -> None:
    factory.fill(3)
    factory.hire("Sun", "Ole", "Qiu")
    sun = factory.by("Sun")
    names = [identity(0), identity(1)]
    assert hold_licenses(factory.by("Qiu"), names, "leaked?") == 2
    assert free_licenses(sun, names, "not leaked") == 2
    with pytest.raises(NotAllowed):
        void_licenses(factory.by("Ole"), names, "x")
    with pytest.raises(BadInput):
        void_licenses(sun, [*names, "nobody-knows"], "x")
    with pytest.raises(BadInput):
        void_licenses(sun, names, " ")
    assert void_licenses(factory.by("Ole", approver="Sun"), names, "leaked") == 2
    totals = sun.ledger.lots.totals()
    assert (totals.available, totals.void) == (1, 2)
    with pytest.raises(Refused):
        free_licenses(sun, names, "after all")
    records = sun.ledger.audit.records(act=Act.LICENSE_VOIDED)
    assert {(r.who, r.approver, r.reason) for r in records} == {("Ole", "Sun", "leaked")}
    assert sun.ledger.check() == []
