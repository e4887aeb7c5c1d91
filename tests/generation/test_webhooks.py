"""Webhooks of the document: the types of their events, and the methods that read them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib
import inspect
import time
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from clientsmith.commands.inspect import inspection
from clientsmith.commands.tables import print_inspection
from clientsmith.config import WebhooksConfig
from clientsmith.diagnostics import DiagnosticError
from tests.generation.build import Generate, Package

ORDERS = """
webhooks:
  order.created:
    post:
      summary: Somebody has ordered.
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/OrderCreated'}
  order.cancelled_event: {$ref: '#/components/pathItems/Cancelled'}
components:
  pathItems:
    Cancelled:
      description: Somebody has thought better of it.
      post:
        deprecated: true
        requestBody: {$ref: '#/components/requestBodies/Cancelled'}
  requestBodies:
    Cancelled:
      content:
        application/json:
          schema:
            type: object
            required: [eventType, reason]
            properties:
              eventType: {const: order.cancelled}
              reason:
                type: object
                properties: {asText: {type: string}}
  schemas:
    OrderCreated:
      type: object
      required: [eventType, at]
      properties:
        eventType: {type: string, enum: [order.created]}
        at: {type: string, format: date-time}
        secretNote: {type: string, writeOnly: true}
"""
CREATED = '{"eventType": "order.created", "at": "2026-11-24T10:00:00Z"}'
CANCELLED = '{"eventType": "order.cancelled", "reason": {"asText": "late"}}'


def event(name: str, properties: str) -> str:
    """A webhook with an inline payload, two spaces deep."""
    return (
        f"  {name}: {{post: {{requestBody: {{content: {{application/json: {{schema: "
        f"{{type: object, properties: {{{properties}}}}}}}}}}}}}}}\n"
    )


def signed(body: str, *keys: str) -> dict[str, str]:
    """The headers of a webhook that was signed now, with each of the keys."""
    sent = int(time.time())
    content = f"msg_1.{sent}.{body}".encode()
    digests = (hmac.new(key.encode(), content, hashlib.sha256) for key in keys)
    signatures = (base64.b64encode(digest.digest()).decode() for digest in digests)
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(sent),
        "Webhook-Signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def event_type(package: Package) -> Any:
    """Return the return type of `unwrap`."""
    method = type(package.client().webhooks).unwrap
    return get_type_hints(method, include_extras=True)["return"]


def names_of(package: Package) -> list[str]:
    """The type of each webhook's payload, as `inspect` knows it."""
    return [str(webhook["payload"]) for webhook in inspected(package)]


def inspected(package: Package) -> list[dict[str, Any]]:
    webhooks: Any = inspection(package.described)["webhooks"]
    return webhooks  # type: ignore[no-any-return]


def test_events_are_typed(generate: Generate) -> None:
    package = generate(ORDERS)
    created = package.client().webhooks.unwrap(CREATED, verify=False)
    assert type(created) is package.models.OrderCreated
    assert (created.event_type, created.at.year) == ("order.created", 2026)
    cancelled = package.client().webhooks.unwrap(CANCELLED.encode(), verify=False)
    assert type(cancelled) is package.models.OrderCancelledWebhookEvent
    assert cancelled.reason.as_text == "late"


def test_an_event_is_received_so_it_has_what_responses_have(generate: Generate) -> None:
    package = generate(ORDERS)
    assert package.models.OrderCreated.model_fields.keys() == {"event_type", "at"}
    assert "types/params.py" not in package.files


def test_all_events_together_have_a_name(generate: Generate) -> None:
    package = generate(ORDERS)
    types = importlib.import_module(f"{package.module.__name__}.types")
    assert event_type(package) == types.UnwrapWebhookEvent
    assert set(types.__all__) == {
        "OrderCancelledWebhookEvent",
        "OrderCancelledWebhookEventReason",
        "OrderCreated",
        "UnwrapWebhookEvent",
    }


def test_constants_tell_the_events_apart(generate: Generate) -> None:
    source = generate(ORDERS).files["types/models.py"]
    assert 'attribute="event_type"' in source.partition("UnwrapWebhookEvent")[2]


