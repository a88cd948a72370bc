"""People: who may what, how they sign in; the rights as a picture."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.domain.acts import Act
from app.domain.people import Person, Role
from app.texts import wall_time
from app.ui.language import language
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Context, Page
from app.ui.quality.matrix import RightsPanel
from app.ui.rights import role_words
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, grow
from app.ui.widgets.table import Table
from app.ui.widgets.tabs import Tabs
from flasher.secrets import Secret

DAY = "%Y-%m-%d"


class PeoplePage(Page):
    """Two tabs: people, rights."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("People"))
        self._people = self.services.quality.people
        self.add = self.button(
            lambda: self.tr("Add a person…"), self.add_form, kind="primary", image="add",
            shortcut="Ctrl+N",
        )  # fmt: skip
        self.own = self.button(lambda: self.tr("My own PIN…"), self.own_form, image="key")
        self.tools.addWidget(self.own)
        self.tools.addWidget(self.add)
        self.rows: ListModel[Person] = ListModel(self._columns(), self)
        empty = EmptyState(
            "people",
            lambda: self.tr("Nobody is registered yet"),
            lambda: self.tr(
                "Until then everybody at this computer may do everything. The first person is an"
                " administrator; from then on everybody signs in."
            ),
            (lambda: self.tr("Add the first administrator…"), self.first_form),
        )
        self.table: Table[Person] = Table(self.rows, empty, lambda: self.tr("People"))
        self.table.chosen.connect(lambda _row: self._choose())
        self.acts = self._act_line()
        self.rights = RightsPanel()
        first = Panel()
        inner = column(self.acts, grow(self.table), gap=10)
        inner.setContentsMargins(0, look().px(12), 0, 0)
        first.setLayout(inner)
        self.tabs = Tabs(
            (
                (first, lambda: self.tr("People")),
                (self.rights, lambda: self.tr("Rights")),
            )
        )
        self.tabs.currentChanged.connect(lambda _n: self._show_tab())
        self.body.addWidget(self.tabs, 1)
        self.guard(self.add, Act.PERSON_ADDED)
        self.guard_empty(empty, Act.PERSON_ADDED)
        self.enable_buttons()

    def refresh(self) -> None:
        """Ask for the people."""
        self.ask("people", self._people.all, self._show)
        self._show_tab()

    def first_form(self) -> None:
        """Ask for the first administrator."""
        fields = (
            Field("name", self.tr("Name"), needed=True, most=64),
            Field("secret", self.tr("Password"), secret=True, needed=True),
            Field("again", self.tr("The same again"), secret=True, needed=True),
        )
        words = self.tr("From now on everybody signs in. Keep this password safe.")

        def done(values: Mapping[str, Value]) -> None:
            name, secret = str(values["name"]), self._secret(values)
            if secret is not None:
                self._act("first", lambda: self._people.first(name, secret), name)

        Form(self, self.tr("The first administrator"), fields, done, words=words).open()

    def add_form(self) -> None:
        """Ask for a new person."""
        if not self.rows.rows:
            self.first_form()
            return
        fields = (
            Field("name", self.tr("Name"), needed=True, most=64),
            self._roles_field((Role.OPERATOR,)),
            Field("secret", self.tr("PIN or password"), secret=True),
            Field("again", self.tr("The same again"), secret=True),
            Field("badge", self.tr("Badge (scan it)"), secret=True),
        )

        def done(values: Mapping[str, Value]) -> None:
            secret = self._secret(values) if values["secret"] or values["again"] else None
            if secret is None and (values["secret"] or values["again"]):
                return
            name, roles = str(values["name"]), _roles(values["roles"])
            badge = Secret(str(values["badge"])) if values["badge"] else None
            self._act(
                "add",
                lambda: self._people.add(name, roles, secret=secret, badge=badge),
                name,
            )

        words = self.tr("A PIN, a badge, or both; an administrator needs a password.")
        Form(self, self.tr("Add a person"), fields, done, words=words).open()

    def roles_form(self) -> None:
        """Ask for other roles of the chosen person."""
        person = self.table.current()
        if person is None:
            return
        name = person.name
        fields = (self._roles_field(tuple(person.roles)), self._reason())

        def done(values: Mapping[str, Value]) -> None:
            roles, reason = _roles(values["roles"]), str(values["reason"])
            self._act("roles", lambda: self._people.change_roles(name, roles, reason), name)

        Form(self, self.tr("Roles of {name}").format(name=name), fields, done).open()

    def secret_form(self) -> None:
        """Ask for a new PIN of the chosen person."""
        person = self.table.current()
        if person is None:
            return
        name = person.name
        fields = (
            Field("secret", self.tr("New PIN or password"), secret=True, needed=True),
            Field("again", self.tr("The same again"), secret=True, needed=True),
        )

        def done(values: Mapping[str, Value]) -> None:
            secret = self._secret(values)
            if secret is not None:
                self._act("secret", lambda: self._people.set_secret(name, secret), name)

        Form(self, self.tr("New PIN of {name}").format(name=name), fields, done).open()

    def own_form(self) -> None:
        """Ask who is at the desk for a new PIN of their own."""
        fields = (
            Field("old", self.tr("PIN or password until now"), secret=True, needed=True),
            Field("secret", self.tr("New PIN or password"), secret=True, needed=True),
            Field("again", self.tr("The same again"), secret=True, needed=True),
        )

        def done(values: Mapping[str, Value]) -> None:
            old, new = Secret(str(values["old"])), self._secret(values)
            if new is not None:
                self._act("own", lambda: self._people.change_own(old, new), self.tr("you"))

        Form(self, self.tr("My own PIN"), fields, done).open()

    def badge_form(self) -> None:
        """Ask for a badge of the chosen person; an empty field takes it away."""
        person = self.table.current()
        if person is None:
            return
        name = person.name
        fields = (Field("badge", self.tr("Scan the badge"), secret=True),)
        words = self.tr("Empty takes the badge away.")

        def done(values: Mapping[str, Value]) -> None:
            badge = Secret(str(values["badge"])) if values["badge"] else None
            self._act("badge", lambda: self._people.set_badge(name, badge), name)

        Form(self, self.tr("Badge of {name}").format(name=name), fields, done, words=words).open()

    def leave_form(self) -> None:
        """Ask why the chosen person left, or comes back."""
        person = self.table.current()
        if person is None:
            return
        name = person.name
        if person.is_here:
            title = self.tr("{name} left").format(name=name)
            words = self.tr("Signing in ends at once, at every station. Every record stays.")
            act = self._people.leave
        else:
            title = self.tr("{name} comes back").format(name=name)
            words = self.tr("The person may sign in again, with the roles from before.")
            act = self._people.come_back

        def done(values: Mapping[str, Value]) -> None:
            self._act("leave", lambda: act(name, str(values["reason"])), name)

        Form(self, title, (self._reason(),), done, words=words).open()

    def let_in_form(self) -> None:
        """Ask why the chosen person's lock-out ends."""
        person = self.table.current()
        if person is None:
            return
        name = person.name

        def done(values: Mapping[str, Value]) -> None:
            reason = str(values["reason"])
            self._act("let in", lambda: self._people.let_in(name, reason), name)

        title = self.tr("End the lock-out of {name}").format(name=name)
        Form(self, title, (self._reason(),), done).open()

    def _act_line(self) -> QWidget:
        line = Panel()
        self.roles = self.button(lambda: self.tr("Roles…"), self.roles_form, shortcut="F4")
        self.secret = self.button(lambda: self.tr("New PIN…"), self.secret_form, shortcut="F6")
        self.badge = self.button(lambda: self.tr("Badge…"), self.badge_form, shortcut="F7")
        self.let_in = self.button(lambda: self.tr("End lock-out…"), self.let_in_form, shortcut="F8")
        self.leave = self.button(self._leave_words, self.leave_form, kind="stop", shortcut="F9")
        line.setLayout(
            column(flow(self.roles, self.secret, self.badge, self.let_in, 1, self.leave))
        )
        for act, button, ready in (
            (Act.PERSON_EDITED, self.roles, self._is_here),
            (Act.PERSON_SECRET_SET, self.secret, self._is_chosen),
            (Act.PERSON_BADGE_SET, self.badge, self._is_here),
            (Act.PERSON_LET_IN, self.let_in, self._is_locked_out),
            (Act.PERSON_LEFT, self.leave, self._is_chosen),
        ):
            self.guard(button, act, ready)
        return line

    def _leave_words(self) -> str:
        person = self.table.current()
        if person is not None and not person.is_here:
            return self.tr("Comes back…")
        return self.tr("Has left…")

    def _act(self, topic: str, call: Callable[[], None], name: str) -> None:
        told = self.tr("Recorded for {name}.").format(name=name)

        def show(_done: None) -> None:
            self.tell(told)
            self.refresh()

        self.ask(topic, call, show)

    def _secret(self, values: Mapping[str, Value]) -> Secret | None:
        if values["secret"] != values["again"]:
            self.tell(
                self.tr("The two entries differ."), self.tr("Enter the same twice."), Tone.FAIL
            )
            return None
        return Secret(str(values["secret"]))

    def _show(self, people: Sequence[Person]) -> None:
        chosen = self.table.current()
        self.rows.show_rows(sorted(people, key=lambda p: (not p.is_here, p.name.casefold())))
        if chosen is not None:
            names = [person.name for person in self.rows.rows]
            self.table.choose(names.index(chosen.name) if chosen.name in names else -1)
        self.acts.setVisible(bool(people))
        self.own.setVisible(bool(people))
        self._choose()

    def _choose(self) -> None:
        self.leave.setText(self._leave_words())
        self.enable_buttons()

    def _show_tab(self) -> None:
        self.add.setVisible(self.tabs.currentIndex() == 0)

    def _is_chosen(self) -> bool:
        return self.table.current() is not None

    def _is_here(self) -> bool:
        person = self.table.current()
        return person is not None and person.is_here

    def _is_locked_out(self) -> bool:
        person = self.table.current()
        return person is not None and person.is_here and person.failures > 0

    def _roles_field(self, roles: tuple[Role, ...]) -> Field:
        texts = language().texts
        words = [(role.value, texts.named(role)) for role in Role]
        chosen = tuple(role.value for role in roles)
        return Field("roles", self.tr("Roles"), chosen, words, needed=True)

    def _reason(self) -> Field:
        return Field("reason", self.tr("Reason"), needed=True, most=200)

    def _columns(self) -> list[Column[Person]]:
        return [
            Column(lambda: self.tr("Name"), lambda p: p.name, 220),
            Column(lambda: self.tr("Roles"), lambda p: role_words(p.roles), 250),
            Column(lambda: self.tr("State"), self._state, 150, tone=_tone),
            Column(lambda: self.tr("Signs in by"), self._ways, 230),
            Column(lambda: self.tr("Added"), lambda p: wall_time(p.created_at, DAY), 110),
            Column(lambda: self.tr("By"), lambda p: p.created_by, 140),
        ]

    def _state(self, person: Person) -> str:
        if not person.is_here:
            return self.tr("left {day}").format(day=wall_time(person.left_at or "", DAY))
        return self.tr("locked out") if person.locked_until else self.tr("here")

    def _ways(self, person: Person) -> str:
        ways = []
        if person.secret_hash is not None:
            ways.append(self.tr("PIN or password"))
        if person.has_badge:
            ways.append(self.tr("badge"))
        return language().texts.text("list-separator").join(ways)


def _tone(person: Person) -> Tone:
    if not person.is_here:
        return Tone.STOPPED
    return Tone.FAIL if person.locked_until else Tone.PASS


def _roles(value: Value) -> list[Role]:
    assert isinstance(value, tuple)
    return [Role(name) for name in value]
