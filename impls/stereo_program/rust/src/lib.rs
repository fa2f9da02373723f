//! What both programs put through their processor, and say of what came out.

use stereo_delay::{DelayError, Settings, Value};

/// Hz.
pub const RATE: u32 = 44_100;
/// Of the one block.
pub const FRAMES: usize = 1024;

/// What they start with.
///
/// # Errors
/// None: the values are in range.
pub fn settings() -> Result<Settings, DelayError> {
    Settings::default().changed(&[
        ("delay_left", Value::Number(0.005)),
        ("delay_right", Value::Number(0.01)),
        ("cross_feedback", Value::Number(0.3)),
        ("distortion", Value::Word("soft")),
    ])
}

/// Two ramps, one the other upside down.
pub fn block() -> [Vec<f32>; 2] {
    let ramp: Vec<f32> = (0..FRAMES).map(|i| (i % 100) as f32 / 200.0).collect();
    let fallen = ramp.iter().map(|x| -x).collect();
    [ramp, fallen]
}

/// The line of JSON.
pub fn said(out: &[Vec<f32>; 2]) -> String {
    let [left, right] = out.each_ref().map(|channel| channel.iter().copied().map(f64::from).sum::<f64>());
    format!("{{\"frames\": {FRAMES}, \"left\": {left}, \"right\": {right}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_sums() {
        let found = said(&[vec![0.5, 0.25], vec![-1.0, 0.0]]);
        assert_eq!(r#"{"frames": 1024, "left": 0.75, "right": -1}"#, found);
        assert!(settings().is_ok() && block()[1][1] < 0.0);
    }
}
