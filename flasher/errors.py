"""Every way a write can fail, as one tree.

    FlasherError
    ├── LinkError              the bytes do not reach the board
    │   ├── PortMissing        no such port
    │   ├── PortBusy           another program holds it
    │   ├── PortDenied         no permission
    │   └── PortGone           it vanished while open (unplugged, renamed)
    ├── BoardSilent            the port is there; nothing answers
    ├── BoardWithoutShell      bytes come, a command shell never does
    ├── WrongBaud              only garbage comes
    ├── StepTimeout            the shell was there, then a reply did not come in time
    ├── BoardReset             the board restarted by itself in the middle of a step
    ├── ReplyNotUnderstood     the reply is none that this firmware family gives
    ├── WriteFailed            the board says that it did not store the license
    ├── ReadBackDiffers        what came back is not what was sent
    ├── BoardRefused           this board must not be written (see its code)
    └── Stopped                somebody pressed stop

Each error has a stable ``code`` (the key of its sentence and advice in ``resources/texts``) and
``facts`` (what goes into the sentence: port, step, …; never a secret). Whether a license is safe
is *not* a property of the error but of the moment: before the intent nothing was sent, after it
only the device's own answer settles the matter (custody rules 3 to 5). The job decides that.
"""


class FlasherError(Exception):
    """Base of the tree. ``facts`` are plain values for the sentence shown to a person."""

    code: str = "flasher-error"

    def __init__(self, detail: str = "", *, code: str | None = None, **facts: object) -> None:
        super().__init__(detail or code or self.code)
        if code is not None:
            self.code = code
        self.facts: dict[str, object] = facts


class LinkError(FlasherError):
    """The bytes do not reach the board."""

    code = "link-error"


class PortMissing(LinkError):
    """No such port."""

    code = "port-missing"


class PortBusy(LinkError):
    """Another program, or another slot, holds the port."""

    code = "port-busy"


class PortDenied(LinkError):
    """The operating system refuses the port to this user."""

    code = "port-denied"


class PortGone(LinkError):
    """The port vanished while it was open."""

    code = "port-gone"


class BoardSilent(FlasherError):
    """The port opened; no byte ever came."""

    code = "no-answer"


class BoardWithoutShell(FlasherError):
    """Readable bytes come, but never a prompt."""

    code = "no-shell"


class WrongBaud(FlasherError):
    """Bytes come and are garbage: a baud rate that does not match, or a bad wire."""

    code = "wrong-baud"


class StepTimeout(FlasherError):
    """A reply did not come in time. Facts: ``step``, ``timeout_s``."""

    code = "reply-late"


class BoardReset(FlasherError):
    """The board restarted by itself in the middle of a step."""

    code = "board-reset"


class ReplyNotUnderstood(FlasherError):
    """The reply is none that this firmware family gives."""

    code = "reply-not-understood"


class WriteFailed(FlasherError):
    """The board says that it did not store the license."""

    code = "write-failed"


class ReadBackDiffers(FlasherError):
    """The board gives back something other than what was sent."""

    code = "read-back-differs"


class BoardRefused(FlasherError):
    """This board must not be written; the code says why (``default-mac``, ``otp-occupied``, …)."""

    code = "board-refused"


class Stopped(FlasherError):
    """Somebody pressed stop."""

    code = "stopped"
