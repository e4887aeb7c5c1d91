"""A `stainless.yml` is read key by key, and nothing is dropped without a word."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.stainless.config import Stainless
from clientsmith.stainless.reading import read_stainless


def read(tmp_path: Path, text: str) -> tuple[Stainless, list[str]]:
    path = tmp_path / "stainless.yml"
    path.write_text(dedent(text), encoding="utf-8")
    found = Diagnostics()
    config = read_stainless(path, found)
    places = [
        (item.location.line, item.location.column) if item.location else ()
        for item in found
    ]
    return config, [
        " ".join(
            filter(
                None,
                [
                    ":".join(map(str, place)),
                    f"{finding.severity}: {finding.message}",
                    finding.hint,
                ],
            )
        )
        for finding, place in zip(found, places, strict=True)
    ]


def test_shorthands_nesting_and_unions(tmp_path: Path) -> None:
    config, found = read(
        tmp_path,
        """\
        edition: 2026-05-06
        organization: {name: acme}
        targets:
          python: {package_name: acme, edition: python.2025-11-20}
          go: {package_name: acme, whatever: 1}
        client_settings:
          opts:
            key: {type: string, auth: Bearer}
            user: {type: string, auth: {security_scheme: Basic, role: username}}
        resources:
          $shared: {models: {pet: Pet}}
          pets:
            terraform: false
            methods:
              list: get /pets
              create: {endpoint: post /pets, skip: [python], paginated: page}
              drop: {endpoint: post /pets/drop, only: [go], paginated: false}
              erase: {type: alias, to: drop, deprecated: {python: gone}}
            subresources:
              toys: {skip: true, models: {toy: {openapi_uri: Toy}}}
        openapi:
          transformations: [{command: oneOfToAnyOf}]
          transforms: [{command: remove, args: {target: $.info}}]
        """,
    )
    assert found == []
    assert config.edition == "2026-05-06"
    assert config.python is not None
    assert config.python.package_name == "acme"
    assert config.client_settings is not None
    roles = [option.auth and option.auth.role for option in config.client_settings.opts.values()]  # fmt: skip
    assert roles == ["value", "username"]
    pets = config.resources["pets"]
    assert pets.methods["list"].endpoint == "get /pets"
    left_out = [name for name, method in pets.methods.items() if method.is_left_out]
    assert left_out == ["create", "drop"]
    assert [method.paginated for method in pets.methods.values()] == [None, "page", False, None]  # fmt: skip
    assert pets.methods["erase"].deprecated == {"python": "gone"}
    assert pets.subresources["toys"].is_left_out
    assert pets.subresources["toys"].models["toy"].openapi_uri == "Toy"
    assert [transform.command for transform in config.transforms] == [
        "oneOfToAnyOf",
        "remove",
    ]


def test_what_is_unknown_wrong_or_without_meaning_is_said(tmp_path: Path) -> None:
    _, found = read(
        tmp_path,
        """\
        resorces: {}
        readme: {}
        query_settings: {array_format: coma}
        resources:
          pets: {methods: [1], modles: {}, x-mine: 1}
        pagination:
          - {name: page}
        environments: {production: {url: x}}
        """,
    )
    assert found == [
        "1:1 warning: unknown key `resorces` did you mean `resources`?",
        "2:1 info: `readme` has no meaning here",
        "3:18 warning: `array_format` must be `comma` or `repeat` or `indices` or"
        " `brackets`, not 'coma'; it is left out did you mean `comma`?",
        "5:10 warning: `methods` must be an object, not a list; it is left out",
        "5:24 warning: unknown key `modles` did you mean `models`?",
        "7:5 warning: the key `type` is missing",
        "8:16 warning: `production` must be a string, not an object; it is left out",
    ]


@pytest.mark.parametrize("text", ["[1, 2]", "", "a: [", "just text"])
def test_what_is_no_configuration_is_an_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError):
        read(tmp_path, text)
