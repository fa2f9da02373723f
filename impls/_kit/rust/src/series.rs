//! One metric of one trial, as it is sent.

use serde::Serialize;
use serde_json::Value;

/// One metric's raw values in one trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Name in the table of metrics.
    pub metric: String,
    /// `ns`, `B`, `count`, `1` (a ratio or share), `bool`.
    pub unit: String,
    /// What the clock of a latency starts from: `start` of the operation, or the `intended` start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<&'static str>,
    /// The values, in one of three shapes.
    #[serde(flatten)]
    pub data: Data,
    /// Text that shows where the values come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Nanoseconds since the measure began: the part of it that this series is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<[u64; 2]>,
}

/// The three shapes of values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Data {
    /// Plain values.
    Values(Vec<f64>),
    /// Totals of many runs each.
    Loops(Loops),
    /// Single operations, binned.
    Histogram(Histogram),
}

/// Samples of many runs each: `total / (loops * ops)` is the time of one operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_field_names)] // the protocol's words
pub struct Loops {
    /// Runs in one sample.
    pub loops: u64,
    /// Operations in one run.
    pub ops: u64,
    /// Samples taken before those that count, and not among them.
    pub warmup: u64,
    /// Nanoseconds of each sample.
    pub totals: Vec<u64>,
}

/// A sparse HDR histogram.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Significant digits that a bucket keeps.
    pub digits: u8,
    /// Values recorded.
    pub count: u64,
    /// Smallest value, exact.
    pub min: Value,
    /// Largest value, exact.
    pub max: Value,
    /// Operations in one value; above 1 each value is their mean.
    #[serde(skip_serializing_if = "is_one")]
    pub batch: u64,
    /// (lowest equivalent value, how many), ascending.
    pub counts: Vec<(Value, u64)>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes the field by reference
fn is_one(batch: &u64) -> bool {
    *batch == 1
}

impl Series {
    pub(crate) fn new(metric: &str, unit: &str, data: Data) -> Self {
        Self { metric: metric.into(), unit: unit.into(), from: None, data, evidence: None, window: None }
    }

    /// A series of samples of many runs each.
    pub fn loops(metric: &str, unit: &str, found: Loops) -> Self {
        Self::new(metric, unit, Data::Loops(found))
    }

    /// The same series with the text that shows where it comes from.
    #[must_use]
    pub fn evidence(mut self, text: impl Into<String>) -> Self {
        self.evidence = Some(text.into());
        self
    }
}

/// A series of plain values.
///
/// # Panics
/// If one of them is not finite: JSON has no word for it. The worker reports it as the lane's error.
pub fn values(metric: &str, unit: &str, found: Vec<f64>) -> Series {
    assert!(found.iter().all(|v| v.is_finite()), "{metric}: values should be finite, were {found:?}");
    Series::new(metric, unit, Data::Values(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_values_are_written_without_empty_fields() {
        let expected = json!({"metric": "pause", "unit": "ns", "values": [1.0, 2.5]});
        assert_eq!(expected, serde_json::to_value(values("pause", "ns", vec![1.0, 2.5])).unwrap());
    }

    #[test]
    fn evidence_goes_with_its_values() {
        let series = values("holds", "bool", vec![1.0]).evidence("E0499");
        assert_eq!(json!("E0499"), serde_json::to_value(series).unwrap()["evidence"]);
    }

    #[test]
    #[should_panic(expected = "should be finite")]
    fn a_value_that_is_no_number_is_refused() {
        let _ = values("error", "1", vec![f64::NAN]);
    }
}
