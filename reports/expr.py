"""The arithmetic of derived claims: ``+ - * /``, parentheses, ``min``, ``max``, ``slope``, ``held``. No eval.

An expression is read once and then evaluated on figures: on claimed ones it is the audit, on block values the
measurement. ``slope(x1, y1, x2, y2, ...)`` is the least-squares slope of y on x; ``held(offered1, done1, ...)`` the
highest offered rate of which at least 99 % was done, 0 where none was.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.core.errors import TandemError

__all__ = ["Expression", "ExpressionError", "parse"]

HELD = 0.99

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ExpressionError(TandemError):
    """An expression that is not one, or that has no value."""


@dataclass(frozen=True, slots=True)
class Expression:
    """``text`` as it stands in the ledger, and the names it needs figures for, in their order."""

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    @property
    def subtracts(self) -> bool:
        """Whether it takes differences, which may be 0 or less and so have no logarithm."""
        return any(isinstance(node, ast.Sub | ast.USub) for node in ast.walk(self._tree))

    def value(self, figures: Mapping[str, float]) -> float:
        """The value for these figures. Raises `ExpressionError` where there is none (a division by 0)."""
        try:
            return _value(self._tree, figures)
        except ZeroDivisionError:
            raise ExpressionError(self.text, "divides by 0") from None


def parse(text: str) -> Expression:
    """Read an expression. Raises `ExpressionError`, which says what is wrong and where."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"expression {text!r}", f"cannot be read: {error}", "use + - * / ( )") from None
    names: dict[str, None] = {}
    _check(text, tree, names)
    return Expression(text, tuple(names), tree)


def _check(text: str, node: ast.expr, names: dict[str, None]) -> None:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return
        case ast.Name(id=name):
            names[name] = None
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            _check(text, inner, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            _check(text, left, names)
            _check(text, right, names)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS and arguments:
            if name in _PAIRED and (len(arguments) % 2 or len(arguments) < 2 * _PAIRED[name]):
                raise ExpressionError(f"expression {text!r}", f"{name} takes pairs, at least {_PAIRED[name]}")
            for argument in arguments:
                _check(text, argument, names)
        case _:
            wrong = ast.get_source_segment(text.strip(), node) or ast.dump(node)
            mend = f"use numbers, names, + - * / ( ) and {', '.join(_FUNCTIONS)}"
            raise ExpressionError(f"expression {text!r}", f"{wrong!r} is not arithmetic", mend)


def _value(node: ast.expr, figures: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return figures[name]
        case ast.UnaryOp(operand=inner):
            return -_value(inner, figures)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_value(left, figures), _value(right, figures))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_value(a, figures) for a in arguments))
        case _:
            raise TypeError(ast.dump(node))


def _slope(*pairs: float) -> float:
    xs, ys = pairs[::2], pairs[1::2]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return across / sum((x - x_mean) ** 2 for x in xs)


def _held(*pairs: float) -> float:
    held = (offered for offered, done in zip(pairs[::2], pairs[1::2], strict=True) if done >= HELD * offered)
    return max(held, default=0.0)


def _least(*figures: float) -> float:
    return min(figures)


def _most(*figures: float) -> float:
    return max(figures)


_FUNCTIONS: dict[str, Callable[..., float]] = {"min": _least, "max": _most, "slope": _slope, "held": _held}
_PAIRED = {"slope": 2, "held": 1}
