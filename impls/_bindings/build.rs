//! Writes into the extension how it was built and from what, so that a stale or a debug one can be told.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let impls = here.parent().expect("the crate lies in impls").to_path_buf();
    println!("cargo:rustc-env=BUILD_PROFILE={}", profile());
    println!("cargo:rustc-env=SOURCE_DIGEST={}", digest(&impls));
}

/// The profile's own name: `PROFILE` knows only debug and release; the folder that cargo builds in has the name.
fn profile() -> String {
    let out = env::var("OUT_DIR").unwrap_or_default();
    let folder = Path::new(&out).ancestors().nth(3).and_then(Path::file_name);
    folder.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// SHA-256 over the path and content of every source that goes in. `generate.py` computes the same.
fn digest(impls: &Path) -> String {
    let mut sum = Sha256::new();
    for path in sources(impls) {
        println!("cargo:rerun-if-changed={}", path.display());
        let name = path.strip_prefix(impls).expect("sources lie in impls");
        sum.update(name.to_string_lossy().replace('\\', "/"));
        sum.update([0]);
        sum.update(fs::read(&path).expect("a source can be read"));
        sum.update([0]);
    }
    sum.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// This crate's own files, and those of each crate that its generated block names, sorted by path.
fn sources(impls: &Path) -> Vec<PathBuf> {
    let manifest = impls.join("_bindings/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("cargo read it before");
    let named = text.lines().filter_map(|line| line.split_once("path = \"../")?.1.split_once('"'));
    let mut found = vec![manifest, impls.join("_bindings/build.rs")];
    collect(&impls.join("_bindings/src"), &mut found);
    for (crate_path, _) in named {
        let folder = impls.join(crate_path);
        found.push(folder.join("Cargo.toml"));
        println!("cargo:rerun-if-changed={}", folder.join("src").display());
        collect(&folder.join("src"), &mut found);
    }
    found.sort();
    found
}

/// Rust files below a folder, without what only the worker binaries compile.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder can be read").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "bin" | "lanes") {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !matches!(name.as_str(), "main.rs" | "lanes.rs") {
            found.push(path);
        }
    }
}
