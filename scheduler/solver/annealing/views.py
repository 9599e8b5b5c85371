"""Compiled code sees the flat arrays through one pointer: a table of addresses, read by field name.

Handing over some hundred arrays one by one made every call slow and compiling endless. `d.start[k]` in compiled code is
a plain read from memory: nothing checks bounds, and Python must keep the arrays alive (`table`).
"""

from __future__ import annotations

import operator
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import infer_getattr, intrinsic, lower_builtin, lower_getattr_generic, register_model

from scheduler.solver.annealing.layout import Data, Now

_NUMPY = {"Ints": np.int32, "Longs": np.int64, "Floats": np.float64}


class ShortInts(types.Type):
    """A pointer to 32-bit whole numbers, which are 64-bit ones once read.

    With one width of whole numbers each function is compiled once; with two, a third of them were compiled anew for
    each mixture.
    """

    def __init__(self) -> None:
        super().__init__(name="ShortInts")


@register_model(ShortInts)
class _ShortIntsModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: ShortInts) -> None:
        super().__init__(manager, fe_type, ir.IntType(32).as_pointer())


@infer_global(operator.getitem)
class _ReadShort(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        array, index = args
        if isinstance(array, ShortInts) and isinstance(index, types.Integer):
            return signature(types.int64, array, types.int64)
        return None


@infer_global(operator.setitem)
class _WriteShort(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        array, index, _ = args
        if isinstance(array, ShortInts) and isinstance(index, types.Integer):
            return signature(types.none, array, types.int64, types.int64)
        return None


@lower_builtin(operator.getitem, ShortInts, types.Integer)
def _read_short(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    array, index = args
    return builder.sext(builder.load(builder.gep(array, [index])), ir.IntType(64))


@lower_builtin(operator.setitem, ShortInts, types.Integer, types.Integer)
def _write_short(_context: Any, builder: Any, _signature: Any, args: Any) -> None:
    array, index, value = args
    builder.store(builder.trunc(value, ir.IntType(32)), builder.gep(array, [index]))


_SEEN_AS = {
    "int": types.int64,
    "Ints": ShortInts(),
    "Longs": types.CPointer(types.int64),
    "Floats": types.CPointer(types.float64),
}
"""What compiled code sees a field of a kind as."""


def _fields(form: Any) -> list[tuple[str, str]]:
    """(field, kind) of a named tuple whose annotations are words."""
    return [(name, getattr(kind, "__forward_arg__", kind)) for name, kind in form.__annotations__.items()]


class View(types.Type):
    """A pointer to the addresses (for plain numbers: the values) of a tuple's fields."""

    def __init__(self, form: Any) -> None:
        self.form = form
        self.fields = tuple(_fields(form))
        super().__init__(name=f"View({form.__name__})")

    def place(self, attr: str) -> int:
        return [name for name, _ in self.fields].index(attr)


@register_model(View)
class _ViewModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: View) -> None:
        super().__init__(manager, fe_type, ir.IntType(64).as_pointer())


@infer_getattr
class _ViewFields(AttributeTemplate):  # type: ignore[misc]
    key = View

    def generic_resolve(self, view: View, attr: str) -> Any:  # type: ignore[override]
        return _SEEN_AS[dict(view.fields)[attr]]


@lower_getattr_generic(View)
def _read_field(context: Any, builder: Any, view: View, value: Any, attr: str) -> Any:
    place = builder.gep(value, [ir.Constant(ir.IntType(64), view.place(attr))])
    word = builder.load(place)
    # Addresses never change during a call, so that a loop need not read them again.
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    kind = dict(view.fields)[attr]
    if kind == "int":
        return word
    return builder.inttoptr(word, context.get_value_type(_SEEN_AS[kind]))


def _viewed(form: Any) -> Any:
    @intrinsic
    def view_of(_typing: Any, table: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.extract_value(args[0], 4)  # the array's data pointer

        return View(form)(table), generate

    return view_of


data_view = _viewed(Data)
now_view = _viewed(Now)


def table(fields: NamedTuple) -> Any:
    """The table for a `Data` or `Now`; valid as long as the tuple lives."""
    words = []
    for (name, kind), value in zip(_fields(type(fields)), fields, strict=True):
        if kind == "int":
            words.append(int(value))
        elif value.dtype != _NUMPY[kind] or not value.flags.c_contiguous:
            raise TypeError(f"{name} is {value.dtype}, not {kind}")
        else:
            words.append(value.ctypes.data)
    return np.array(words, dtype=np.int64)
