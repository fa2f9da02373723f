//! Every level against the processor frame by frame: random settings, blocks, changes, broken samples.

use proptest::prelude::*;
use stereo_delay::{Level, Processor, Scalar, Settings, Value};

const RATE: u32 = 8_000;

type Change = Vec<(&'static str, Value<'static>)>;
type Block = (Option<Change>, Vec<(f32, f32)>);

fn change() -> impl Strategy<Value = Change> {
    let delay = prop_oneof![Just(0.001), Just(0.002_5), Just(0.02), 0.001..0.05f64];
    let shape = prop::sample::select(vec!["none", "soft", "hard", "cubic"]);
    let low_pass = prop_oneof![Just(0.0), Just(200.0), Just(3_900.0)];
    let numbers = (delay.clone(), delay, 0.0..0.9f64, 0.0..1.0f64, 0.0..1.0f64, low_pass, 0.0..40.0f64);
    (numbers, any::<bool>(), shape, any::<bool>(), any::<bool>()).prop_map(
        |((left, right, feedback, wet, dry, low_pass, drive), ping_pong, shape, output, driven)| {
            vec![
                ("delay_left", Value::Number(left)),
                ("delay_right", Value::Number(right)),
                ("feedback", Value::Number(feedback)),
                ("cross_feedback", Value::Number(if ping_pong { 0.0 } else { (0.95 - feedback) / 2.0 })),
                ("ping_pong", Value::Switch(ping_pong)),
                ("wet", Value::Number(wet)),
                ("dry", Value::Number(dry)),
                ("low_pass", Value::Number(low_pass)),
                ("distortion", Value::Word(shape)),
                ("drive", Value::Number(if driven && output { drive } else { 0.0 })),
                ("distortion_place", Value::Word(if output { "output" } else { "loop" })),
            ]
        },
    )
}

fn sample() -> impl Strategy<Value = f32> {
    prop_oneof![
        60 => -1.0..1.0f32,
        6 => Just(0.0f32),
        1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, -f32::INFINITY, 3e38, 1e-42, -1e-30]),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block = (prop::option::weighted(0.4, change()), prop::collection::vec((sample(), sample()), 0..160));
    prop::collection::vec(block, 1..8)
}

fn run(first: Settings, blocks: &[Block], level: Level) -> Result<(), TestCaseError> {
    let mut ours = Processor::with_level(first, RATE, level).unwrap();
    let mut plain = Scalar::new(first, RATE).unwrap();
    let controls = ours.controls();
    let mut steepest = 1f32;
    for (change, frames) in blocks {
        if let Some(change) = change {
            let changed = controls.settings().changed(change).unwrap();
            controls.replace(changed);
            plain.set(&changed);
        }
        steepest = steepest.max(10f64.powf(controls.settings().drive / 20.0) as f32);
        let (left, right): (Vec<f32>, Vec<f32>) = frames.iter().copied().unzip();
        let mut found = [vec![0.0; left.len()], vec![0.0; left.len()]];
        let mut expected = found.clone();
        let [a, b] = &mut found;
        ours.process([&left, &right], [a, b]).unwrap();
        let [a, b] = &mut expected;
        plain.process([&left, &right], [a, b]);
        for (right, ours) in expected.iter().flatten().zip(found.iter().flatten()) {
            prop_assert!(ours.is_finite() && ours.abs() <= 24.0, "{level:?}: {ours}"); // 1 + 1 / (1 - 0.95), and a little
            // Gains are below 1 in the loop; at the output a slope of `steepest` makes a difference larger.
            let apart = 4e-6 * steepest * right.abs().max(1.0);
            prop_assert!((right - ours).abs() <= apart, "{level:?}: {right} {ours}");
        }
    }
    prop_assert_eq!(plain.silenced(), ours.silenced());
    Ok(())
}

fn everywhere(first: &Change, blocks: &[Block]) -> Result<(), TestCaseError> {
    let first = Settings::default().changed(first).unwrap();
    Level::available().into_iter().try_for_each(|level| run(first, blocks, level))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn every_level_does_what_the_plain_processor_does(first in change(), blocks in blocks()) {
        everywhere(&first, &blocks)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]
    #[test]
    #[ignore = "ten thousand sequences: minutes"]
    fn every_level_does_what_the_plain_processor_does_ten_thousand_times(first in change(), blocks in blocks()) {
        everywhere(&first, &blocks)?;
    }
}

/// The closed form: an impulse in the left line comes out of left, right, left, ... each time `feedback` smaller.
#[test]
fn ping_pong_is_its_closed_form() {
    let delay = 8;
    let settings = Settings::default()
        .changed(&[
            ("ping_pong", Value::Switch(true)),
            ("feedback", Value::Number(0.5)),
            ("wet", Value::Number(1.0)),
            ("dry", Value::Number(0.0)),
            ("delay_left", Value::Number(0.001)),
            ("delay_right", Value::Number(0.001)),
        ])
        .unwrap();
    for level in Level::available() {
        let mut processor = Processor::with_level(settings, RATE, level).unwrap();
        let (mut x, silent) = (vec![0.0; 64], vec![0.0; 64]);
        x[0] = 1.0;
        let (mut left, mut right) = (vec![0.0; 64], vec![0.0; 64]);
        processor.process([&x, &silent], [&mut left, &mut right]).unwrap();
        for n in 0..64 {
            let k = n / delay; // the k-th return, k from 1; odd ones on the left, from half of the sum of both inputs
            let echo = if n % delay == 0 && k >= 1 { 0.5 * 0.5f32.powi(k as i32 - 1) } else { 0.0 };
            let (l, r) = if k % 2 == 1 { (echo, 0.0) } else { (0.0, echo) };
            assert_eq!((l, r), (left[n], right[n]), "{level:?} frame {n}");
        }
    }
}

#[test]
fn slices_of_different_lengths_are_refused() {
    let mut processor = Processor::new(Settings::default(), RATE).unwrap();
    let error = processor.process([&[0.0; 2], &[0.0; 3]], [&mut [0.0; 2], &mut [0.0; 2]]).unwrap_err();
    assert_eq!("shape", error.kind.word());
}
