"""Every job of the project. ``nox -l`` lists them; CI and people call the same ones.

The Rust that a session builds is kept in the user's cache (``CARGO_TARGET_DIR`` overrides), so that a fresh clone
compiles only what changed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"
RUST_MISSING = "no cargo here: the Python lanes run, the Rust ones say 'not built: install Rust (rustup)'"


def cache() -> Path:
    """Where compiled Rust and made inputs are kept between clones."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("TANDEM_CACHE") or Path(base, "tandem"))


def install(session: nox.Session, *groups: str) -> None:
    """Install the project's dependencies and ``groups``, at the locked versions."""
    wanted = [*PROJECT["project"]["dependencies"], *nox.project.dependency_groups(PROJECT, *groups)]
    session.install("-c", "constraints.txt", *wanted)
    session.env.setdefault("CARGO_TARGET_DIR", os.environ.get("CARGO_TARGET_DIR", str(cache() / "target")))
    session.env["PYTHONPATH"] = str(ROOT)


def extension(session: nox.Session) -> None:
    """Build the extension module in place, release profile; without cargo say so and go on."""
    if shutil.which("cargo") is None:
        session.warn(RUST_MISSING)
        return
    session.run("maturin", "develop", "--release", "--skip-install", "--quiet")


def ready(session: nox.Session, *groups: str) -> None:
    """Everything a measuring session needs."""
    install(session, "lanes", "harnesses", "build", *groups)
    extension(session)


@nox.session(python=THIS)
def report(session: nox.Session) -> None:
    """Build, gate, measure (--quick unless told otherwise) and write the page: the project's main job."""
    ready(session)
    session.run("python", "-m", "tandem", "run", *(session.posargs or ["--quick"]))
    session.run("python", "-m", "tandem", "report")


@nox.session(python=THIS)
def tests(session: nox.Session) -> None:
    """All that is fast, Python and Rust; every benchmark body runs once, untimed."""
    ready(session, "test")
    if shutil.which("cargo"):
        session.run("cargo", "test", "--quiet", "--locked", "--features", "worker", external=True)
        session.run("python", "-m", "tandem", "build")
    session.run("pytest", "-n", "2", "--benchmark-disable", "-m", "not slow and not browser", *session.posargs)


@nox.session(python=["3.12", "3.13", "3.14"], default=False)
def matrix(session: nox.Session) -> None:
    """The same tests on the other supported interpreters that are installed."""
    ready(session, "test")
    session.run("pytest", "-n", "2", "--benchmark-disable", "-m", "not slow and not browser", *session.posargs)


@nox.session(python=THIS, default=False)
def lint(session: nox.Session) -> None:
    """Ruff, mypy --strict, rustfmt, clippy: warnings are errors."""
    install(session, "lint", "test", "browser")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    if shutil.which("cargo"):
        session.run("cargo", "fmt", "--all", "--check", external=True)
        session.run(
            "cargo", "clippy", "--quiet", "--all-targets", "--features", "worker", "--", "-D", "warnings", external=True
        )
        session.run("cargo", "clippy", "--quiet", "-p", "tandem-bindings", "--", "-D", "warnings", external=True)


@nox.session(python=THIS, default=False)
def build(session: nox.Session) -> None:
    """Build the extension module and every worker binary, release profile."""
    ready(session)
    session.run("python", "-m", "tandem", "build")


@nox.session(python=THIS, default=False)
def sync(session: nox.Session) -> None:
    """Write the generated blocks: the list of crates in the bindings."""
    session.env["PYTHONPATH"] = str(ROOT)
    session.run("python", "-m", "impls._bindings.generate")


@nox.session(python=THIS, default=False)
def readme(session: nox.Session) -> None:
    """The README's block, and the report and picture beside reports/sample/runs.zip, from it; -- --check only looks."""
    install(session)
    session.run("python", "-m", "reports.readme", *session.posargs)


