"""Letters for Alt: one for each button and each tab, no two alike on one page or in one dialog.

They come from the English words and stay when the language changes: 导入(I) is pressed by the same
keys as Import. A letter that the words do not hold stands behind them in brackets.
"""

import string

from PySide6.QtWidgets import QWidget

LETTERS = string.ascii_uppercase
ELLIPSIS = "…"
PAGE = "page"  # the name of a page as an object


def marked(words: str, letter: str) -> str:
    """Return the words with the mark before their letter; with none, an ``&`` is only an ``&``."""
    place = _place(words, letter) if letter else -1
    if letter and place < 0:
        body, rest = (words[:-1], ELLIPSIS) if words.endswith(ELLIPSIS) else (words, "")
        return f"{body.replace('&', '&&')}(&{letter}){rest}"
    if not letter:
        return words.replace("&", "&&")
    return f"{words[:place].replace('&', '&&')}&{words[place:].replace('&', '&&')}"


def free_letter(widget: QWidget, words: str) -> str:
    """Give a letter that nobody has on the widget's page: an initial, another, or any.

    Empty where all are taken.
    """
    window, page = widget.window(), _page_of(widget)
    mine = _given(scope_of(widget))
    near = window.findChildren(QWidget, PAGE) if page is None else [window]
    taken = mine.union(*(_given(one) for one in near))
    initials = [part[0] for part in words.upper().split() if part[0] in LETTERS]
    others = [one for one in words.upper() if one in LETTERS]
    found = next((one for one in [*initials, *others, *LETTERS] if one not in taken), "")
    mine.update(found)
    return found


def scope_of(widget: QWidget) -> QWidget:
    """Return where its letter must be the only one: its page, else its window or dialog."""
    return _page_of(widget) or widget.window()


def _place(words: str, letter: str) -> int:
    """Return where the letter stands: at the beginning of a word if anywhere, -1 for nowhere."""
    low, wanted = words.lower(), letter.lower()
    starts = [at for at in range(len(low)) if low[at] == wanted and not low[at - 1 : at].isalnum()]
    return starts[0] if starts else low.find(wanted)


def _page_of(widget: QWidget) -> QWidget | None:
    """Return the outermost page that holds a widget, None for what is on none."""
    found, above = None, widget.parentWidget()
    while above is not None and not above.isWindow():
        if above.objectName() == PAGE:
            found = above
        above = above.parentWidget()
    return found


def _given(scope: QWidget) -> set[str]:
    """Return the letters of a page, window or dialog; one that was given is not given again."""
    letters: set[str] = scope.__dict__.setdefault("letters", set())
    return letters
