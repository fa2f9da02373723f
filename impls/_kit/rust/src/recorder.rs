//! Latencies of single operations, binned to three significant digits.

use hdrhistogram::Histogram as Hdr;
use serde_json::Value;

use crate::series::{Data, Histogram, Series};

const DIGITS: u8 = 3;
const LARGEST_NS: u64 = 1 << 42; // 73 minutes
const LAST_NS: u64 = (1 << 43) - 1; // the last bucket's end: what is longer counts as that, and `max` still says it

/// An HDR histogram with exact extremes. Recording is a few instructions and never allocates.
#[derive(Debug, Clone)]
pub struct Recorder {
    bins: Hdr<u64>,
    min: u64,
    max: u64,
    batch: u64,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// For values of one operation each.
    pub fn new() -> Self {
        Self::means_of(1)
    }

    /// For values that are totals of `batch` operations; [`series`](Self::series) gives their means.
    ///
    /// # Panics
    /// Never: the bounds are constants that the histogram accepts.
    pub fn means_of(batch: u64) -> Self {
        let bins = Hdr::new_with_bounds(1, LARGEST_NS, DIGITS).expect("bounds are valid");
        Self { bins, min: u64::MAX, max: 0, batch }
    }

    /// Count one value, in ns.
    #[inline]
    pub fn record(&mut self, value_ns: u64) {
        self.bins.saturating_record(value_ns.min(LAST_NS));
        self.min = self.min.min(value_ns);
        self.max = self.max.max(value_ns);
    }

    /// How many values were recorded.
    pub fn count(&self) -> u64 {
        self.bins.len()
    }

    /// Forget every value.
    pub fn clear(&mut self) {
        self.bins.reset();
        (self.min, self.max) = (u64::MAX, 0);
    }

    /// What was recorded, in ns.
    pub fn series(&self, metric: &str) -> Series {
        let bins = &self.bins;
        let counts = bins
            .iter_recorded()
            .map(|bin| (self.mean(bins.lowest_equivalent(bin.value_iterated_to())), bin.count_at_value()));
        let min = if bins.is_empty() { 0 } else { self.min };
        let histogram = Histogram {
            digits: DIGITS,
            count: bins.len(),
            min: self.mean(min),
            max: self.mean(self.max),
            batch: self.batch,
            counts: counts.collect(),
        };
        Series::new(metric, "ns", Data::Histogram(histogram))
    }

