//! Settings from any thread to the one that processes, whole or not at all, without a lock on its side.
//!
//! A sequence lock (Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012): odd while a
//! writer writes. A reader that meets one comes back with its next block; it never waits.

#[cfg(feature = "loom")]
use loom::sync::atomic::{AtomicU32, Ordering, fence};
#[cfg(not(feature = "loom"))]
use std::sync::atomic::{AtomicU32, Ordering, fence};

/// Words of one letter.
pub const WORDS: usize = 9;

/// One letter, the newest. Writers must take turns; any number of readers may look.
#[derive(Debug)]
pub struct Mailbox {
    sequence: AtomicU32,
    words: [AtomicU32; WORDS],
}

impl Mailbox {
    /// With a first letter, which is number 0.
    pub fn new(words: [u32; WORDS]) -> Self {
        Self { sequence: AtomicU32::new(0), words: words.map(AtomicU32::new) }
    }

    /// Put a letter in place of the last. One writer at a time: the caller holds a lock, or is alone.
    pub fn put(&self, words: [u32; WORDS]) {
        let sequence = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(sequence.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        for (slot, word) in self.words.iter().zip(words) {
            slot.store(word, Ordering::Relaxed);
        }
        self.sequence.store(sequence.wrapping_add(2), Ordering::Release);
    }

    /// The newest letter with its number, unless it is number `seen` or is just being written.
    #[inline]
    pub fn take(&self, seen: u32) -> Option<(u32, [u32; WORDS])> {
        let before = self.sequence.load(Ordering::Acquire);
        if before == seen || before & 1 == 1 {
            return None;
        }
        let mut words = [0; WORDS];
        for (word, slot) in words.iter_mut().zip(&self.words) {
            *word = slot.load(Ordering::Relaxed);
        }
        fence(Ordering::Acquire);
        (self.sequence.load(Ordering::Relaxed) == before).then_some((before, words))
    }
}
