//! WAV and FLAC in, WAV out.

use std::path::Path;

use crate::error::{DelayError, Kind};

/// Two channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Audio {
    /// Hz.
    pub rate: u32,
    /// Full scale is 1.
    pub channels: [Vec<f32>; 2],
}

/// Read a stereo file, by its ending.
///
/// # Errors
/// [`Kind::File`] where it cannot be read, [`Kind::Shape`] where it is not stereo.
pub fn read(path: &Path) -> Result<Audio, DelayError> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("wav") => read_wav(path),
        Some("flac") => read_flac(path),
        _ => Err(DelayError::new(Kind::File, format!("{} should end in .wav or .flac", path.display()))),
    }
}

/// Write a WAV file of float32.
///
/// # Errors
/// [`Kind::File`].
pub fn write(path: &Path, audio: &Audio) -> Result<(), DelayError> {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: audio.rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let written = || {
        let mut file = hound::WavWriter::create(path, spec)?;
        for (left, right) in audio.channels[0].iter().zip(&audio.channels[1]) {
            file.write_sample(*left)?;
            file.write_sample(*right)?;
        }
        file.finalize()
    };
    written().map_err(|e: hound::Error| wrong(path, &e))
}

fn read_wav(path: &Path) -> Result<Audio, DelayError> {
    let mut file = hound::WavReader::open(path).map_err(|e| wrong(path, &e))?;
    let spec = file.spec();
    let samples: Result<Vec<f32>, hound::Error> = match spec.sample_format {
        hound::SampleFormat::Float => file.samples::<f32>().collect(),
        hound::SampleFormat::Int => {
            let full = (1u64 << (spec.bits_per_sample - 1)) as f32;
            file.samples::<i32>().map(|sample| sample.map(|s| s as f32 / full)).collect()
        }
    };
    stereo(path, spec.sample_rate, spec.channels.into(), &samples.map_err(|e| wrong(path, &e))?)
}

fn read_flac(path: &Path) -> Result<Audio, DelayError> {
    let mut file = claxon::FlacReader::open(path).map_err(|e| wrong(path, &e))?;
    let info = file.streaminfo();
    let full = (1u64 << (info.bits_per_sample - 1)) as f32;
    let samples: Result<Vec<f32>, claxon::Error> = file.samples().map(|s| s.map(|s| s as f32 / full)).collect();
    stereo(path, info.sample_rate, info.channels, &samples.map_err(|e| wrong(path, &e))?)
}

fn stereo(path: &Path, rate: u32, channels: u32, samples: &[f32]) -> Result<Audio, DelayError> {
    if channels != 2 {
        let message = format!("{} should have 2 channels, has {channels}", path.display());
        return Err(DelayError::new(Kind::Shape, message));
    }
    let channel = |at: usize| samples.iter().skip(at).step_by(2).copied().collect();
    Ok(Audio { rate, channels: [channel(0), channel(1)] })
}

fn wrong(path: &Path, error: &dyn std::error::Error) -> DelayError {
    DelayError::new(Kind::File, format!("{}: {error}", path.display()))
}
