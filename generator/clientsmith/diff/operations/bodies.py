"""Compare bodies, responses and headers in their media types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from clientsmith.contract.api import Body, Header, Media, Operation, Response
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, Place, at_reference, found_at, walk
from clientsmith.diff.lifecycle import removal
from clientsmith.diff.operations.encodings import (
    changed_encodings,
    is_opaque,
    same_files,
)
from clientsmith.diff.schemas.values import Readings
from clientsmith.document.documents import Source
from clientsmith.model.usage import Direction
from clientsmith.support.markdown import quoted

_TEXTS = frozenset(
    {
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/csv",
        "text/html",
        "text/plain",
    }
)


class BodyComparison:
    """Compares the bodies of one operation in the direction of `readings`."""

    def __init__(self, readings: Readings, place: Place, today: date) -> None:
        self._readings = readings
        self._place = place
        self._today = today

    def request(self, old: Operation, new: Operation) -> Iterator[Finding]:
        """Compare the request bodies."""
        direction = self._place.direction
        sent = direction is Direction.REQUEST
        place = replace(
            self._place,
            role=_role(direction),
            subject="the request body" if sent else "the payload",
        )
        before, after = old.body, new.body
        if before is None or after is None:
            yield from self._presence(before, after, old, new, place)
            return
        found = self._carried(before, after, place)
        yield from at_reference(found, self._readings.typed.steps, before, after)

    def _carried(self, before: Body, after: Body, place: Place) -> Iterator[Finding]:
        if before.required is not after.required:
            yield found_at(
                place,
                f"request-body-became-{'required' if after.required else 'optional'}",
                Effect.NARROWER if after.required else Effect.WIDER,
                (before.required, after.required),
                (_demanded(before), _demanded(after)),
            )
        yield from self._contents(before, after, place)

    def _presence(
        self,
        before: Body | None,
        after: Body | None,
        old: Operation,
        new: Operation,
        place: Place,
    ) -> Iterator[Finding]:
        comes = place.direction is Direction.RESPONSE
        if after is not None:
            required = "required" if after.required else "optional"
            asked = Effect.NARROWER if after.required else Effect.WIDER
            yield found_at(
                place,
                f"request-body-added-{required}",
                Effect.NEUTRAL if comes else asked,
                (None, None),
                (old.source, after.source),
            )
        elif before is not None:
            yield found_at(
                place,
                "request-body-removed",
                Effect.NARROWER if not comes else _missing(before.required),
                (None, None),
                (before.source, new.source),
            )

    def responses(
        self, old: Operation, new: Operation, direction: Direction
    ) -> Iterator[Finding]:
        """Compare responses by status; a status covered by a range counts as the range."""
        place = replace(self._place, direction=direction)
        before = {response.status: response for response in old.responses}
        after = {response.status: response for response in new.responses}
        for status, base in before.items():
            revision = _covering(status, after)
            if revision is None and _has_part_of(status, after):
                continue  # a range was replaced by some of its codes
            if revision is None:
                id_ = f"response-{_success(status)}-status-removed"
                yield found_at(
                    replace(place, subject=f"response {status}"),
                    id_,
                    Effect.NARROWER,
                    (status, None),
                    (base.source, new.source),
                )
            else:
                yield from self._response(base, revision, place)
        for status, revision in after.items():
            covering = _covering(status, before)
            # An error response without content does not describe what is sent.
            named = not revision.contents and _success(status) != "success"
            if covering is None or (named and status not in before):
                id_ = f"response-{_success(status)}-status-added"
                yield found_at(
                    replace(place, subject=f"response {status}"),
                    id_,
                    Effect.WIDER,
                    (None, status),
                    (old.source, revision.source),
                )
            elif status not in before:
                yield from self._response(covering, revision, place)

    def _response(
        self, old: Response, new: Response, place: Place
    ) -> Iterator[Finding]:
        answer = replace(
            place,
            role=_role(place.direction),
            subject=f"response {new.status}",
        )
        found = chain(
            self._headers(old, new, place),
            self._contents(old, new, answer),
            _links(old, new, place),
        )
        yield from at_reference(found, self._readings.typed.steps, old, new)

    def _headers(self, old: Response, new: Response, place: Place) -> Iterator[Finding]:
        before = {header.name.lower(): header for header in old.headers}
        after = {header.name.lower(): header for header in new.headers}
        for name in dict.fromkeys((*before, *after)):
            base, revision = before.get(name), after.get(name)
            present = revision or base
            assert present is not None
            at = replace(
                place,
                role="response-header",
                subject=f"header {quoted(present.name)} of response {new.status}",
            )
            if base is None:
                yield found_at(
                    at,
                    "response-header-added",
                    Effect.NEUTRAL,
                    (None, present.name),
                    (old.source, present.source),
                )
            elif revision is None:
                optional = "required" if base.required else "optional"
                id_ = f"{optional}-response-header-removed"
                lifecycle = base.lifecycle.deprecated, base.lifecycle.sunset
                if removal(*lifecycle, self._today) == "removed-with-deprecation":
                    id_ = "response-header-removed-with-deprecation"
                yield found_at(
                    at,
                    id_,
                    _missing(base.required),
                    (present.name, None),
                    (base.source, new.source),
                )
            else:
                found = self._header(base, revision, at)
                yield from at_reference(
                    found, self._readings.typed.steps, base, revision
                )

    def _header(self, old: Header, new: Header, place: Place) -> Iterator[Finding]:
        was, now = old.lifecycle.deprecated, new.lifecycle.deprecated
        if was is not now:
            yield found_at(
                place,
                f"response-header-{'deprecated' if now else 'reactivated'}",
                Effect.NEUTRAL,
                (was, now),
                (old.source, new.source),
            )
        if old.required is not new.required:
            action = "required" if new.required else "optional"
            yield found_at(
                place,
                f"response-header-became-{action}",
                Effect.NARROWER if new.required else Effect.WIDER,
                (old.required, new.required),
                (_demanded(old), _demanded(new)),
            )
        sources = old.source, new.source
        written = old.content_type is None and new.content_type is None
        values = self._readings.texts if written else self._readings.typed
        yield from walk(values.steps, place, old.schema_set, new.schema_set, sources)

    def _contents(
        self, old: Body | Response, new: Body | Response, place: Place
    ) -> Iterator[Finding]:
        sent = place.role == "request-body"
        # Callers request the media types of responses; those of webhooks are not
        # requested.
        asked = isinstance(old, Response) and not sent
        noun = "response" if asked else "request-body"
        several = max(len(old.contents), len(new.contents)) > 1
        before = {_normal(content.content_type): content for content in old.contents}
        after = {_normal(content.content_type): content for content in new.contents}
        narrower: set[str] = set()
        for name, base in before.items():
            revision = after.get(name) or _match(name, after, wide=sent)
            if revision is None and not sent:
                revision = _derived(name, before, after)
            if revision is None:
                # If no content is left, report it once, with what was removed.
                yield found_at(
                    place,
                    f"{noun}-media-type-removed",
                    Effect.BOTH if asked else Effect.NARROWER,
                    (base.content_type, None),
                    (base.source, new.source),
                )
                continue
            if not sent and name not in after:
                narrower.add(_normal(revision.content_type))
                yield found_at(
                    place,
                    "response-media-type-name-specialized",
                    Effect.NARROWER,
                    (base.content_type, revision.content_type),
                    (base.source, revision.source),
                )
            inside = replace(place, media=revision.content_type if several else "")
            yield from self._media(base, revision, inside)
        for name, revision in after.items():
            covering = _match(name, before, wide=True)
            if name in before or name in narrower:
                continue
            if covering is None:
                yield found_at(
                    place,
                    f"{noun}-media-type-added",
                    Effect.NEUTRAL if asked else Effect.WIDER,
                    (None, revision.content_type),
                    (old.source, revision.source),
                )
            else:
                inside = replace(place, media=revision.content_type if several else "")
                yield from self._media(covering, revision, inside)

    def _media(self, old: Media, new: Media, place: Place) -> Iterator[Finding]:
        role = place.role
        places = old.source, new.source
        shapes = self._readings.typed.base, self._readings.typed.revision
        sides = (old, shapes[0]), (new, shapes[1])
        if is_opaque(*sides[0]) and is_opaque(*sides[1]):
            return
        if (old.schema_set is None) is not (new.schema_set is None):
            added = old.schema_set is None
            yield found_at(
                place,
                f"{role}-media-type-schema-{'added' if added else 'removed'}",
                Effect.NARROWER if added else Effect.WIDER,
                (None, None),
                places,
            )
            return
        for name, was, now in changed_encodings(*sides):
            inside = replace(place, subject=f"{quoted(name)} in {place.subject}")
            yield found_at(
                inside, f"{role}-encoding-changed", Effect.UNKNOWN, (was, now), places
            )
        if old.items is not new.items:
            yield found_at(
                place,
                f"{role}-streaming-changed",
                Effect.BOTH,
                (old.items, new.items),
                places,
            )
        elif old.schema_set is not None and new.schema_set is not None:
            reading = self._readings.typed
            if _is_text(old.content_type) and _is_text(new.content_type):
                markup = _is_xml(old.content_type) and _is_xml(new.content_type)
                reading = self._readings.xml if markup else self._readings.raw
            start = None
            if files := same_files(*sides):
                start = reading.differences(old.schema_set, new.schema_set)
                left = (child for child in start.children if child.segment not in files)
                start = replace(start, children=tuple(left))
            schema_set = old.schema_set, new.schema_set
            yield from walk(reading.steps, place, *schema_set, places, start)


def _links(old: Response, new: Response, place: Place) -> Iterator[Finding]:
    """Compare the links of a response, on which no caller depends."""
    for name in dict.fromkeys((*old.links, *new.links)):
        before, after = old.links.get(name), new.links.get(name)
        if before is not None and after is not None and before.value == after.value:
            continue
        action = "added" if before is None else "changed" if after else "removed"
        yield found_at(
            replace(place, subject=f"link {quoted(name)} of response {new.status}"),
            f"response-link-{action}",
            Effect.NEUTRAL,
            (name if before else None, name if after else None),
            (
                before.origin if before is not None else old.source,
                after.origin if after is not None else new.source,
            ),
        )


def _missing(required: bool) -> Effect:
    """Report something that was always present, or that became optional."""
    return Effect.WIDER if required else Effect.UNKNOWN


def _demanded(owner: Body | Header) -> Source:
    """Return the place of `required`, or the element's own place without it."""
    return owner.source.inside("required") if owner.required else owner.source


