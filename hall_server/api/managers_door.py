"""The form in front of the managers' pages, and what their answers say to a browser."""

import base64
import hashlib
from html import escape

from hall_server.reports.hall_day_look import STYLE, document
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language


def _hash(said: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()}'"


HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": (
        f"default-src 'none'; style-src {_hash(STYLE)}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
"""Not kept, not framed, and nothing runs."""


def page(language: Language, path: str, wrong: str = "") -> str:
    def said(key: str) -> str:
        return escape(text(f"managers.{key}", language))

    other = Language.EN if language is Language.ZH else Language.ZH
    complaint = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    body = (
        f'<main class="card"><h1>{said("sign_in_title")}</h1>{complaint}'
        f'<form method="post" action="{path}/sign-in?lang={language.value}">'
        f'<label for="staff">{said("staff")}</label>'
        '<input id="staff" name="staff" required maxlength="20" autocomplete="username" autofocus>'
        f'<label for="pin">{said("pin")}</label>'
        '<input id="pin" name="pin" type="password" required maxlength="20" '
        'autocomplete="current-password" inputmode="numeric">'
        f'<button class="main" id="sign_in">{said("sign_in")}</button></form>'
        f'<p class="note">{said("for_managers")}</p>'
        f'<p><a href="{path}?lang={other.value}">{said("other_language")}</a></p></main>'
    )
    return document(language, text("managers.sign_in_title", language), body)
