"""All repairs, by the kind of object that they apply to."""

from __future__ import annotations

from clientsmith.document.repairs.empty import empty_members, empty_requirements
from clientsmith.document.repairs.parameters import (
    bodies,
    contents,
    inline_schema,
    places,
    styles,
    undescribed,
)
from clientsmith.document.repairs.paths import methods, paths
from clientsmith.document.repairs.references import misspelled
from clientsmith.document.repairs.responses import (
    inline_content,
    media_types,
    request_bodies,
    statuses,
)
from clientsmith.document.repairs.root import info, webhooks
from clientsmith.document.repairs.schemas import required_members, required_names
from clientsmith.document.repairs.security import scheme_types
from clientsmith.document.repairs.servers import without_url
from clientsmith.document.repairs.site import Repairs
from clientsmith.document.repairs.texts import scalars, tags
from clientsmith.document.repairs.types import (
    null_types,
    null_variants,
    odd_types,
)
from clientsmith.document.repairs.values import (
    enum_of_items,
    typed_values,
    variable_values,
)
from clientsmith.document.repairs.walk import ANY

REPAIRS: Repairs = {
    # Repairs that give null a meaning run before null is dropped.
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