def _role(direction: Direction) -> str:
    return f"{direction}-body"


def _success(status: str) -> str:
    return "success" if status[:1] in ("1", "2", "3") else "non-success"


def _covering(status: str, responses: dict[str, Response]) -> Response | None:
    """Return the response for a status: its own, its range's, or the default."""
    if status in responses:
        return responses[status]
    if status == "default":
        return None
    # `default` describes errors where success responses are described separately.
    described = any(_success(response) == "success" for response in responses)
    ranges: Sequence[str] = [f"{status[:1]}XX"]
    if _success(status) != "success" or not described:
        ranges = [*ranges, "default"]
    return next((responses[range_] for range_ in ranges if range_ in responses), None)


def _has_part_of(status: str, responses: dict[str, Response]) -> bool:
    """Return whether some codes of a range are described."""
    return status.endswith("XX") and any(
        response[:1] == status[:1] for response in responses
    )


def _normal(content_type: str) -> str:
    """Normalise a media type: case, the order of parameters (RFC 9110, 8.3.1), and
    charsets that are implied: UTF-8, and any in JSON, which has no other (RFC 8259,
    8.1).
    """
    lowered = content_type.lower().replace('"', "").split(";")
    essence, *parameters = (part.strip() for part in lowered)
    json = essence.endswith(("/json", "+json"))
    kept = sorted(
        parameter
        for parameter in parameters
        if parameter
        and parameter.replace("utf8", "utf-8") != "charset=utf-8"
        and not (json and parameter.startswith("charset="))
    )
    return ";".join([essence, *kept])


