"""Documents with hostile texts in the place of what somebody meant."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

Json = Any
Pointer = tuple[str | int, ...]

# Whoever runs one of the texts leaves a trace: `ranAway` is a name that `marker` watches.
RUN = '__import__("builtins").ranAway()'

TEXTS = [
    f'"""\n{RUN}\n"""',
    f"'''\n{RUN}\n'''",
    f'" + str({RUN}) + "',
    f"' or {RUN} or '",
    f'x\\" + {RUN} #',
    f'\\"""\n{RUN}\n\\"""',
    f"\\N{{BULLET}} \\x41 \\u202e \\{{{RUN}}}",
    f"{{{RUN}}} %({RUN})s ${{{RUN}}}",
    f"{{{{ {RUN} }}}} {{% for x in {RUN} %}}{{% endfor %}} {{# x #}}",
    "{{ ''.__class__.__mro__ }}{% endraw %}",
    RUN,
    f"lambda: {RUN}",
    f"x]\n{RUN}\n[",
    f"int\n    {RUN}\n    y",
    f"x: int = {RUN}\n#",
    f"Any] = None; {RUN}; y: list[",
    f"# type: ignore\n{RUN}",
    f"\n\n```\n{RUN}\n```\n\n<script>ranAway()</script>\n\n[x](javascript:ranAway())",
    f"</code></pre>`` `{RUN}` ``` ~~~\n~~~",
    '<img src=x onerror="ranAway()"> ![x](javascript:ranAway()) [y]: javascript:ranAway()',
    "| a | b |\n|---|---|\n# heading\n- item\n> quote\n***",
    "bidi \u202e \u2066 marks \u2028 \u2029 \u200f \ufeff",
    "nul \x00 bell \x07 escape \x1b[31m\x1b]0;title\x07 delete \x7f csi \x9b",
    "../../../escaped",
    "/absolute/path.py",
    "..\\..\\escaped",
    "CON",
    "a/b/../../../../c",
    "__init__",
    "__class__",
    "__pydantic_extra__",
    "model_config",
    "_runtime",
    "types",
    "self",
    "class",
    "None",
    "import os",
    "\\",
    '"',
    "'",
    '"""',
    "\n",
    "\r\n",
    "\t",
    " ",
    "",
    "0",
    "-1",
    "ª",
    "\U0001d41c\U0001d425\U0001d41a\U0001d42c\U0001d42c",
    "ﬁ",
    "é\u0301\U0001f600",
    "{}",
    "{x}",
    "{x}{x}",
    "}{",
    "//",
    "?a=b#c",
    "%2e%2e/%00",
    "#/components/schemas/Part",
    "application/json; charset=\"x\"; y='z'",
    "text/x\r\nX-Injected: yes",
    "a" * 300,
    "A.b-c d/e:f",
]

# In the place of anything, also of what is no text.
VALUES: list[Json] = [
    None, True, False, 0, -1, 10**400, -(10**30), 1e308, float("inf"), float("-inf"),
    float("nan"), 1e-320, -0.0, [], {}, [[]], [None], {"": {}}, {"$ref": "#"},
    {"$ref": "#/components/schemas/Part"}, ["string", "null"],
]  # fmt: skip


def mutated(document: Json, source: random.Random, most: int) -> Json:
    """A copy with one to `most` changes."""
    changed = copy.deepcopy(document)
    for _ in range(source.randint(1, most)):
        places = [*_places(changed)]
        kind = source.random()
        if kind < 0.35:
            _rename(changed, source.choice(places), source)
        elif kind < 0.45:
            changed = _everywhere(changed, source)
        elif kind < 0.9:
            texts = [place for place in places if _is_text(changed, place)]
            _put(changed, source.choice(texts), _text(source))
        else:
            _put(changed, source.choice(places), copy.deepcopy(_value(source)))
    return changed


def _text(source: random.Random) -> str:
    chosen = source.choice(TEXTS)
    if source.random() < 0.25:
        return source.choice(("x", " ", "")) + chosen + source.choice(TEXTS)
    return chosen


def _value(source: random.Random) -> Json:
    return source.choice(VALUES) if source.random() < 0.7 else _text(source)


def _places(value: Json, pointer: Pointer = ()) -> Iterator[Pointer]:
    if pointer:
        yield pointer
    members: Any = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    for key, child in members:
        yield from _places(child, (*pointer, key))


def _at(document: Json, pointer: Pointer) -> Json:
    for key in pointer:
        document = document[key]
    return document


def _is_text(document: Json, pointer: Pointer) -> bool:
    return isinstance(_at(document, pointer), str)


def _put(document: Json, pointer: Pointer, value: Json) -> None:
    _at(document, pointer[:-1])[pointer[-1]] = value


def _rename(document: Json, pointer: Pointer, source: random.Random) -> None:
    """Another key for a member, in the same place among its neighbours."""
    parent = _at(document, pointer[:-1])
    if not isinstance(parent, dict):
        return
    name = _text(source)
    members = [(name if key == pointer[-1] else key, parent[key]) for key in parent]
    parent.clear()
    parent.update(members)


def _everywhere(document: Json, source: random.Random) -> Json:
    """One name replaced wherever it is, in keys, `$ref`s and templates as well."""
    names = sorted({str(place[-1]) for place in _places(document)})
    names += sorted(
        {
            word
            for place in _places(document)
            if _is_text(document, place)
            for word in re.findall(r"\w+", _at(document, place))
        }
    )
    old, new = source.choice(names), _text(source)
    whole = (
        re.compile(rf"(?<!\w){re.escape(old)}(?!\w)") if old else re.compile(r"\Z x")
    )

    def replaced(value: Json, key: str | None = None) -> Json:
        if isinstance(value, dict):
            return {
                whole.sub(lambda _: new, name): replaced(member, name)
                for name, member in value.items()
            }
        if isinstance(value, list):
            return [replaced(element) for element in value]
        if not isinstance(value, str):
            return value
        text = new
        if key == "$ref":
            text = new.replace("~", "~0").replace("/", "~1").replace("%", "%25")
        return whole.sub(lambda _: text, value)

    return replaced(document)
