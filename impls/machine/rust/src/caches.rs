//! How large the last-level cache is, and how much memory this process may have.

use std::fs;
use std::path::Path;

const MIB: u64 = 1 << 20;
const USUAL_CACHE: u64 = 32 * MIB; // where the system does not say

/// Bytes of the largest cache that CPU 0 has a part in.
pub(crate) fn last_level() -> u64 {
    let caches = fs::read_dir("/sys/devices/system/cpu/cpu0/cache").into_iter().flatten().flatten();
    let sizes = caches.filter_map(|cache| size(&fs::read_to_string(cache.path().join("size")).ok()?));
    sizes.max().unwrap_or(USUAL_CACHE)
}

/// Bytes of memory: the machine's, or the control group's where that allows less.
pub(crate) fn memory() -> u64 {
    let total = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text)).unwrap_or(8 << 30);
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let allowed = limits.iter().filter_map(|path| fs::read_to_string(Path::new(path)).ok()?.trim().parse().ok());
    allowed.fold(total, u64::min)
}

/// Bytes of one array that is `times` the last-level cache, as far as memory allows: an eighth of it, whole MiB.
pub(crate) fn array(times: u64, cache: u64, memory: u64) -> u64 {
    (times * cache).min(memory / 8).max(MIB) / MIB * MIB
}

/// `480K`, `32M` in bytes.
fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = match text.as_bytes().last()? {
        b'K' => (&text[..text.len() - 1], 1 << 10),
        b'M' => (&text[..text.len() - 1], MIB),
        b'G' => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1),
    };
    Some(number.parse::<u64>().ok()? * unit)
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_the_kernel_writes_them() {
        assert_eq!(Some(48 << 10), size("48K\n"));
        assert_eq!(Some(32 << 20), size("32M"));
        assert_eq!(Some(512), size("512"));
        assert_eq!(None, size(""));
        assert_eq!(None, size("K"));
        assert_eq!(Some(24_000 << 10), total("MemFree: 1 kB\nMemTotal:       24000 kB\n"));
    }

    #[test]
    fn an_array_is_a_multiple_of_the_cache_unless_memory_is_short() {
        assert_eq!(128 << 20, array(4, 32 << 20, 64 << 30));
        assert_eq!(256 << 20, array(4, 480 << 20, 2 << 30));
        assert_eq!(1 << 20, array(4, 0, 0));
    }
}