def _charset(parameters: str) -> str:
    found = (word for word in parameters.split(";") if word.startswith("charset="))
    return next(found, "")


def _is_text(content_type: str) -> bool:
    """Return whether numbers and strings look alike in a body of this kind."""
    essence = content_type.lower().partition(";")[0].strip()
    return essence in _TEXTS or _is_xml(content_type)


def _is_xml(content_type: str) -> bool:
    essence = content_type.lower().partition(";")[0].strip()
    return essence.endswith(("/xml", "+xml"))


def _match(name: str, contents: dict[str, Media], *, wide: bool) -> Media | None:
    """Return a media type that includes this one (`wide`), or that this one includes."""
    for candidate, media in contents.items():
        inner, outer = (name, candidate) if wide else (candidate, name)
        if _includes(outer, inner):
            return media
    return None


def _derived(
    name: str, before: dict[str, Media], after: dict[str, Media]
) -> Media | None:
    """Return a new media type with the same syntax, such as `application/problem+json`."""
    syntax = name.partition("/")[2]
    for candidate, media in after.items():
        if candidate not in before and candidate.partition(";")[0].endswith(
            f"+{syntax}"
        ):
            return media
    return None


def _includes(outer: str, inner: str) -> bool:
    """Return whether a range such as `image/*`, or a type without parameters, includes
    a type.
    """
    wide, type_ = outer.partition(";"), inner.partition(";")
    if wide[2] and wide[2] != type_[2]:
        return False
    if wide[0] == type_[0]:
        return _charset(wide[2]) == _charset(type_[2])
    if wide[0] == "*/*":
        return True
    main, _, sub = wide[0].partition("/")
    return sub == "*" and type_[0].startswith(f"{main}/")
