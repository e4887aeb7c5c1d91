"""Which repairs there are, and for which kinds of object."""

from __future__ import annotations

from generator.document.repairs.empty import empty_members, empty_requirements
from generator.document.repairs.parameters import (
    bodies,
    contents,
    inline_schema,
    places,
    styles,
    undescribed,
)
from generator.document.repairs.paths import methods, paths
from generator.document.repairs.references import misspelled
from generator.document.repairs.responses import (
    inline_content,
    media_types,
    request_bodies,
    statuses,
)
from generator.document.repairs.root import info, webhooks
from generator.document.repairs.schemas import required_members, required_names
from generator.document.repairs.security import scheme_types
from generator.document.repairs.servers import without_url
from generator.document.repairs.site import Repairs
from generator.document.repairs.texts import scalars, tags
from generator.document.repairs.types import (
    null_types,
    null_variants,
    odd_types,
)
from generator.document.repairs.values import (
    enum_of_items,
    typed_values,
    variable_values,
)
from generator.document.repairs.walk import ANY

REPAIRS: Repairs = {
    # Those that read null as something else run before it is read as nothing.
    "Schema": (
        null_types,
        null_variants,
        odd_types,
        enum_of_items,
        typed_values,
        required_members,
        required_names,
        scalars,
    ),
    "OpenAPI": (info, webhooks),
    "Security Requirement": (empty_requirements,),
    "{Path Item}": (paths,),
    "Path Item": (methods,),
    "Operation": (bodies, request_bodies, tags, scalars),
    "[Parameter]": (undescribed,),
    "Parameter": (places, inline_schema, styles, contents, scalars),
    "Header": (inline_schema, scalars),
    "Request Body": (inline_content, scalars),
    "{Response}": (statuses,),
    "Response": (inline_content, scalars),
    "{Media Type}": (media_types,),
    "Info": (scalars,),
    "Tag": (scalars,),
    "[Server]": (without_url,),
    "Server": (scalars,),
    "Server Variable": (variable_values, scalars),
    "Discriminator": (scalars,),
    "Security Scheme": (scheme_types, scalars),
    ANY: (misspelled, empty_members),
}
"""The repairs of each kind, and of all kinds, in the order in which they run."""
