"""A Stainless configuration whose transforms have become an overlay."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, parse_values
from clientsmith.document.values import JsonValue
from clientsmith.document.yaml_writer import dump_yaml
from clientsmith.stainless.config import Stainless
from clientsmith.stainless.transforms import Draft, apply_transforms

_KEYS = ("transforms", "transformations")


@dataclass(frozen=True, slots=True)
class Kept:
    """The overlay's actions, the number of transforms, and the configuration's text.

    Without transforms there are no actions, and the file stays as it is: `text` is None.
    """

    actions: list[JsonValue]
    transforms: int
    text: str | None


def keep_layout(config: Stainless, document: Document, found: Diagnostics) -> Kept:
    """Turn the transforms into an overlay, and leave the rest of the configuration.

    Raises DiagnosticError for transforms that match nothing.
    """
    draft = Draft(deepcopy(document.value))
    done = apply_transforms(draft, config.transforms, found)
    found.raise_if_errors()
    text = _without_transforms(config.node.document) if config.transforms else None
    return Kept([*draft.actions], done, text)


def _without_transforms(file: Document) -> str:
    """Return the text of a configuration without its transforms.

    Comments and order stay, unless the transforms cannot be cut out of the text.
    """
    assert isinstance(file.value, dict)
    settings = file.value.get("openapi")
    assert isinstance(settings, dict)
    others = {key: value for key, value in settings.items() if key not in _KEYS}
    wanted = {**file.value, "openapi": others or None}
    extents = [file.extent(("openapi", key)) for key in _KEYS if key in settings]
    known = [extent for extent in extents if extent is not None]
    if len(known) == len(extents):
        text = known[0].text
        for extent in sorted(known, key=lambda extent: -extent.start):
            text = text[: extent.start] + text[extent.end :]
        try:
            if parse_values(text, file.path, file.key).value == wanted:
                return text
        except DiagnosticError:
            pass
    return dump_yaml(wanted)
