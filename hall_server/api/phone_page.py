"""The citizen's page as plain HTML that an old phone can read; it works without scripts and without pictures."""

from html import escape

from hall_server.domain.rules import Rules
from hall_server.domain.ticket import State
from hall_server.domain.waiting import Basis
from hall_server.operations.citizen import Standing
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

REFRESH_SECONDS = 15
"""Without scripts the page loads itself anew this often."""

STYLE = """
body{margin:0;font-family:sans-serif;background:#f3f5f9;color:#14213d;line-height:1.5}
main{max-width:30em;margin:0 auto;padding:1em}
h1{font-size:1em;font-weight:normal;margin:.3em 0;color:#44506b}
.card{background:#fff;border-radius:12px;padding:1.2em;margin:.8em 0;border:1px solid #d8deea}
.number{font-size:3.4em;font-weight:bold;letter-spacing:.04em;line-height:1.1}
.state{font-size:1.4em;font-weight:bold;margin:.3em 0}
.called{background:#0b3d91;color:#fff;border-color:#0b3d91}
.big{font-size:1.25em}
.note{color:#8a4b00;background:#fff6e5;border-radius:8px;padding:.6em .8em;margin:.5em 0}
button,.button{display:block;width:100%;box-sizing:border-box;padding:.85em;margin:.45em 0;font-size:1.05em;
border:1px solid #0b3d91;border-radius:10px;background:#fff;color:#0b3d91;text-align:center;text-decoration:none}
small{color:#56617a}
"""

SCRIPT = """
if(window.EventSource&&window.fetch){var m=document.querySelector('meta[http-equiv]');if(m)m.remove();
var s=new EventSource(location.pathname+'/events'),busy=0;
s.addEventListener('change',function(){if(busy)return;busy=1;fetch(location.href,{cache:'no-store'})
.then(function(r){return r.text()}).then(function(t){busy=0;
var d=new DOMParser().parseFromString(t,'text/html');
document.querySelector('main').innerHTML=d.querySelector('main').innerHTML})
.catch(function(){busy=0})})}
"""


def page(
    standing: Standing, rules: Rules, language: Language, path: str, at: str, until: dict[str, str]
) -> str:
    """The page of one ticket. `at` and `until` (of paused windows, by id) are times of day in the hall's zone."""
    ticket = standing.ticket
    live = ticket.state not in (State.RATED, State.CANCELLED, State.VOID)
    refresh = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">' if live else ""
    title = text("phone.title", language, number=ticket.number)
    name = _name(standing, language)
    other = Language.EN if language is Language.ZH else Language.ZH
    body = "\n".join(
        [
            f"<h1>{escape(name)}</h1>",
            _card(standing, language),
            *_pauses(standing, rules, language, until),
            _rating(standing, language, path),
            f'<a class="button" href="{path}?lang={language}">{text("phone.refresh", language)}</a>',
            f"<p><small>{text('phone.as_of', language, at=at)} · "
            f"{text('phone.complaint', language, phone=escape(rules.complaint_phone))} · "
            f'<a href="{path}?lang={other}">{text("phone.other_language", language)}</a></small></p>',
        ]
    )
    return _document(language, title, refresh, body, SCRIPT if live else "")


def not_found_page(language: Language) -> str:
    said = text("phone.unknown", language)
    return _document(language, said, "", f'<div class="card"><p class="big">{said}</p></div>', "")


def _document(language: Language, title: str, head: str, body: str, script: str) -> str:
    lang = "zh-CN" if language is Language.ZH else "en"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{head}'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main>{f'<script>{script}</script>' if script else ''}</body></html>"
    )


def _name(standing: Standing, language: Language) -> str:
    thing = standing.item or standing.queue
    if thing is None:
        return ""
    return thing.name_zh if language is Language.ZH else thing.name_en


def _card(standing: Standing, language: Language) -> str:
    ticket, called = standing.ticket, standing.ticket.state is State.CALLED
    lines = [
        f'<div class="number">{escape(ticket.number)}</div>',
        f'<div class="state">{_state(standing, language)}</div>',
    ]
    if called:
        lines.append(f'<div class="big">{text("phone.called_note", language, calls=ticket.calls)}</div>')
    if ticket.state is State.MISSED:
        lines.append(f'<div class="big">{text("phone.missed_note", language)}</div>')
    if standing.estimate is not None:
        lines += [f'<div class="big">{said}</div>' for said in _waiting(standing, language)]
    return f'<div class="card{" called" if called else ""}">{"".join(lines)}</div>'


def _state(standing: Standing, language: Language) -> str:
    ticket = standing.ticket
    number = standing.counter.number if standing.counter else ""
    key = ticket.state.value
    if ticket.state is State.HELD and standing.counter:
        key = "held_at"
    return text(f"phone.{key}", language, window=number)


def _waiting(standing: Standing, language: Language) -> list[str]:
    estimate = standing.estimate
    assert estimate is not None
    numbers = "、" if language is Language.ZH else ", "
    said = [
        text("phone.ahead", language, ahead=estimate.ahead)
        if estimate.ahead
        else text("phone.ahead_none", language)
    ]
    if estimate.basis is Basis.CLOSED:
        said.append(text("phone.estimate_closed", language))
    elif estimate.high < 3:
        said.append(text("phone.estimate_soon", language))
    else:
        said.append(text("phone.estimate", language, low=estimate.low, high=estimate.high))
    open_to = numbers.join(str(c.number) for c in standing.counters)
    return [*said, text("phone.windows", language, windows=open_to)]


def _pauses(standing: Standing, rules: Rules, language: Language, until: dict[str, str]) -> list[str]:
    if standing.ticket.state not in (State.WAITING, State.HELD):
        return []
    words = {r.code: r for r in (*rules.pause_reasons, *rules.task_reasons)}
    notes = []
    for window in standing.paused:
        reason = words.get(window.reason or "")
        said = (reason.text_zh if language is Language.ZH else reason.text_en) if reason else ""
        note = text(
            "phone.paused", language, window=window.number, reason=said, until=until.get(window.id, "")
        )
        notes.append(f'<p class="note">{escape(note)}</p>')
    return notes


def _rating(standing: Standing, language: Language, path: str) -> str:
    if standing.ticket.state is not State.FINISHED:
        return ""
    buttons = "".join(
        f'<button name="stars" value="{stars}">{text(f"phone.rate_{stars}", language)}</button>'
        for stars in range(5, 0, -1)
    )
    return (
        f'<div class="card"><div class="big">{text("phone.rate_ask", language)}</div>'
        f'<form method="post" action="{path}/rate?lang={language}">{buttons}</form></div>'
    )
