"""Who may do what: the matrix itself, and the workflows that ask it."""

import ast
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.people import Actor, Role
from app.domain.rights import (
    BY_THE_STATION,
    COLUMNS,
    MATRIX,
    Right,
    may_approve,
    needs_two,
    right_of,
    roles_for,
)
from app.errors import NotAllowed
from app.texts import Texts
from app.workflows.lot_care import hold_lot, release_lot
from app.workflows.rights import permission, require
from tests.people import OS_USER, Factory

ROOT = Path(__file__).resolve().parents[3]


def test_every_act_has_a_row_or_is_the_stations_own() -> None:
    assert set(MATRIX) | BY_THE_STATION == set(Act)
    assert set(MATRIX) & BY_THE_STATION == set()


def test_every_row_has_a_mark_for_every_role() -> None:
    for act, row in MATRIX.items():
        assert len(row.split()) == len(COLUMNS), act
        assert {Right(mark) for mark in row.split()}


def test_every_act_can_be_done_by_somebody() -> None:
    stuck = [act for act in MATRIX if not roles_for(act) and not roles_for(act, Right.APPROVED)]
    assert stuck == []


def test_every_approval_has_somebody_who_can_give_it() -> None:
    for act, row in MATRIX.items():
        if "+" in row:
            approvers = [role for role in COLUMNS if may_approve({role}, act)]
            assert approvers, act


def test_the_widest_role_of_a_person_counts() -> None:
    assert right_of({Role.OPERATOR}, Act.LOT_IMPORTED) is Right.NEVER
    assert right_of({Role.OPERATOR, Role.ENGINEER}, Act.LOT_IMPORTED) is Right.ALONE
    assert right_of((), Act.LICENSE_RESERVED) is Right.NEVER


def test_an_administrator_keeps_keys_and_people_and_makes_no_units() -> None:
    assert right_of({Role.ADMINISTRATOR}, Act.PERSON_ADDED) is Right.ALONE
    assert right_of({Role.ADMINISTRATOR}, Act.LICENSE_RESERVED) is Right.NEVER
    assert right_of({Role.ADMINISTRATOR}, Act.LICENSE_VOIDED) is Right.NEVER


def test_purging_and_reconciling_take_two_people_always() -> None:
    assert {act for act in MATRIX if needs_two(act)} == {Act.LOT_PURGED, Act.LEDGER_RECONCILED}


def test_a_ledger_without_people_lets_the_computers_user_act(factory: Factory) -> None:
    for act in Act:
        require(factory.services.ledger, OS_USER, act)


@pytest.mark.parametrize("name", ["Ada", "Sun", "Eng", "Qiu", "Ole"])
def test_with_people_each_role_may_what_its_column_says(factory: Factory, name: str) -> None:
    factory.hire(name)
    services = factory.by(name)
    (role,) = services.actor.roles
    for act, row in MATRIX.items():
        mark = Right(row.split()[COLUMNS.index(role)])
        found = permission(services.ledger, services.actor, act)
        assert found.right is mark, (act, name)
        assert found.is_given == (mark is Right.ALONE)


def test_nobody_acts_unsigned_once_there_are_people(factory: Factory) -> None:
    factory.hire()
    for act in MATRIX:
        with pytest.raises(NotAllowed) as refused:
            require(factory.services.ledger, OS_USER, act)
        assert refused.value.code == "sign-in-needed"
    pretender = Actor("Ada", "station-1")  # the right name, and never signed in
    with pytest.raises(NotAllowed):
        require(factory.services.ledger, pretender, Act.PERSON_ADDED)


def test_a_refusal_says_who_could_in_both_languages_and_is_on_record(factory: Factory) -> None:
    factory.hire("Ole", "Eng")
    with pytest.raises(NotAllowed) as refused:
        require(factory.services.ledger, factory.by("Ole").actor, Act.LOT_IMPORTED)
    facts = refused.value.facts
    assert "engineer, supervisor" in Texts("en").advice(refused.value.code, **facts)
    assert "工程师、主管" in Texts("zh_CN").advice(refused.value.code, **facts)
    (record,) = factory.services.ledger.audit.records(act=Act.RIGHT_REFUSED)
    assert (record.who, record.subject) == ("Ole", "act:lot.imported")
    found = permission(factory.services.ledger, factory.by("Ole").actor, Act.LOT_IMPORTED)
    assert found.people == ("Eng",)


