"""The frozen instance as a file beside the plan: enough to explain the plan without its scenario.

The file is canonical JSON; what was read is trusted only when its digest is that of the plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from masarat.core.canonical import canonical_bytes
from masarat.core.errors import Fault, PlanError
from masarat.core.windows import Windows
from masarat.scenario.instance import Instance

if TYPE_CHECKING:
    from pathlib import Path

NAME = "instance.json"
SCHEMA = "masarat instance 1"
_NAMES = {"Mapping": Mapping, "Fraction": Fraction, "Windows": Windows}


def write_instance(instance: Instance, path: Path) -> None:
    """Write `instance` to `path`."""
    plain = _plain(instance)
    if isinstance(plain, dict):
        for name in ("held", "gave_up", "statuses"):  # without, the file is what it has always been
            if not plain[name]:
                del plain[name]
    path.write_bytes(canonical_bytes({"schema": SCHEMA, "instance": plain}) + b"\n")


def read_instance(path: Path, digest: str) -> Instance:
    """Read the instance with `digest` from `path`.

    Raises
    ------
    PlanError
        If the file is missing, is not what `write_instance` writes, or holds another instance.
    """
    expected = "the instance that `masarat plan` wrote beside the plan"
    try:
        document = json.loads(path.read_bytes())
        if document["schema"] != SCHEMA:
            raise PlanError(
                [
                    Fault(
                        file=str(path),
                        field="schema",
                        found=str(document["schema"]),
                        expected=SCHEMA,
                    )
                ]
            )
        instance = _decode(Instance, document["instance"])
    except FileNotFoundError as error:
        raise PlanError([Fault(file=str(path), found="no such file", expected=expected)]) from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PlanError([Fault(file=str(path), found=_found(error), expected=expected)]) from error
    if not isinstance(instance, Instance) or instance.digest != digest:
        found = instance.digest if isinstance(instance, Instance) else type(instance).__name__
        raise PlanError(
            [Fault(file=str(path), field="digest", found=found, expected=f"the plan's {digest}")]
        )
    return instance


def _found(error: Exception) -> str:
    """Say in plain words what stood there instead of an instance."""
    if isinstance(error, json.JSONDecodeError):
        return f"JSON that breaks off or is damaged at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "text that is not in UTF-8"
    return "JSON of another form"


def _plain(value: object) -> object:
    """Return `value` as JSON; the inverse, given the type, of `_decode`."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return [[list(key), _plain(item)] for key, item in sorted(value.items())]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if not field.name.startswith("_")
        }
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _decode(kind: Any, value: Any) -> Any:  # noqa: ANN401  (as generic as JSON)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = next(arm for arm in get_args(kind) if arm is not type(None))
        return None if value is None else _decode(inner, value)
    if origin is tuple:
        return _decode_tuple(get_args(kind), value)
    if origin is frozenset:
        return frozenset(_decode(get_args(kind)[0], item) for item in value)
    if origin is Mapping:
        of_key, of_item = get_args(kind)
        return {_decode(of_key, key): _decode(of_item, item) for key, item in value}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, localns=_NAMES)
        return kind(**{key: _decode(hints[key], item) for key, item in value.items()})
    if kind is Fraction or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} where {kind.__name__} belongs")
    return value


def _decode_tuple(kinds: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004  (tuple[X, ...])
        return tuple(_decode(kinds[0], value) for value in values)
    return tuple(_decode(kind, value) for kind, value in zip(kinds, values, strict=True))
