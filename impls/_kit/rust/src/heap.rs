//! What one run asks of the heap, where the worker was built to count it.

use serde::Serialize;

/// Heap use of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Heap {
    /// Allocations of one run, reallocations among them.
    pub allocations: u64,
    /// Most bytes in use during it, above what was in use before it.
    pub peak_bytes: u64,
}

/// The state of the heap before a sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    #[cfg(feature = "counting")]
    allocations: u64,
    #[cfg(feature = "counting")]
    live: u64,
}

impl Mark {
    /// Begin to count.
    #[cfg(feature = "counting")]
    pub(crate) fn now() -> Self {
        use crate::counting::Counting;
        Self { allocations: Counting::allocations(), live: Counting::forget_peak() }
    }

    /// What was used since, divided by so many runs.
    #[cfg(feature = "counting")]
    #[allow(clippy::unnecessary_wraps)] // without the feature there is nothing to say
    pub(crate) fn since(self, runs: u64) -> Option<Heap> {
        use crate::counting::Counting;
        let allocations = (Counting::allocations() - self.allocations + runs / 2) / runs;
        Some(Heap { allocations, peak_bytes: Counting::peak().saturating_sub(self.live) })
    }

    /// Bytes in use now above those that were then; below 0 where the heap has shrunk.
    #[cfg(feature = "counting")]
    #[allow(clippy::unnecessary_wraps)] // without the feature there is nothing to say
    pub(crate) fn growth(self) -> Option<f64> {
        Some(crate::counting::Counting::live() as f64 - self.live as f64)
    }

    /// This build does not count.
    #[cfg(not(feature = "counting"))]
    pub(crate) fn now() -> Self {
        Self {}
    }

    /// This build does not count.
    #[cfg(not(feature = "counting"))]
    #[allow(clippy::unused_self)] // the same face with and without the feature
    pub(crate) fn since(self, _runs: u64) -> Option<Heap> {
        None
    }

    /// This build does not count.
    #[cfg(not(feature = "counting"))]
    #[allow(clippy::unused_self)] // the same face with and without the feature
    pub(crate) fn growth(self) -> Option<f64> {
        None
    }
}
