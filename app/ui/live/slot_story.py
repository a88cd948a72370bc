"""Station events become slot views: one event, one new frozen view, nothing carried over."""

from dataclasses import replace
from typing import assert_never

from app.station.events import (
    BoardLeft,
    SlotProgress,
    SlotStarted,
    SlotStopped,
    SlotWaiting,
    StationEvent,
    UnitDone,
)
from app.ui.views import SlotState, SlotView, StepState, StepView
from app.workflows.write_unit import UnitReport
from flasher.events import BoardIdentified, JobFinished, StepFailed, StepFinished, StepStarted
from flasher.events import Event as EngineEvent
from flasher.model import Outcome, Step

RAIL = tuple(step for step in Step if step is not Step.RESET)  # a reset shows only when it runs
OUTCOME_STATES = {
    Outcome.PASS: SlotState.PASS,
    Outcome.REFUSED: SlotState.REFUSED,
    Outcome.FAILED: SlotState.FAIL,
    Outcome.DOUBTFUL: SlotState.DOUBTFUL,
    Outcome.ABORTED: SlotState.STOPPED,
}


def fresh(view: SlotView, state: SlotState, port: str | None = None) -> SlotView:
    """Return an empty card of the same slot."""
    return SlotView(view.number, view.name, view.port if port is None else port, state)


def after(view: SlotView, event: StationEvent) -> SlotView:
    """Return what the slot shows after an event."""
    match event:
        case SlotWaiting():
            here = SlotState.WAITING if event.port else SlotState.UNASSIGNED
            return fresh(view, here, event.port)
        case SlotStarted():
            steps = tuple(StepView(step, StepState.TODO) for step in RAIL)
            started = fresh(view, SlotState.RUNNING, event.port)
            return replace(started, steps=steps, started_at=event.at)
        case SlotProgress():
            return _progressed(view, event.event)
        case UnitDone():
            return _done(view, event.report)
        case BoardLeft():
            return fresh(view, SlotState.WAITING)
        case SlotStopped():
            if event.error is not None:
                return replace(fresh(view, SlotState.FAIL), code="slot-fault")
            quiet = view.state in (SlotState.WAITING, SlotState.RUNNING, SlotState.UNASSIGNED)
            rest = SlotState.PAUSED if view.port else SlotState.UNASSIGNED
            return fresh(view, rest) if quiet else replace(view, is_over=True)
        case _:
            assert_never(event)


def _progressed(view: SlotView, event: EngineEvent) -> SlotView:
    match event:
        case StepStarted():
            return _step(view, StepView(event.step, StepState.RUNNING))
        case StepFinished():
            return _step(view, StepView(event.step, StepState.DONE, event.seconds))
        case StepFailed():
            return _step(view, StepView(event.step, StepState.FAILED, event.seconds))
        case BoardIdentified():
            return replace(view, mac=event.board.mac)
        case JobFinished():
            return view
        case _:
            assert_never(event)


def _step(view: SlotView, new: StepView) -> SlotView:
    steps = {step.step: step for step in view.steps} | {new.step: new}
    return replace(view, steps=tuple(steps[step] for step in Step if step in steps))


def _done(view: SlotView, report: UnitReport) -> SlotView:
    doubtful = report.outcome is Outcome.DOUBTFUL
    return replace(
        view,
        state=OUTCOME_STATES[report.outcome],
        mac=report.mac,
        identity=report.identity,
        started_at=None,
        seconds=report.seconds,
        code="unit-doubtful" if doubtful else report.code,
        facts={"port": report.port, "identity": report.identity or "", **report.facts},
        recheck=report.recheck,
    )
