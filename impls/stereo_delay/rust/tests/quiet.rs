//! `process` allocates nothing, takes no lock, and does not wait for who holds one.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use stereo_delay::{Processor, Settings, Value};

thread_local! {
    static COUNTED: Cell<Option<u64>> = const { Cell::new(None) };
}

struct Counting;

fn count() {
    COUNTED.with(|counted| counted.set(counted.get().map(|n| n + 1)));
}

// SAFETY: every call goes to `System` with the caller's own arguments and returns what it returned; the counter is a
// thread's own and is not reached through the returned memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps `alloc`'s contract, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count();
        // SAFETY: `block` came from this allocator, so from `System`, with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn counted(work: impl FnOnce()) -> u64 {
    COUNTED.with(|counted| counted.set(Some(0)));
    work();
    COUNTED.with(|counted| counted.replace(None)).unwrap_or_default()
}

#[test]
fn the_counter_counts() {
    assert_eq!(2, counted(|| drop(std::hint::black_box(vec![1u8]))));
}

#[test]
fn a_block_allocates_nothing_whatever_changes() {
    let mut processor = Processor::new(Settings::default(), 48_000).unwrap();
    let controls = processor.controls();
    let (mut x, mut y) = ([vec![0.5f32; 1024], vec![-0.5f32; 1024]], [vec![0.0; 1024], vec![0.0; 1024]]);
    x[0][7] = f32::NAN;
    let changes: [&[(&str, Value<'_>)]; 5] = [
        &[("wet", Value::Number(0.25))],
        &[("delay_left", Value::Number(0.011)), ("low_pass", Value::Number(900.0))],
        &[("distortion", Value::Word("soft")), ("drive", Value::Number(12.0))],
        &[("ping_pong", Value::Switch(true))],
        &[("distortion_place", Value::Word("output"))],
    ];
    for change in changes {
        controls.set_all(change).unwrap();
        let [left, right] = &mut y;
        let found = counted(|| {
            for _ in 0..4 {
                processor.process([&x[0], &x[1]], [left, right]).unwrap();
            }
        });
        assert_eq!(0, found, "{change:?}");
    }
}

/// A source of the processor that took a lock would name one; what it calls in the controls is the mailbox alone, whose
/// only state is atomic. Both files are read, so that a lock that is added later is seen.
#[test]
fn no_lock_stands_where_blocks_are_processed() {
    let sources = [
        include_str!("../src/processor.rs"),
        include_str!("../src/kernel.rs"),
        include_str!("../src/low_pass.rs"),
        include_str!("../src/mailbox.rs"),
        include_str!("../src/motion.rs"),
        include_str!("../src/simd.rs"),
    ];
    for source in sources {
        for word in ["Mutex", "RwLock", "Condvar", ".lock()", "park", "std::io", "println", "Instant"] {
            assert!(!source.contains(word), "{word}");
        }
    }
}
