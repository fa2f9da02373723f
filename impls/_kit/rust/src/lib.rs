//! The worker side of the tandem protocol: a component's binary hands its lanes to [`serve`], and is measured.
//!
//! A lane is a [`Prepare`]: it reads the given and returns a [`Job`]. The timed loops are compiled once per job type,
//! so that `run` and `step` are inlined into them. Between two clock reads there is the job and nothing else: no
//! allocation, no lock, no I/O of the kit.
//!
//! # Features
//! - `mimalloc`: every allocation of the worker goes to mimalloc.
//! - `tokio`: `Tokio`, for jobs whose operations fly on a tokio runtime in the worker's own thread.
//! - `counting`: the system allocator, counting; `done` then says allocations and peak of one run.

mod arrivals;
mod books;
mod channel;
mod clock;
#[cfg(feature = "counting")]
mod counting;
mod drive;
mod each;
mod flight;
mod heap;
mod identity;
mod job;
mod news;
mod panics;
mod protocol;
mod recorder;
mod series;
mod serve;
mod stage;
mod starts;
mod stop;
mod ticket;
#[cfg(feature = "tokio")]
mod tokio;
mod usage;

pub use arrivals::Arrivals;
pub use clock::{cpu_ns, now_ns};
pub use drive::{Done, Driven, Failure, boxed};
pub use heap::Heap;
pub use job::{Answer, Job, Lanes, Prepare};
pub use news::News;
pub use protocol::{Batch, Each, How, Pace};
pub use recorder::Recorder;
pub use series::{Loops, Series, values};
pub use serve::serve;
pub use stage::Stage;
pub use starts::{Plan, record};
pub use ticket::Ticket;
#[cfg(feature = "tokio")]
pub use tokio::Tokio;
pub use usage::{Usage, high_water_bytes};

#[cfg(feature = "counting")]
#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

#[cfg(all(feature = "mimalloc", not(feature = "counting")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
