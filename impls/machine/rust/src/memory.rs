//! Memory: how many bytes a second one core reads, writes, copies and combines, and what a page's first touch costs.
//!

use std::hint::black_box;
use std::io;

use memmap2::MmapMut;
use multiversion::multiversion;
use serde_json::Value;
use tandem_kit::{Answer, Driven, Job, Series, Stage, boxed, values};

use crate::caches;

const PAGE: usize = 4096;
const SCALE: f64 = 3.0; // as in STREAM

/// `memory`: one kernel over arrays that are `caches` times the last-level cache.
pub(crate) fn kernel(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let times = number(stage, "caches")?;
    let (cache, memory) = (caches::last_level(), caches::memory());
    let bytes = caches::array(times, cache, memory) as usize;
    let arrays = |count: usize| (0..count).map(|i| filled(bytes, i as f64)).collect::<io::Result<Vec<_>>>();
    let named = stage.params.get("kernel").and_then(Value::as_str).unwrap_or_default();
    let (work, count): (Run, u64) = match named {
        "read" => (read, 1),
        "write" => (write, 1),
        "copy" => (copy, 2),
        "triad" => (combine, 3),
        other => return Err(format!("kernel should be read, write, copy or triad, was {other:?}")),
    };
    let arrays = arrays(count as usize).map_err(|error| format!("unavailable: {count} x {bytes} bytes: {error}"))?;
    let told = format!(
        "each array has {} MiB, {:.1} times the last-level cache of {} MiB",
        bytes >> 20,
        bytes as f64 / cache as f64,
        cache >> 20
    );
    boxed(Kernel { work, arrays, ops: count * bytes as u64, seen: 0, told })
}

type Run = fn(&mut [MmapMut]) -> u64;

struct Kernel {
    work: Run,
    arrays: Vec<MmapMut>,
    ops: u64, // bytes that the program names in one run
    seen: u64,
    told: String,
}

impl Job for Kernel {
    fn ops(&self) -> u64 {
        self.ops
    }

    fn run(&mut self) {
        self.seen = (self.work)(black_box(&mut self.arrays));
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.seen.to_string())
    }

    fn readings(&mut self) -> Vec<Series> {
        vec![values("size", "B", vec![self.arrays[0].len() as f64]).evidence(self.told.clone())]
    }
}

/// An array with every page there. Large pages where the system has them: else the translation is measured too.
fn filled(bytes: usize, with: f64) -> io::Result<MmapMut> {
    let mut array = MmapMut::map_anon(bytes)?;
    #[cfg(target_os = "linux")]
    array.advise(memmap2::Advice::HugePage).or_else(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Ok(()), // a kernel without them
        _ => Err(error),
    })?;
    doubles(&mut array).fill(with + 1.0);
    Ok(array)
}

fn doubles(array: &mut MmapMut) -> &mut [f64] {
    bytemuck::cast_slice_mut(array)
}

fn read(arrays: &mut [MmapMut]) -> u64 {
    sum(bytemuck::cast_slice(&arrays[0]))
}

fn write(arrays: &mut [MmapMut]) -> u64 {
    arrays[0].fill(0);
    0
}

fn copy(arrays: &mut [MmapMut]) -> u64 {
    let (to, from) = arrays.split_at_mut(1);
    to[0].copy_from_slice(&from[0]);
    0
}

fn combine(arrays: &mut [MmapMut]) -> u64 {
    if let [to, one, other] = arrays {
        triad(doubles(to), bytemuck::cast_slice(one), bytemuck::cast_slice(other));
    }
    0
}

/// The wrapping sum: every word is looked at, by the widest registers that this processor has.
#[multiversion(targets = "simd")]
pub(crate) fn sum(words: &[u64]) -> u64 {
    words.iter().fold(0, |all, word| all.wrapping_add(*word))
}

#[multiversion(targets = "simd")]
fn triad(to: &mut [f64], one: &[f64], other: &[f64]) {
    for ((to, one), other) in to.iter_mut().zip(one).zip(other) {
        *to = one + SCALE * other;
    }
}

/// `touch`: `mib` MiB that the process has not had before, each page written once, and given back.
pub(crate) fn touch(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let bytes = usize::try_from(number(stage, "mib")?).map_err(|error| error.to_string())? << 20;
    boxed(Touch { bytes, pages: 0 })
}

struct Touch {
    bytes: usize,
    pages: usize,
}

impl Job for Touch {
    fn ops(&self) -> u64 {
        (self.bytes / PAGE) as u64
    }

    fn run(&mut self) {
        let mut fresh = MmapMut::map_anon(self.bytes).expect("memory should be there for a fresh mapping");
        fresh.iter_mut().step_by(PAGE).for_each(|byte| *byte = 1);
        self.pages = black_box(&fresh).iter().step_by(PAGE).filter(|&&byte| byte == 1).count();
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.pages)
    }
}

/// A parameter of the case that is a whole number.
pub(crate) fn number(stage: &Stage, name: &str) -> Result<u64, String> {
    let found = stage.params.get(name).and_then(Value::as_u64);
    found.filter(|&n| n > 0).ok_or_else(|| format!("parameter {name} should be a whole number above 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_summed() {
        let words: Vec<u64> = (0..1003).collect();
        assert_eq!(1002 * 1003 / 2, sum(&words));
        assert_eq!(1, sum(&[u64::MAX, 2]));
    }

    /// The bits, so that what is compared is equal and not only near.
    fn bits(found: &[f64]) -> Vec<u64> {
        found.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn the_triad_combines_two_arrays() {
        let mut to = [0.0; 5];
        triad(&mut to, &[1.0; 5], &[0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(bits(&[1.0, 4.0, 7.0, 10.0, 13.0]), bits(&to));
    }

    #[test]
    fn each_kernel_does_its_work() {
        let mut arrays: Vec<MmapMut> = (0..3).map(|i| filled(PAGE, f64::from(i)).unwrap()).collect();
        let mut holds = |work: Run, expected: f64| {
            work(&mut arrays);
            bits(doubles(&mut arrays[0])) == bits(&[expected; PAGE / 8])
        };
        assert!(holds(combine, 2.0 + SCALE * 3.0));
        assert!(holds(copy, 2.0));
        assert!(holds(write, 0.0));
        assert_eq!(sum(&[2f64.to_bits(); PAGE / 8]), read(&mut arrays[1..]));
    }

    #[test]
    fn every_page_is_touched() {
        let mut job = Touch { bytes: 1 << 20, pages: 0 };
        job.run();
        assert_eq!(job.ops(), job.pages as u64);
        assert_eq!(256, job.pages);
    }
}
