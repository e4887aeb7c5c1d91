"""The methods that read webhooks."""

from __future__ import annotations

from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.context import StainlessContext
from clientsmith.python.stainless.views import UnwrapView
from clientsmith.stainless.plan import OptionPlan, UnwrapPlan

# An option with this in its name holds the key that webhooks are signed with.
_WEBHOOK = "webhook"


def unwrap_view(
    context: StainlessContext, unwrap: UnwrapPlan, imports: Imports, package: str
) -> UnwrapView:
    """Return the view of a method that verifies and reads a webhook."""
    secret = _secret(context)
    imports.module("json")
    event = "object"
    if unwrap.event is not None:
        imports.name("typing", "Any")
        imports.name("typing", "cast")
        imports.name(f"{package}_models", "construct_type")
        event = context.types.unwrapped(unwrap, imports, package)
    if secret is not None:
        imports.name("typing", "Mapping")
        imports.name(f"{package}_exceptions", context.error_class)
        imports.name(f"{package}_webhooks", "verify_webhook")
    return UnwrapView(
        name=context.names.method_name(unwrap),
        event=event,
        secret=context.names.attribute(secret.name) if secret else None,
        project=literal(context.plan.project),
        error=context.error_class,
    )


def _secret(context: StainlessContext) -> OptionPlan | None:
    options = context.plan.client.options
    return next((option for option in options if _WEBHOOK in option.name), None)
