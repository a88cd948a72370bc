"""The language of the window, switched while it runs."""

from collections.abc import Callable

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import resources_dir
from app.texts import LANGUAGES, Texts, system_language


class Language:
    """Installs translators and hands out the texts of the present language."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self.name = "en"
        self.fallback = ""  # what "system" means, where somebody said so
        self.texts = Texts("en")
        self.is_source = False  # while words are asked for as they were written

    def speak(self, setting: str) -> None:
        """Switch to ``en``, ``zh_CN`` or the ``system`` language; every widget is told by Qt."""
        name = setting if setting in LANGUAGES else self.fallback or system_language()
        self.name, self.texts = name, Texts(name)
        QLocale.setDefault(QLocale(name))
        for old in self._installed:
            self._app.removeTranslator(old)
        self._installed = []
        folder = resources_dir() / "translations"
        own = QTranslator(self._app)
        if own.load(f"keywright_{name}", str(folder)):
            self._install(own)
        qt = QTranslator(self._app)
        if name != "en" and qt.load(
            f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            self._install(qt)

    def source(self, words: Callable[[], str]) -> str:
        """Return words as they were written, in English, whatever is spoken."""
        self.is_source = True
        try:
            return words()
        finally:
            self.is_source = False

    def _install(self, translator: QTranslator) -> None:
        self._app.installTranslator(translator)
        self._installed.append(translator)


_languages: dict[int, Language] = {}


def language() -> Language:
    """Return the language of this application; made on first use."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return _languages.setdefault(id(app), Language(app))
