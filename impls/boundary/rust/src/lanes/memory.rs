//! Memory that two processes have: a mapped file of eight words and a payload.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use memmap2::MmapRaw;

const WORDS: usize = 8;
const REQUEST: usize = 0;
const LENGTH: usize = 1;
const ANSWERED: usize = 2;
const ANSWER: usize = 3;
const STATE: usize = 4;

/// A mapped file; the client has it mapped, too.
pub(crate) struct Memory {
    map: MmapRaw,
}

impl Memory {
    /// A new file of zeros with room for the longest payload.
    pub(crate) fn create(path: &Path, longest: usize) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        file.set_len((8 * WORDS + longest) as u64)?;
        Ok(Self { map: MmapRaw::map_raw(&file)? })
    }

    #[allow(unsafe_code, reason = "two processes share these words; only atomics may touch them")]
    #[allow(clippy::cast_ptr_alignment, reason = "a mapping begins at a page")]
    fn word(&self, i: usize) -> &AtomicU64 {
        assert!(i < WORDS);
        // SAFETY: the mapping is page aligned, has room for eight words, and lives as long as `self`; the word is touched
        // through atomics alone on this side, and by aligned stores of eight bytes on the other.
        unsafe { AtomicU64::from_ptr(self.map.as_mut_ptr().cast::<u64>().add(i)) }
    }

    #[allow(unsafe_code, reason = "the payload is copied out of memory that another process writes")]
    fn payload(&self, into: &mut Vec<u8>, length: usize) {
        assert!(length <= self.map.len() - 8 * WORDS);
        into.clear();
        into.reserve(length);
        // SAFETY: `length` bytes lie behind the words (asserted), and `into` has room for them. The client has written them
        // before the request's number, which was loaded with acquire, and writes no more before it has the answer.
        unsafe {
            std::ptr::copy_nonoverlapping(self.map.as_ptr().add(8 * WORDS), into.as_mut_ptr(), length);
            into.set_len(length);
        }
    }

    /// Answer requests: asleep until a client comes, then looking without rest until it goes.
    pub(crate) fn serve(&mut self, answered: &AtomicU64) {
        while self.word(STATE).load(Ordering::Acquire) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let (mut done, mut payload) = (0, Vec::new());
        while self.word(STATE).load(Ordering::Relaxed) == 1 {
            let number = self.word(REQUEST).load(Ordering::Acquire);
            if number == done {
                std::hint::spin_loop();
                continue;
            }
            let length = self.word(LENGTH).load(Ordering::Relaxed) as usize;
            if length > self.map.len() - 8 * WORDS {
                return;
            }
            self.payload(&mut payload, length);
            self.word(ANSWER).store(boundary::sum(&payload), Ordering::Relaxed);
            self.word(ANSWERED).store(number, Ordering::Release);
            answered.fetch_add(1, Ordering::Relaxed);
            done = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileExt as _;

    #[test]
    fn a_request_in_the_file_is_answered_in_the_file() {
        let path = std::env::temp_dir().join(format!("tandem-boundary-{}", std::process::id()));
        let mut memory = Memory::create(&path, 64).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let write = |word: usize, value: u64| file.write_all_at(&value.to_le_bytes(), 8 * word as u64).unwrap();
        let answered = AtomicU64::new(0);
        std::thread::scope(|scope| {
            let serving = scope.spawn(|| memory.serve(&answered));
            file.write_all_at(&[7; 9], 8 * WORDS as u64).unwrap();
            write(LENGTH, 9);
            write(STATE, 1);
            write(REQUEST, 5);
            let mut words = [0; 16];
            while words[..8] != 5u64.to_le_bytes() {
                file.read_exact_at(&mut words, 8 * ANSWERED as u64).unwrap();
            }
            assert_eq!(63u64.to_le_bytes(), words[8..]);
            write(STATE, 2);
            serving.join().unwrap();
        });
        assert_eq!(1, answered.into_inner());
    }

    #[test]
    fn a_length_beyond_the_mapping_ends_it() {
        let path = std::env::temp_dir().join(format!("tandem-boundary-long-{}", std::process::id()));
        let mut memory = Memory::create(&path, 64).unwrap();
        std::fs::remove_file(&path).unwrap();
        memory.word(LENGTH).store(65, Ordering::Relaxed);
        memory.word(STATE).store(1, Ordering::Relaxed);
        memory.word(REQUEST).store(1, Ordering::Relaxed);
        memory.serve(&AtomicU64::new(0));
        assert_eq!(0, memory.word(ANSWERED).load(Ordering::Relaxed));
    }
}
