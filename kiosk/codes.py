"""What a scanned code may be: a ticket's QR code, a ticket's number, an appointment. Pure."""

import re

from hall_server.wire.asks import AskStanding
from hall_server.wire.directory import Directory
from kiosk.rules import is_code

Reading = AskStanding | str
"""A ticket to ask for, or the code of an appointment."""

_TICKET_PAGE = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s?#]+/t/([A-Za-z0-9_\-]{8,64})/?(?:[?#]\S*)?")
_NUMBER = re.compile(r"([A-Za-z]{1,4})[0-9]{3,6}")


def readings_of(scanned: str, directory: Directory | None) -> tuple[Reading, ...]:
    """The likeliest first. None for what is nothing that a hall hands out."""
    code = scanned.strip()
    if page := _TICKET_PAGE.fullmatch(code):
        return (AskStanding(token=page[1]),)
    if not is_code(code):
        return ()
    number = _NUMBER.fullmatch(code)
    prefixes = {queue.id for queue in directory.queues} if directory else set()
    if number and number[1].upper() in prefixes:
        # A booking system is free to give out codes that look like numbers.
        return (AskStanding(number=code), code)
    return (code,)
