"""The published description (OpenAPI), made to say what the server does: problems, keys, who may ask."""

from typing import Any

from hall_server.wire.answers import Problem

PROBLEM = {
    "description": "Why not, as a problem (RFC 9457), in the language of Accept-Language.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
STREAM = {"description": "An open feed", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
METRICS = {"description": "Metrics", "content": {"text/plain": {"schema": {"type": "string"}}}}
NOT_READY = "/readyz"
STREAMS = {"/api/v1/events": STREAM, "/metrics": METRICS}
KEY = "Idempotency-Key"
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "`en` first asks for English; anything else gets Chinese.",
    "schema": {"type": "string"},
}


def described(schema: dict[str, Any], public: set[tuple[str, str]]) -> dict[str, Any]:
    """FastAPI's own description, completed. `public` are the (path, method) that need no token."""
    parts = schema.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _complete(path, operation, (path, method) in public)
    return schema


def _complete(path: str, operation: dict[str, Any], is_public: bool) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    responses["4XX"] = PROBLEM
    if path in STREAMS:
        responses["200"] = STREAMS[path]
    if path == NOT_READY:
        responses["503"] = {"description": "It cannot work now", "content": responses["200"]["content"]}
    if not is_public:
        operation["security"] = [{"token": []}]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["name"] == KEY:
            said = parameter["schema"]
            parameter["schema"] = {k: v for k, v in said["anyOf"][0].items() if k != "title"}
            parameter["required"] = True
    parameters.append(LANGUAGE)
