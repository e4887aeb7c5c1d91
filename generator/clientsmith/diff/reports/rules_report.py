"""The page that documents every id, docs/changes.md, from the catalogue.

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

Requests may only be accepted more widely, and responses only be promised more narrowly.
A schema is the set of the values that satisfy it. A value that leaves the set of a request
is **breaking**, since callers send it; a value that enters the set of a response is
**breaking**, since callers do not expect it. The opposite is **info**. What the documents
cannot decide, as with two different patterns, is a **warning**.

References, composition, nullability, versions of OpenAPI, names of components and of path
parameters, and every order are resolved before anything is compared. A change in a shared
schema is one change, with the operations that it reaches.

These questions are decided once:

- **Properties.** Senders send what the document describes, and readers ignore what they do
  not know, unless `additionalProperties: false` says otherwise. So a new property breaks
  nothing (in a closed response it does), a property removed from a request is a warning, and
  a required property removed from a response is breaking.
- **Enumerations in responses.** A new value is breaking: only the others were promised.
  With `x-extensible-enum` it is info, since callers know that values will be added. If that
  is your policy, override the severity of the id.
- **A new limit in a request is breaking**, even if the server has always enforced it: the
  documents do not show that. Accept such a change in the configuration.
- **Alternatives.** A variant of a union that another variant includes is neither removed nor
  added. In `oneOf`, variants with names are distinct, since a value that satisfies two of
  them is not valid.
- **Defaults** restrict nothing, but a request that leaves the parameter out means something
  else when its default changes.
- **Keywords without effect**, such as `maxLength` beside `type: integer`, are compared as if
  they had one.
- **Text formats.** In parameters, headers, forms, XML and text a number is serialised as
  text: a number that became a string accepts what it accepted. In JSON the two differ.
- **Webhooks and callbacks.** What the API sends is judged as what callers read, and what they
  answer as what the API accepts. A callback is identified by its URL.
- **Composition.** `additionalProperties: false` in one schema of `allOf` refuses the
  properties of the others, as validators see it, so they cannot change;
  `unevaluatedProperties: false` closes the whole object. Generated packages have all of the
  properties, and `--python` shows what happens to them.
- **Missing types** follow from the keywords: `properties` means `type: object`.
- **Announcements.** What was announced with `deprecated` and `x-sunset` may be removed after
  that day. An earlier day is breaking. `x-stability-level: draft` or `alpha` promises
  nothing yet: every change is info.
- **Python.** With `--python` the generated packages are compared, too. A change that breaks
  Python code but nothing on the wire, such as another `operationId`, is a warning and
  suggests a major version. A change that no change of the document explains has the id
  `python-api-changed`.
- **Servers.** Whether a removed address still answers is not in any document: a warning.

## Severities and decisions of your own

```toml
[tool.clientsmith.diff]
severity = { "response-property-enum-value-added" = "info" }

[[tool.clientsmith.diff.accept]]
id = "api-path-removed-without-deprecation"
operation = "GET /debug"                   # or "*"; "" for the whole document
pointer = "/paths/~1debug"                 # in either document; optional
client = "acme"                            # by default all clients
reason = "it was never called"
```

An accepted change stays in the reports, with its reason, and does not count. A change that
reaches several operations must be accepted for each of them, or for all with `*`. The id may
contain wildcards (`api-path-removed-*`), methods may be in any case, a webhook is identified
by its name, and a pointer covers everything below it. Pointers into a Swagger 2.0 document
are those of that document. An entry that accepts nothing is a warning.
"""
_ROLE_NOTE = (
    "Changes of a value. The id of a change begins with the role of the value: "
    "`request-parameter-`, `request-parameter-property-`, `request-body-`, "
    "`request-property-`, `response-header-`, `response-body-`, `response-property-`, "
    "then the name below. The severity follows from the rule, unless it is stated."
)
_PREFIX = "request-body-"


def rules_page() -> str:
    """Return the whole page."""
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
            yield "| id | change | severity |"
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
        counts = " | ".join(str(found[severity] or "") for severity in severities)
        yield f"| [{title}](#{_anchor(title)}) | {counts} |"
    yield ""


def _anchor(heading: str) -> str:
    """Return the anchor that Markdown gives to a heading."""
    words = re.sub(r"[^\w\s-]", "", heading.lower())
    return words.replace(" ", "-")


def _values(rules: Iterable[Rule]) -> Iterator[str]:
    by_id = {rule.id: rule for rule in rules}
    own = [rule for rule in by_id.values() if rule.severity is not None]
    yield "| name | change |"
    yield "|---|---|"
    for rule in by_id.values():
        if rule.id.startswith(_PREFIX):
            yield f"| `{rule.id.removeprefix(_PREFIX)}` | {_sentence(rule, 'the value')} |"
    yield "\nWith a severity of their own:\n"
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
