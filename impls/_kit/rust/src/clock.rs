//! The two clocks that the kit reads.

fn read(clock: libc::clockid_t) -> u64 {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `at` is a valid, writable timespec for the length of the call.
    unsafe { libc::clock_gettime(clock, &raw mut at) };
    at.tv_sec as u64 * 1_000_000_000 + at.tv_nsec as u64
}

/// Nanoseconds of `CLOCK_MONOTONIC`: one clock for all processes of a host.
#[inline]
pub fn now_ns() -> u64 {
    read(libc::CLOCK_MONOTONIC)
}

/// CPU nanoseconds, user and system, of this process with all its threads.
#[inline]
pub fn cpu_ns() -> u64 {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_does_not_go_back() {
        let stamps: Vec<u64> = (0..1_000).map(|_| now_ns()).collect();
        assert!(stamps.is_sorted());
    }

    #[test]
    fn work_shows_in_the_cpu_clock() {
        let before = cpu_ns();
        std::hint::black_box((0..200_000u64).fold(0, |a, b| a ^ std::hint::black_box(b)));
        assert!(before < cpu_ns());
    }
}
