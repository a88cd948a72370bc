"""May this person do this act? Asked by every workflow, before anything is done.

A ledger without people answers yes to everybody: the operating system's user acts, with all roles,
as its record says. From the first administrator on, whoever acts has signed in, and what they may
is read anew from the ledger each time: a role taken away, or a person who left, counts at once, at
every station.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.acts import Act
from app.domain.people import Actor, Person, Role
from app.domain.rights import Right, may_approve, right_of, who_could
from app.errors import NotAllowed, Refused
from app.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether somebody may do an act, for a page that hides or greys it and says who could.

    ``code`` is that of the refusal, empty where the act is allowed. ``could``: roles to turn to;
    ``people``: those of them who are here, by name.
    """

    act: Act
    right: Right
    code: str
    could: tuple[Role, ...]
    people: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Say whether the act may be done now, as it stands."""
        return not self.code


def require(ledger: Ledger, actor: Actor, act: Act) -> None:
    """Let the act pass, or refuse it and put the refusal on record.

    An approval that the actor brings along is used up. Raises NotAllowed ``sign-in-needed``,
    ``not-allowed`` or ``approval-needed``, each with ``act``, ``who`` and ``could``.
    """
    found = _judge(ledger, actor, act)
    if found.code == "approval-needed" and _approves(ledger, actor, act):
        return
    if not found.is_given:
        _note(ledger, actor, act, found.code)
        raise NotAllowed(found.code, act=act, who=actor.name, could=found.could)


def foresee(ledger: Ledger, actor: Actor, act: Act) -> None:
    """Raise what :func:`require` would raise, before something is begun; records nothing."""
    found = _judge(ledger, actor, act)
    if found.code == "approval-needed" and actor.approval is not None:
        return  # spent where the act is done
    if not found.is_given:
        raise NotAllowed(found.code, act=act, who=actor.name, could=found.could)


def refuse_unreconciled(ledger: Ledger, hwid: str) -> None:
    """Refuse a new license from a restored ledger; a unit still gets its own one again.

    Raises Refused ``ledger-restored``. The database says the same to any other program.
    """
    if ledger.restores.is_unsettled() and ledger.custody.own_license(hwid) is None:
        raise Refused("ledger-restored")


def permission(ledger: Ledger, actor: Actor, act: Act) -> Permission:
    """Say whether the actor may do this act, and who could; asks only, records nothing."""
    return permissions(ledger, actor, (act,))[act]


def permissions(ledger: Ledger, actor: Actor, acts: Iterable[Act]) -> dict[Act, Permission]:
    """Say of many acts at once what :func:`permission` says of one; reads the people once."""
    if not ledger.people.any():
        return {act: Permission(act, Right.ALONE, "", who_could(act)) for act in acts}
    here = ledger.people.all()
    found = ledger.people.find(actor.name) if actor.is_signed_in else None
    answers = {}
    for act in acts:
        told = _judge_person(found, act)
        could = (p.name for p in here if p.name != actor.name and may_approve(p.roles, act))
        answers[act] = told if told.is_given else replace(told, people=tuple(could))
    return answers


def _judge(ledger: Ledger, actor: Actor, act: Act) -> Permission:
    if not ledger.people.any():
        return Permission(act, Right.ALONE, "", who_could(act))
    return _judge_person(ledger.people.find(actor.name) if actor.is_signed_in else None, act)


def _judge_person(person: Person | None, act: Act) -> Permission:
    could = who_could(act)
    if person is None or not person.is_here:
        return Permission(act, Right.NEVER, "sign-in-needed", could)
    right = right_of(person.roles, act)
    code = {Right.ALONE: "", Right.APPROVED: "approval-needed", Right.NEVER: "not-allowed"}[right]
    return Permission(act, right, code, could)


def _approves(ledger: Ledger, actor: Actor, act: Act) -> bool:
    if actor.approver is None or actor.approval is None:
        return False
    person = ledger.people.find(actor.approver)
    return (
        person is not None
        and person.is_here
        and not _is_same(person, actor)
        and may_approve(person.roles, act)
        and actor.approval.spend(act)
    )


def _is_same(person: Person, actor: Actor) -> bool:
    return person.name.casefold() == actor.name.casefold()


def _note(ledger: Ledger, actor: Actor, act: Act, code: str) -> None:
    ledger.audit.note(Act.RIGHT_REFUSED, f"act:{act.value}", actor, new={"code": code})
