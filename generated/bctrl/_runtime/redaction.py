"""Removal of secrets from texts for people, in any form that a server quotes."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import product
from urllib.parse import quote, quote_plus

from .guards import is_list, is_object
from .logs import HIDDEN

_SHORTEST = 4  # shorter texts are not secrets, and are parts of words
_SHORTEST_IN_WORDS = 6
_MOST_BACKSLASHES = 4
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")  # what no common encoding changes
_URL_SAFE = str.maketrans("+/", "-_")
_quote = partial(quote, safe="")
_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


class Redactor:
    """Hides secrets: as they are, encoded for URLs, forms, JSON and HTML, as base64."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = secrets

    def text(self, shown: str) -> str:
        for form in self._forms:
            shown = form.hidden(shown)
        return shown

    def value(self, shown: object) -> object:
        """Hide secrets in every text of a JSON value."""
        if isinstance(shown, str):
            return self.text(shown)
        if is_list(shown):
            return [self.value(item) for item in shown]
        if is_object(shown):
            return {self.text(key): self.value(item) for key, item in shown.items()}
        return shown

    @cached_property
    def _forms(self) -> list[_Form]:
        secrets = (secret for secret in self._secrets if len(secret) >= _SHORTEST)
        longest_first = sorted({*secrets}, key=lambda secret: (-len(secret), secret))
        texts = dict.fromkeys(longest_first)
        for secret in longest_first:
            if len(secret) >= _SHORTEST_IN_WORDS:
                texts |= dict.fromkeys(_base64(secret))
        return [_Form(text) for text in texts]


class _Form:
    """A text to hide, with a quick test for texts that do not contain it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._probe = max(_PLAIN.findall(text), key=len, default="")

    def hidden(self, shown: str) -> str:
        return self._pattern.sub(HIDDEN, shown) if self._probe in shown else shown

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern = "".join(map(_encoded, self._text))
        if len(self._text) < _SHORTEST_IN_WORDS:
            pattern = rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"
        return re.compile(pattern)


def _encoded(char: str) -> str:
    """Return a pattern for a character in all encodings, even if applied twice."""
    if _PLAIN.fullmatch(char):
        return re.escape(char)
    units = char.encode("utf-16-be", "surrogatepass").hex()
    ways = [
        re.escape(char),
        "".join(f"%(?:25)*{b:02x}" for b in char.encode("utf-8", "surrogatepass")),
        "".join(rf"\\*u{units[i : i + 4]}" for i in range(0, len(units), 4)),
        f"&#(?:0*{ord(char)}|x0*{ord(char):x});",
    ]
    if char in _ENTITIES:
        ways.append(f"&{_ENTITIES[char]};")
    if char in _ESCAPES:
        ways.append(rf"\\+{_ESCAPES[char]}")
    if char.isspace():
        ways += [r"\+", r"\s+"]
    if char == "\\":
        return rf"(?i:\\{{1,{_MOST_BACKSLASHES}}}|{'|'.join(ways[1:])})"
    return rf"\\{{0,{_MOST_BACKSLASHES}}}(?i:{'|'.join(ways)})"


def _base64(secret: str) -> Iterator[str]:
    """Yield the base64 of the secret at each offset in a longer text."""
    content = secret.encode("utf-8", "surrogatepass")
    sent = {content, *(way(content).encode() for way in (quote, _quote, quote_plus))}
    for form, before in product(sorted(sent), range(3)):
        encoded = b64encode(bytes(before) + form).decode()
        whole = encoded[-(-before * 8 // 6) : (before + len(form)) * 8 // 6]
        yield whole
        yield whole.translate(_URL_SAFE)
