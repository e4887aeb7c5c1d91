"""JSONPath Plus queries as RFC 9535 has them, as far as it can say the same."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAME = re.compile(r"[^.\[\]~^]+")
_QUOTED = re.compile(r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
# What RFC 9535 knows in a bracket: an index, a slice, a wildcard, names in quotes.
_SELECTORS = re.compile(r"\s*(-?\d+|\*|-?\d*:-?\d*(:-?\d*)?|'.*'|\".*\")\s*", re.DOTALL)
# `@property == "get"`, alone or one of several: names of members.
_PROPERTY = re.compile(r"@property\s*={2,3}\s*(['\"])(.*?)\1")
# `@.name.match(/x/)`: a search, in JavaScript.
_MATCH = re.compile(r"(@[.\w]*)\.match\(\s*/((?:[^/\\]|\\.)*)/\s*\)")
# Types, parents, paths and methods of JavaScript in filters.
_BEYOND = re.compile(r"@(?!\s*[.\[)\s=!<>&|])|\.\w+\(|\^|~|=~|\btypeof\b")


class UntranslatableError(ValueError):
    """A query that says more than RFC 9535 can; the message says what."""


def translated(query: str) -> str:
    """Return the query in the syntax of RFC 9535. Raises UntranslatableError."""
    first, *others = steps_of(query)
    if others:
        raise UntranslatableError(f"`{query}` selects parents")
    return first


def steps_of(query: str) -> tuple[str, ...]:
    """Return the query as queries of RFC 9535. Raises UntranslatableError.

    Where it selects parents, by `^`, it has several parts: the results of a part are
    the parents of what it selects, and the next part begins there.
    """
    text = query.strip()
    if not text.startswith("$"):
        text = f"$.{text}"
    parts = ["$"]
    at = 1
    while at < len(text):
        if text[at] == "^":
            parts.append("$")
            at += 1
            continue
        segment, at = _segment(text, at)
        parts[-1] += segment
    return tuple(parts)


def _segment(text: str, at: int) -> tuple[str, int]:
    """Return a segment in the new syntax, and where the next begins."""
    if text[at] == "[":
        bracket = _bracket(text, at)
        return _selectors(bracket), at + len(bracket)
    if text[at] != ".":
        raise UntranslatableError(f"`{text[at:]}` selects names of members")
    dots = ".." if text.startswith("..", at) else "."
    at += len(dots)
    if text.startswith("[", at):
        bracket = _bracket(text, at)
        return f"{dots if dots == '..' else ''}{_selectors(bracket)}", at + len(bracket)
    found = _NAME.match(text, at)
    if found is None:
        raise UntranslatableError(f"`{text[at - len(dots) :]}` is not a member")
    name = found[0]
    if name != "*" and (name.startswith("@") or "`" in name or "*" in name):
        raise UntranslatableError(f"`{name}` has no counterpart")
    if name == "*" or _PLAIN.fullmatch(name):
        return f"{dots}{name}", found.end()
    return f"{dots if dots == '..' else ''}[{_quoted(name)}]", found.end()


def _bracket(text: str, at: int) -> str:
    """Return the text of a bracket, with those that are in it."""
    depth = 0
    quote = ""
    for end in range(at, len(text)):
        sign = text[end]
        if quote:
            quote = "" if sign == quote and text[end - 1] != "\\" else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign == "[") - (sign == "]")
            if not depth:
                return text[at : end + 1]
    raise UntranslatableError(f"`{text[at:]}` has no end")


def _selectors(bracket: str) -> str:
    inner = bracket[1:-1].strip()
    if inner.startswith("?"):
        condition = inner[1:].strip()
        return _members(condition) or f"[?{_filter(condition)}]"
    if inner.startswith(("(", "@")):
        raise UntranslatableError(f"`{bracket}` is computed")
    if _SELECTORS.fullmatch(inner):
        return f"[{inner}]"
    return f"[{', '.join(_quoted(word.strip()) for word in inner.split(','))}]"


def _members(condition: str) -> str | None:
    """Return the names that a condition on `@property` allows, as selectors."""
    text = condition.removeprefix("(").removesuffix(")")
    found = [_PROPERTY.fullmatch(part.strip()) for part in text.split("||")]
    names = [match[2] for match in found if match is not None]
    if len(names) < len(found):
        return None
    return f"[{', '.join(map(_quoted, names))}]"


def _filter(text: str) -> str:
    """Return a condition with the operators of the RFC."""
    text = _MATCH.sub(lambda match: f"search({match[1]}, {_quoted(match[2])})", text)
    parts = _QUOTED.split(text)
    for index in range(0, len(parts), 2):
        plain = parts[index].replace("!==", "!=").replace("===", "==")
        beyond = _BEYOND.search(plain)
        if beyond is not None:
            raise UntranslatableError(f"`{text}` is JavaScript")
        parts[index] = plain
    return "".join(parts)


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
