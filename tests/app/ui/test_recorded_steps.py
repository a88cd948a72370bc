"""The step that a history shows as failed is the one that its sentence names."""

import pytest

from app.ui.views import StepState, recorded_steps
from flasher.model import Outcome, Step

SPENT = {"connect": 0.2, "identify": 0.1, "write": 0.4, "read_back": 0.3}


def failed(outcome, **facts):
    steps = recorded_steps(SPENT, outcome, facts)
    return [view.step for view in steps if view.state is StepState.FAILED]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.DOUBTFUL])
def test_the_step_that_the_sentence_names_is_the_failed_one(outcome):
    assert failed(outcome, step="connect") == [Step.CONNECT]
    assert failed(outcome, step="write") == [Step.WRITE]


def test_where_the_sentence_names_no_step_it_is_the_last_one_on_record():
    assert failed(Outcome.FAILED) == [Step.READ_BACK]
    assert failed(Outcome.DOUBTFUL, step="auth-read") == [Step.READ_BACK]  # a command, not a step


def test_a_step_that_is_named_and_not_on_record_is_shown_without_a_time():
    shown = recorded_steps(SPENT, Outcome.FAILED, {"step": "reset"})
    assert [(v.step, v.seconds) for v in shown if v.state is StepState.FAILED] == [
        (Step.RESET, None)
    ]


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.REFUSED, Outcome.ABORTED])
def test_nothing_failed_where_the_attempt_did_not(outcome):
    assert failed(outcome, step="connect") == []


def test_an_attempt_without_steps_and_words_that_are_no_steps_show_none():
    assert recorded_steps({}, Outcome.FAILED, {}) == ()
    assert recorded_steps({"bake": 1.0}, Outcome.PASS, {}) == ()
