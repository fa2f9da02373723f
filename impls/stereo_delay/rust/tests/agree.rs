//! Every level against the processor frame by frame: random settings, blocks, changes, broken samples.

use proptest::prelude::*;
use stereo_delay::{Level, Place, Processor, Scalar, Settings, Shape, Value};

const RATE: u32 = 8_000;
const MOST: f64 = 1.0 - 1e-9; // of a loop's gain

type Change = Vec<(&'static str, Value<'static>)>;
type Block = (Option<Change>, Vec<(f32, f32)>);

/// Any settings that are accepted, most of them with delays that return within the sequence.
fn change() -> impl Strategy<Value = Change> {
    let delay = prop_oneof![4 => 0.001..0.03f64, 1 => 0.001..5.0f64];
    let shape = prop::sample::select(vec!["none", "soft", "hard", "cubic"]);
    let low_pass = prop_oneof![Just(0.0), 20.0..20_000.0f64];
    let drive = prop_oneof![Just(0.0), 0.0..40.0f64];
    let numbers = (delay.clone(), delay, 0.0..=0.99f64, 0.0..=1.0f64, 0.0..=1.0f64, 0.0..=1.0f64, low_pass, drive);
    (numbers, any::<bool>(), shape, any::<bool>()).prop_map(
        |((left, right, feedback, share, wet, dry, low_pass, drive), ping_pong, shape, output)| {
            let cross = if ping_pong { 0.0 } else { share * (MOST - feedback).min(0.99) };
            vec![
                ("delay_left", Value::Number(left)),
                ("delay_right", Value::Number(right)),
                ("feedback", Value::Number(feedback)),
                ("cross_feedback", Value::Number(cross)),
                ("ping_pong", Value::Switch(ping_pong)),
                ("wet", Value::Number(wet)),
                ("dry", Value::Number(dry)),
                ("low_pass", Value::Number(low_pass)),
                ("distortion", Value::Word(shape)),
                ("drive", Value::Number(drive)),
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

/// What the settings of a sequence so far allow.
struct Allowed {
    gain: f32,
    steepest: f32,
    shaped_in_loop: bool,
    shortest: f64,
}

impl Allowed {
    fn with(mut self, settings: &Settings) -> Self {
        self.gain = self.gain.max((settings.feedback + settings.cross_feedback) as f32);
        self.steepest = self.steepest.max(10f64.powf(settings.drive / 20.0) as f32);
        self.shaped_in_loop |= settings.distortion != Shape::None && settings.distortion_place == Place::Loop;
        self.shortest = self.shortest.min(settings.delay_left).min(settings.delay_right);
        self
    }

    /// The most that can come out of inputs up to 1: each return adds at most one of them, and they add up to at most
    /// 1 / (1 - gain) of them.
    fn loudest(&self, frames: usize) -> f32 {
        let returns = 2.0 + frames as f32 / (self.shortest * f64::from(RATE)) as f32;
        1.0 + returns.min(1.0 / (1.0 - self.gain).max(1e-9)) * 1.001
    }

    /// How far two processors may be apart; None where a shape in the loop may be steeper than 1 in all: there the
    /// float64 reference says how far, which the tests in Python hold every lane to.
    fn apart(&self, right: f32) -> Option<f32> {
        let calm = !self.shaped_in_loop || self.gain * 1.5 * self.steepest <= 1.0; // 1.5: of cubic
        calm.then(|| 4e-6 * self.steepest * right.abs().max(1.0))
    }
}

fn run(first: Settings, blocks: &[Block], level: Level) -> Result<(), TestCaseError> {
    let mut ours = Processor::with_level(first, RATE, level).unwrap();
    let mut plain = Scalar::new(first, RATE).unwrap();
    let controls = ours.controls();
    let frames = blocks.iter().map(|(_, frames)| frames.len()).sum();
    let mut allowed = Allowed { gain: 0.0, steepest: 1.0, shaped_in_loop: false, shortest: 5.0 }.with(&first);
    for (change, block) in blocks {
        if let Some(change) = change {
            let changed = controls.settings().changed(change).unwrap();
            controls.replace(changed);
            plain.set(&changed);
            allowed = allowed.with(&changed);
        }
        let (left, right): (Vec<f32>, Vec<f32>) = block.iter().copied().unzip();
        let mut found = [vec![0.0; left.len()], vec![0.0; left.len()]];
        let mut expected = found.clone();
        let [a, b] = &mut found;
        ours.process([&left, &right], [a, b]).unwrap();
        let [a, b] = &mut expected;
        plain.process([&left, &right], [a, b]);
        let loudest = allowed.loudest(frames);
        for (right, ours) in expected.iter().flatten().zip(found.iter().flatten()) {
            prop_assert!(ours.is_finite() && ours.abs() <= loudest, "{level:?}: {ours}, at most {loudest}");
            if let Some(apart) = allowed.apart(*right) {
                prop_assert!((right - ours).abs() <= apart, "{level:?}: {right} {ours}");
            }
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

/// What comes out of both sides in 64 frames, of a one that goes into the left.
fn impulse_in_left(settings: Settings, level: Level) -> (Vec<f32>, Vec<f32>) {
    let mut processor = Processor::with_level(settings, RATE, level).unwrap();
    let (mut x, silent) = (vec![0.0; 64], vec![0.0; 64]);
    x[0] = 1.0;
    let (mut left, mut right) = (vec![0.0; 64], vec![0.0; 64]);
    processor.process([&x, &silent], [&mut left, &mut right]).unwrap();
    (left, right)
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
        let (left, right) = impulse_in_left(settings, level);
        for n in 0..64 {
            let k = n / delay; // the k-th return, k from 1; odd ones on the left, from half of the sum of both inputs
            let echo = if n % delay == 0 && k >= 1 { 0.5 * 0.5f32.powi(k as i32 - 1) } else { 0.0 };
            let (l, r) = if k % 2 == 1 { (echo, 0.0) } else { (0.0, echo) };
            assert_eq!((l, r), (left[n], right[n]), "{level:?} frame {n}");
        }
    }
}

/// The closed form: what both lines hold is multiplied by f + c with each return, what they differ by f - c.
#[test]
fn cross_feedback_is_its_closed_form() {
    let (delay, f, c) = (8, 0.5f32, 0.25f32); // powers of these are exact
    let settings = Settings::default()
        .changed(&[
            ("feedback", Value::Number(f.into())),
            ("cross_feedback", Value::Number(c.into())),
            ("wet", Value::Number(1.0)),
            ("dry", Value::Number(0.0)),
            ("delay_left", Value::Number(0.001)),
            ("delay_right", Value::Number(0.001)),
        ])
        .unwrap();
    for level in Level::available() {
        let (left, right) = impulse_in_left(settings, level);
        for n in 0..64 {
            let k = (n / delay) as i32;
            let heard = n % delay == 0 && k >= 1;
            let (both, apart) = if heard { ((f + c).powi(k - 1), (f - c).powi(k - 1)) } else { (0.0, 0.0) };
            assert_eq!((f32::midpoint(both, apart), (both - apart) / 2.0), (left[n], right[n]), "{level:?} frame {n}");
        }
    }
}

#[test]
fn slices_of_different_lengths_are_refused() {
    let mut processor = Processor::new(Settings::default(), RATE).unwrap();
    let error = processor.process([&[0.0; 2], &[0.0; 3]], [&mut [0.0; 2], &mut [0.0; 2]]).unwrap_err();
    assert_eq!("shape", error.kind.word());
}
