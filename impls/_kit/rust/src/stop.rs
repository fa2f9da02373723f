//! The launcher's wish that the end come.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Raised once, by another thread, and never lowered.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    raised: AtomicBool,
    guard: Mutex<()>,
    told: Condvar,
}

impl Stop {
    pub(crate) fn raise(&self) {
        let _guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        self.raised.store(true, Ordering::Relaxed);
        self.told.notify_all();
    }

    pub(crate) fn raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }

    /// Sleep until it is raised.
    pub(crate) fn wait(&self) {
        let mut guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.raised() {
            guard = self.told.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
