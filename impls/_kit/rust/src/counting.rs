//! The system allocator, counting: how often it is asked, what is live, and the most that ever was.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

/// Counts a reallocation as one allocation, as malloc tracers do.
pub(crate) struct Counting;

impl Counting {
    fn grown(bytes: usize) {
        ALLOCATIONS.fetch_add(1, Relaxed);
        let live = LIVE.fetch_add(bytes as u64, Relaxed) + bytes as u64;
        PEAK.fetch_max(live, Relaxed);
    }

    fn shrunk(bytes: usize) {
        LIVE.fetch_sub(bytes as u64, Relaxed);
    }

    /// Allocations so far.
    pub(crate) fn allocations() -> u64 {
        ALLOCATIONS.load(Relaxed)
    }

    /// Bytes in use.
    pub(crate) fn live() -> u64 {
        LIVE.load(Relaxed)
    }

    /// Most bytes live since [`forget_peak`](Self::forget_peak).
    pub(crate) fn peak() -> u64 {
        PEAK.load(Relaxed)
    }

    /// Let the peak start at what is live now, and return that.
    pub(crate) fn forget_peak() -> u64 {
        let live = LIVE.load(Relaxed);
        PEAK.store(live, Relaxed);
        live
    }
}

// SAFETY: every call goes to `System` with the caller's own arguments and returns what it returned, so its guarantees
// carry over; the counters are not reached through the returned memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc`'s contract, which is that of `System`.
        let block = unsafe { System.alloc(layout) };
        if !block.is_null() {
            Self::grown(layout.size());
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as for `alloc`.
        let block = unsafe { System.alloc_zeroed(layout) };
        if !block.is_null() {
            Self::grown(layout.size());
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        Self::shrunk(layout.size());
        // SAFETY: `block` came from this allocator, so from `System`, with this layout.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as for `dealloc`; `size` is valid by the caller's contract.
        let moved = unsafe { System.realloc(block, layout, size) };
        if !moved.is_null() {
            Self::shrunk(layout.size());
            Self::grown(size);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allocations_are_seen_and_given_back() {
        let before = Counting::allocations();
        let mut block: Vec<u8> = std::hint::black_box(Vec::with_capacity(1 << 20));
        let live = LIVE.load(Relaxed);
        assert!(live >= 1 << 20);
        block.resize(2 << 20, 1);
        assert_eq!(2 << 20, block.capacity());
        assert!(Counting::allocations() >= before + 2);
        drop(block);
        assert!(Counting::peak() >= 2 << 20);
    }
}
