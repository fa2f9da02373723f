//! Where a role stands in its trial.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

use crate::stop::Stop;

/// What a role is told, and how it tells others where it is reached. Clones share the offers and the stop flag, so a
/// job may keep one.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    /// This party's name; `main` where there is only one.
    pub role: String,
    /// The case's operation.
    pub operation: String,
    /// A folder of this trial alone.
    pub folder: PathBuf,
    /// The case's parameters.
    pub params: Map<String, Value>,
    /// The lane's options.
    pub options: Map<String, Value>,
    /// What earlier roles offered: role, name, value.
    pub peers: BTreeMap<String, BTreeMap<String, String>>,
    /// Seed of the case's given.
    pub seed: u64,
    pub(crate) offers: Arc<Mutex<BTreeMap<String, String>>>,
    pub(crate) stop: Arc<Stop>,
}

impl Stage {
    /// Tell later roles where this one is reached. Counts until `prepare` returns.
    pub fn offer(&self, name: impl Into<String>, value: impl Into<String>) {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), value.into());
    }

    /// Whether the launcher has asked this role to end its run.
    pub fn stopped(&self) -> bool {
        self.stop.raised()
    }

    /// Sleep until the launcher asks this role to end its run.
    pub fn wait_stopped(&self) {
        self.stop.wait();
    }

    pub(crate) fn offered(&self) -> BTreeMap<String, String> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_shares_offers_and_the_stop_flag() {
        let stage = Stage::default();
        let copy = stage.clone();
        copy.offer("url", "ws://127.0.0.1:1/");
        stage.stop.raise();
        copy.wait_stopped();
        assert_eq!(Some("ws://127.0.0.1:1/"), stage.offered().get("url").map(String::as_str));
        assert!(copy.stopped());
    }
}
