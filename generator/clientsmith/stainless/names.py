"""Names as Stainless writes them: casings of its configuration, and initialisms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientsmith.naming.words import usable
from clientsmith.stainless.config import Casing

# Words in capitals, unless `custom_casings` says otherwise.
INITIALISMS = frozenset(
    [
        "3ds",
        "ach",
        "acl",
        "ai",
        "api",
        "ats",
        "cpu",
        "crm",
        "db",
        "dns",
        "e2e",
        "eeoc",
        "gb",
        "gpu",
        "hd",
        "hris",
        "html",
        "http",
        "https",
        "id",
        "ip",
        "iso",
        "jsonl",
        "kb",
        "kyb",
        "kyc",
        "lfs",
        "mb",
        "mp3",
        "mp4",
        "nft",
        "saml",
        "sdk",
        "sku",
        "sms",
        "ss",
        "ssh",
        "sso",
        "url",
    ]
)
# In the order of the collation.
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_AFTER = len(_PUNCTUATION)
# Words of mixed case, unless `custom_casings` says otherwise.
_MIXED = {"oauth": "OAuth", "openai": "OpenAI"}
_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+"
)


def collated(text: str) -> tuple[list[int], str]:
    """Return the key that sorts names as readers do (the root collation of Unicode).

    Punctuation comes before digits and these before letters, whose case matters last.
    """
    found = [
        _PUNCTUATION.find(sign) if sign in _PUNCTUATION else ord(sign) + _AFTER
        for sign in text.lower()
    ]
    return found, text.swapcase()


def words_of(text: str) -> list[str]:
    """Return the words of a name, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def class_name(text: str, casings: Mapping[str, Casing]) -> str:
    """Return the name of a class: `api_key` as `APIKey`."""
    whole = casings.get(text)
    if whole is not None and whole.pascal:
        return whole.pascal
    name = "".join(_capitalized(word, casings) for word in words_of(text))
    return usable(name, "Type")


def attribute(text: str, casings: Mapping[str, Casing]) -> str:
    """Return the name of a resource or method."""
    whole = casings.get(text)
    if whole is not None and whole.snake:
        return whole.snake
    # A leading underscore hides a method from users: it is part of the name.
    hidden = "_" * (len(text) - len(text.lstrip("_")))
    return hidden + usable("_".join(words_of(text)), "x")


def _capitalized(word: str, casings: Mapping[str, Casing]) -> str:
    custom = casings.get(word)
    if custom is not None and custom.pascal:
        return custom.pascal
    if custom is not None and custom.initialism is not None:
        return word.upper() if custom.initialism else word.capitalize()
    if word in INITIALISMS:
        return word.upper()
    if word in _MIXED:
        return _MIXED[word]
    is_plural = word.endswith("s") and word[:-1] in INITIALISMS
    return f"{word[:-1].upper()}s" if is_plural else word.capitalize()
