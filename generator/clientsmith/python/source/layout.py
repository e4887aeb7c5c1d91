"""Fast layout of rendered modules, byte for byte as Black prints them.

It exists for speed alone: OpenAI's document takes 8.3 s of CPU with it and 20.6 s
without. Black weighs several ways to print each line. Most rendered lines leave it no
choice: they fit, or their only brackets are opened, once or nested. This module prints
those and passes every other line to Black, or the whole module where its structure
differs from that of our templates. Tests compare the result with Black's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clientsmith.python.source.literals import QUOTES, WIDTH

_TOKEN = re.compile(
    r'(?P<doc>"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*""")'
    r"""|(?P<text>'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")"""
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n[ \n]*)|(?P<space> +)|(?P<word>[^\s'\"()\[\]{},\\#]+)",
    re.DOTALL,
)
_TABS = re.compile(r"^ *\t", re.MULTILINE)
# Words as templates space them; Black prints other expressions.
_WORD = re.compile(
    r"[A-Za-z_.][\w.]*(=-?[\w.]*|:)?|-?\d+(\.\d+)?:?|[|=:]|->|@[\w.]+|[*]{1,2}\w*:?"
)
_SPACED = frozenset({"|", "=", "->"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Between operands Black has a choice.
_PLAIN = re.compile(r"(\w+=)?[\w.]+(=|:)?|=|:|[*]{1,2}\w*|\)|->|@[\w.]+|:=?")
_DEFINITION = frozenset({"class", "def", "async"})
_IMPORT = frozenset({"from", "import"})
_KEYWORDS = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "for", "lambda", "while", "with"}
)


class _NotPlainError(Exception):
    """Only Black can decide the layout."""


@dataclass(slots=True)
class _Group:
    """The contents of brackets, by commas; `open`: printed over several lines."""

    bracket: str
    elements: list[list[_Item]]
    trailing_comma: bool
    is_call: bool

    @property
    def is_magic(self) -> bool:
        """Whether a comma asks for several lines; that of a tuple of one does not."""
        if not self.trailing_comma:
            return False
        if self.bracket == "[" and self.is_call:
            raise _NotPlainError
        return self.is_call or len(self.elements) > 1 or self.bracket != "("


_Item = str | _Group


def laid_out(source: str, black: Callable[[str], str]) -> str | None:
    """Lay out the module as Black prints it; None: print all of it with Black.

    `black` prints a module.
    """
    try:
        return "".join(_Module(_tokens(source), black).lines())
    except (_NotPlainError, RecursionError):
        return None


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(source)]
    if sum(len(text) for _, text in tokens) != len(source):
        raise _NotPlainError  # the text between them is not a token
    return tokens


class _Module:
    """Prints logical lines one after another, with the blank lines between them."""

    def __init__(
        self, tokens: Sequence[tuple[str, str]], black: Callable[[str], str]
    ) -> None:
        self._tokens = tokens
        self._black = black
        self._previous = ""
        self._outer = 0
        self._opens = False
        self._is_second = False
        self._definitions: list[int] = []

    def lines(self) -> Iterator[str]:
        indent = at = blank_lines = 0
        while at < len(self._tokens):
            kind, text = self._tokens[at]
            if kind in ("newline", "space"):
                indent = len(text) - text.rfind("\n") - 1
                blank_lines = text.count("\n") - 1
                at += 1
                continue
            start = at
            if kind == "comment":
                if indent:
                    raise _NotPlainError
                elements: list[list[_Item]] = [[text]]
                at += 1
            else:
                elements, at = self._line(at)
            yield "\n" * self._blank_lines(text, indent, blank_lines)
            yield self._printed(elements, indent, start, at)
            self._is_second = not self._previous
            self._previous, self._outer, blank_lines = text, indent, 0
            self._opens = self._tokens[at - 1][1].endswith(":")
            if text in _DEFINITION:
                self._definitions.append(indent)

    def _line(self, start: int) -> tuple[list[list[_Item]], int]:
        """Print a logical line and its end; without elements, Black prints it."""
        try:
            elements, end, _ = _elements(self._tokens, start, None)
            return elements, end
        except _NotPlainError:
            depth = 0
            for end in range(start, len(self._tokens)):
                kind = self._tokens[end][0]
                depth += (kind == "open") - (kind == "close")
                if kind == "newline" and not depth:
                    return [], end
            raise

    def _blank_lines(self, text: str, indent: int, found: int) -> int:
        """Return the number of blank lines before a line."""
        previous = self._previous
        if not previous:
            return 0
        if previous[0] == "@":
            if found:
                raise _NotPlainError
            return 0
        if previous[0] == "#":
            return min(found, 2)
        ended = [definition for definition in self._definitions if definition >= indent]
        del self._definitions[len(self._definitions) - len(ended) :]
        defines = text in _DEFINITION or text[0] == "@"
        if self._opens:
            if found and not defines and self._outer:
                raise _NotPlainError
            return min(found, 1)
        if defines or ended:
            if not found or text[0] == "#":
                raise _NotPlainError  # stubs in a row may omit them
            return 1 if indent else 2
        if previous.startswith(QUOTES) and not indent and self._is_docstring(found):
            return 1
        if previous in _IMPORT and text not in _IMPORT and self._outer == indent:
            return 1
        return min(found, 1 if indent else 2)

    def _is_docstring(self, found: int) -> bool:
        if self._is_second and not found:
            raise _NotPlainError
        return self._is_second

    def _printed(
        self, elements: list[list[_Item]], indent: int, start: int, end: int
    ) -> str:
        try:
            return "".join(_printed(elements, indent))
        except _NotPlainError:
            text = "".join(text for _, text in self._tokens[start:end])
            if text[0] == "@" or (text[0] in "\"'" and not self._opens):
                raise
            return _within(text, indent, self._black)


