//! A sequence lock: one writer never waits, readers read again what was written meanwhile.
//!
//! The words are atomics, so that a read that races with a write is defined, and thrown away. The order is that of Boehm,
//! "Can seqlocks get along with programming language memory models?" (MSPC 2012), section 4: the version is made odd, a
//! release fence, the words, the version made even by a release store; a reader loads the version by acquire, the words,
//! an acquire fence, and the version again.

use std::sync::Arc;

use crate::atomics::{AtomicU64, Ordering, fence};

struct Shared<const N: usize> {
    version: AtomicU64,
    words: [AtomicU64; N],
}

/// The one writer.
pub struct Writer<const N: usize>(Arc<Shared<N>>);

/// A reader; clones read the same words.
#[derive(Clone)]
pub struct Reader<const N: usize>(Arc<Shared<N>>);

/// Words that are written and read as a whole.
pub fn sequence_lock<const N: usize>(words: [u64; N]) -> (Writer<N>, Reader<N>) {
    let shared = Arc::new(Shared { version: AtomicU64::new(0), words: words.map(AtomicU64::new) });
    (Writer(Arc::clone(&shared)), Reader(shared))
}

impl<const N: usize> Writer<N> {
    /// Put other words in place of those that are there.
    #[inline]
    pub fn write(&mut self, words: [u64; N]) {
        let Shared { version, words: places } = &*self.0;
        let before = version.load(Ordering::Relaxed);
        version.store(before.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        for (place, word) in places.iter().zip(words) {
            place.store(word, Ordering::Relaxed);
        }
        version.store(before.wrapping_add(2), Ordering::Release);
    }
}

impl<const N: usize> Reader<N> {
    /// The words, unless they were being written meanwhile.
    #[inline]
    pub fn try_read(&self) -> Option<[u64; N]> {
        let Shared { version, words } = &*self.0;
        let before = version.load(Ordering::Acquire);
        if before & 1 == 1 {
            return None;
        }
        let found = std::array::from_fn(|i| words[i].load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        (version.load(Ordering::Relaxed) == before).then_some(found)
    }

    /// The words, as soon as nobody writes.
    #[inline]
    pub fn read(&self) -> [u64; N] {
        loop {
            if let Some(found) = self.try_read() {
                return found;
            }
            std::hint::spin_loop();
        }
    }
}
