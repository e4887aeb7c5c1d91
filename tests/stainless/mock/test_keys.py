"""The configuration of the suite has every key, so that the suite speaks for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from clientsmith.diagnostics import Diagnostics
from clientsmith.stainless import config
from clientsmith.stainless.reading import read_stainless
from tests.stainless.mock.conftest import CONFIGURATION


def sections(value: Any) -> Iterator[config.Section]:
    """Yield all objects of the configuration."""
    if isinstance(value, config.Section):
        yield value
        members = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, Mapping):
        members = [*value.values()]
    else:
        members = [*value] if isinstance(value, tuple) else []
    for member in members:
        yield from sections(member)


def test_every_key_is_used() -> None:
    found = Diagnostics()
    used: dict[type[config.Section], set[str]] = {}
    for section in sections(read_stainless(CONFIGURATION, found)):
        value = section.node.value
        keys = set(value) if isinstance(value, dict) else set()
        used.setdefault(type(section), set()).update(keys)
    assert not [*found]
    classes = {
        member
        for member in vars(config).values()
        if isinstance(member, type) and issubclass(member, config.Section)
    }
    for kind in classes - {config.Section, config.Selected}:
        known = {field.name for field in fields(kind)} - {"node"}
        assert not known - used.get(kind, set()), kind
