"""How the functions below the kernel's one entry are compiled: once each, into their callers, nothing of their own.

numba would optimise and emit every function by itself and again within each caller, make a version of it for each
constant that a caller passes, and wrap it for callers in Python. All that took two thirds of the time of compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

from scheduler.solver.annealing.caching import use_cache

use_cache()

Function = TypeVar("Function", bound=Callable[..., Any])


class _NoEngine:
    """Stands where compiled functions are entered into the running program: these never are."""

    def set_env(self, name: str, environment: Any) -> None:
        """No place to remember it for, since nothing of an inner function outlives its compilation."""


class _Linked(JITCodeLibrary):  # type: ignore[misc]
    """Code that is optimised and emitted with whoever links it."""

    codegen = _NoEngine()

    def _optimize_final_module(self) -> None:
        """With the caller's."""

    def _finalize_final_module(self) -> None:
        self._finalized = True


class _InnerCompiler(Compiler):  # type: ignore[misc]
    def _compile_bytecode(self) -> Any:
        state = self.state
        state.library = _Linked(state.targetctx.codegen(), state.func_id.func_qualname)
        return super()._compile_bytecode()


def inner(function: Function) -> Function:
    """A function that compiled code calls."""
    return _compiled(function, forceinline=False)


def inlined(function: Function) -> Function:
    """A short function that is written into whoever calls it."""
    return _compiled(function, forceinline=True)


def _compiled(function: Any, forceinline: bool) -> Any:
    unwrapped: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    dispatcher: Any = njit(pipeline_class=_InnerCompiler, forceinline=forceinline, **unwrapped)(function)
    template_of = dispatcher.get_call_template
    # A constant asks for no version of its own.
    dispatcher.get_call_template = lambda args, kws: template_of([types.unliteral(one) for one in args], kws)
    return dispatcher
