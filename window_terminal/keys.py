"""Which key does what; the legend and the buttons are made from it."""

from window_terminal.allowed import Act

KEYS: dict[str, tuple[Act, ...]] = {
    "F2": (Act.CALL_NEXT,),
    "F3": (Act.RECALL,),
    "F4": (Act.START,),
    "F5": (Act.FINISH, Act.WALK_IN_FINISHED),
    "F6": (Act.NO_SHOW,),
    "F7": (Act.HOLD,),
    "F8": (Act.RESUME_TICKET,),
    "F9": (Act.TRANSFER,),
    "F10": (Act.PAUSE, Act.RESUME_WINDOW),
    "F11": (Act.INTERNAL_TASK,),
    "Ctrl+N": (Act.CALL_BY_NUMBER,),
    "Ctrl+R": (Act.REVIVE,),
    "Ctrl+W": (Act.WALK_IN, Act.WALK_IN_FINISHED),
    "Ctrl+O": (Act.OPEN,),
    "Ctrl+L": (Act.CLOSE, Act.SIGN_OUT),
}
"""A key with two acts does the one that is allowed; no state allows both."""

HELP, FOLD, PRIMARY, CANCEL, CONFIRM = "F1", "F12", "Space", "Esc", "Return"


def key_of(act: Act) -> str:
    """The key on the act's button."""
    return next(key for key, acts in KEYS.items() if act in acts)
