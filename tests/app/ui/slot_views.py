"""Slot views in every state, as the bench tells them to the cards."""

from app.ui.views import SlotState, SlotView, StepState, StepView
from flasher.model import Step

STEPS = (Step.CONNECT, Step.IDENTIFY, Step.READ_EXISTING, Step.INTENT, Step.WRITE, Step.READ_BACK)
KINDS = (
    (SlotState.PASS, "pass", 6),
    (SlotState.RUNNING, "", 4),
    (SlotState.FAIL, "no-answer", 0),
    (SlotState.WAITING, "", 0),
    (SlotState.DOUBTFUL, "unit-doubtful", 4),
    (SlotState.REFUSED, "default-mac", 1),
)


def steps_after(done, *, failed=False):
    """A rail on which ``done`` steps ended, and the next runs or failed."""
    now = StepState.FAILED if failed else StepState.RUNNING
    states = [StepState.DONE] * done + [now] + [StepState.TODO] * len(STEPS)
    return tuple(StepView(step, state, 0.03) for step, state in zip(STEPS, states, strict=False))


def slots_in_every_state(count):
    made = []
    for number in range(1, count + 1):
        state, code, done = KINDS[(number - 1) % len(KINDS)]
        view = SlotView(number, str(number), f"COM{number + 2}", state, code=code)
        if state is not SlotState.WAITING:
            failed = state is not SlotState.RUNNING
            view = SlotView(
                number, str(number), f"COM{number + 2}", state, mac=f"18DE50{number:06X}",
                identity=f"uuid{number:016x}", steps=steps_after(done, failed=failed), code=code,
            )  # fmt: skip
        made.append(view)
    return made
