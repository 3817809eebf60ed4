"""The compiled loops (C99): the dispatcher, the search over it, and the pricing of vehicle days.

`fields.h` names every field of the structures once; the library reports those names, and `struct`
refuses values that do not match them.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.errors import MasaratError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

FAR = 1 << 40
"""Beyond every horizon: "cannot be driven", "never"."""

PARTS = 3
"""Most streams that one job draws from."""

BACK_INSIDE, BACK_ENTRY, BACK_EXIT = range(3)
"""Where on its way back an empty vehicle is inspected."""

BATCH_FIELDS = (
    "first", "count", "stream", "people", "free", "arrival", "board", "spot", "empty_depart",
    "empty_arrive", "way", "kind", "convoy", "arrive",
)  # fmt: skip
CONVOY_FIELDS = ("line", "depart", "entry", "exit", "size", "pool", "pace")
COUNT_FIELDS = ("rides", "batches", "convoys", "ties", "deferred", "options", "turn")
SUM_FIELDS = ("person_minutes", "vehicle_minutes", "fleet_minutes", "stragglers")
OPTION_FIELDS = ("stream", "line", "blocked", "arrival", "asked")

_STRUCTS = (
    "static",
    "begin",
    "jobs",
    "rule",
    "work",
    "search",
    "days",
    "rounds",
    "tours",
    "chain",
    "worths",
    "marks",
    "paths",
    "beam",
    "maximum",
    "sequels",
    "charges",
)


@cache
def library() -> ctypes.CDLL:
    """Return the compiled library.

    Raises
    ------
    MasaratError
        If it has not been compiled (the package was not installed).
    """
    found = sorted(Path(__file__).parent.glob("_kernel.*"))
    ready = [path for path in found if path.suffix in {".so", ".dll"}]
    if not ready:
        raise MasaratError("the compiled kernels are missing: install the package with pip")
    loaded = ctypes.CDLL(str(ready[0]))
    loaded.kernel_fields.restype = ctypes.c_char_p
    return loaded


@cache
def _layout(name: str) -> tuple[type[ctypes.Structure], dict[str, bool]]:
    text = library().kernel_fields(_STRUCTS.index(name)).decode()
    kinds = dict(reversed(line.split()) for line in text.splitlines())
    number, array = ctypes.c_int64, ctypes.POINTER(ctypes.c_int64)
    fields = [(field, array if kind == "A" else number) for field, kind in kinds.items()]
    layout = type(name, (ctypes.Structure,), {"_fields_": fields})
    return layout, {field: kind == "A" for field, kind in kinds.items()}


class Struct:
    """One structure of the kernels with the arrays that it points to.

    Parameters
    ----------
    name
        One of those that `fields.h` declares.
    values
        A number or an int64 array for every field.

    Raises
    ------
    TypeError
        If fields are missing, unknown, or arrays where numbers belong.
    """

    def __init__(self, name: str, values: Mapping[str, int | NDArray[np.int64]]) -> None:
        layout, arrays = _layout(name)
        if values.keys() != arrays.keys():
            odd = ", ".join(sorted(values.keys() ^ arrays.keys()))
            raise TypeError(f"{name}: missing or unknown fields: {odd}")
        self.values: dict[str, Any] = {}
        self._raw = layout()
        for field, value in values.items():
            if arrays[field] != isinstance(value, np.ndarray):
                raise TypeError(f"{name}.{field}: array and number confused")
            if isinstance(value, np.ndarray):
                self.set_array(field, value)
            else:
                self.set_number(field, int(value))

    def __getitem__(self, field: str) -> Any:  # noqa: ANN401  (number or array)
        """Return the value of a field: a number or the array that the kernel reads and writes."""
        return self.values[field]

    def set_number(self, field: str, value: int) -> None:
        """Change a number."""
        self.values[field] = value
        setattr(self._raw, field, value)

    def set_array(self, field: str, value: NDArray[np.int64]) -> None:
        """Put another array in place of one."""
        kept = np.ascontiguousarray(value, np.int64)
        self.values[field] = kept
        setattr(self._raw, field, kept.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)))

    @property
    def pointer(self) -> Any:  # noqa: ANN401  (ctypes tells no type)
        """What a kernel function takes."""
        return ctypes.byref(self._raw)


def call(function: str, *arguments: Struct | int) -> int:
    """Call a kernel function; numbers are passed as int64. Return its int64 result."""
    entry = getattr(library(), function)
    entry.restype = ctypes.c_int64
    return int(
        entry(*(a.pointer if isinstance(a, Struct) else ctypes.c_int64(a) for a in arguments)),
    )
