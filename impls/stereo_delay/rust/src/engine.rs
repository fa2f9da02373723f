//! The whole program around a processor: configuration, presets, files, and the thread that plays.

mod config;
mod files;
mod player;

pub use config::{Config, Format, VERSION, settings_from, settings_to};
pub use files::{Audio, read, write};
pub use player::{Engine, Played};
