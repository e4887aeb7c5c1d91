"""Repair `$ref`s to components that are misspelled or relative to another file."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote, unquote

from clientsmith.document.pointers import escape, unescape
from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonObject, JsonValue

_SECTIONS: Mapping[str, str] = {
    "Example": "examples",
    "Header": "headers",
    "Parameter": "parameters",
    "Request Body": "requestBodies",
    "Response": "responses",
    "Schema": "schemas",
    "Security Scheme": "securitySchemes",
}
_HOMES: tuple[list[str], ...] = ([], ["component"], ["components"])
# Names that other formats give to the section of schemas.
_SCHEMAS = frozenset({"definition", "model", "schema"})


def misspelled(value: JsonValue, site: Site) -> JsonValue:
    """Repair `#components/schemas/Pet`, `Pet`, and components of the root document."""
    reference = value.get("$ref") if isinstance(value, dict) else None
    section = _SECTIONS.get(site.kind.name)
    if not isinstance(value, dict) or not isinstance(reference, str) or not section:
        return value
    name = _name(reference, section)
    if name is None:
        return value
    components = _components(site, section)
    own = site.document is site.root
    if own and reference == f"#/components/{section}/{name}" and name in components:
        return value
    found = name if name in components else _in_other_letters(name, components)
    if found is None or site.leads(value):
        return value
    meant = f"#/components/{section}/{quote(escape(found))}"
    if not own:
        folder = posixpath.dirname(site.document.key)
        meant = quote(posixpath.relpath(site.root.key, folder or ".")) + meant
    site.warn("ref", f"`{reference}` does not exist: it is read as `{meant}`", "$ref")
    return {**value, "$ref": meant}


def _name(reference: str, section: str) -> str | None:
    """Return the component that a reference may mean, or None."""
    file, _, fragment = reference.strip().rpartition("#")
    if file or ":" in reference or "." in reference.partition("/")[0]:
        return None
    *home, name = fragment.strip("/").split("/")
    if home:
        stated = home.pop().lower().rstrip("s")
        known = stated == section.lower().rstrip("s")
        if not known and not (section == "schemas" and stated in _SCHEMAS):
            return None
    if [segment.lower() for segment in home] not in _HOMES:
        return None
    return unescape(unquote(name)) or None


def _components(site: Site, section: str) -> JsonObject:
    root = site.root.value
    components = root.get("components") if isinstance(root, dict) else None
    found = components.get(section) if isinstance(components, dict) else None
    return found if isinstance(found, dict) else {}


def _in_other_letters(name: str, components: JsonObject) -> str | None:
    """Return the only component whose name differs by case alone."""
    lower = name.casefold()
    found = [component for component in components if component.casefold() == lower]
    return found[0] if len(found) == 1 else None
