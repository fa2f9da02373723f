//! No denormal number stays: what rings out ends in 0, and what comes in as one is taken as 0.
#![allow(clippy::float_cmp, reason = "0 is meant exactly")]

use stereo_delay::{Level, Processor, Scalar, Settings, Value};

const RATE: u32 = 8_000;
const FRAMES: usize = 512;

type Process = Box<dyn FnMut([&[f32]; 2], [&mut [f32]; 2])>;

/// Each level's processor, and the plain one.
fn processors(settings: Settings) -> Vec<(String, Process)> {
    let mut found: Vec<(String, Process)> = Vec::new();
    for level in Level::available() {
        let mut processor = Processor::with_level(settings, RATE, level).unwrap();
        found.push((format!("{level:?}"), Box::new(move |x, y| processor.process(x, y).unwrap())));
    }
    let mut plain = Scalar::new(settings, RATE).unwrap();
    found.push(("frame by frame".to_owned(), Box::new(move |x, y| plain.process(x, y))));
    found
}

/// Settings under which what is in the lines can be heard as it is, and falls by half or so with each return.
fn features() -> Vec<Settings> {
    let base: [(&str, Value<'_>); 4] = [
        ("delay_left", Value::Number(0.001)),
        ("delay_right", Value::Number(0.002)),
        ("feedback", Value::Number(0.45)),
        ("dry", Value::Number(0.5)),
    ];
    let features: [&[(&str, Value<'_>)]; 6] = [
        &[],
        &[("cross_feedback", Value::Number(0.2))],
        &[("ping_pong", Value::Switch(true))],
        &[("low_pass", Value::Number(700.0))],
        &[("distortion", Value::Word("soft")), ("low_pass", Value::Number(20.0))],
        &[("distortion", Value::Word("cubic")), ("distortion_place", Value::Word("output"))],
    ];
    let base = Settings::default().changed(&base).unwrap();
    features.iter().map(|feature| base.changed(feature).unwrap()).collect()
}

#[test]
fn what_rings_out_ends_in_silence_without_a_denormal_number() {
    for settings in features() {
        for (who, mut process) in processors(settings) {
            let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
            let mut x = [0.0; FRAMES];
            x[0] = 1.0;
            for block in 0..64 {
                process([&x, &x], [&mut left, &mut right]);
                x[0] = 0.0;
                let slow = left.iter().chain(&right).find(|y| y.is_subnormal());
                assert!(slow.is_none(), "{who} {settings:?}: {slow:?} in block {block}");
            }
            assert!(left.iter().chain(&right).all(|&y| y == 0.0), "{who} {settings:?}");
        }
    }
}

#[test]
fn denormal_numbers_that_come_in_are_taken_as_0() {
    for settings in features() {
        for (who, mut process) in processors(settings) {
            let (mut left, mut right) = ([1.0; FRAMES], [1.0; FRAMES]);
            let x: Vec<f32> = (0..FRAMES).map(|i| f32::from_bits(1 + i as u32 * 1000)).collect();
            process([&x, &x], [&mut left, &mut right]);
            assert!(left.iter().chain(&right).all(|&y| y == 0.0), "{who} {settings:?}");
        }
    }
}
