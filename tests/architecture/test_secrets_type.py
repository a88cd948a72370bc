"""A Secret never shows itself."""

import pickle

import pytest

from flasher.secrets import Secret

PLAIN = "kgvZescO4Ux30ERNUA0sHKsljMyAfG8r"


def test_no_way_of_printing_shows_the_text() -> None:
    secret = Secret(PLAIN)
    shown = f"{secret} {secret!r} {secret:>40} {[secret]} {vars} {secret!s}"
    assert PLAIN not in shown


def test_it_cannot_be_pickled_to_another_process() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(PLAIN))


def test_equal_texts_are_equal_secrets_and_only_those() -> None:
    assert Secret(PLAIN) == Secret(PLAIN)
    assert Secret(PLAIN) != Secret(PLAIN[:-1])
    assert len({Secret(PLAIN), Secret(PLAIN), Secret("x")}) == 2


def test_an_exception_that_carries_one_does_not_show_it() -> None:
    assert PLAIN not in repr(ValueError(Secret(PLAIN)))
