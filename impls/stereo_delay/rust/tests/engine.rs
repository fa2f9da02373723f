//! The program around the processor: threads, configuration, presets, files.
#![allow(clippy::float_cmp, reason = "settings are kept as they are set")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use stereo_delay::engine::{Audio, Config, Engine, Format, read, write};
use stereo_delay::{Kind, Settings, Value};

fn ramp(frames: usize) -> Audio {
    let channel: Vec<f32> = (0..frames).map(|i| (i % 100) as f32 / 200.0).collect();
    Audio { rate: 44_100, channels: [channel.clone(), channel] }
}

#[test]
fn a_thread_plays_what_a_caller_would_hear() {
    let audio = ramp(10_000);
    let expected = Engine::new(Config::default()).unwrap().run(&audio, 256).unwrap();
    let mut engine = Engine::new(Config::default()).unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (sink, at, source) = (Arc::clone(&heard), AtomicUsize::new(0), audio.clone());
    engine
        .start(
            256,
            move |[left, right]| {
                let at = at.fetch_add(256, Ordering::Relaxed).min(source.channels[0].len());
                let n = left.len().min(source.channels[0].len() - at);
                left[..n].copy_from_slice(&source.channels[0][at..at + n]);
                right[..n].copy_from_slice(&source.channels[1][at..at + n]);
                n
            },
            move |y| sink.lock().unwrap().extend_from_slice(y[0]),
        )
        .unwrap();
    assert_eq!(Kind::Running, engine.process([&[], &[]], [&mut [], &mut []]).unwrap_err().kind);
    let played = engine.stop(true).unwrap();
    assert_eq!((10_000, 0, false), (played.frames, played.silenced, engine.is_running()));
    assert_eq!(expected.channels[0], *heard.lock().unwrap());
    engine.process([&[], &[]], [&mut [], &mut []]).unwrap();
}

#[test]
fn an_endless_source_is_stopped_and_started_again() {
    let mut engine = Engine::new(Config::default()).unwrap();
    for _ in 0..2 {
        engine.start(64, |_| 64, |_| ()).unwrap();
        assert!(engine.is_running());
        assert_eq!(Kind::Running, engine.start(64, |_| 64, |_| ()).unwrap_err().kind);
        engine.set(&[("wet", Value::Number(0.75))]).unwrap();
        engine.stop(false).unwrap();
        assert!(!engine.is_running());
    }
    assert_eq!(0.75, engine.settings().wet);
}

#[test]
fn a_source_that_panics_ends_the_thread_and_not_the_engine() {
    let mut engine = Engine::new(Config::default()).unwrap();
    engine.start(64, |_| panic!("the source is gone"), |_| ()).unwrap();
    assert_eq!(Kind::Running, engine.stop(true).unwrap_err().kind);
    engine.process([&[0.0; 4], &[0.0; 4]], [&mut [0.0; 4], &mut [0.0; 4]]).unwrap();
}

#[test]
fn presets_and_files_come_back_as_they_were() {
    let mut engine = Engine::new(Config::default()).unwrap();
    engine.set(&[("feedback", Value::Number(0.7)), ("distortion", Value::Word("cubic"))]).unwrap();
    engine.keep_preset("dirty");
    engine.set(&[("feedback", Value::Number(0.1))]).unwrap();
    assert_eq!(Kind::Config, engine.use_preset("clean").unwrap_err().kind);
    engine.use_preset("dirty").unwrap();
    assert_eq!(0.7, engine.settings().feedback);
    let folder = std::env::temp_dir().join(format!("stereo-delay-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for ending in ["toml", "json"] {
        let path = folder.join(format!("engine.{ending}"));
        engine.config().save(&path).unwrap();
        assert_eq!(engine.config(), Config::load(&path).unwrap());
    }
    let path = folder.join("ramp.wav");
    let audio = ramp(500);
    write(&path, &audio).unwrap();
    assert_eq!(audio, read(&path).unwrap());
    assert_eq!(Kind::File, read(&folder.join("none.flac")).unwrap_err().kind);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_flac_file_is_what_was_written_and_a_mono_one_is_refused() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden/ramp.flac");
    let (found, expected) = (read(&golden).unwrap(), ramp(500));
    assert_eq!((44_100, 500, 500), (found.rate, found.channels[0].len(), found.channels[1].len()));
    for (found, expected) in found.channels.iter().flatten().zip(expected.channels.iter().flatten()) {
        assert!((found - expected).abs() <= 2f32.powi(-23), "{found} {expected}");
    }
    let path = std::env::temp_dir().join(format!("stereo-delay-mono-{}.wav", std::process::id()));
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut mono = hound::WavWriter::create(&path, spec).unwrap();
    mono.write_sample(1i16).unwrap();
    mono.finalize().unwrap();
    assert_eq!(Kind::Shape, read(&path).unwrap_err().kind);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn an_old_configuration_is_migrated() {
    let config = Config::parse("delay_ms = 250\nwet = 0.25\nrate = 48000\n", Format::Toml).unwrap();
    let expected = Settings { delay_left: 0.25, delay_right: 0.25, wet: 0.25, ..Settings::default() };
    assert_eq!((48_000, expected), (config.rate, config.settings));
}
