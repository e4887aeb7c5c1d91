"""Words in identifiers: split names, and write them in Python's styles."""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import lru_cache

from clientsmith.naming.lexicon import LEXICON

# An acronym's plural (`IDs`), an acronym before a word (`HTTPError`), a word, digits and
# their plural (`IPv4s`, `60s`).
# Letters outside ASCII count as small ones.
_SMALL = r"[^\W\d_A-Z]"
_WITH_DIGITS = "|".join(word for word in LEXICON if re.search(r"\d[a-z]", word))
_WORD = re.compile(
    rf"(?i:{_WITH_DIGITS})s?(?!{_SMALL})|[A-Z]{{2,}}s(?!{_SMALL})|[A-Z]+(?!{_SMALL})|[A-Z]?{_SMALL}+|[0-9]+(?:s(?!{_SMALL}))?"
)
_IRREGULAR = {
    "alias": "alias",
    "aliases": "alias",
    "analyses": "analysis",
    "analytics": "analytics",
    "apis": "api",
    "axes": "axis",
    "bonuses": "bonus",
    "canvas": "canvas",
    "canvases": "canvas",
    "children": "child",
    "cookies": "cookie",
    "cpus": "cpu",
    "criteria": "criterion",
    "details": "details",
    "emojis": "emoji",
    "feet": "foot",
    "gpus": "gpu",
    "has": "has",
    "indices": "index",
    "matrices": "matrix",
    "men": "man",
    "menus": "menu",
    "movies": "movie",
    "news": "news",
    "people": "person",
    "series": "series",
    "settings": "settings",
    "skus": "sku",
    "species": "species",
    "stats": "stats",
    "statuses": "status",
    "uris": "uri",
    "vcpus": "vcpu",
    "vertices": "vertex",
    "viruses": "virus",
    "was": "was",
    "women": "woman",
}
# `run's` is one word.
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?=\w)")
# Words with odd capitals and their plurals, where they are not a part of another word;
# `MySql` and `mySql` as well.
_PASCAL = {re.sub("[A-Z]{2,}", lambda run: run[0].title(), word) for word in LEXICON}
_CAMEL = {f"{word[0].lower()}{word[1:]}" for word in {*LEXICON, *_PASCAL}}


def _any_of(spellings: set[str]) -> str:
    return "|".join(sorted(spellings, key=lambda spelling: (-len(spelling), spelling)))


_ODD = re.compile(
    rf"((?<![A-Z])(?:{_any_of({*LEXICON, *_PASCAL})})"
    rf"|(?<![A-Za-z])(?:{_any_of(_CAMEL)}))s?(?![a-z])"
)
_CASES = {
    f"{word.lower()}{plural}": f"{word}{plural}"
    for word in LEXICON
    for plural in ("", "s")
}
_SIGNS = {"+": "plus ", "-": "minus "}


def words(text: str) -> list[str]:
    """Return the words of an identifier in lower case; digits stay with the word
    before.
    """
    return [*_words(text)]


@lru_cache(maxsize=100_000)
def _words(text: str) -> tuple[str, ...]:
    # Python normalises identifiers to this form, so names that differ only in it
    # collide.
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text))
    text = _ODD.sub(lambda match: match[0].capitalize(), text)
    if len(text) > 1 and text[0] in _SIGNS and text[1].isdigit():
        text = _SIGNS[text[0]] + text[1:]
    found: list[str] = []
    end = -1  # of the word before
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFKC", match[0].lower())
        if not f"_{word}".isidentifier():
            continue
        # `v2`, and at the very beginning `1st`.
        ordinal = len(found) == 1 and found[0].isdigit() and match[0].islower()
        if match.start() == end and (word[0].isdigit() or ordinal):
            found[-1] += word
        else:
            found.append(word)
        end = match.end()
    return tuple(found)


@lru_cache(maxsize=100_000)
def snake(text: str) -> str:
    """Return `session_create_params` for `sessionCreateParams`; may be empty."""
    return "_".join(words(text))


@lru_cache(maxsize=100_000)
def pascal(text: str) -> str:
    """Return `SessionCreateParams` for `session_create_params`.

    What is already written in capitals and small letters stays as it is, so that
    `OAuth2Token` and `HTTPError` keep their looks.
    """
    plain = text.isidentifier() and text.isascii() and "_" not in text
    if plain and text[0].isupper() and not text.isupper():
        return text
    return "".join(map(_capitalized, words(text)))


def _capitalized(word: str) -> str:
    known = _CASES.get(word, word)
    return known[0].upper() + known[1:]


def joined(stem: str, text: str) -> str:
    """Join `PetStore` and `store hours` to `PetStoreHours`, without repeated words.

    What would add nothing to the stem is added all the same.
    """
    before, own = words(stem), words(text)
    most = min(len(before), len(own) - 1)
    shared = next((n for n in range(most, 0, -1) if before[-n:] == own[:n]), 0)
    return stem + pascal("_".join(own[shared:]) if shared else text)


def usable(name: str, prefix: str) -> str:
    """Return a valid identifier that is not a keyword: `class_`, `field_1st`, `prefix`."""
    if not name:
        return prefix
    if not name[0].isidentifier():
        return f"{prefix}_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def type_name(text: str) -> str:
    """Return a class name for any text, or `Type` if it has no words."""
    return pascal(usable(pascal(text), "Type"))


def singular(word: str) -> str:
    """Return the singular of an English noun in lower case; other words unchanged.

    Rules for the words that APIs use; `docs/design.md` compares them with libraries.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) < 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def singular_name(name: str) -> str:
    """Return a snake_case or PascalCase name with its last word in the singular."""
    head = re.match(r"(.*?)([A-Z]?[a-z]+)$", name)
    if head is None:
        return name
    last = head[2]
    word = singular(last.lower())
    return head[1] + (word.capitalize() if last[0].isupper() else word)
