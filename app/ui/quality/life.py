"""What may become of a unit after PASS: a menu of acts, each with its form and its rule."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu

from app.domain.acts import Act
from app.domain.stories import Stage, UnitStory
from app.ui.language import language
from app.ui.pages.license_care import LicenseCare
from app.ui.pages.page import Page
from app.ui.rights import act_word
from app.ui.services_quality import LifeAsked
from app.ui.views import PortRow
from app.ui.widgets.flow import flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column
from app.ui.words import sentence

ACTS: tuple[Act | None, ...] = (
    Act.UNIT_REWORKED,
    Act.UNIT_RETESTED,
    Act.UNIT_RETURNED,
    None,
    Act.UNIT_HELD,
    Act.UNIT_FREED,
    None,
    Act.UNIT_REPLACED,
    Act.UNIT_RESET,
    Act.UNIT_SCRAPPED,
    None,
    Act.UNIT_EDITED,
    Act.REPORT_EXPORTED,
)


class LifeBar(Panel):
    """Stands above a unit's history. ``changed`` is called after each act."""

    def __init__(self, page: Page, changed: Callable[[], None]) -> None:
        super().__init__()
        self._page = page
        self._changed = changed
        self._words = ""
        self.story: UnitStory | None = None
        self.state = QLabel()
        self.state.setProperty("type", "caption")
        self.state.setWordWrap(True)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.actions_of: dict[Act, QAction] = {}
        for act in ACTS:
            if act is None:
                self.menu.addSeparator()
            else:
                action = QAction(self)
                action.triggered.connect(lambda _checked=False, act=act: self.begin(act))
                self.menu.addAction(action)
                self.actions_of[act] = action
        self.opens = self.button(
            lambda: self.tr("What becomes of it…"), self._open_menu, image="history", shortcut="F4"
        )
        self.license = LicenseCare(page, changed)
        self.license.hide()
        self.setLayout(column(flow(self.opens, self.license), self.state, gap=6))
        self.say(self._speak)
        page.context.rights.changed.connect(self.look_at_rights)

    def show_unit(self, words: str) -> None:
        """Act on the unit that these words name; ask where it stands and what is allowed."""
        self._words, self.story = words, None
        self.state.clear()
        self.license.hide()
        desk = self._page.services.quality.desk
        self._page.ask("life", lambda: desk.story(words), self._know)

    def begin(self, act: Act) -> None:
        """Ask for what an act needs, then do it."""
        match act:
            case Act.REPORT_EXPORTED:
                self._traveller()
            case Act.UNIT_RESET:
                ports = self._page.services.diagnostics.ports
                self._page.ask("ports", ports, self._reset_form)
            case Act.UNIT_EDITED:
                self._edit_form()
            case Act.UNIT_REPLACED:
                by = Field("by", self.tr("The new board (scan it)"), needed=True, most=4096)
                self._form(act, (by, self._reason()), self._rule(act))
            case _:
                self._form(act, (self._reason(),), self._rule(act))

    def _form(self, act: Act, fields: Sequence[Field], rule: str) -> None:
        words = self._words

        def done(values: Mapping[str, Value]) -> None:
            tags = values.get("tags")
            self._do(
                LifeAsked(
                    act,
                    words,
                    reason=str(values.get("reason", "")),
                    by=str(values.get("by", "")),
                    port=str(values.get("port", "")),
                    remarks=str(values["remarks"]) if "remarks" in values else None,
                    tags=None if tags is None else _tags(str(tags)),
                )
            )

        title = act_word(act)
        Form(self._page, f"{title[:1].upper()}{title[1:]}", fields, done, words=rule).open()

    def _reset_form(self, ports: Sequence[PortRow]) -> None:
        choices = [(port.device, port.device) for port in ports if not port.blocked]
        port = Field("port", self.tr("Port of the blank board"), "", choices, needed=True)
        self._form(Act.UNIT_RESET, (port, self._reason()), self._rule(Act.UNIT_RESET))

    def _edit_form(self) -> None:
        life = None if self.story is None else self.story.life
        fields = (
            Field("remarks", self.tr("Remarks"), "" if life is None else life.remarks, long=True),
            Field(
                "tags",
                self.tr("Tags, with commas between"),
                "" if life is None else ", ".join(life.tags),
            ),
        )
        self._form(Act.UNIT_EDITED, fields, self.tr("The identity is never edited."))

    def _traveller(self) -> None:
        words = self._words
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Traveller"), f"{words}.pdf", "PDF (*.pdf)"
        )
        if not file:
            return
        desk = self._page.services.quality.desk
        self._page.ask(
            "traveller",
            lambda: desk.traveller(words, Path(file)),
            lambda _none: self._page.tell(self.tr("Written to {file}.").format(file=file)),
        )

    def _do(self, asked: LifeAsked) -> None:
        desk = self._page.services.quality.desk
        self._page.ask("live on", lambda: desk.live_on(asked), self._done)

    def _done(self, answer: tuple[UnitStory, str]) -> None:
        story, code = answer
        self._page.tell(sentence(code, {"unit": story.subject, "stage": _stage(story)}))
        self._changed()

    def look_at_rights(self) -> None:
        """Grey the acts that are not allowed, or make no sense just now."""
        rights = self._page.context.rights
        for act, action in self.actions_of.items():
            fits = self.story is not None and self._makes_sense(act, self.story)
            action.setEnabled(fits and rights.may(act))
            action.setToolTip(rights.why(act))

    def _know(self, story: UnitStory) -> None:
        self.story = story
        self.look_at_rights()
        self.license.setVisible(story.license is not None)
        self.license.show_license("" if story.license is None else story.license.identity)
        told = [_stage(story)]
        if story.life.reason:
            told.append(story.life.reason)
        held = None if story.unit is None else story.unit.held_reason
        if held:
            told.append(self.tr("held: {why}").format(why=held))
        if story.packed_in:
            told.append(" › ".join(story.packed_in))
        told += [story.life.remarks] if story.life.remarks else []
        told += [f"#{tag}" for tag in story.life.tags]
        self.state.setText("  ·  ".join(told))

    def _makes_sense(self, act: Act, story: UnitStory) -> bool:
        """Say whether an act fits the unit's stage; the ledger has the last word."""
        if act in (Act.UNIT_EDITED, Act.REPORT_EXPORTED):
            return True
        if story.unit is None or story.life.stage in (Stage.SCRAPPED, Stage.REPLACED):
            return False
        is_held = story.unit.held_reason is not None
        return is_held == (act is Act.UNIT_FREED) or act is Act.UNIT_SCRAPPED

    def _rule(self, act: Act) -> str:
        match act:
            case Act.UNIT_RESET:
                return language().texts.text("unit-reset-rule")
            case Act.UNIT_REPLACED:
                return self.tr(
                    "The new board takes over serial number and order place, with a new license."
                    " The old license is void for ever; both units are linked."
                )
            case Act.UNIT_SCRAPPED:
                return self.tr("The unit's license is void for ever: it is never used again.")
            case Act.UNIT_REWORKED | Act.UNIT_RETESTED | Act.UNIT_RETURNED:
                return self.tr("The unit keeps its license. A pass at the bench ends this stage.")
            case Act.UNIT_HELD:
                return self.tr("The unit and its license stay held until somebody frees them.")
            case _:
                return ""

    def _reason(self) -> Field:
        return Field("reason", self.tr("Reason"), needed=True, most=200)

    def _open_menu(self) -> None:
        self.menu.popup(self.opens.mapToGlobal(self.opens.rect().bottomLeft()))

    def _speak(self) -> None:
        for act, action in self.actions_of.items():
            words = self.tr("traveller as PDF") if act is Act.REPORT_EXPORTED else act_word(act)
            action.setText(f"{words[:1].upper()}{words[1:]}…")


def _stage(story: UnitStory) -> str:
    return language().texts.text(f"stage-{story.life.stage.value.replace(' ', '-')}")


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in text.replace("，", ",").split(",") if tag.strip())
