"""Every way of saying no as a problem (RFC 9457), in the asker's language. Refusals become answers in one
table."""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hall_server.api import sentences
from hall_server.api.context import hall_of, language_of
from hall_server.domain import refusals
from hall_server.domain.attendance import refusals as attendance
from hall_server.domain.refusals import Refusal
from hall_server.history.lane import RefusedBefore
from hall_server.wire.answers import Problem
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

log = logging.getLogger("onehall.api")

BAD, UNKNOWN, CONFLICT, FORBIDDEN = 422, 404, 409, 403
STATUS: dict[type[Refusal], int] = {
    refusals.UnknownThing: UNKNOWN,
    refusals.UnknownTicket: UNKNOWN,
    refusals.UnknownAppointment: UNKNOWN,
    refusals.WrongMoment: CONFLICT,
    refusals.WindowNotReady: CONFLICT,
    refusals.NotYourTicket: CONFLICT,
    refusals.NotYourWindow: FORBIDDEN,
    refusals.WindowTaken: CONFLICT,
    refusals.NobodyWaiting: CONFLICT,
    refusals.NotServedHere: CONFLICT,
    refusals.BoundElsewhere: CONFLICT,
    refusals.SentElsewhere: CONFLICT,
    refusals.TooFewCalls: CONFLICT,
    refusals.ReasonNeeded: BAD,
    refusals.OneTarget: BAD,
    refusals.TargetNotOpen: CONFLICT,
    refusals.EndInThePast: BAD,
    refusals.RevivedBefore: CONFLICT,
    refusals.HallClosed: CONFLICT,
    refusals.QuotaUsedUp: CONFLICT,
    refusals.AlreadyWaiting: CONFLICT,
    refusals.DailyLimitReached: CONFLICT,
    refusals.LineFull: CONFLICT,
    refusals.IdCardRequired: BAD,
    refusals.ClassNotAllowed: FORBIDDEN,
    refusals.BadIdNumber: BAD,
    refusals.PrintTooLate: CONFLICT,
    refusals.NotLeased: CONFLICT,
    refusals.AppointmentNotNow: CONFLICT,
    refusals.AppointmentUsed: CONFLICT,
    refusals.AppointmentTaken: CONFLICT,
    refusals.AppointmentOfSomeoneElse: CONFLICT,
    refusals.SignInFailed: 401,
    refusals.LockedOut: 429,
    refusals.NotSignedIn: 401,
    refusals.NotAllowed: FORBIDDEN,
    refusals.UnknownPairing: UNKNOWN,
    refusals.TooManyPairings: 429,
    refusals.KeyMissing: 400,
    refusals.KeyReused: CONFLICT,
    refusals.NotRateable: CONFLICT,
    refusals.RatingReasonNeeded: BAD,
    refusals.WrongSource: FORBIDDEN,
    refusals.EventsGone: 410,
    attendance.BadStretch: BAD,
    attendance.StandInMissing: BAD,
    attendance.StandInAway: CONFLICT,
    attendance.WhereaboutsNotOpen: CONFLICT,
    attendance.ApprovalOutOfTurn: FORBIDDEN,
    attendance.RequestNotOpen: CONFLICT,
    attendance.UnknownRequest: UNKNOWN,
    attendance.SheetNotOpen: CONFLICT,
    attendance.TwoNamesNeeded: BAD,
    attendance.NoSuchMark: BAD,
    attendance.UnknownPunch: UNKNOWN,
    attendance.UndoTooLate: CONFLICT,
    attendance.UnknownWhereabouts: UNKNOWN,
    attendance.ConsentMissing: CONFLICT,
    attendance.FaceTooClose: CONFLICT,
    attendance.FacesDiffer: CONFLICT,
    attendance.NoFacesOfModel: CONFLICT,
    attendance.CardTaken: CONFLICT,
    attendance.UnknownStaff: UNKNOWN,
    attendance.StaffHasLeft: CONFLICT,
    attendance.StretchTooLong: BAD,
    attendance.NotOnThatDay: BAD,
    attendance.BadDuty: BAD,
    attendance.SwapNotPossible: CONFLICT,
}
FIELD_SHOWN = 80
"""Characters of a field's name that a problem repeats; the name may be anything that somebody sent."""
BY_CODE = {kind.code: status for kind, status in STATUS.items()}

INVALID = {
    "missing": "missing",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_pattern_mismatch": "pattern",
    "value_error": "pattern",
    "enum": "choice",
    "literal_error": "choice",
    "extra_forbidden": "unknown_field",
    "json_invalid": "not_json",
}


def add_problem_answers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RefusedBefore, _refused_before)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def problem_response(problem: Problem) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return Response(
        problem.model_dump_json(exclude_none=True),
        problem.status,
        headers,
        media_type="application/problem+json",
    )


def read_problem(code: str, status: int, language: Language, field: str = "", limit: object = "") -> Response:
    """A problem with the request itself; `code` is a key of problems.toml."""
    field = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in field[:FIELD_SHOWN])
    return problem_response(
        Problem(
            type=f"urn:onehall:problem:{code}",
            title=text("problems.title_fault" if status >= 500 else "problems.title_invalid", language),
            status=status,
            detail=text(f"problems.{code}", language, field=field, limit=limit),
            cure=text(f"problems.{code}_cure", language, field=field, limit=limit),
            code=code,
            field=field or None,
        )
    )


def _said(
    request: Request, code: str, places: dict[str, Any], field: str | None, ticket: str | None
) -> Response:
    language = language_of(request)
    detail, cure = sentences.refusal(code, places, language, hall_of(request).zone_info)
    return problem_response(
        Problem(
            type=f"urn:onehall:refusal:{code}",
            title=text("problems.title_refused", language),
            status=BY_CODE[code],
            detail=detail,
            code=code,
            field=field,
            cure=cure,
            ticket=ticket,
        )
    )


async def refusal_answer(request: Request, no: Refusal | RefusedBefore) -> Response:
    """The answer to somebody who was told no, now or before."""
    return await (_refused(request, no) if isinstance(no, Refusal) else _refused_before(request, no))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _said(request, error.code, dict(error.places), error.field, error.ticket)


async def _refused_before(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedBefore)
    kept = json.loads(error.body)
    return _said(request, error.code, kept["places"], kept["field"], kept["ticket"])


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    code = INVALID.get(first["type"], "wrong")
    field = ".".join(str(part) for part in first["loc"][1:] if code != "not_json") or str(first["loc"][0])
    limit = str((first.get("ctx") or {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    status = 400 if code == "not_json" or field == "Idempotency-Key" else 422
    return read_problem(code, status, language_of(request), field, limit)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method", 400: "not_json", 413: "too_large"}.get(
        error.status_code, "wrong"
    )
    answer = read_problem(code, error.status_code, language_of(request), limit=error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def _fault(request: Request, error: Exception) -> Response:
    """A phone page is logged by its route, not by its address, which holds the citizen's token."""
    path = request.scope["path"]
    if not path.startswith("/api/"):
        path = getattr(request.scope.get("route"), "path", "(no route)")
    log.error("%s %s failed", request.method, path, exc_info=error)
    return read_problem("fault", 500, language_of(request))
