"""The page that documents every id: docs/changes.md, made from the catalogue.

`python -m clientsmith.diff.reports.rules_report > docs/changes.md`
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from clientsmith.diff.changes import Severity
from clientsmith.diff.reports.places import rule_sentence
from clientsmith.diff.rules.catalogue import SECTIONS, Rule

_TITLE = """\
# What `clientsmith diff` reports

An id in a report leads to its row on this page; search for it, or begin with what changed.
The numbers count the ids of a fixed severity, and those that follow [the rule](#one-rule).
[Decisions of your own](#severities-and-decisions-of-your-own) override both.

Made from the code by `make rules`; a test keeps it current.
"""
_INTRODUCTION = """\
## One rule

Requests may only be accepted more widely, and answers only be promised more narrowly.
A schema is the set of the values that satisfy it. What is left out of a set of requests
is **breaking**, since callers send it; what comes into a set of answers is
**breaking**, since callers do not expect it. The other way round it is **info**. What
the documents cannot decide, as with two different patterns, is a **warning**.

References, composition, nullability, versions of OpenAPI, names of components and of
placeholders in paths, and every order are resolved before anything is compared. A
change in a shared schema is one change, with the operations that it reaches.

Some things are decided once, for all:

- **Members of objects.** Senders send what the document describes, and readers ignore
  what they do not know, unless `additionalProperties: false` says otherwise. So a new
  member is no break (in closed answers it is), a request's member that went is a
  warning, and a required member of an answer that went is a break.
- **Enumerations of answers.** A new value is breaking: callers were promised the others
  only. `x-extensible-enum` tells them that there will be more; then it is info. Where
  that is your policy anyway, override the severity of the id.
- **A new limit in a request is breaking**, even if the server has always had it: nobody
  can know that from the documents. Accept such a change in the configuration.
- **Alternatives.** A variant of a union that another one takes in is neither lost nor
  new, whatever it is called; with `oneOf`, variants with names are different things,
  since a value that fits two of them is not valid.
- **Defaults** restrict nothing, but a request that leaves the parameter out means
  something else when its default changes.
- **Keywords that have no effect**, such as `maxLength` beside `type: integer`, are taken
  at their word: whoever wrote them meant something.
- **Texts.** In parameters, headers, forms, XML and text a number is written as a text: a
  number that became a string accepts what it accepted. In JSON the two are different.
- **Webhooks and callbacks.** What the API itself sends counts as what callers read, and
  what they answer as what it accepts; a callback is known by its URL.
- **Composition is taken at its word.** `additionalProperties: false` in one schema of
  `allOf` refuses the members of the others, as validators see it, so they cannot change;
  `unevaluatedProperties: false` is what closes the whole. Generated packages have all of
  them, so that `--python` shows what happens to them.
- **Types that are not named** are those that the keywords speak of: `properties` means
  `type: object`.
- **Promises about time.** What was announced with `deprecated` and `x-sunset` may go
  when the day has passed. A day that moves nearer is a break. What is `x-stability-level:
  draft` or `alpha` has not been promised yet: all is info.
- **Python.** With `--python` the generated packages are compared, too. What breaks
  nothing on the wire but Python code, such as another `operationId`, is a warning and
  calls for a major version; what no change of the document explains has the id
  `python-api-changed`.
- **Servers.** Whether an old address goes on answering, no document tells: a warning.

## Severities and decisions of your own

```toml
[tool.clientsmith.diff]
severity = { "response-property-enum-value-added" = "info" }

[[tool.clientsmith.diff.accept]]
id = "api-path-removed-without-deprecation"
operation = "GET /debug"                   # or "*"; "" for the document as a whole
pointer = "/paths/~1debug"                 # in either document; may be left out
client = "acme"                            # the only one; may be left out
reason = "nobody ever called it"
```

An accepted change stays in the reports, with its reason, and does not count. One that
reaches several operations has to be accepted for each of them, or for all with `*`.
The id may have wildcards (`api-path-removed-*`), methods are written in any case, a
webhook goes by its name, and a pointer covers what is below it; those into a Swagger 2.0
document are its own. An entry that accepts nothing is a warning.
"""
_ROLE_NOTE = (
    "What can happen to a value. Each has an id for every role in which values travel: "
    "`request-parameter-`, `request-parameter-property-`, `request-body-`, "
    "`request-property-`, `response-header-`, `response-body-`, `response-property-`, "
    "then the name below. The severity is that of the rule, except where it is told."
)
_PREFIX = "request-body-"


def rules_page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _TITLE
    yield from _index()
    yield _INTRODUCTION
    yield "## All ids\n"
    for title, rules in SECTIONS.items():
        yield f"### {title}\n"
        if title == "Values":
            yield f"{_ROLE_NOTE}\n"
            yield from _values(rules)
        else:
            yield "| id | what happened | severity |"
            yield "|---|---|---|"
            yield from (
                f"| `{rule.id}` | {_sentence(rule)} | {_severity(rule)} |"
                for rule in rules
            )
        yield ""
    yield "### Every id of a value\n"
    yield "```"
    yield from (rule.id for rule in SECTIONS["Values"])
    yield "```\n"


def _index() -> Iterator[str]:
    """Yield a table of the sections and of how their ids are judged."""
    severities = (Severity.BREAKING, Severity.WARNING, Severity.INFO, None)
    yield "| what changed | breaking | warning | info | by the rule |"
    yield "|---|--:|--:|--:|--:|"
    for title, rules in SECTIONS.items():
        found = Counter(rule.severity for rule in rules)
        counts = " | ".join(str(found[each] or "") for each in severities)
        yield f"| [{title}](#{_anchor(title)}) | {counts} |"
    yield ""


def _anchor(heading: str) -> str:
    """Return the anchor that Markdown gives to a heading."""
    words = re.sub(r"[^\w\s-]", "", heading.lower())
    return words.replace(" ", "-")


def _values(rules: Iterable[Rule]) -> Iterator[str]:
    by_id = {rule.id: rule for rule in rules}
    own = [rule for rule in by_id.values() if rule.severity is not None]
    yield "| name | what happened |"
    yield "|---|---|"
    for rule in by_id.values():
        if rule.id.startswith(_PREFIX):
            yield f"| `{rule.id.removeprefix(_PREFIX)}` | {_sentence(rule, 'the value')} |"
    yield "\nNot by the rule:\n"
    yield "| id | severity |"
    yield "|---|---|"
    yield from (f"| `{rule.id}` | {_severity(rule)} |" for rule in own)


def _sentence(rule: Rule, it: str = "") -> str:
    return rule_sentence(rule, it).replace("|", "\\|")


def _severity(rule: Rule) -> str:
    if rule.severity is None:
        return rule.why or "by the rule"
    why = f": {rule.why}" if rule.why else ""
    return f"{Severity(rule.severity)}{why}"


if __name__ == "__main__":
    sys.stdout.write(rules_page())
