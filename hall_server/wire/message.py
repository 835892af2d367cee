"""The two base shapes of everything that crosses the LAN, and the narrow strings that they are made of."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

Instant = AwareDatetime
"""A moment, always with its offset; the server sends UTC with milliseconds."""


class Message(BaseModel):
    """What the server says. Unknown fields are ignored, so that an older device understands a newer server."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Ask(BaseModel):
    """What a client asks. Unknown fields are refused, so that a misspelt one is noticed and not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _without_controls(value: str) -> str:
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("control characters are not allowed; remove them")
    return value


Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
"""An identifier of the hall's own: a queue, an item, a window, a reason."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_without_controls),
]
"""One line of free text that a person typed."""
