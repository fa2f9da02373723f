"""From what a person typed to arms: components, case ids and globs; lanes; runtimes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Arm, Component, Lane
from impls.contract import Case

__all__ = ["arms", "cases", "close", "lanes_of"]


def cases(components: Sequence[Component], select: Sequence[str]) -> list[tuple[Component, Case]]:
    """The cases that a selection names, in the components' order; an empty selection names all.

    An item is a component, a case id, a component/operation, or any of these with ``*`` and ``?``. Raises
    `SelectionError` for an item that names nothing, with what it may have meant.
    """
    every = [(component, case) for component in components for case in component.cases]
    if not select:
        return every
    chosen: set[int] = set()
    for item in select:
        hits = [i for i, (component, case) in enumerate(every) if names(item, case.id(component.name))]
        if not hits:
            raise _unknown("case", item, _nouns(components))
        chosen.update(hits)
    return [every[i] for i in sorted(chosen)]


def lanes_of(component: Component, case: Case) -> list[Lane]:
    """The lanes that have the case's operation."""
    return [lane for lane in component.lanes if not lane.operations or case.operation in lane.operations]


def arms(
    chosen: Sequence[tuple[Component, Case]], lanes: Sequence[str] = (), kinds: Mapping[str, str] | None = None
) -> list[Arm]:
    """What is to be measured: each case with each of its lanes, in the lane's own runtime and in the case's others.

    ``lanes``: names or globs of lanes to keep, all when empty. ``kinds``: runtime name to its kind (cargo, python,
    program): a further runtime of a case fits the lanes whose own runtime is of the same kind. Raises `SelectionError`
    for a lane that none of the cases has, or where no arm is left.
    """
    every = [arm for component, case in chosen for arm in _arms(component, case, kinds or {})]
    for item in lanes:
        if not any(_lane_is(item, arm) for arm in every):
            raise _unknown("lane", item, {arm.lane.name for arm in every})
    kept = [arm for arm in every if not lanes or any(_lane_is(item, arm) for item in lanes)]
    if not kept:
        raise SelectionError("the selection", "no case is left to measure", "tandem list shows them")
    return kept


def close(word: str, known: Iterable[str]) -> list[str]:
    """Up to three known words that a mistyped one may have meant."""
    words = sorted(set(known))
    return difflib.get_close_matches(word, words, n=3, cutoff=0.5) or [w for w in words if word and word in w][:3]


def _arms(component: Component, case: Case, kinds: Mapping[str, str]) -> list[Arm]:
    found = []
    for lane in lanes_of(component, case):
        fitting = [r for r in case.runtimes if r != lane.runtime and kinds.get(r) == kinds.get(lane.runtime, "")]
        found += [Arm(component.name, case, lane, runtime) for runtime in (lane.runtime, *fitting)]
    return found


def _lane_is(item: str, arm: Arm) -> bool:
    pattern = _pattern(item)
    return bool(pattern.fullmatch(arm.lane.name) or pattern.fullmatch(arm.name))


def names(item: str, case_id: str) -> bool:
    """Whether an item of a selection names a case: by its component, its operation, itself, or a pattern of one."""
    ids = (case_id.partition("/")[0], case_id.partition("[")[0], case_id)
    pattern = _pattern(item)
    return any(pattern.fullmatch(i) for i in ids)


def _pattern(item: str) -> re.Pattern[str]:
    """``*`` and ``?`` only: case ids hold square brackets, which a shell's glob would read as a set of characters."""
    return re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in item), re.DOTALL)


def _nouns(components: Sequence[Component]) -> set[str]:
    nouns = {component.name for component in components}
    for component in components:
        nouns |= {f"{component.name}/{case.operation}" for case in component.cases}
        nouns |= {case.id(component.name) for case in component.cases}
    return nouns


def _unknown(what: str, item: str, known: Iterable[str]) -> SelectionError:
    near = close(item, known)
    mend = f"did you mean {', '.join(near)}?" if near else "tandem list shows them"
    return SelectionError(f"{what} {item}", f"there is no such {what}", mend)
