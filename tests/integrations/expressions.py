"""The part of GitHub's expression syntax that the action and the samples use.

Anything else fails: an expression that nobody evaluates is one that nobody tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_INTERPOLATED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(r"\s*(\|\||&&|==|!=|'[^']*'|[A-Za-z_][\w.-]*(?:\(\))?)")
# GitHub gives nothing for what an event does not have; everything else has to exist.
_OPEN = ("github.event",)


def interpolated(text: str, contexts: Mapping[str, Any]) -> str:
    """The text with the values of its `${{ }}`."""

    def value(match: re.Match[str]) -> str:
        return _text(evaluated(match[1], contexts))

    return _INTERPOLATED.sub(value, text)


def condition(text: str, contexts: Mapping[str, Any], *, failed: bool) -> bool:
    """Return whether a step with this `if:` runs; `failed`: an earlier step failed."""
    statuses = {"always()": True, "failure()": failed, "success()": not failed}
    unwrapped = _INTERPOLATED.fullmatch(text.strip())
    inner = unwrapped[1] if unwrapped else text
    about_status = any(name in inner for name in statuses)
    met = bool(evaluated(inner, {**contexts, **statuses}))
    return met and (about_status or not failed)


def evaluated(expression: str, contexts: Mapping[str, Any]) -> Any:
    """`a && b || c == 'd'`, in this order of binding; raises ValueError."""
    tokens = _tokens(expression)
    found: Any = None
    for alternative in _split(tokens, "||"):
        for part in _split(alternative, "&&"):
            found = _comparison(part, contexts)
            if not found:
                break
        if found:
            break
    return found


def _tokens(expression: str) -> list[str]:
    tokens, end = [], 0
    text = expression.rstrip()
    while end < len(text):
        match = _TOKEN.match(text, end)
        if match is None:
            raise ValueError(f"not understood: {expression}")
        tokens.append(match[1])
        end = match.end()
    return tokens


def _split(tokens: list[str], operator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == operator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _comparison(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    match tokens:
        case [operand]:
            return _operand(operand, contexts)
        case [left, "==", right]:
            return _operand(left, contexts) == _operand(right, contexts)
        case [left, "!=", right]:
            return _operand(left, contexts) != _operand(right, contexts)
    raise ValueError(f"not understood: {tokens}")


def _operand(token: str, contexts: Mapping[str, Any]) -> Any:
    if token.startswith("'"):
        return token[1:-1]
    if token.endswith("()"):
        return contexts[token]
    value: Any = contexts
    for name in token.split("."):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif token.startswith(_OPEN):
            return ""
        else:
            raise ValueError(f"nothing is called {token}")
    return value


def _text(value: Any) -> str:
    assert isinstance(value, str | int), f"{value} has no text"
    return str(value).lower() if isinstance(value, bool) else str(value)
