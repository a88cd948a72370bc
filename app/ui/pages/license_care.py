"""One license held, freed or made void: found by its identity; what comes of it is told before."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.domain.acts import Act
from app.domain.licenses import LicenseSeen, LicenseState
from app.domain.units import show_mac
from app.ui.pages.page import Page
from app.ui.rights import act_word
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column
from app.ui.words import license_word, named

ACTS = (Act.LICENSE_HELD, Act.LICENSE_FREED, Act.LICENSE_VOIDED)
TYPED = 6
"""So many last characters of the identity are typed before a license is void for ever."""


class LicenseCare(Panel):
    """A button with a menu of the three acts. ``changed`` is called after each.

    Acts on the license that :meth:`show_license` named; asks for an identity where none is named.
    """

    def __init__(self, page: Page, changed: Callable[[], None]) -> None:
        super().__init__()
        self._page = page
        self._changed = changed
        self._identity = ""
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.actions_of: dict[Act, QAction] = {}
        for act in ACTS:
            action = QAction(self)
            action.triggered.connect(lambda _checked=False, act=act: self.begin(act))
            self.menu.addAction(action)
            self.actions_of[act] = action
        self.opens = self.button(lambda: self.tr("One license…"), self._open_menu, image="key")
        page.guard(self.opens, Act.LICENSE_HELD)  # who may not hold may neither free nor void
        self.setLayout(column(self.opens))
        self.say(self._speak)
        page.context.rights.changed.connect(self.look_at_rights)
        self.look_at_rights()

    def show_license(self, identity: str) -> None:
        """Act on this license; an empty identity: on one that is asked for."""
        self._identity = identity

    def look_at_rights(self) -> None:
        """Grey the acts that are not allowed, and say who could."""
        rights = self._page.context.rights
        for act, action in self.actions_of.items():
            action.setEnabled(rights.may(act))
            action.setToolTip(rights.why(act))

    def begin(self, act: Act) -> None:
        """Find the license, say what would come of the act, and ask for the reason."""
        if self._identity:
            self._find(act, self._identity)
            return
        field = Field("identity", self.tr("Identity (scan or type)"), needed=True, most=256)
        Form(
            self._page,
            _title(act),
            (field,),
            lambda values: self._find(act, str(values["identity"])),
            words=self.tr("Whatever lot or unit it is with."),
            ok=self.tr("Find it"),
        ).open()

    def _find(self, act: Act, identity: str) -> None:
        lots = self._page.services.lots
        self._page.ask("license", lambda: lots.license(identity), lambda seen: self._ask(act, seen))

    def _ask(self, act: Act, seen: LicenseSeen) -> None:
        needless = self._needless(act, seen)
        if needless:
            self._page.tell(needless, tone=Tone.WAIT)
            return
        fields = [Field("reason", self.tr("Reason"), needed=True, most=200)]
        if act is Act.LICENSE_VOIDED:
            end = seen.identity[-TYPED:]
            words = self.tr("To confirm, type {end}").format(end=end)
            fields.append(Field("typed", words, needed=True, most=TYPED, must_be=end))
        words = f"{self._known(seen)}\n\n{self._consequence(act, seen)}"
        Form(
            self._page,
            _title(act),
            fields,
            lambda values: self._do(act, seen, values),
            words=words,
            ok=self._ok_word(act),
        ).open()

    def _do(self, act: Act, seen: LicenseSeen, values: Mapping[str, Value]) -> None:
        lots, reason = self._page.services.lots, str(values["reason"])

        def done(_count: int) -> None:
            self._page.tell(self._done_words(act).format(identity=seen.identity))
            self._changed()

        self._page.ask(
            "license care", lambda: lots.care_for_license(act, seen.identity, reason), done
        )

    def _known(self, seen: LicenseSeen) -> str:
        place = self.tr("{lot}, row {n}").format(lot=seen.lot, n=seen.row)
        lines = [
            named(self.tr("License"), seen.identity),
            named(self.tr("State"), license_word(seen.state)),
            named(self.tr("Lot"), place),
        ]
        if seen.unit_hwid:
            lines.append(named(self.tr("Unit"), _unit(seen.unit_hwid)))
        return "\n".join(lines)

    def _consequence(self, act: Act, seen: LicenseSeen) -> str:
        match act:
            case Act.LICENSE_VOIDED if seen.unit_hwid:
                return self.tr(
                    "It is never used again, and nobody can undo this. Its unit gets no other"
                    " license: put the board aside. Its place in the order is free again."
                )
            case Act.LICENSE_VOIDED:
                return self.tr("It is never handed out, and nobody can undo this.")
            case Act.LICENSE_FREED:
                return self.tr("It becomes what it was before; a hold of its unit ends with it.")
            case _ if seen.unit_hwid:
                return self.tr(
                    "It stays with its unit; the bench refuses that board until somebody frees it."
                )
            case _:
                return self.tr("It is not handed out until somebody frees it.")

    def _needless(self, act: Act, seen: LicenseSeen) -> str:
        """Say why there is nothing to do, or nothing; the ledger has the last word."""
        state = seen.state
        if state is LicenseState.VOID:
            words = self.tr("License {identity} is void for ever.")
        elif act is Act.LICENSE_HELD and state is LicenseState.HELD:
            words = self.tr("License {identity} is held already.")
        elif act is Act.LICENSE_FREED and state is not LicenseState.HELD:
            words = self.tr("License {identity} is not held.")
        else:
            return ""
        return words.format(identity=seen.identity)

    def _done_words(self, act: Act) -> str:
        match act:
            case Act.LICENSE_HELD:
                return self.tr("License {identity} is held.")
            case Act.LICENSE_FREED:
                return self.tr("License {identity} is freed.")
            case _:
                return self.tr("License {identity} is void for ever.")

    def _ok_word(self, act: Act) -> str:
        match act:
            case Act.LICENSE_HELD:
                return self.tr("Hold it")
            case Act.LICENSE_FREED:
                return self.tr("Free it")
            case _:
                return self.tr("Void it for ever")

    def _open_menu(self) -> None:
        self.menu.popup(self.opens.mapToGlobal(self.opens.rect().bottomLeft()))

    def _speak(self) -> None:
        for act, action in self.actions_of.items():
            action.setText(f"{_title(act)}…")


def _title(act: Act) -> str:
    words = act_word(act)
    return f"{words[:1].upper()}{words[1:]}"


def _unit(hwid: str) -> str:
    return hwid.removeprefix("SN:") if hwid.startswith("SN:") else show_mac(hwid)
