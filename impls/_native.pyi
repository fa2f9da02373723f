# The typed face of the extension: our own Rust functions, a submodule a component. impls/_bindings builds it.

build_profile: str  # the Cargo profile that it was built with: release, debug
source_digest: str  # of its sources; impls._bindings.generate.source_digest() of the same sources is equal

class clock:  # noqa: N801 - a submodule
    @staticmethod
    def monotonic_ms() -> float: ...
    @staticmethod
    def wall_ms() -> float: ...

class machine:  # noqa: N801 - a submodule
    @staticmethod
    def empty() -> None: ...
    @staticmethod
    def empty_bytes(message: bytes, /) -> int: ...