def _within(text: str, indent: int, black: Callable[[str], str]) -> str:
    """Return the line as Black prints it in blocks of that depth."""
    outside = "".join(
        f"{' ' * at}{'def _():' if at else 'class _:'}\n" for at in range(0, indent, 4)
    )
    inside = f"\n{' ' * indent}    pass\n" if text.endswith(":") else ""
    printed = black(f"{outside}{' ' * indent}{text}{inside}")
    if not printed.startswith(outside) or not printed.endswith(inside or "\n"):
        raise _NotPlainError
    return printed[len(outside) : len(printed) - max(len(inside) - 1, 0)]


def _printed(elements: list[list[_Item]], indent: int) -> Iterator[str]:
    """Print a logical line; it has several elements if it imports them."""
    items = elements[0] if elements else []
    if not items:
        raise _NotPlainError
    first = items[0]
    if ":" in items[:-1] and items[items.index(":") + 1 :] != [" ", "..."]:
        raise _NotPlainError  # the body of a function on its line
    if isinstance(first, str) and first.startswith(("'", '"')):
        if not first.startswith(QUOTES):
            raise _NotPlainError
        if len(items) > 1 or not _is_plain_docstring(first, indent):
            raise _NotPlainError
        yield f"{' ' * indent}{first}\n"
        return
    if str(first).startswith("#"):
        lines: Iterable[str] = [f"{' ' * indent}{first}"]
    elif first == "from":
        lines = _import(elements, indent)
    elif len(elements) > 1:
        raise _NotPlainError
    elif "def" in items[:3]:
        lines = _function(items, indent)
    else:
        lines = _statement(items, indent, "")
    for line in lines:
        yield f"{line}\n"


def _is_plain_docstring(text: str, indent: int) -> bool:
    """Return whether Black leaves a docstring unchanged.

    It keeps quotes away from those around the text, and moves lines that are all
    further in than the first.
    """
    if (
        _TABS.search(text)
        or text.startswith(f'{QUOTES}"')
        or text.endswith(f'"{QUOTES}')
    ):
        return False
    lines = text[len(QUOTES) : -len(QUOTES)].split("\n")[1:]
    widths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return not widths or min(widths) == indent


def _elements(
    tokens: Sequence[tuple[str, str]], at: int, closing: str | None
) -> tuple[list[list[_Item]], int, bool]:
    """Return what commas separate, up to a bracket or the end of the line."""
    elements: list[list[_Item]] = []
    items: list[_Item] = []
    outer = closing is None
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "newline" and outer:
            break
        at += 1
        if kind == "close":
            if text != closing:
                raise _NotPlainError
            _strip(items)
            if items:
                elements.append(items)
            return elements, at, not items and bool(elements)
        if kind == "open":
            called = bool(items) and items[-1] != " " and not _ends_open(items[-1])
            _check_spacing(items, kind, text, outer)
            inner, at, comma = _elements(tokens, at, _CLOSING[text])
            items.append(_Group(text, inner, comma, called))
        elif kind == "comma":
            _strip(items)
            if not items or (outer and items[0] != "from" and not elements):
                raise _NotPlainError
            elements.append(items)
            items = []
        elif kind in ("newline", "space"):
            if items:
                items.append(" ")
        elif kind == "comment" or (kind == "doc" and (items or not outer)):
            raise _NotPlainError
        else:
            _check_spacing(items, kind, text, outer)
            items.append(_quoted(text) if kind == "text" else text)
    if not outer:
        raise _NotPlainError
    _strip(items)
    return [*elements, items], at, False