def test_a_discriminator_of_the_document_tells_the_events_apart(
    generate: Generate,
) -> None:
    package = generate("""
        webhooks:
          pets:
            post:
              requestBody: {content: {application/json: {schema:
                {$ref: '#/components/schemas/Pet'}}}}
          order:
            post:
              requestBody: {content: {application/json: {schema:
                {$ref: '#/components/schemas/Order'}}}}
        components:
          schemas:
            Pet:
              oneOf: [{$ref: '#/components/schemas/Cat'},
                {$ref: '#/components/schemas/Dog'}]
              discriminator:
                propertyName: kind
                mapping: {meow: '#/components/schemas/Cat'}
            Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
            Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
            Order: {type: object, required: [kind], properties: {kind: {const: order}}}
        """)
    source = package.files["types/models.py"]
    assert "SelectedBy(" in source.partition("UnwrapWebhookEvent")[2]
    client = package.client()
    for kind, name in (("meow", "Cat"), ("Dog", "Dog"), ("order", "Order")):
        event = client.webhooks.unwrap(f'{{"kind": "{kind}"}}', verify=False)
        assert type(event) is getattr(package.models, name)


def test_events_that_nothing_tells_apart_are_recognised_by_their_members(
    generate: Generate,
) -> None:
    package = generate(
        "webhooks:\n"
        + event("a", "one: {type: string}, id: {type: string}")
        + event("b", "two: {type: integer}, id: {type: string}")
    )
    unwrap = package.client().webhooks.unwrap
    assert (
        type(unwrap('{"id": "1", "two": 2}', verify=False))
        is package.models.BWebhookEvent
    )
    assert (
        type(unwrap('{"id": "1", "one": "2"}', verify=False))
        is package.models.AWebhookEvent
    )
    assert "discriminator" not in package.files["types/models.py"]


def test_an_unknown_event_comes_through(generate: Generate) -> None:
    event = (
        generate(ORDERS)
        .client()
        .webhooks.unwrap('{"eventType": "new", "x": 1}', verify=False)
    )
    assert event.to_dict() == {"eventType": "new", "x": 1}


def test_the_only_payload_is_the_type_itself(generate: Generate) -> None:
    shared = "{$ref: '#/components/schemas/E'}"
    body = f"{{requestBody: {{content: {{application/json: {{schema: {shared}}}}}}}}}"
    package = generate(
        f"webhooks:\n  a: {{post: {body}}}\n  b: {{post: {body}}}\n"
        "components: {schemas: {E: {type: object, properties: {id: {type: string}}}}}"
    )
    assert event_type(package) is package.models.E
    assert names_of(package) == ["E", "E"]


def test_payloads_are_named_after_the_webhook(generate: Generate) -> None:
    package = generate(
        "webhooks:\n"
        + event(
            "invoice-paid",
            "lines: {type: array, items: {type: object,"
            " properties: {id: {type: string}}}}",
        )
        + event("ping webhook", "id: {type: string}")
        + event("'1st'", "id: {type: string}")
        + event("event", "id: {type: string}")
    )
    assert names_of(package) == [
        "InvoicePaidWebhookEvent",
        "PingWebhookEvent",
        "Type1StWebhookEvent",
        "WebhookEvent",
    ]
    assert package.models.InvoicePaidWebhookEventLine


def test_names_do_not_depend_on_the_order_of_the_webhooks(generate: Generate) -> None:
    one, other = event("a_b", "x: {type: string}"), event("aB", "y: {type: string}")
    first, second = (
        generate(f"webhooks:\n{text}") for text in (one + other, other + one)
    )
    assert names_of(first) == [*reversed(names_of(second))]


def test_a_component_keeps_its_name_before_the_events(generate: Generate) -> None:
    package = generate(
        "webhooks:\n"
        + event("a", "x: {$ref: '#/components/schemas/UnwrapWebhookEvent'}")
        + event("b", "y: {type: string}")
        + "components: {schemas: {UnwrapWebhookEvent: {type: object, properties:"
        " {z: {type: string}}}}}"
    )
    assert "z" in package.models.UnwrapWebhookEvent.model_fields
    assert event_type(package) == package.models.UnwrapWebhookEvent2


