"""What a lane costs besides time: lines of code, dependencies, the build and its size, as a run recorded them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.core.model import Summary

__all__ = ["PortingCost", "porting_costs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortingCost:
    """One lane of one component. None: not recorded, or not known to the run; a lane that is not built has no size."""

    component: str
    lane: str
    python_lines: int
    rust_lines: int
    shared: bool  # another lane begins in one of the same Rust files, which are counted whole for both
    packages: tuple[str, ...]  # what the lane names itself
    crates: tuple[str, ...]
    brought: int | None  # these and all that they bring
    whole: str = ""  # what the build is of: the worker with all lanes of the component, the extension with all of them
    seconds: float | None = None  # wall time of the fullest build that was seen
    at: str = ""
    compiled: tuple[int, int] | None = None  # crates that it compiled, of how many
    bytes: int | None = None
    loaded_bytes: int | None = None  # without symbols and what debuggers read

    @property
    def lines(self) -> int:
        """Lines of code in either language."""
        return self.python_lines + self.rust_lines


def porting_costs(summary: Summary) -> dict[tuple[str, str], PortingCost]:
    """Every lane's cost by component and lane; empty for runs that did not record it."""
    builds: dict[str, list[Mapping[str, Any]]] = {}
    for build in summary.builds:
        builds.setdefault(build["component"], []).append(build)
    return {(s["component"], s["lane"]): _cost(s, builds) for s in summary.sources}


def _cost(source: Mapping[str, Any], builds: Mapping[str, list[Mapping[str, Any]]]) -> PortingCost:
    names = source.get("programs", ())
    own = "" if "_native" in names else source["component"]
    build = next((b for b in builds.get(own, ()) if set(names) & b["programs"].keys()), None)
    sizes = [build["programs"][name] for name in names if name in build["programs"]] if build else []
    return PortingCost(
        component=source["component"], lane=source["lane"], python_lines=source["python_lines"],
        rust_lines=source["rust_lines"], shared=source["shared"], packages=tuple(source["packages"]),
        crates=tuple(source["crates"]), brought=source["brought"], whole=_whole(names, build),
        seconds=build["seconds"] if build else None, at=(build["at"] or "") if build else "",
        compiled=(build["compiled"], build["crates"]) if build and build["compiled"] is not None else None,
        bytes=_sum(sizes, "bytes"), loaded_bytes=_sum(sizes, "loaded_bytes"),
    )  # fmt: skip


def _whole(names: tuple[str, ...], build: Mapping[str, Any] | None) -> str:
    if build is None:
        return ""
    if "_native" in names:
        return "the extension, with the functions of all components"
    return (
        "the worker, with all lanes of the component" if any(n.startswith("tandem-") for n in names) else "the program"
    )


def _sum(sizes: list[Mapping[str, Any]], key: str) -> int | None:
    found = [size[key] for size in sizes]
    return sum(found) if found and None not in found else None