def _check_spacing(items: Sequence[_Item], kind: str, text: str, outer: bool) -> None:
    """Check that Black would not change the spaces in front of the token."""
    last = items[-1] if items else None
    spaced = last == " "
    before = items[-2] if spaced and len(items) > 1 else last
    if kind == "word":
        if not _WORD.fullmatch(text) or (outer and "=" in text[:-1] + text[1:]):
            raise _NotPlainError
        if text == "=" and not outer and not str(items[0]).endswith(":"):
            raise _NotPlainError
    if isinstance(before, str):
        if before[-1] in "*=" and before[:-1] and spaced:
            raise _NotPlainError
        if (before in _SPACED or before[-1] == ":") and not spaced:
            raise _NotPlainError
        if kind != "open" and not spaced and before[-1] not in "=*" and text[-1] != ":":
            raise _NotPlainError
    if (text in _SPACED and not spaced) or (text == ":" and spaced):
        raise _NotPlainError


def _ends_open(item: _Item) -> bool:
    return isinstance(item, str) and item[-1] in "=:*"


def _strip(items: list[_Item]) -> None:
    while items and items[-1] == " ":
        items.pop()


def _quoted(text: str) -> str:
    if text[0] == "'" and '"' not in text and "\\" not in text:
        return f'"{text[1:-1]}"'
    from black.strings import normalize_string_quotes

    return normalize_string_quotes(text)


def _flat(items: Sequence[_Item]) -> str:
    """Print on one line; brackets whose comma asks for several lines are an error."""
    return "".join(
        item if isinstance(item, str) else _flat_group(item) for item in items
    )


def _flat_group(group: _Group) -> str:
    comma = "," if group.trailing_comma else ""
    inside = ", ".join(map(_flat, group.elements))
    return f"{group.bracket}{inside}{comma}{_CLOSING[group.bracket]}"


def _is_magic(items: Sequence[_Item]) -> bool:
    return any(
        item.is_magic or any(map(_is_magic, item.elements))
        for item in items
        if isinstance(item, _Group)
    )


def _fits(line: str) -> bool:
    if line.isascii():
        return len(line) <= WIDTH
    from black.strings import str_width

    return str_width(line) <= WIDTH


def _statement(items: Sequence[_Item], indent: int, end: str) -> Iterator[str]:
    """Print a statement or a parameter, either of which may have a type."""
    line = " " * indent + _flat(items) + end
    if _fits(line) and not _is_magic(items):
        yield line
    elif str(items[0]).endswith(":") and len(items) > 1:
        yield from _annotated(items, indent, end)
    else:
        yield from _lines(items, indent, end)


def _annotated(items: Sequence[_Item], indent: int, end: str) -> Iterator[str]:
    """Print a name with a type; brackets go around the union, wherever it is."""
    at = items.index("=") if "=" in items else len(items)
    annotation, value = items[2 : at - (at < len(items))], items[at + 2 :]
    if "|" not in annotation and "|" not in value:
        if value and not end and annotation == ["TypeAlias"]:
            yield from _lines(items, indent, end)
        elif value or (len(items) == 3 and _fits(f"{' ' * indent}    {items[2]}")):
            raise _NotPlainError
        elif len(items) == 3:  # no way to break it
            yield " " * indent + _flat(items) + end
        else:
            yield from _lines(items, indent, end)
    elif "|" in value:
        if "|" in annotation or end:
            raise _NotPlainError
        yield from _in_brackets(_flat(items[: at + 2]), value, indent, "")
    elif end or not value:
        rest = f" = {_flat(value)}" if value else ""
        yield from _in_brackets(f"{items[0]} ", annotation, indent, f"{rest}{end}")
    else:
        yield from _with_default(items, at, indent)


def _with_default(items: Sequence[_Item], at: int, indent: int) -> Iterator[str]:
    """Print a parameter with a default; break the default if what precedes it fits,
    else the type.
    """
    head, value = _flat(items[: at + 2]), items[at + 2 :]
    last = value[-1]
    if len(value) > 2 or _is_magic(items):
        raise _NotPlainError
    if isinstance(last, _Group) and _fits(f"{' ' * indent}{head}{_flat(value[:-1])}("):
        yield from _opened(f"{head}{_flat(value[:-1])}", last, indent, "")
    elif _fits(f"{' ' * indent}{head}("):
        yield from _in_brackets(head, value, indent, "")
    else:
        rest = f" = {_flat(value)}"
        annotation = items[2 : at - 1]
        yield from _in_brackets(f"{items[0]} ", annotation, indent, rest)


