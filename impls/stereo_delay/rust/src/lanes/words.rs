//! Configuration and refusals: the same questions as `words.py` asks, the same answers.

use serde_json::{Map, Value as Json, json};
use stereo_delay::engine::{Config, Engine, Format, settings_from, settings_to};
use stereo_delay::{DelayError, Kind, Processor, Settings, checked_rate};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};

const QUESTIONS: &str = include_str!("../../../golden/questions.json");

struct Words {
    asked: Json,
    answer: fn(&Json) -> Json,
    found: Json,
}

impl Job for Words {
    fn run(&mut self) {
        self.found = (self.answer)(&self.asked);
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found)
    }
}

fn words(name: &str, answer: fn(&Json) -> Json) -> Result<Box<dyn Driven>, String> {
    let mut questions: Json = serde_json::from_str(QUESTIONS).map_err(|e| e.to_string())?;
    boxed(Words { asked: questions[name].take(), answer, found: Json::Null })
}

pub(crate) fn configuration(_: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    words("configurations", |asked| list(asked).iter().map(read_back).collect())
}

pub(crate) fn refusals(_: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    words("refusals", |asked| {
        let mut found: Vec<Json> = list(asked).iter().map(|table| told(refused(table))).collect();
        found.extend(blocks());
        found.into()
    })
}

/// What a text says, again when it was written and read in both formats.
fn read_back(asked: &Json) -> Json {
    let format = if asked["format"] == "toml" { Format::Toml } else { Format::Json };
    let found = Config::parse(asked["text"].as_str().unwrap_or_default(), format).and_then(|config| {
        for format in [Format::Toml, Format::Json] {
            let again = Config::parse(&config.text(format)?, format)?;
            if again != config {
                return Err(DelayError::new(Kind::Config, "should read back as it was written"));
            }
        }
        Ok(config)
    });
    match found {
        Err(error) => json!(error.kind.word()),
        Ok(config) => {
            let presets: Map<String, Json> =
                config.presets.iter().map(|(name, s)| (name.clone(), settings_to(s).into())).collect();
            json!({"rate": config.rate, "settings": settings_to(&config.settings), "presets": presets})
        }
    }
}

fn refused(table: &Json) -> Result<(), DelayError> {
    settings_from(table.as_object().unwrap_or(&Map::new())).map(|_| ())
}

/// Blocks and rates that cannot be; a block of no frames can.
fn blocks() -> Vec<Json> {
    let made = || Processor::new(Settings::default(), 44_100);
    let uneven = made().and_then(|mut p| p.process([&[0.0; 3], &[0.0; 2]], [&mut [0.0; 3], &mut [0.0; 3]]));
    let empty = made().and_then(|mut p| p.process([&[], &[]], [&mut [], &mut []]));
    let mut engine = Engine::new(Config::default());
    let preset = engine.as_mut().map_err(|e| e.clone()).and_then(|e| e.use_preset("nothing"));
    let rates = [7_999, 8_000, 384_000, 384_001].map(|rate| told(checked_rate(rate).map(|_| ())));
    [told(uneven), told(empty), told(preset)].into_iter().chain(rates).collect()
}

fn told(found: Result<(), DelayError>) -> Json {
    found.map_or_else(|error| json!(error.kind.word()), |()| Json::Null)
}

fn list(asked: &Json) -> &[Json] {
    asked.as_array().map_or(&[], Vec::as_slice)
}
