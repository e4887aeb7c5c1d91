"""Text from documents as Markdown: the only place that escapes it.

Descriptions are written by strangers. What comes out of here is text inside one
paragraph, list item or heading: it starts no block, links nowhere, holds no HTML, and
is not longer than a line (CommonMark 0.31; tables, strikethrough of GFM 0.29).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from clientsmith.support.texts import printable, shortened

_MENTION = re.compile(r"@(?=[A-Za-z0-9])")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
# Tags for the look of a text; other tags, such as `<id>`, may be part of what it says.
_BREAK = re.compile(
    r"</?(?:br|div|h[1-6]|li|ol|p|pre|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:a|b|code|em|font|i|img|span|strong|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# Underscores inside words, and ampersands that begin no entity, have no meaning.
_MEANING = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Headings, lists, quotations, rules; numbers of lists have their point escaped.
_BLOCK = re.compile(r"^(?:[#>+=-]|\d+(?=[.)]))")
# In characters.
_LONGEST_ARTICLE = 200_000
_FENCE = re.compile(r"\s*(```|~~~)")
# Of headings and of items of lists.
_START = re.compile(r"\s*(?:#{1,6}|[-*+]|\d{1,3}[.)])\s+")
_TEXT_BLOCK = re.compile(r"[^\W_]|[`\"'(*_]")


def prose(text: str) -> str:
    """Return the text in one line; code stays code, links and markup become plain text."""
    return _prose(text, _escaped)


def comment(text: str) -> str:
    """Return the text for a comment, in which it mentions nobody."""
    return _prose(text, lambda part: _MENTION.sub("@&#8203;", _escaped(part)))


def _prose(text: str, escaped: Callable[[str], str]) -> str:
    line = _LINK.sub(r"\1", _one_line(shortened(text)))
    parts = [
        code(part) if is_code else escaped(part) for part, is_code in code_spans(line)
    ]
    return _BLOCK.sub(_defused, "".join(parts).strip())


def code_spans(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each part is code."""
    end = 0
    for match in _CODE.finditer(text):
        yield text[end : match.start()], False
        inner = match[2]
        padded = "`" in match[1][1:] and inner[0] == inner[-1] == " " != inner
        yield inner[1:-1] if padded else inner, True
        end = match.end()
    yield text[end:], False


def code(text: str) -> str:
    """Return the text as a code span."""
    return quoted(_one_line(text))


def quoted(text: str) -> str:
    """Return the text between enough backticks (CommonMark, 6.1)."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if not text or text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def first_paragraph(text: str) -> str:
    """Return the first plain paragraph as `prose`, or an empty string."""
    return prose(opening(text))


def opening(text: str) -> str:
    """Return the first plain paragraph unchanged, or an empty string."""
    for block in re.split(r"\n\s*\n", text.strip()):
        if _TEXT_BLOCK.match(block) and not block.startswith(("```", "---", "***")):
            return block
    return ""


def article(text: str) -> str:
    """Return a text of several paragraphs: headings, lists and code keep their form."""
    blocks: list[str] = []
    code_of = ""
    lines = shortened(text, _LONGEST_ARTICLE).expandtabs(4).splitlines()
    for line in lines:
        if code_of:
            if line.strip().startswith(code_of):
                code_of = ""
            else:
                blocks[-1] += f"{line}\n"
        elif fence := _FENCE.match(line):
            code_of = fence[1]
            blocks += ["```\n"]
        elif line.lstrip().startswith("|"):
            if not _is_code(blocks):
                blocks.append("```\n")
            blocks[-1] += f"{line}\n"
        elif not line.strip() or _START.match(line):
            blocks.append(line.strip())
        elif blocks and not _is_code(blocks) and not blocks[-1].startswith("#"):
            blocks[-1] += f" {line.strip()}"
        else:
            blocks.append(line.strip())
    return "\n\n".join(filter(None, map(_block, blocks)))


def _is_code(blocks: list[str]) -> bool:
    return bool(blocks) and blocks[-1].startswith("```\n")


def _block(text: str) -> str:
    if text.startswith("```\n"):
        # No line of it can end the block, or look like a sample of this package.
        inner = text.removeprefix("```\n").replace("```", "'''")
        lines = "\n".join(printable(line) for line in inner.splitlines())
        return f"```\n{lines}\n```" if lines.strip() else ""
    start = _START.match(text)
    own = prose(text[start.end() :] if start else text)
    if start is None or not own:
        return own
    return f"### {own}" if text.startswith("#") else f"- {own}"


def _one_line(text: str) -> str:
    """Return the text without line breaks, with invisible characters escaped."""
    return printable(" ".join(text.split()))


def _escaped(text: str) -> str:
    plain = _MEANING.sub(r"\\\g<0>", _TAG.sub("", _BREAK.sub(" ", text)))
    return _ENTITY.sub("&amp;", plain).replace("<", "&lt;")


def _defused(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"
