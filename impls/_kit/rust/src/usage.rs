//! What the kernel says this process has used.

use serde::Serialize;

use crate::heap::Heap;

/// Part of `done`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Highest resident size; 0 where the kernel does not say (other than Linux).
    pub vm_hwm_bytes: u64,
    /// CPU time in the program.
    pub cpu_user_ns: u64,
    /// CPU time in the kernel.
    pub cpu_system_ns: u64,
    /// Times that the scheduler took the CPU away.
    pub switched_out: u64,
    /// Heap of one run, in a build that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heap: Option<Heap>,
}

impl Usage {
    /// This process, now.
    pub fn now(heap: Option<Heap>) -> Self {
        // SAFETY: rusage is plain integers, for which zero is a value.
        let mut used: libc::rusage = unsafe { std::mem::zeroed() };
        // SAFETY: `used` is a valid, writable rusage for the length of the call.
        unsafe { libc::getrusage(libc::RUSAGE_SELF, &raw mut used) };
        Self {
            vm_hwm_bytes: high_water_bytes("/proc/self/status"),
            cpu_user_ns: nanoseconds(used.ru_utime),
            cpu_system_ns: nanoseconds(used.ru_stime),
            switched_out: used.ru_nivcsw.try_into().unwrap_or(0),
            heap,
        }
    }
}

fn nanoseconds(time: libc::timeval) -> u64 {
    time.tv_sec as u64 * 1_000_000_000 + time.tv_usec as u64 * 1_000
}

/// `VmHWM` of a `/proc/<pid>/status`, in bytes; 0 if it cannot be read. Unlike `ru_maxrss` it begins anew at exec.
pub fn high_water_bytes(status: &str) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn touched_memory_shows_in_the_high_water_mark() {
        let before = Usage::now(None).vm_hwm_bytes;
        let touched = std::hint::black_box(vec![1u8; 64 << 20]);
        let after = Usage::now(None).vm_hwm_bytes;
        drop(touched);
        assert!(after >= before.max(64 << 20), "{before} {after}");
    }

    #[test]
    fn a_process_that_is_gone_has_no_high_water_mark() {
        assert_eq!(0, high_water_bytes("/proc/0/status"));
    }
}
