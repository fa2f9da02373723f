//! The sequence lock under loom: every order in which its loads and stores may be seen by two threads.

#![allow(dead_code, unreachable_pub, missing_docs)]

mod atomics {
    pub(crate) use loom::sync::atomic::{AtomicU64, Ordering, fence};
}

#[path = "../src/seqlock.rs"]
mod seqlock;

use seqlock::sequence_lock;

#[test]
fn a_read_is_never_half_of_one_write_and_half_of_another() {
    loom::model(|| {
        let (mut writer, reader) = sequence_lock([1, 10]);
        let written = loom::thread::spawn(move || {
            writer.write([2, 20]);
            writer.write([3, 30]);
        });
        if let Some([one, other]) = reader.try_read() {
            assert_eq!(one * 10, other);
        }
        written.join().unwrap();
        assert_eq!(Some([3, 30]), reader.try_read());
    });
}

#[test]
fn two_readers_agree_with_the_writer() {
    loom::model(|| {
        let (mut writer, reader) = sequence_lock([1, 10]);
        let other = reader.clone();
        let read = loom::thread::spawn(move || other.try_read());
        writer.write([2, 20]);
        if let Some([one, ten]) = read.join().unwrap() {
            assert_eq!(one * 10, ten);
        }
        assert_eq!(Some([2, 20]), reader.try_read());
    });
}
