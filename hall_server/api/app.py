"""The web application: routes, problems, limits. Everything it needs is handed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from hall_server.api import (
    attendance,
    attendance_sheets,
    attendance_years,
    calls,
    clocks,
    correction_requests,
    devices,
    enrolments,
    faces,
    hall,
    health,
    leases,
    managers,
    own_ticket,
    people,
    phone,
    tickets,
    whereabouts,
    windows,
)
from hall_server.api.bodies import CheckedBody
from hall_server.api.callers import Allow
from hall_server.api.description import described
from hall_server.api.problems import add_problem_answers
from hall_server.api.quick_door import QuickDoor
from hall_server.wire.words import Role

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

PARTS: tuple[tuple[str, APIRouter], ...] = (
    ("/api/v1", tickets.router),
    ("/api/v1", leases.router),
    ("/api/v1", own_ticket.router),
    ("/api/v1", windows.router),
    ("/api/v1", people.router),
    ("/api/v1", devices.router),
    ("/api/v1", hall.router),
    ("/api/v1", calls.router),
    ("/api/v1", clocks.router),
    ("/api/v1", attendance.router),
    ("/api/v1", attendance_sheets.router),
    ("/api/v1", attendance_years.router),
    ("/api/v1", whereabouts.router),
    ("/api/v1", correction_requests.router),
    ("/api/v1", enrolments.router),
    ("/api/v1", faces.router),
    ("", health.router),
    ("", phone.router),
    ("", managers.router),
)
"""Every part of the application, with the address that it stands under."""


class HallApp(FastAPI):
    """Its description says what the routes declare: roles, keys, and problems as the way of saying no."""

    def openapi(self) -> dict[str, object]:
        if self.openapi_schema is None:
            public = {
                (path, method.lower())
                for path, route in every_route()
                if Role.PUBLIC in roles_of(route)
                for method in route.methods or ()
            }
            self.openapi_schema = described(super().openapi(), public)
        return self.openapi_schema


def create_app(lifespan: Lifespan) -> FastAPI:
    app = HallApp(
        title="OneHall",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    for prefix, router in PARTS:
        app.include_router(router, prefix=prefix)
    add_problem_answers(app)
    app.add_middleware(QuickDoor, routes=list(every_route()))
    app.add_middleware(CheckedBody)
    return app


def every_route() -> Iterator[tuple[str, APIRoute]]:
    """Each route with its whole address."""
    for prefix, router in PARTS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield prefix + route.path, route


def roles_of(route: APIRoute) -> tuple[str, ...]:
    """The roles that a route declares; empty when it declares none."""
    stack, found = [route.dependant], []
    while stack:
        dependant = stack.pop()
        stack += dependant.dependencies
        if isinstance(dependant.call, Allow):
            found += list(dependant.call.roles)
    return tuple(found)
