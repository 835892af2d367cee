"""Judging the service on the phone page: five levels, and for a bad one its reasons, as plain forms."""

from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs

from pydantic import TypeAdapter, ValidationError

from hall_server.domain.rating import at_level
from hall_server.domain.rules import BAD_LEVELS, Reason, Rules
from hall_server.wire.catalogue import text
from hall_server.wire.message import LineOrNone
from hall_server.wire.words import Language

LEVELS = ("5", "4", "3", "2", "1")
LONGEST_CODE, MOST_REASONS, LONGEST_COMMENT = 40, 20, 200
COMMENT: TypeAdapter[str] = TypeAdapter(LineOrNone)


@dataclass(frozen=True, slots=True)
class Filled:
    """What the citizen has chosen and written so far."""

    stars: int
    reasons: tuple[str, ...] = ()
    comment: str = ""
    sent: bool = False
    """The reasons were asked for, and this is the answer."""

    @property
    def asks_why(self) -> bool:
        """A bad level was tapped; its reasons are still to be asked for."""
        return self.stars in BAD_LEVELS and not self.sent

    @property
    def comment_fits(self) -> bool:
        try:
            COMMENT.validate_python(self.comment)
        except ValidationError:
            return False
        return True


def read_form(body: bytes) -> Filled | None:
    """None for a form that names none of the five levels."""
    fields = parse_qs(body.decode("ascii", "replace"))
    stars = fields.get("stars", [""])[0]
    if stars not in LEVELS:
        return None
    return Filled(
        int(stars),
        tuple(code[:LONGEST_CODE] for code in fields.get("reason", [])[:MOST_REASONS]),
        fields.get("comment", [""])[0].strip(),
        "why" in fields,
    )


def bad_level(stars: str | None) -> Filled | None:
    """The second step, as an address asks for it."""
    filled = Filled(int(stars)) if stars in LEVELS else None
    return filled if filled and filled.asks_why else None


def levels(path: str, language: Language) -> str:
    """The five buttons. `data-why` marks those that the script may follow up without leaving the page."""
    buttons = "".join(
        f'<button name="stars" value="{stars}"{" data-why" if int(stars) in BAD_LEVELS else ""}>'
        f"{text(f'phone.rate_{stars}', language)}</button>"
        for stars in LEVELS
    )
    return (
        f'<div class="card"><p class="state">{text("phone.rate_ask", language)}</p>'
        f'<p class="note">{text("phone.rate_note", language)}</p>'
        f'<form method="post" action="{path}/rate?lang={language}">{buttons}</form></div>'
    )


def reasons(path: str, language: Language, rules: Rules, filled: Filled, wrong: str) -> str:
    """Why the level was bad; `wrong` says what is still missing, and what was filled in stays."""
    level = text(f"phone.rate_{filled.stars}", language)
    ticks = "".join(
        _tick(reason, reason.code in filled.reasons, language)
        for reason in at_level(filled.stars, rules.rating_reasons)
    )
    missing = wrong or text("refusals.rating_reason_needed", language)
    said = text("phone.why_ask", language)
    return (
        f'<div class="card"><p class="state">{text("phone.rated_note", language, stars=level)}</p>'
        f'<p class="wrong" id="wrong" role="alert"{"" if wrong else " hidden"}>{escape(missing)}</p>'
        f'<form method="post" action="{path}/rate?lang={language}" id="why">'
        f'<input type="hidden" name="stars" value="{filled.stars}"><input type="hidden" name="why" value="1">'
        f"<fieldset><legend>{said}</legend>{ticks}</fieldset>"
        f'<label class="label" for="comment">{text("phone.comment", language)}</label>'
        f'<input id="comment" name="comment" maxlength="{LONGEST_COMMENT}" autocomplete="off"'
        f' value="{escape(filled.comment[:LONGEST_COMMENT])}">'
        f'<button class="main">{text("phone.why_send", language)}</button></form>'
        f'<a class="button" href="{path}?lang={language}">{text("phone.why_back", language)}</a></div>'
    )


def _tick(reason: Reason, ticked: bool, language: Language) -> str:
    said = reason.text_zh if language is Language.ZH else reason.text_en
    return (
        f'<label class="tick"><input type="checkbox" name="reason" value="{escape(reason.code)}"'
        f"{' checked' if ticked else ''}> <span>{escape(said)}</span></label>"
    )
