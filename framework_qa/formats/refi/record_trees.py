"""Values of the model as JSON trees and back, by their own declared fields; what stands at its default is left out.

A dataclass is an object by its fields' names, a tuple an array, a choice its word. Reading makes the same values, so
that nothing of a record is lost between the two; a field that the model gained since is filled by its default.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

Maker = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, type(None))


def tree_of(value: Any) -> Any:  # noqa: ANN401 - a value of any kind, and a JSON tree has no better type
    """Give a value of the model as JSON can hold it."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [tree_of(item) for item in value]
    if isinstance(value, dict):
        return {key: tree_of(item) for key, item in value.items()}
    return {
        name: tree_of(found) for name, default in _fields(value.__class__) if (found := getattr(value, name)) != default
    }


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:  # noqa: ANN401 - a class of the model
    """Name the fields of a dataclass with their defaults; one that has none can never stand at it."""
    return tuple((field.name, _default(field)) for field in dataclasses.fields(kind))


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def maker(kind: Any) -> Maker:  # noqa: ANN401 - types, unions and aliases share no type
    """Give what makes values of a declared type from their trees; a wrong tree raises ValueError or its kin."""
    return _made(kind)


def many(kind: Any) -> Maker:  # noqa: ANN401 - as above
    """Give what makes a tuple of such values from an array."""
    return _tuple_of((kind, ...))


@cache
def _made(kind: Any) -> Maker:  # noqa: ANN401 - as above
    kind = getattr(kind, "__supertype__", kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any or kind in _PLAIN:
        return _exactly(kind)
    if origin is tuple:
        return _tuple_of(inner)
    if origin in (types.UnionType, typing.Union):
        return _optional(inner)
    if origin is dict or (isinstance(kind, type) and issubclass(kind, Enum)):
        return typing.cast("Maker", dict if origin is dict else kind)
    return _object(kind)


def _exactly(kind: Any) -> Maker:  # noqa: ANN401 - as above
    """Take a plain value as it is, where it is of the declared kind; a whole number may stand for a time."""
    allowed = (int, float) if kind is float else (kind,)

    def make(tree: Any) -> Any:  # noqa: ANN401 - as above
        if kind is not Any and type(tree) not in allowed:
            message = f"a {kind.__name__} was expected"
            raise TypeError(message)
        return tree

    return make


def _tuple_of(inner: tuple[Any, ...]) -> Maker:
    if inner[-1:] == (Ellipsis,):
        item = _made(inner[0])
        return lambda tree: tuple(map(item, _array(tree)))
    makers = tuple(map(_made, inner))
    return lambda tree: tuple(make(item) for make, item in zip(makers, _array(tree), strict=True))


def _array(tree: Any) -> list[Any]:  # noqa: ANN401 - as above
    if not isinstance(tree, list):
        message = "an array was expected"
        raise TypeError(message)
    return tree


def _optional(inner: tuple[Any, ...]) -> Maker:
    (kind,) = (one for one in inner if one is not type(None))
    make = _made(kind)
    return lambda tree: None if tree is None else make(tree)


def _object(kind: type) -> Maker:
    hints = typing.get_type_hints(kind)
    kinds = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    kinds = {name: getattr(hint, "__supertype__", hint) for name, hint in kinds.items()}
    plain = {name: hint for name, hint in kinds.items() if hint in _PLAIN}
    makers = {name: _made(hint) for name, hint in kinds.items()}
    to_make: dict[tuple[object, ...], tuple[tuple[str, Maker], ...]] = {}  # by the names and types that a tree has

    def make(tree: Any) -> Any:  # noqa: ANN401 - as above
        # Nearly all trees of a kind have the same shape, mostly words and numbers, which are taken as they are.
        shape = (*tree, *map(type, tree.values()))
        if shape not in to_make:
            others = (name for name, item in tree.items() if type(item) is not plain.get(name))
            to_make[shape] = tuple((name, makers[name]) for name in others)
        made = {name: make_one(tree[name]) for name, make_one in to_make[shape]}
        return kind(**(tree | made))

    return make
