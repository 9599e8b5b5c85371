"""Bit counting and random numbers for compiled code, on signed 64-bit words.

Words are int64 throughout: numba turns int64 mixed with uint64 into floats.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import extending, types

from scheduler.solver.annealing.inner import inlined

intrinsic: Any = extending.intrinsic


@intrinsic
def popcount(_typing: Any, word: Any) -> Any:
    """Number of ones."""
    return types.int64(types.int64), lambda context, builder, signature, args: builder.ctpop(args[0])


@intrinsic
def lowest(_typing: Any, word: Any) -> Any:
    """Position of the lowest one; 64 for no ones."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@intrinsic
def leading(_typing: Any, word: Any) -> Any:
    """Number of zeros above the highest one."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@intrinsic
def shifted_down(_typing: Any, word: Any, by: Any) -> Any:
    """Logical shift to the right."""
    return types.int64(types.int64, types.int64), lambda context, builder, signature, args: builder.lshr(*args)


@inlined
def draw(rng: Any) -> int:
    """The next 64 random bits of a xorshift generator whose state is `rng[0]`."""
    word = rng[0]
    word ^= word << 13
    word ^= shifted_down(word, 7)
    word ^= word << 17
    rng[0] = word
    return word


@inlined
def below(rng: Any, most: int) -> int:
    """A whole number in 0..most-1."""
    return (shifted_down(draw(rng) * 2685821657736338717, 33) * most) >> 31


@inlined
def fraction(rng: Any) -> float:
    """A number in (0, 1]."""
    return (shifted_down(draw(rng) * 2685821657736338717, 11) + 1) * (1.0 / 9007199254740992.0)