def _in_brackets(
    head: str, items: Sequence[_Item], indent: int, end: str
) -> Iterator[str]:
    tail = f"{' ' * indent}){end}"
    if not _fits(tail):
        raise _NotPlainError
    yield f"{' ' * indent}{head}("
    yield from _lines(items, indent + 4, "")
    yield tail


def _lines(items: Sequence[_Item], indent: int, end: str) -> Iterator[str]:
    """Print an expression, or an element of what is in brackets."""
    line = " " * indent + _flat(items) + end
    if _fits(line) and not _is_magic(items):
        yield line
        return
    if len(items) == 1 and isinstance(items[0], str) and end == ",":
        yield line  # no way to break it
        return
    if "|" in items and "=" not in items:
        yield from _union(items, indent, end)
        return
    *before, group = items[:-1] if items[-1] == ":" else items
    if not isinstance(group, _Group) or not all(map(_is_plain, before)):
        raise _NotPlainError
    colon = ":" if items[-1] == ":" else ""
    yield from _opened(_flat(before), group, indent, f"{colon}{end}")


def _union(items: Sequence[_Item], indent: int, end: str) -> Iterator[str]:
    """Print a union with one line for each member."""
    operands: list[list[_Item]] = [[]]
    for item in items:
        if item == "|":
            operands[-1].pop()
            operands.append([item])
        else:
            operands[-1].append(item)
    for operand in operands[:-1]:
        yield from _operand(operand, indent, "")
    yield from _operand(operands[-1], indent, end)


def _operand(items: Sequence[_Item], indent: int, end: str) -> Iterator[str]:
    if len(items) - 2 * (items[0] == "|") == 1:  # no way to break it
        yield " " * indent + _flat(items) + end
        return
    line = " " * indent + _flat(items) + end
    if _fits(line) and not _is_magic(items):
        yield line
        return
    *before, group = items
    if not isinstance(group, _Group) or any(isinstance(x, _Group) for x in before):
        raise _NotPlainError
    yield from _opened(_flat(before), group, indent, end)


def _is_plain(item: _Item) -> bool:
    return item == " " or (
        isinstance(item, str)
        and item not in _KEYWORDS
        and (item[0] == '"' or _PLAIN.fullmatch(item) is not None)
    )


def _opened(head: str, group: _Group, indent: int, end: str) -> Iterator[str]:
    """Print the brackets on lines of their own, and their contents between them."""
    first = f"{' ' * indent}{head}{group.bracket}"
    if not _fits(first) or not group.elements:
        raise _NotPlainError
    yield first
    inside = ", ".join(map(_flat, group.elements))
    body = f"{' ' * (indent + 4)}{inside}"
    magic = group.is_magic or any(map(_is_magic, group.elements))
    # Unlike those of a call, all elements of a collection have a line each.
    together = group.is_call or len(group.elements) == 1
    if together and _fits(body) and not magic and not group.trailing_comma:
        yield body
    elif len(group.elements) == 1 and not group.trailing_comma:
        yield from _lines(group.elements[0], indent + 4, "")
    else:
        for element in group.elements:
            yield from _lines(element, indent + 4, ",")
    yield f"{' ' * indent}{_CLOSING[group.bracket]}{end}"


def _function(items: Sequence[_Item], indent: int) -> Iterator[str]:
    """Print the line of a function; broken, it has one argument per line."""
    line = " " * indent + _flat(items)
    if _fits(line) and not _is_magic(items):
        yield line
        return
    at = next(at for at, item in enumerate(items) if isinstance(item, _Group))
    group = items[at]
    assert isinstance(group, _Group)
    tail = f"{' ' * indent}){_flat(items[at + 1 :])}"
    if not _fits(tail) or _is_magic(items[at + 1 :]):
        raise _NotPlainError
    yield f"{' ' * indent}{_flat(items[:at])}("
    for element in group.elements:
        yield from _statement(element, indent + 4, ",")
    yield tail


def _import(elements: Sequence[Sequence[_Item]], indent: int) -> Iterator[str]:
    """Print imported names; one per line where they do not fit."""
    first = [*elements[0]]
    group = first[-1]
    if isinstance(group, _Group):
        names: Sequence[Sequence[_Item]] = group.elements
        head = _flat(first[:-1])
        magic = group.trailing_comma
    else:
        at = first.index("import") + 2
        head, names = _flat(first[:at]), [first[at:], *elements[1:]]
        magic = False
    line = f"{' ' * indent}{head}{', '.join(map(_flat, names))}"
    if _fits(line) and not magic:
        yield line
        return
    yield f"{' ' * indent}{head}("
    for name in names:
        yield f"{' ' * (indent + 4)}{_flat(name)},"
    yield f"{' ' * indent})"