    /// A whole number where it is one, so that histograms of single operations hold integers.
    fn mean(&self, total: u64) -> Value {
        if total.is_multiple_of(self.batch) {
            (total / self.batch).into()
        } else {
            (total as f64 / self.batch as f64).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrivals::splitmix64;
    use crate::job::sha256;
    use proptest::prelude::*;
    use serde_json::json;

    fn written(recorder: &Recorder) -> Value {
        serde_json::to_value(recorder.series("latency")).unwrap()["histogram"].clone()
    }

    #[test]
    fn nothing_recorded_is_an_empty_histogram() {
        let expected = json!({"digits": 3, "count": 0, "min": 0, "max": 0, "counts": []});
        assert_eq!(expected, written(&Recorder::new()));
    }

    #[test]
    fn buckets_are_named_by_their_lowest_value() {
        let mut recorder = Recorder::new();
        for value in [0, 1, 2047, 2048, 2049, 4096, 4099] {
            recorder.record(value);
        }
        let expected = json!([[0, 1], [1, 1], [2047, 1], [2048, 2], [4096, 2]]);
        assert_eq!(expected, written(&recorder)["counts"]);
        assert_eq!(json!(4099), written(&recorder)["max"]);
    }

    #[test]
    fn totals_of_a_batch_become_means() {
        let mut recorder = Recorder::means_of(16);
        recorder.record(320);
        recorder.record(324);
        let found = written(&recorder);
        assert_eq!(json!([[20, 1], [20.25, 1]]), found["counts"]);
        assert_eq!(json!(16), found["batch"]);
    }

    #[test]
    fn what_is_too_long_counts_as_the_longest() {
        let mut recorder = Recorder::new();
        recorder.record(u64::MAX);
        assert_eq!(json!(u64::MAX), written(&recorder)["max"]);
        assert_eq!(1, recorder.count());
    }

    #[test]
    fn clear_forgets() {
        let mut recorder = Recorder::new();
        recorder.record(5);
        recorder.clear();
        assert_eq!(written(&Recorder::new()), written(&recorder));
    }

    fn golden() -> Value {
        serde_json::from_str(include_str!("../../golden/histogram.json")).unwrap()
    }

    #[test]
    fn listed_values_fall_into_the_buckets_that_python_finds() {
        let listed = &golden()["listed"];
        let mut recorder = Recorder::new();
        listed["values"].as_array().unwrap().iter().for_each(|v| recorder.record(v.as_u64().unwrap()));
        assert_eq!(listed["counts"], written(&recorder)["counts"]);
    }

    #[test]
    fn drawn_values_give_the_histogram_that_python_gives() {
        let drawn = &golden()["drawn"];
        let (mut recorder, mut state) = (Recorder::new(), drawn["seed"].as_u64().unwrap());
        for _ in 0..drawn["values"].as_u64().unwrap() {
            let value = splitmix64(&mut state);
            recorder.record(value >> (21 + splitmix64(&mut state) % 43));
        }
        let found = written(&recorder);
        assert_eq!([&drawn["min"], &drawn["max"]], [&found["min"], &found["max"]]);
        assert_eq!(drawn["sha256"], sha256(found["counts"].to_string().as_bytes()));
    }

    /// Tene's example: 10,000 operations of 1 ms at 100/s, then a stall of 100 s; after it all is answered at once.
    const MS: u64 = 1_000_000;
    const STALL: u64 = 100_000 * MS;

    fn stall() -> Value {
        serde_json::from_str(include_str!("../../golden/stall.json")).unwrap()
    }

    fn percentiles(recorder: &Recorder, asked: &Value) -> Value {
        let at = |q: &String| {
            recorder.bins.lowest_equivalent(recorder.bins.value_at_quantile(q.parse::<f64>().unwrap() / 100.0))
        };
        asked.as_object().unwrap().keys().map(|q| (q.clone(), json!(at(q)))).collect::<serde_json::Map<_, _>>().into()
    }

    fn held_to(expected: &Value, recorder: &Recorder) {
        assert_eq!(expected["percentiles"], percentiles(recorder, &expected["percentiles"]));
        assert_eq!(expected["sha256"], sha256(written(recorder)["counts"].to_string().as_bytes()));
    }

    #[test]
    fn a_stall_counted_from_the_actual_start_is_one_slow_operation() {
        let mut naive = Recorder::new();
        (0..20_000).for_each(|n: u64| naive.record(if n < 10_000 { MS } else { STALL * u64::from(n == 10_000) }));
        held_to(&stall()["start"], &naive);
    }

    #[test]
    fn a_stall_counted_from_the_intended_start_is_all_that_was_due_meanwhile() {
        let mut intended = Recorder::new();
        (0..10_000).for_each(|_| intended.record(MS));
        (0..10_000).for_each(|n| intended.record(STALL - n * 10 * MS));
        held_to(&stall()["intended"], &intended);
        let found = percentiles(&intended, &json!({"50": 0, "75": 0, "99": 0}));
        let tenths = |q: &str| (found[q].as_u64().unwrap() + 50 * MS) / (100 * MS); // of a second
        assert_eq!([0, 500, 980], [tenths("50"), tenths("75"), tenths("99")]);
    }

    #[test]
    fn the_crate_corrects_a_stall_to_the_same_counts() {
        let mut corrected = Recorder::new();
        (0..10_000).for_each(|_| corrected.record(MS));
        corrected.bins.record_correct(STALL, 10 * MS).unwrap();
        held_to(&stall()["intended"], &corrected);
    }

    proptest! {
        #[test]
        fn a_bucket_is_within_a_thousandth_of_its_values(value in 0..LARGEST_NS) {
            let mut recorder = Recorder::new();
            recorder.record(value);
            let lowest = written(&recorder)["counts"][0][0].as_u64().unwrap();
            prop_assert!(lowest <= value);
            prop_assert!((value - lowest) * 1_000 <= value);
        }
    }
}
