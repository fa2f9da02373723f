//! Writes into the worker how it was built: what `hello` tells the launcher.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|out| String::from_utf8_lossy(&out.stdout).into_owned())
        .unwrap_or_default();
    // "rustc 1.95.0 (f2d3ce0bd 2026-03-21)": the number is enough, the commit follows from it.
    let version = version.split_whitespace().nth(1).unwrap_or("unknown");
    // Flags are separated by 0x1f so that each may hold blanks.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    println!("cargo:rustc-env=KIT_RUSTC={version}");
    println!("cargo:rustc-env=KIT_PROFILE={}", profile());
    println!("cargo:rustc-env=KIT_OPT_LEVEL={}", env::var("OPT_LEVEL").unwrap_or_default());
    println!("cargo:rustc-env=KIT_FLAGS={flags}");
    println!("cargo:rustc-env=KIT_TARGET={}", env::var("TARGET").unwrap_or_default());
    println!("cargo:rerun-if-changed=build.rs");
}

/// The profile's own name. `PROFILE` knows only debug and release, and calls `no-lto` a release;
/// the folder that cargo builds in (`<profile>/build/<crate>-<hash>/out`) has the name.
fn profile() -> String {
    let out = env::var("OUT_DIR").unwrap_or_default();
    let folder = Path::new(&out).ancestors().nth(3).and_then(Path::file_name);
    folder.map_or_else(|| env::var("PROFILE").unwrap_or_default(), |name| name.to_string_lossy().into_owned())
}
