"""An API of one method that gives back what it is given: `{"value": ...}`."""

from __future__ import annotations

from typing import Any

from tests.generation.build import Package


def echo(
    schema: dict[str, Any], components: dict[str, Any] | None = None, **extra: Any
) -> dict[str, Any]:
    """A document that sends and receives `{"value": schema}`."""
    whole = {
        "type": "object",
        "required": ["value"],
        "properties": {"value": schema},
    }
    content = {"application/json": {"schema": whole}}
    operation = {
        "operationId": "Echo_send",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"content": content}},
    }
    return {
        "paths": {"/echo": {"post": operation}},
        "components": {"schemas": components or {}},
        **extra,
    }


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def annotation(package: Package) -> Any:
    """The response type of `value`."""
    return package.models.EchoSendResponse.model_fields["value"].annotation


def received(package: Package, value: Any) -> Any:
    """Return the client's value for a documented value."""
    package.answer({"value": value})
    client = package.client(_strict_response_validation=True)
    answer = client.echo.send(value=value)
    assert package.sent == {"value": value}
    assert answer.to_dict(mode="json") == {"value": value}
    return answer.value
