"""Types are defined after the types that they need."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from clientsmith.python.types.definition_order import definition_order


@st.composite
def definitions(draw: st.DrawFn) -> tuple[dict[str, list[str]], set[str]]:
    names = [f"T{number}" for number in range(draw(st.integers(1, 8)))]
    references = {
        name: draw(st.lists(st.sampled_from([*names, "Elsewhere"]), max_size=4))
        for name in names
    }
    return references, draw(st.sets(st.sampled_from(names)))


@given(definitions())
@settings(max_examples=500, deadline=None, derandomize=True)
def test_every_name_comes_once_and_aliases_after_classes(
    given_: tuple[dict[str, list[str]], set[str]],
) -> None:
    references, classes = given_
    order = [*definition_order(references, classes)]
    assert sorted(order) == sorted(references)
    place = {name: at for at, name in enumerate(order)}
    for alias in references.keys() - classes:
        for needed in references[alias]:
            if needed in place and not circular(alias, needed, references, classes):
                assert place[needed] < place[alias], (alias, needed, order)


def circular(
    alias: str, needed: str, references: dict[str, list[str]], classes: set[str]
) -> bool:
    """Return whether the other type leads back to the alias without a class between
    them.
    """
    waiting, seen = [needed], set[str]()
    while waiting:
        name = waiting.pop()
        if name == alias:
            return True
        if name not in seen and name not in classes:
            seen.add(name)
            waiting.extend(references.get(name, ()))
    return False


def test_without_circles_everything_comes_after_what_it_needs() -> None:
    references = {"A": ["B", "C"], "B": ["C"], "C": [], "D": ["A"]}
    assert [*definition_order(references, {"A", "D"})] == ["C", "B", "A", "D"]


def test_long_chains_are_no_problem() -> None:
    names = [f"T{number}" for number in range(20_000)]
    references = {name: [after] for name, after in pairwise(names)}
    references[names[-1]] = []
    assert [*definition_order(references, {*names})] == names[::-1]