def test_types_can_be_named_in_the_configuration(generate: Generate) -> None:
    package = generate(
        ORDERS,
        types={
            "#/webhooks": "ShopEvent",
            "#/components/requestBodies/Cancelled/content/application~1json/schema": (
                "Cancelled"
            ),
        },
    )
    assert event_type(package) == package.models.ShopEvent
    assert names_of(package) == ["OrderCreated", "Cancelled"]
    with pytest.raises(DiagnosticError, match="no type of the document"):
        generate("webhooks:\n" + event("a", "x: {}"), types={"#/webhooks": "Nothing"})


# Signatures: the rest is told by the tests of the runtime.


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_signature_is_verified_with_the_clients_secret(
    generate: Generate, asynchronous: bool
) -> None:
    package = generate(ORDERS)
    make = package.async_client if asynchronous else package.client
    webhooks = make(webhook_secret="key").webhooks
    assert not inspect.iscoroutinefunction(webhooks.unwrap)
    assert webhooks.unwrap(CREATED, signed(CREATED, "old", "key")).at
    assert webhooks.verify_signature(CREATED, signed(CREATED, "key")) is None
    with pytest.raises(package.module.WebhookVerificationError):
        webhooks.unwrap(CREATED, signed(CREATED, "other"))
    with pytest.raises(package.module.WebhookVerificationError):
        webhooks.verify_signature(CANCELLED, signed(CREATED, "key"))
    with pytest.raises(ValueError, match="headers"):
        webhooks.unwrap(CREATED)
    assert webhooks.unwrap(CREATED, signed(CREATED, "mine"), secret="mine").at


