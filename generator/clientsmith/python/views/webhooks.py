"""Webhooks: the methods that read them, and their documentation."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.config import WebhooksConfig
from clientsmith.model.schemas import Schema, Union
from clientsmith.model.usage import Direction
from clientsmith.naming.names import ResourceName
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.docstrings import paragraphs, section
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.shapes import Anything
from clientsmith.python.views.model import WebhooksView
from clientsmith.support.markdown import code, first_paragraph

# The runtime's class, and the default header, for each signature of the configuration.
_SIGNATURES = {
    "standard": ("StandardSignature", ""),
    "stripe": ("TimedSignature", "Stripe-Signature"),
    "github": ("BodySignature", "X-Hub-Signature-256"),
}


@dataclass(frozen=True, slots=True)
class WebhookEntry:
    """A line of the index, in Markdown; `payload` is None without JSON."""

    name: str
    doc: str
    payload: str | None
    deprecated: bool


@dataclass(frozen=True, slots=True)
class WebhooksText:
    """The text of README and index; `signature`: how webhooks are signed, and where.

    `telling` is the member that tells the events apart, None without one. `event`,
    the entries and `calls` are Markdown; `types` is the module of the types.
    """

    path: str
    unwrap: str
    argument: str
    variable: str
    module: str
    telling: str | None
    event: str
    signature: str
    calls: tuple[tuple[str, str], ...]
    entries: tuple[WebhookEntry, ...]


def webhooks_view(
    context: Context, resource: ResourceName, imports: Imports, members: frozenset[str]
) -> WebhooksView | None:
    """Return the view for the resource that reads webhooks; None for any other.

    `members` hide builtins where the methods are declared, not inside them.
    """
    names = context.names.webhooks
    if names is None or names.resource != resource.path:
        return None
    imports.name("collections.abc", "Mapping")
    imports.name(RUNTIME, "webhooks")
    event = context.api.webhook_event
    return WebhooksView(
        unwrap=names.unwrap,
        verify_signature=names.verify_signature,
        event=_type(context, event, imports, members),
        cast_to=_type(context, event, imports, selecting=True),
        signature=_signature(context.config.webhooks),
        unwrap_doc=_unwrap_doc(context),
        verify_doc=_verify_doc(context),
    )


def webhooks_text(context: Context) -> WebhooksText | None:
    """Return the text about the webhooks; None for an API without any."""
    names, secret = context.names.webhooks, context.names.client.webhook_secret
    if names is None or secret is None:
        return None
    event = _type(context, context.api.webhook_event)
    path = ".".join(("client", *names.resource))
    return WebhooksText(
        path=path,
        unwrap=names.unwrap,
        argument=secret.argument,
        variable=secret.env,
        module=next(
            resource.module
            for resource in context.names.resources
            if resource.path == names.resource
        ),
        telling=_telling(context),
        event=code(event),
        signature=_signature_prose(context.config.webhooks),
        calls=(
            (code(f"{path}.{names.unwrap}(body, headers)"), code(event)),
            (code(f"{path}.{names.verify_signature}(body, headers)"), code("None")),
        ),
        entries=tuple(
            WebhookEntry(
                name=code(webhook.name),
                doc=first_paragraph(webhook.description or ""),
                payload=(
                    code(_type(context, webhook.payload)) if webhook.payload else None
                ),
                deprecated=webhook.deprecated,
            )
            for webhook in context.api.webhooks
        ),
    )


def payload_type(context: Context, payload: Schema | None) -> str | None:
    """Return the type of a webhook's payload for `inspect`, or None."""
    return _type(context, payload) if payload is not None else None


def _type(
    context: Context,
    schema: Schema | None,
    imports: Imports | None = None,
    shadowed: frozenset[str] = frozenset(),
    *,
    selecting: bool = False,
) -> str:
    """Return the annotation of a payload; `object` if undocumented."""
    writer = context.writer(
        imports or Imports(),
        Direction.RESPONSE,
        shadowed,
        selecting=selecting,
        types=TYPES if imports else None,
    )
    shape = context.shaper(Direction.RESPONSE).shape(schema) if schema else Anything()
    return writer.builtin("object") if shape == Anything() else writer.write(shape)


def _telling(context: Context) -> str | None:
    """Return the Python name of the property that distinguishes the events."""
    event = context.api.webhook_event
    union = context.api.graph.resolve(event) if event else None
    if not isinstance(union, Union) or union.discriminator is None:
        return None
    first = context.api.graph.resolve(union.variants[0])
    wire = union.discriminator.property_name
    return context.names.types.fields[first.source].get(wire)


def _signature(config: WebhooksConfig | None) -> str | None:
    """Return the runtime's signature, or None for the default."""
    if config is None:
        return None
    tolerance = [] if config.tolerance is None else [f"tolerance={config.tolerance}"]
    kind, header = _SIGNATURES[config.signature]
    named = [literal(config.header or header)] if header else []
    if not named and not tolerance:
        return None
    return f"webhooks.{kind}({', '.join([*named, *tolerance])})"


def signature_kind(config: WebhooksConfig | None) -> str:
    """Return the signature scheme's name in the configuration."""
    return "standard" if config is None else config.signature


def _signature_prose(config: WebhooksConfig | None) -> str:
    """Describe in Markdown what is signed and where the signature is."""
    kind = signature_kind(config)
    if config is None or kind == "standard":
        site = "[Standard Webhooks](https://www.standardwebhooks.com)"
        return f"as {site} describes it"
    header = code(config.header or _SIGNATURES[kind][1])
    form = "t=TIME,v1=HEX" if kind == "stripe" else "sha256=HEX"
    return f"in the header {header} ({code(form)})"


def _where(config: WebhooksConfig | None) -> str:
    """Describe the same briefly for a docstring."""
    kind = signature_kind(config)
    if config is None or kind == "standard":
        return "standardwebhooks.com"
    return f"`{config.header or _SIGNATURES[kind][1]}`"


def _unwrap_doc(context: Context) -> str:
    secret = context.names.client.webhook_secret
    assert secret is not None
    args = [
        ("body", "As it was received."),
        ("headers", "Those of the request; needed to verify the signature."),
        ("secret", f"Instead of the client's `{secret.argument}`; one or several."),
        ("verify", "False reads the body without verifying who has sent it."),
    ]
    raises = [
        ("WebhookVerificationError", "The signature is missing, wrong or too old."),
        ("ValueError", "There is no secret, or no headers, or the body is not JSON."),
    ]
    about = f"The signature ({_where(context.config.webhooks)}) is verified first."
    return _doc(["The event of a webhook.", about], args, raises)


def _verify_doc(context: Context) -> str:
    args = [
        ("body", "As it was received."),
        ("headers", "Those of the request."),
        ("secret", "Instead of the client's; one or several."),
        ("tolerance", "How many seconds the time of the signature may differ."),
    ]
    if signature_kind(context.config.webhooks) == "github":
        args[-1] = ("tolerance", "Without a meaning here: the signature has no time.")
    raises = [
        ("WebhookVerificationError", "It is missing, wrong or too old."),
        ("ValueError", "There is no secret."),
    ]
    where = _where(context.config.webhooks)
    return _doc([f"Verify the signature of a webhook ({where})."], args, raises)


def _doc(
    texts: list[str], args: list[tuple[str, str]], raises: list[tuple[str, str]]
) -> str:
    sections = [section("Args", args, 8), section("Raises", raises, 8)]
    return "\n\n".join(filter(None, [paragraphs(texts, 8), *sections]))
