"""The signatures of a method: the implementation's, and its overloads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from clientsmith.model.api import Operation
from clientsmith.python.types.shapes import Null, OneOf, one_of
from clientsmith.python.views.arguments import Argument, ArgumentBuilder, merged
from clientsmith.python.views.results import Choice, Result, Results, ResultWriter


@dataclass(frozen=True, slots=True)
class Signature:
    """Arguments, and the return type for them."""

    arguments: tuple[Argument, ...]
    result: Result


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signature of the implementation, and one for each kind of call."""

    whole: Signature
    overloads: tuple[Signature, ...]


class SignatureBuilder:
    """Builds the signatures of a module's methods."""

    def __init__(self, arguments: ArgumentBuilder, results: ResultWriter) -> None:
        self._arguments = arguments
        self._results = results

    def signatures(self, operation: Operation) -> Signatures:
        """Return overloads for each form of the body and each kind of result."""
        parameters = tuple(self._arguments.parameters(operation))
        bodies = self._arguments.bodies(operation)
        results = self._results.results(operation)
        own = (results.argument,) if results.argument else ()
        whole = (*parameters, *merged(bodies), *own)
        overloads = [
            _overload((*parameters, *body, *own), results, choice)
            for body, choice in product(bodies, results.choices or (None,))
        ]
        return Signatures(
            Signature(_required_first(whole), results.result),
            tuple(dict.fromkeys(overloads)) if len(overloads) > 1 else (),
        )


def _overload(
    arguments: tuple[Argument, ...], results: Results, choice: Choice | None
) -> Signature:
    """Return the signature for one choice; without a switch only for the first."""
    name = results.argument.name if results.argument else results.switch
    if choice is not None and name not in {argument.name for argument in arguments}:
        choice = results.choices[0]
    if choice is None:
        return Signature(_required_first(arguments), results.result)
    chosen = tuple(
        _chosen(argument, choice) if argument.name == name else argument
        for argument in arguments
    )
    return Signature(_required_first(chosen), choice.result)


def _chosen(argument: Argument, choice: Choice) -> Argument:
    """Return the argument that makes this choice; null means the default."""
    if not choice.usual:
        return replace(argument, shape=choice.shape, required=True)
    nullable = isinstance(argument.shape, OneOf) and Null() in argument.shape.variants
    shape = one_of([choice.shape, Null()]) if nullable else choice.shape
    return replace(argument, shape=shape)


def _required_first(arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    return tuple(sorted(arguments, key=lambda argument: not argument.required))
