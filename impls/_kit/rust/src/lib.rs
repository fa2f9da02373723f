//! The worker side of the tandem protocol: a component's binary hands its lanes to [`serve`], and is measured.
//!
//! A lane is a [`Prepare`]: it reads the given and returns a [`Job`]. The timed loops are compiled once per job type,
//! so that `run` and `step` are inlined into them. Between two clock reads there is the job and nothing else: no
//! allocation, no lock, no I/O of the kit.
//!
//! # Features
//! - `mimalloc`: every allocation of the worker goes to mimalloc.
//! - `counting`: the system allocator, counting; `done` then says allocations and peak of one run.

mod arrivals;
mod channel;
mod clock;
#[cfg(feature = "counting")]
mod counting;
mod drive;
mod each;
mod heap;
mod identity;
mod job;
mod panics;
mod protocol;
mod recorder;
mod series;
mod serve;
mod stage;
mod stop;
mod usage;

pub use arrivals::Arrivals;
pub use clock::{cpu_ns, now_ns};
pub use drive::{Done, Driven, Failure, boxed};
pub use heap::Heap;
pub use job::{Answer, Job, Lanes, Prepare};
pub use protocol::{Batch, Each, How};
pub use recorder::Recorder;
pub use series::{Loops, Series, values};
pub use serve::serve;
pub use stage::Stage;
pub use usage::{Usage, high_water_bytes};

#[cfg(feature = "counting")]
#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

#[cfg(all(feature = "mimalloc", not(feature = "counting")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
