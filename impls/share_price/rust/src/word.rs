//! A record in one atomic word, for what the given's rows can hold: hundredths, milliseconds after a base, flags.

use std::sync::atomic::{AtomicU64, Ordering};

/// A record that is read and written in one instruction.
#[derive(Debug, Default)]
pub struct Word(AtomicU64);

impl Word {
    /// Write hundredths, milliseconds (below 2^24) and flags.
    #[inline]
    pub fn write(&self, hundredths: u32, after_ms: u32, flags: u8) {
        debug_assert!(after_ms < 1 << 24);
        let word = u64::from(hundredths) | u64::from(after_ms) << 32 | u64::from(flags) << 56;
        self.0.store(word, Ordering::Release);
    }

    /// Hundredths, milliseconds and flags, all of one write.
    #[inline]
    pub fn read(&self) -> (u32, u32, u8) {
        let word = self.0.load(Ordering::Acquire);
        (word as u32, (word >> 32) as u32 & 0xff_ffff, (word >> 56) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(hundredths: u32, after_ms in 0u32..1 << 24, flags: u8) {
            let word = Word::default();
            word.write(hundredths, after_ms, flags);
            prop_assert_eq!((hundredths, after_ms, flags), word.read());
        }
    }
}
