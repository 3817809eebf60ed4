"""What the exit code of `masarat` says."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes."""

    DONE = 0
    """Done; for `plan` and `replan`: everybody is on the movement table."""
    REFUSED = 1
    """`check`, `report`: the plan breaks a rule; `journal verify`: the journal is not sound;
    `agreement gate`: not in force; `agreement go`: no go."""
    UNUSABLE = 2
    """The input or the command cannot be used; the message names every fault."""
    LEFT = 3
    """`plan` and `replan`: a valid movement table was written, and people are left; `validate`:
    they would be; `clearance`: some have no way out, or no room."""
    DEFECT = 4
    """A defect of masarat itself."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C, SIGTERM or SIGHUP with nothing written; `plan` and `replan`: by a second
    one."""
