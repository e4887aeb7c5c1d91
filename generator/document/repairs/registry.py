"""Which repairs there are, and for which kinds of object."""

from __future__ import annotations

from generator.document.repairs.empty import empty_members, empty_requirements
from generator.document.repairs.site import Repairs
from generator.document.repairs.types import null_types
from generator.document.repairs.values import (
    enum_of_items,
    typed_values,
    variable_values,
)
from generator.document.repairs.walk import ANY

REPAIRS: Repairs = {
    # Those that read null as something else run before it is read as nothing.
    "Schema": (null_types, enum_of_items, typed_values),
    "Server Variable": (variable_values,),
    "Security Requirement": (empty_requirements,),
    ANY: (empty_members,),
}
"""The repairs of each kind, and of all kinds, in the order in which they run."""
