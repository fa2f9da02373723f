//! Who this worker is: what `hello` says of its build.

use serde_json::{Value, json};

/// How this binary was built, by what, with which allocator. A worker for any component is the warden, and what it
/// measures are programs.
pub(crate) fn runtime(component: &str) -> Value {
    json!({
        "language": if component == "*" { "program" } else { "rust" },
        "version": env!("KIT_RUSTC"),
        "profile": env!("KIT_PROFILE"),
        "opt_level": env!("KIT_OPT_LEVEL"),
        "debug_assertions": cfg!(debug_assertions),
        "flags": env!("KIT_FLAGS"),
        "target": env!("KIT_TARGET"),
        "allocator": allocator(),
        "features": features(),
    })
}

fn allocator() -> &'static str {
    if cfg!(feature = "counting") {
        "counting"
    } else if cfg!(feature = "mimalloc") {
        "mimalloc"
    } else {
        "system"
    }
}

fn features() -> Vec<&'static str> {
    let built = [("counting", cfg!(feature = "counting")), ("mimalloc", cfg!(feature = "mimalloc"))];
    built.into_iter().filter_map(|(name, on)| on.then_some(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_knows_its_compiler_and_profile() {
        let found = runtime("clock");
        assert!(found["version"].as_str().unwrap().starts_with(|c: char| c.is_ascii_digit()), "{found}");
        assert!(!found["profile"].as_str().unwrap().is_empty(), "{found}");
        assert_eq!(cfg!(debug_assertions), found["debug_assertions"]);
    }
}