def test_an_approved_act_is_recorded_with_both_names_and_only_once(factory: Factory) -> None:
    factory.fill(4)
    factory.hire("Qiu", "Sun")
    hold_lot(factory.by("Qiu").ledger, factory.by("Qiu").actor, "A", "look at it")
    two = factory.by("Qiu", approver="Sun")
    release_lot(two.ledger, two.actor, "A", "looked at")
    (record,) = two.ledger.audit.records(act=Act.LOT_RELEASED)
    assert (record.who, record.approver) == ("Qiu", "Sun")
    with pytest.raises(NotAllowed) as again:
        release_lot(two.ledger, two.actor, "A", "once more")
    assert again.value.code == "approval-needed"


def test_nobody_approves_their_own_act_or_one_they_may_not_do(factory: Factory) -> None:
    factory.hire("Qiu", "Ole")
    with pytest.raises(NotAllowed) as same:
        factory.by("Qiu", approver="Qiu")
    assert same.value.code == "approver-is-same"
    two = factory.by("Qiu", approver="Ole")
    with pytest.raises(NotAllowed):
        require(two.ledger, two.actor, Act.LOT_RELEASED)


def test_a_role_taken_away_counts_at_once(factory: Factory) -> None:
    factory.hire("Eng")
    eng = factory.by("Eng")
    require(eng.ledger, eng.actor, Act.LOT_IMPORTED)
    eng.ledger.people.change_roles("Eng", frozenset({Role.QA}), "moved", OS_USER)
    with pytest.raises(NotAllowed):
        require(eng.ledger, eng.actor, Act.LOT_IMPORTED)
    eng.ledger.people.leave("Eng", "left", OS_USER)
    with pytest.raises(NotAllowed) as gone:
        require(eng.ledger, eng.actor, Act.LICENSE_HELD)
    assert gone.value.code == "sign-in-needed"


WRITES = {
    "lots": {"create", "edit", "split", "hold", "release", "close", "attach"},
    "orders": {"create", "edit", "close"},
    "custody": {"reserve", "hold", "free", "void"},
    "units": {"hold", "free"},
    "people": {"add", "change_roles", "set_secret", "set_badge", "leave", "come_back", "let_in"},
    "secrets": {"purge", "reseal"},
    "restores": {"reconcile"},
    "vault_box": {"replace"},
}
"""Ledger methods that a person's act goes through: a workflow that calls one asks first."""


BEHIND = {"insert_lot.py": "import_lot.py"}
"""Workflows that only another one calls, which asks first."""


def _calls(node: ast.AST) -> set[str]:
    names = {
        n.func.id
        for n in ast.walk(node)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    names |= {
        f"{n.func.value.attr}.{n.func.attr}"
        for n in ast.walk(node)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and isinstance(n.func.value, ast.Attribute)
        and ast.unparse(n.func.value.value).endswith("ledger")
    }
    return names


@pytest.mark.parametrize("store", WRITES)
def test_no_page_and_no_command_writes_past_the_workflows(store: str) -> None:
    wanted = {f"{store}.{method}" for method in WRITES[store]}
    past = {
        f"{file.relative_to(ROOT)}: {', '.join(sorted(found))}"
        for folder in ("app/cli", "app/ui", "app/station")
        for file in (ROOT / folder).rglob("*.py")
        if (found := _calls(ast.parse(file.read_text(encoding="utf-8"))) & wanted)
    }
    assert past == set()


def test_every_workflow_that_writes_asks_for_a_right() -> None:
    wanted = {f"{store}.{method}" for store, methods in WRITES.items() for method in methods}
    silent = []
    for file in (ROOT / "app/workflows").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        asks = {"require"} & _calls(tree)
        if _calls(tree) & wanted and not asks and file.name not in BEHIND:
            silent.append(file.name)
    assert silent == []