@nox.session(python=THIS, default=False)
def browser(session: nox.Session) -> None:
    """The page in a real browser, offline: needs Debian's chromium, or $CHROMIUM."""
    install(session, "test", "browser")
    session.run("pytest", "-m", "browser", "--benchmark-disable", "tests/browser", *session.posargs)


@nox.session(python=THIS, default=False, tags=["bench"])
def bench(session: nox.Session) -> None:
    """Measure whatever is selected: nox -s bench -- 'ticker/*' --rigorous."""
    ready(session)
    session.run("python", "-m", "tandem", "run", *session.posargs)


@nox.session(python=THIS, default=False, tags=["fleet"])
def fleet(session: nox.Session) -> None:
    """The same cases on many machines: nox -s fleet -- run tcp://HOST:8786 'ticker/*' --quick."""
    install(session, "fleet")
    session.run("python", "-m", "tandem", "fleet", *(session.posargs or ["--help"]))


@nox.session(python=THIS, default=False, tags=["fleet"])
def dask(session: nox.Session) -> None:
    """A fleet's scheduler, or this machine as one of its workers: nox -s dask -- worker tcp://HOST:8786."""
    ready(session, "fleet")
    role, *rest = session.posargs or ["--help"]
    if role == "worker":  # one at a time, and no thread that looks at the others' stacks while they measure
        rest = ["--nthreads", "1", "--no-nanny", "--no-dashboard", *rest]
        session.env["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"
    session.run("python", "-m", "dask", role, *rest)


@nox.session(python=THIS, default=False, tags=["harness"])
def pyperf(session: nox.Session) -> None:
    """The cases under pyperf: nox -s pyperf -- 'ticker/parse*' [pyperf's own options]."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.pyperf_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def asv(session: nox.Session) -> None:
    """The cases under asv in this environment, then its pages in reports/out/asv."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.asv_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def pytest_benchmark(session: nox.Session) -> None:
    """The cases under pytest-benchmark."""
    ready(session)
    session.run(
        "pytest", "benchmarks/pytest_suite", "--confcutdir=benchmarks/pytest_suite", "--benchmark-only",
        "--benchmark-warmup=on", "-q", *session.posargs,
    )  # fmt: skip


@nox.session(python=THIS, default=False, tags=["harness"])
def callgrind(session: nox.Session) -> None:
    """Machine instructions of an operation: nox -s callgrind -- 'ticker/parse*' [--lane L]. Needs valgrind, or perf."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.callgrind_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def growth(session: nox.Session) -> None:
    """What each operation of the Python lanes keeps of the heap, with memray."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.growth_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def memray(session: nox.Session) -> None:
    """Heap peak and allocations of the Python lanes, with memray."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.memray_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def pyspy(session: nox.Session) -> None:
    """Where the Python lanes spend their time, with py-spy."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.pyspy_", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def agreement(session: nox.Session) -> None:
    """The same case by each harness, side by side; exit 3 where they disagree."""
    ready(session)
    session.run("python", "-m", "benchmarks.harnesses.agreement", *session.posargs)


@nox.session(python=THIS, default=False, tags=["harness"])
def pyperf_compare(session: nox.Session) -> None:
    """The same Python lanes by pyperf and by tandem, as many processes: wall times and decisions, side by side."""
    ready(session)
    out = str(ROOT / "reports" / "out" / "pyperf_compare.json")
    session.run("python", "-m", "benchmarks.harnesses.pyperf_versus", *(session.posargs or ["--out", out]))


@nox.session(python=THIS, default=False, tags=["slow"])
def aa(session: nox.Session) -> None:
    """The suite against itself: 200 decisions on lanes and their own twins, 40 minutes at most; exit 3 out of band."""
    ready(session)
    session.run("python", "-m", "tandem", "aa", *session.posargs)


@nox.session(python=THIS, default=False, tags=["slow"])
def simulate(session: nox.Session) -> None:
    """The statistics on what is known to be true, from seeds: rates inside exact binomial bands, each printed."""
    install(session, "test")
    session.run("pytest", "-n", "2", "-m", "slow", "--benchmark-disable", "tests/simulations", *session.posargs)


@nox.session(python=THIS, default=False, tags=["slow"])
def load(session: nox.Session) -> None:
    """Orders around the highest rate a lane holds, for a minute, and an exchange that is killed: prints figures."""
    ready(session, "test")
    session.run("pytest", "-s", "-m", "slow", "--benchmark-disable", "tests/load", *session.posargs)


@nox.session(python=THIS, default=False, tags=["slow"])
def slow(session: nox.Session) -> None:
    """What takes minutes: live kills, ten million fuzzed bytes a component. Simulations have a session of their own."""
    ready(session, "test")
    session.run("python", "-m", "tandem", "build")
    session.run(
        "pytest",
        "-m",
        "slow and not autobahn",
        "--ignore=tests/simulations",
        "--ignore=tests/load",
        "--benchmark-disable",
        *session.posargs,
    )
    if shutil.which("cargo"):  # in release: one of them goes through every float
        ignored = ("--quiet", "--locked", "--release", "--features", "worker", "--", "--ignored")
        session.run("cargo", "test", *ignored, external=True)


@nox.session(python=THIS, default=False, tags=["slow"])
def autobahn(session: nox.Session) -> None:
    """The Autobahn WebSocket suite against every lane that holds a connection; needs a Python 2.7."""
    ready(session, "test")
    session.run("python", "-m", "tandem", "build", "websocket")
    session.run("pytest", "-m", "autobahn", "--benchmark-disable", "-s", "tests/autobahn", *session.posargs)


@nox.session(python=False, default=False, tags=["slow"])
def fuzz(session: nox.Session) -> None:
    """cargo-fuzz on the parsers, ten million bytes each by default; needs cargo-fuzz and a nightly toolchain."""
    if shutil.which("cargo-fuzz") is None:
        session.run("cargo", "install", "cargo-fuzz", "--locked", external=True)
    for crate in sorted(ROOT.glob("impls/*/rust/fuzz")):
        for target in sorted((crate / "fuzz_targets").glob("*.rs")):
            session.chdir(crate.parent)
            runs = session.posargs or ["-runs=200000", "-max_len=512", "-max_total_time=300"]
            session.run("cargo", "+nightly", "fuzz", "run", target.stem, "--", *runs, external=True)


@nox.session(python=False, default=False, tags=["slow"])
def sanitize(session: nox.Session) -> None:
    """The crates with unsafe code under AddressSanitizer; needs a nightly toolchain."""
    env = {"RUSTFLAGS": "-Zsanitizer=address", "CARGO_TARGET_DIR": str(cache() / "target-asan")}
    for name in ("websocket", "ticker", "clock", "stereo-delay"):
        session.run(
            "cargo", "+nightly", "test", "--quiet", "--target", _host_triple(session), "-p", f"tandem-{name}", "--lib",
            env=env, external=True,
        )  # fmt: skip


@nox.session(python=False, default=False, tags=["slow"])
def miri(session: nox.Session) -> None:
    """Miri on the crates with unsafe code, where the nightly toolchain has it; else says so."""
    found = session.run("cargo", "+nightly", "miri", "--version", external=True, silent=True, success_codes=[0, 1, 101])
    if not found or "miri" not in str(found).split()[:1]:
        session.skip("the nightly toolchain here has no Miri: rustup +nightly component add miri")
    session.run(
        "cargo", "+nightly", "miri", "test", "-p", "tandem-ticker", "-p", "tandem-websocket", "--lib", external=True
    )


def _host_triple(session: nox.Session) -> str:
    text = str(session.run("rustc", "-vV", external=True, silent=True))
    return next(line.split(": ")[1] for line in text.splitlines() if line.startswith("host"))
