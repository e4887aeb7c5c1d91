"""Write plain values as stable, readable YAML that every reader understands alike.

Block style, keys in their order, multi-line texts as literal blocks, everything
else on one line however long: a search finds a whole sentence, and a changed
description is one changed line.
"""

from __future__ import annotations

import re

import yaml

from clientsmith.document.values import JsonValue

_STRING = "tag:yaml.org,2002:str"
_ENDLESS_LINE = 2**31 - 1

# Plain scalars that YAML 1.1 or the core schema of 1.2 reads as something other than a
# string, where PyYAML's own (1.1) rules do not know them: single letters, numbers without
# a dot or with a 0o prefix, and words of other letter case.
_AMBIGUOUS = re.compile(
    r"y|n|true|false|yes|no|on|off|null|~|[-+]?\.(inf|nan)"
    r"|[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)(e[-+]?[0-9]+)?"
    r"|0o[0-7]+|0x[0-9a-f_]+|[-+]?[0-9_]+(:[0-9_.]+)+",
    re.IGNORECASE,
)
# Characters that some readers treat as line breaks or reject: written as escapes.
_NEEDS_ESCAPE = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
# A literal block would need an indentation indicator for a first line that starts
# with a space, and would hide spaces at the end of a line.
_NOT_LITERAL = re.compile(r"\A[ \n]| $", re.MULTILINE)


def dump_yaml(value: JsonValue) -> str:
    """Return the value as one YAML document; reading it gives the same value.

    Raises ValueError for strings that are no Unicode text (lone surrogates).
    """
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=_ENDLESS_LINE,
    )
    # PyYAML closes a document that is only a plain scalar.
    return text if isinstance(value, (dict, list)) else text.removesuffix("...\n")


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # PyYAML would put a list at the indentation of the key it belongs to.
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_string(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(_STRING, text, style=_style(text))


def _represent_mapping(
    dumper: _Dumper, members: dict[str, JsonValue]
) -> yaml.MappingNode:
    node = dumper.represent_mapping(
        "tag:yaml.org,2002:map", members.items(), flow_style=not members
    )
    for key, _ in node.value:
        if key.style == "|":
            key.style = '"'
    return node


def _style(text: str) -> str | None:
    if _NEEDS_ESCAPE.search(text):
        return '"'
    if "\n" in text:
        return '"' if _NOT_LITERAL.search(text) else "|"
    return "'" if _AMBIGUOUS.fullmatch(text) else None


_Dumper.add_representer(str, _represent_string)
_Dumper.add_representer(dict, _represent_mapping)
