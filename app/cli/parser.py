"""The parser of every command: help and usage errors in one's own language, and as JSON.

Help for an option stands in ``resources/texts/<language>/cli_help.toml``, under
``cli-arg-<command words>-<option>`` or, where it means the same everywhere, ``cli-arg-<option>``;
so a command's module need not say it again. Options that every command takes are told last.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NoReturn

from app.texts import Texts

BAD_USAGE = 2

_MESSAGES = (
    (r"the following arguments are required: (?P<names>.+)", "usage-missing"),
    (r"one of the arguments (?P<names>.+) is required", "usage-one-of"),
    (r"unrecognized arguments: (?P<names>.+)", "usage-unknown"),
    (r"ambiguous option: (?P<names>.+) could match (?P<among>.+)", "usage-ambiguous"),
    (r"argument (?P<names>.+): expected one argument", "usage-no-value"),
    (r"argument (?P<names>.+): expected at least one argument", "usage-no-value"),
    (r"argument (?P<names>.+): expected (?P<count>\d+) arguments?", "usage-no-value"),
    (r"argument (?P<names>.+): ignored explicit argument (?P<value>.+)", "usage-takes-none"),
    (
        r"argument (?P<names>.+): invalid choice: (?P<value>.+) \(choose from (?P<among>.+)\)",
        "usage-choice",
    ),
    (r"argument (?P<names>.+): invalid (?P<kind>int|_\w+) value: (?P<value>.+)", "usage-number"),
    (r"argument (?P<names>.+): invalid (?P<kind>float) value: (?P<value>.+)", "usage-decimal"),
    (r"argument (?P<names>.+): invalid \w+ value: (?P<value>.+)", "usage-value"),
    (r"argument (?P<names>.+): not allowed with argument (?P<among>.+)", "usage-not-both"),
)


class Parser(argparse.ArgumentParser):
    """Made by :func:`parser_class`, which gives it its words."""

    texts: ClassVar[Texts]
    as_json: ClassVar[bool] = False
    common: ClassVar[frozenset[str]] = frozenset()  # names of the options that every command takes

    def __init__(self, *, add_help: bool = True, **more: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **more)
        text = self.texts.text
        self._positionals.title = text("cli-what")
        self._optionals.title = text("cli-options")
        self.register("action", "parsers", _Commands)
        if add_help:
            words = text("cli-opt-help")
            self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help=words)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the command line, for scripts on stdout as well; exit 2."""
        code, facts = understood(message)
        facts = {"message": message, **facts}
        sentence = self.texts.sentence(code, **facts)
        advice = self.texts.text("usage-advice", command=self.prog)
        self.print_usage(sys.stderr)
        self._print_message(f"{sentence} {advice}\n", sys.stderr)
        if self.as_json:
            told = {"error": code, "message": sentence, "advice": advice, "facts": facts}
            self._print_message(json.dumps(told, ensure_ascii=False) + "\n", sys.stdout)
        self.exit(BAD_USAGE)

    def format_help(self) -> str:
        """Return the help, every option explained."""
        for action in self._actions:
            if action.help is None:
                action.help = self.help_for(action)
        self._name_values()
        return super().format_help()

    def format_usage(self) -> str:
        """Return the usage line."""
        self._name_values()
        return super().format_usage()

    def help_for(self, action: argparse.Action) -> str:
        """Return the words for an option that its command left to the texts; may be empty."""
        words = self.prog.split()[1:]
        keys = [f"cli-arg-{'-'.join([*words[:n], name_of(action)])}" for n in range(3, -1, -1)]
        known = next((self.texts.text(key) for key in keys if self.texts.has(key)), "")
        if known and _has_default(action):
            known += self.texts.text("cli-default", value=action.default)
        return known.replace("%", "%%")

    def _name_values(self) -> None:
        """Call values that their command left without a name what they are."""
        for action in self._actions:
            takes_value = action.option_strings and action.nargs != 0
            if takes_value and action.metavar is None and action.choices is None:
                action.metavar = "N" if action.type in (int, float) else "TEXT"

    def _get_formatter(self) -> argparse.HelpFormatter:
        return _Formatter(self.prog, self.texts, self.common)


class _Commands(argparse._SubParsersAction):  # type: ignore[type-arg]  # noqa: SLF001
    """Takes the one line that the list says of a command as its own help's first line too."""

    def add_parser(self, name: str, **more: Any) -> Any:
        more.setdefault("description", more.get("help"))
        return super().add_parser(name, **more)


class _Formatter(argparse.HelpFormatter):
    """Leaves the common options out of the usage line, which is long enough without."""

    def __init__(self, prog: str, texts: Texts, common: frozenset[str]) -> None:
        super().__init__(prog)
        self._texts = texts
        self._common = common

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        own = [action for action in actions if action.dest not in self._common]
        words = f"{self._texts.text('cli-usage')}: " if prefix is None else prefix
        super().add_usage(usage, own, groups, words)


def parser_class(
    texts: Texts, common: Callable[[argparse.ArgumentParser], None], *, as_json: bool
) -> tuple[type[Parser], Parser]:
    """Return the class of all parsers, and the parent that carries the common options."""

    class Spoken(Parser):
        pass

    Spoken.texts = texts
    Spoken.as_json = as_json
    shared = Spoken(add_help=False)
    common(shared)
    Spoken.common = frozenset(action.dest for action in shared._actions)  # noqa: SLF001
    return Spoken, shared


def understood(message: str) -> tuple[str, dict[str, str]]:
    """Return code and facts of one of argparse's own messages, ``usage-other`` for a new one."""
    for pattern, code in _MESSAGES:
        found = re.fullmatch(pattern, message)
        if found is not None:
            facts = {name: value for name, value in found.groupdict().items() if value}
            facts.pop("kind", None)
            return code, facts
    return "usage-other", {}


def name_of(action: argparse.Action) -> str:
    """Return the name under which the texts explain an option or a value."""
    long = [option for option in action.option_strings if option.startswith("--")]
    return long[0].removeprefix("--") if long else action.dest.upper().replace("_", "-")


def _has_default(action: argparse.Action) -> bool:
    default = action.default
    is_plain = isinstance(default, str | int | float) and not isinstance(default, bool)
    return is_plain and default not in ("", argparse.SUPPRESS)