def test_the_secret_can_come_from_the_environment(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_WEBHOOK_SECRET", "key")
    package = generate(ORDERS, package="webhook_shop", env_prefix="SHOP")
    assert package.client().webhooks.unwrap(CREATED, signed(CREATED, "key")).at
    with pytest.raises(package.module.WebhookVerificationError):
        package.client().webhooks.unwrap(CREATED, {})


def test_an_empty_secret_is_refused_and_verifies_nothing(generate: Generate) -> None:
    client = generate(ORDERS).client(webhook_secret="")
    with pytest.raises(ValueError, match="there is no secret"):
        client.webhooks.unwrap(CREATED, signed(CREATED, "key"))


def test_a_copy_of_the_client_can_have_another_secret(generate: Generate) -> None:
    client = generate(ORDERS).client(webhook_secret="key")
    assert client.webhooks.unwrap(CREATED, signed(CREATED, "key"))
    other = client.with_options(webhook_secret="other")
    assert other.webhooks.unwrap(CREATED, signed(CREATED, "other"))
    same = client.with_options(timeout=1)
    assert same.webhooks.unwrap(CREATED, signed(CREATED, "key"))


# Places.


def test_a_resource_called_webhooks_has_the_methods_beside_its_own(
    generate: Generate,
) -> None:
    package = generate(
        ORDERS + "paths: {/webhooks: {get: {tags: [Webhooks]}, "
        "post: {operationId: Webhooks_unwrap}}}"
    )
    assert package.methods == ["webhooks.list", "webhooks.unwrap"]
    client = package.client()
    client.webhooks.list()
    client.webhooks.with_raw_response.unwrap()
    assert [request.method for request in package.requests] == ["GET", "POST"]
    assert client.webhooks.unwrap_webhook(CREATED, verify=False).at
    assert client.webhooks.verify_signature


def test_resources_below_webhooks_stay_where_they_are(generate: Generate) -> None:
    package = generate(
        ORDERS + "paths: {/deliveries: {get: {}}}",
        methods={"GET /deliveries": "webhooks.deliveries.list"},
    )
    package.client().webhooks.deliveries.list()
    assert package.client().webhooks.unwrap(CREATED, verify=False).at


def test_a_method_that_is_called_like_a_type_hides_nothing(generate: Generate) -> None:
    listed = (
        "webhooks: {a: {post: {requestBody: {content: {application/json: {schema:"
        " {type: array, items: {type: string}}}}}}}}"
    )
    package = generate(f"{listed}\npaths: {{/webhooks: {{get: {{tags: [webhooks]}}}}}}")
    assert package.client().webhooks.unwrap('["a"]', verify=False) == ["a"]


def test_an_argument_called_webhook_secret_is_the_webhooks(generate: Generate) -> None:
    package = generate(
        ORDERS + "  securitySchemes: {own: {type: apiKey, in: header, name: X}}",
        credentials={"own": {"arguments": {"key": "webhook_secret"}}},
    )
    client = package.client(webhook_secret="key", own="other")
    assert client.webhooks.unwrap(CREATED, signed(CREATED, "key")).at


def test_without_webhooks_there_is_nothing_of_them(generate: Generate) -> None:
    client = generate("paths: {/a: {get: {tags: [b]}}}").client()
    assert not hasattr(client, "webhooks")
    with pytest.raises(TypeError, match="webhook_secret"):
        client.with_options(webhook_secret="key")


# What documents leave open.


def test_a_document_may_consist_of_webhooks(generate: Generate) -> None:
    text = (
        '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks":'
        ' {"a": {"post": {"requestBody": {"content": {"application/json": {"schema":'
        ' {"type": "object", "properties": {"id": {"type": "string"}}}}}}}}}}'
    )
    package = generate(text, whole=True)
    client = package.client(base_url="http://unused.test")
    assert client.webhooks.unwrap('{"id": "1"}', verify=False).id == "1"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_webhooks_before_openapi_had_a_place_for_them(
    generate: Generate, version: str
) -> None:
    package = generate(
        f"""
openapi: {version}
x-webhooks:
  petAdded:
    post:
      requestBody:
        content:
          application/json:
            schema: {{type: object, properties: {{name: {{type: string}}}}}}
paths:
  /pets: {{get: {{operationId: listPets}}}}
""",
        strict=True,
    )
    assert [webhook.name for webhook in package.described.api.webhooks] == ["petAdded"]
    received = package.client().webhooks.unwrap('{"name": "Tom"}', verify=False)
    assert received.name == "Tom"


def test_a_webhook_without_a_body_is_an_object(generate: Generate) -> None:
    package = generate("webhooks: {a: {post: {summary: Only a call.}}}")
    assert event_type(package) is object
    assert package.client().webhooks.unwrap("{}", verify=False) == {}


def test_a_body_that_is_not_json_is_reported(generate: Generate) -> None:
    package = generate(
        "webhooks:\n"
        + event("a", "x: {type: string}")
        + "  b: {post: {requestBody: {content: {application/x-www-form-urlencoded:"
        " {schema: {type: object, properties: {y: {type: string}}}}}}}}"
    )
    assert event_type(package) is package.models.AWebhookEvent
    assert [diagnostic.code for diagnostic in package.diagnostics] == [
        "webhook-payload"
    ]
    assert names_of(package)[1] == "None"


def test_unions_of_unions_and_null_are_one_union(generate: Generate) -> None:
    package = generate("""
        webhooks:
          a: {post: {requestBody: {content: {application/json: {schema:
            {$ref: '#/components/schemas/Tree'}}}}}}
          b: {post: {requestBody: {content: {application/json: {schema:
            {type: 'null'}}}}}}
        components:
          schemas:
            Tree: {oneOf: [{$ref: '#/components/schemas/Leaf'},
              {$ref: '#/components/schemas/Tree'}, {type: integer}]}
            Leaf: {type: object, required: [id], properties: {id: {type: string}}}
        """)
    unwrap = package.client().webhooks.unwrap
    assert (
        unwrap("null", verify=False),
        unwrap("3", verify=False),
        unwrap('{"id": "1"}', verify=False).id,
    ) == (None, 3, "1")


# What is told about them.


def test_inspect_lists_webhooks(generate: Generate) -> None:
    package = generate(ORDERS)
    assert inspected(package) == [
        {
            "name": "order.created",
            "method": "POST",
            "payload": "OrderCreated",
            "deprecated": False,
            "pointer": "/webhooks/order.created/post",
        },
        {
            "name": "order.cancelled_event",
            "method": "POST",
            "payload": "OrderCancelledWebhookEvent",
            "deprecated": True,
            "pointer": "/components/pathItems/Cancelled/post",
        },
    ]


def test_inspect_prints_webhooks(
    generate: Generate, capsys: pytest.CaptureFixture[str]
) -> None:
    print_inspection(inspection(generate(ORDERS).described))
    assert "webhook  order.created: OrderCreated" in capsys.readouterr().out


def test_docstrings_name_the_secret(generate: Generate) -> None:
    package = generate(ORDERS, package="webhook_docs")
    webhooks = type(package.client().webhooks)
    assert "`webhook_secret`" in webhooks.unwrap.__doc__
    assert "WebhookVerificationError" in webhooks.verify_signature.__doc__
    assert "`WEBHOOK_DOCS_WEBHOOK_SECRET`" in (type(package.client()).__doc__ or "")


def test_the_readme_and_the_index_tell_of_webhooks(generate: Generate) -> None:
    package = generate(ORDERS)
    readme, index = (
        (package.folder / name).read_text("utf-8") for name in ("README.md", "api.md")
    )
    assert "print(event.event_type)" in readme
    assert "| `WebhookVerificationError` |" in readme
    assert index.rstrip().splitlines()[-2:] == [
        "- `order.created` -> `OrderCreated`: Somebody has ordered.",
        "- `order.cancelled_event` -> `OrderCancelledWebhookEvent` (deprecated): "
        "Somebody has thought better of it.",
    ]
    other = generate("paths: {/a: {get: {tags: [b]}}}")
    for name in ("README.md", "api.md"):
        assert "ebhook" not in (other.folder / name).read_text("utf-8")


# -- other signatures, by configuration -------------------------------------------------


def hexed(content: str, key: str = "key") -> str:
    return hmac.new(key.encode(), content.encode(), hashlib.sha256).hexdigest()


def timed(header: str) -> dict[str, str]:
    sent = int(time.time())
    return {header: f"t={sent},v1={hexed(f'{sent}.{CREATED}')}"}


@pytest.mark.parametrize("kind", ["client", "async_client"])
@pytest.mark.parametrize(
    # Signed when the test runs: signatures expire.
    ("config", "sign"),
    [
        (WebhooksConfig(), lambda: signed(CREATED, "key")),
        (WebhooksConfig(tolerance=600), lambda: signed(CREATED, "key")),
        (WebhooksConfig(signature="stripe"), lambda: timed("Stripe-Signature")),
        (
            WebhooksConfig(signature="stripe", header="Acme-Signature", tolerance=9000),
            lambda: timed("Acme-Signature"),
        ),
        (
            WebhooksConfig(signature="github"),
            lambda: {"X-Hub-Signature-256": f"sha256={hexed(CREATED)}"},
        ),
        (
            WebhooksConfig(signature="github", header="X-Acme"),
            lambda: {"X-Acme": f"sha256={hexed(CREATED)}"},
        ),
    ],
    ids=lambda value: "",
)
def test_the_configuration_says_how_webhooks_are_signed(
    config: WebhooksConfig,
    sign: Callable[[], dict[str, str]],
    kind: str,
    generate: Generate,
) -> None:
    headers = sign()
    package = generate(ORDERS, webhooks=config)
    webhooks = getattr(package, kind)(webhook_secret=["old", "key"]).webhooks
    assert webhooks.unwrap(CREATED, headers).at
    webhooks.verify_signature(CREATED, headers)
    error = package.module.WebhookVerificationError
    with pytest.raises(error):
        webhooks.unwrap(CREATED + " ", headers)
    with pytest.raises(error, match="missing"):
        webhooks.unwrap(CREATED, {})
    with pytest.raises(ValueError, match=r"verify=False"):
        getattr(package, kind)().webhooks.unwrap(CREATED, headers)
    document = inspection(package.described)
    assert document["webhook_signature"] == config.signature
    if config.header:
        readme = (package.folder / "README.md").read_text("utf-8")
        assert f"`{config.header}`" in readme
        assert f"`{config.header}`" in (type(webhooks).unwrap.__doc__ or "")


def test_webhooks_that_no_document_describes_can_be_read(generate: Generate) -> None:
    config = WebhooksConfig(signature="github")
    package = generate("paths: {/a: {get: {tags: [b]}}}", webhooks=config)
    headers = {"X-Hub-Signature-256": f"sha256={hexed(CREATED)}"}
    client = package.client(webhook_secret="key")
    assert client.webhooks.unwrap(CREATED, headers)["eventType"] == "order.created"
    assert "WEBHOOK_SECRET" in (package.folder / "README.md").read_text("utf-8")
    assert inspection(package.described)["webhooks"] == []
    index = (package.folder / "api.md").read_text("utf-8")
    assert "webhooks.unwrap(body, headers)" in index
    assert "Events:" not in index
