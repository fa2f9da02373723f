//! Golden vectors from the float64 reference: every level, every feature, every signal.

use serde_json::Value as Json;
use stereo_delay::{Level, Processor, Scalar, Settings, Value};

const INDEX: &str = include_str!("../../golden/vectors.json");
const SAMPLES: &[u8] = include_bytes!("../../golden/vectors.f32");
const FLAT: f64 = 2e-6;

fn settings(table: &Json) -> Settings {
    let values: Vec<(&str, Value<'_>)> = table
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| match value {
            Json::Bool(on) => (name.as_str(), Value::Switch(*on)),
            Json::String(word) => (name.as_str(), Value::Word(word)),
            number => (name.as_str(), Value::Number(number.as_f64().unwrap())),
        })
        .collect();
    Settings::default().changed(&values).unwrap()
}

#[test]
fn every_level_gives_the_golden_vectors() {
    let index: Json = serde_json::from_str(INDEX).unwrap();
    let (rate, frames) = (index["rate"].as_u64().unwrap() as u32, index["frames"].as_u64().unwrap() as usize);
    let samples: Vec<f32> = SAMPLES.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    let mut pairs = samples.chunks_exact(2 * frames).map(|pair| pair.split_at(frames));
    let signals = index["signals"].as_array().unwrap();
    let inputs: Vec<_> = pairs.by_ref().take(signals.len()).collect();
    for feature in index["features"].as_array().unwrap() {
        let settings = settings(&feature["settings"]);
        for ((x, bound), signal) in inputs.iter().zip(feature["bounds"].as_array().unwrap()).zip(signals) {
            let expected = pairs.next().unwrap();
            let peak = expected.0.iter().chain(expected.1).fold(1f32, |peak, y| peak.max(y.abs()));
            let apart = bound.as_f64().unwrap().max(FLAT * f64::from(peak));
            let mut found: Vec<(String, [Vec<f32>; 2])> = Vec::new();
            for level in Level::available() {
                let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
                let mut processor = Processor::with_level(settings, rate, level).unwrap();
                processor.process([x.0, x.1], [&mut left, &mut right]).unwrap();
                found.push((format!("{level:?}"), [left, right]));
            }
            let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
            Scalar::new(settings, rate).unwrap().process([x.0, x.1], [&mut left, &mut right]);
            found.push(("frame by frame".to_owned(), [left, right]));
            for (who, heard) in found {
                for (right, ours) in expected.0.iter().chain(expected.1).zip(heard.iter().flatten()) {
                    let away = (f64::from(*right) - f64::from(*ours)).abs();
                    assert!(away <= apart, "{} {signal} {who}: {right} {ours}", feature["name"]);
                }
            }
        }
    }
    assert!(pairs.next().is_none());
}
