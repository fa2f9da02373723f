//! Configuration in TOML or JSON: a version, a rate, settings, and presets by name.
//!
//! Version 1 had its parameters beside the version, and one `delay_ms` for both lines. It is read as version 2.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use crate::error::{DelayError, Kind};
use crate::settings::{PARAMETERS, Settings, Value, checked_rate};

/// What is written.
pub const VERSION: u64 = 2;
const DEFAULT_RATE: u32 = 44_100;

/// How a configuration is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// <https://toml.io>
    Toml,
    /// RFC 8259
    Json,
}

/// Everything that an engine starts with.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Hz.
    pub rate: u32,
    /// What it starts with.
    pub settings: Settings,
    /// What it can be switched to by name.
    pub presets: BTreeMap<String, Settings>,
}

impl Default for Config {
    fn default() -> Self {
        Self { rate: DEFAULT_RATE, settings: Settings::default(), presets: BTreeMap::new() }
    }
}

impl Format {
    /// By a file's ending.
    ///
    /// # Errors
    /// [`Kind::Config`] for another than `.toml` and `.json`.
    pub fn of(path: &Path) -> Result<Self, DelayError> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("toml") => Ok(Self::Toml),
            Some("json") => Ok(Self::Json),
            _ => Err(refused(format!("{} should end in .toml or .json", path.display()))),
        }
    }
}

impl Config {
    /// Read a text of any version.
    ///
    /// # Errors
    /// [`Kind::Config`] for a text that is none, an unknown version or key; the settings' own errors.
    pub fn parse(text: &str, format: Format) -> Result<Self, DelayError> {
        let found: Result<Map<String, Json>, String> = match format {
            Format::Toml => toml::from_str(text).map_err(|e| e.message().to_owned()),
            Format::Json => serde_json::from_str(text).map_err(|e| e.to_string()),
        };
        let mut found = migrated(found.map_err(|wrong| refused(format!("cannot be read: {wrong}")))?)?;
        let rate = match found.remove("rate") {
            None => DEFAULT_RATE,
            Some(rate) => {
                let whole = rate.as_u64().and_then(|rate| u32::try_from(rate).ok());
                checked_rate(
                    whole.ok_or_else(|| DelayError::new(Kind::Rate, format!("a rate should be Hz, was {rate}")))?,
                )?
            }
        };
        let settings = found.remove("settings").map_or_else(|| Ok(Settings::default()), |s| of_table(&s))?;
        let mut presets = BTreeMap::new();
        if let Some(named) = found.remove("presets") {
            for (name, table) in as_table(&named)? {
                presets.insert(name.clone(), of_table(table)?);
            }
        }
        found.remove("version");
        match found.keys().next() {
            Some(key) => Err(refused(format!("unknown key {key:?}, there are: presets, rate, settings, version"))),
            None => Ok(Self { rate, settings, presets }),
        }
    }

    /// The text of the present version.
    ///
    /// # Errors
    /// None that a configuration could cause.
    pub fn text(&self, format: Format) -> Result<String, DelayError> {
        let presets: Map<String, Json> = self.presets.iter().map(|(k, s)| (k.clone(), settings_to(s).into())).collect();
        let found =
            json!({"version": VERSION, "rate": self.rate, "settings": settings_to(&self.settings), "presets": presets});
        match format {
            Format::Toml => toml::to_string(&found).map_err(|e| refused(e.to_string())),
            Format::Json => serde_json::to_string_pretty(&found).map_err(|e| refused(e.to_string())),
        }
    }

    /// Read a file, by its ending.
    ///
    /// # Errors
    /// [`Kind::File`], and those of [`Config::parse`].
    pub fn load(path: &Path) -> Result<Self, DelayError> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| DelayError::new(Kind::File, format!("{}: {e}", path.display())))?;
        Self::parse(&text, Format::of(path)?)
    }

    /// Write a file, by its ending.
    ///
    /// # Errors
    /// [`Kind::File`] where it cannot be written, [`Kind::Config`] for another ending.
    pub fn save(&self, path: &Path) -> Result<(), DelayError> {
        std::fs::write(path, self.text(Format::of(path)?)?)
            .map_err(|e| DelayError::new(Kind::File, format!("{}: {e}", path.display())))
    }
}

/// Settings that a table of names and values makes of the defaults.
///
/// # Errors
/// Those of [`Settings::changed`].
pub fn settings_from(table: &Map<String, Json>) -> Result<Settings, DelayError> {
    let mut values = Vec::with_capacity(table.len());
    for (name, value) in table {
        let value = match value {
            Json::Bool(on) => Value::Switch(*on),
            Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(word) => Value::Word(word),
            other => return Err(DelayError::new(Kind::Type, format!("{name} should be a value, was {other}"))),
        };
        values.push((name.as_str(), value));
    }
    Settings::default().changed(&values)
}

/// All of them by name.
pub fn settings_to(settings: &Settings) -> Map<String, Json> {
    let value = |name: &str| match settings.get(name) {
        Ok(Value::Number(number)) => json!(number),
        Ok(Value::Switch(on)) => json!(on),
        Ok(Value::Word(word)) => json!(word),
        Err(_) => Json::Null,
    };
    PARAMETERS.iter().map(|(name, ..)| ((*name).to_owned(), value(name))).collect()
}

fn migrated(mut found: Map<String, Json>) -> Result<Map<String, Json>, DelayError> {
    match found.get("version").map_or(Some(1), Json::as_u64) {
        Some(VERSION) => Ok(found),
        Some(1) => {
            let rate = found.remove("rate");
            found.remove("version");
            if let Some(both) = found.remove("delay_ms") {
                let seconds = both.as_f64().map(|ms| ms / 1000.0);
                let seconds = seconds.ok_or_else(|| refused(format!("delay_ms should be a number, was {both}")))?;
                found.insert("delay_left".into(), json!(seconds));
                found.insert("delay_right".into(), json!(seconds));
            }
            let mut now = Map::from_iter([("settings".to_owned(), Json::Object(found))]);
            now.extend(rate.map(|rate| ("rate".to_owned(), rate)));
            Ok(now)
        }
        _ => Err(refused(format!("version should be 1 or {VERSION}, was {}", found["version"]))),
    }
}

fn of_table(found: &Json) -> Result<Settings, DelayError> {
    settings_from(as_table(found)?)
}

fn as_table(found: &Json) -> Result<&Map<String, Json>, DelayError> {
    found.as_object().ok_or_else(|| refused(format!("should be a table of names and values, was {found}")))
}

fn refused(message: String) -> DelayError {
    DelayError::new(Kind::Config, message)
}
