//! What the document's handler does with an odd message, what its error still tells, and what it takes to deploy it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Write as _};

use dispatch::Handled;
use serde::Deserialize;
use serde_json::json;
use tandem_kit::{Answer, Job, Series, values};

use super::document::{handle_message, told};
use super::stream::Outcome;

/// An odd message, a good one behind it, and how the first ends in the document's listings.
#[derive(Deserialize)]
pub(crate) struct Given {
    message: String,
    next: String,
    pub(crate) python: String,
    pub(crate) rust: String,
}

/// Both messages, one after the other. `holds`: they end as listed.
pub(crate) struct Behave<T> {
    given: Given,
    handle: fn(&str) -> T,
    listed: fn(&Given) -> &str,
    found: Vec<T>,
}

impl<T: Outcome> Behave<T> {
    pub(crate) fn new(given: &[u8], handle: fn(&str) -> T, listed: fn(&Given) -> &str) -> Result<Self, String> {
        let given = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { given, handle, listed, found: Vec::new() })
    }
}

impl<T: Outcome + Debug> Job for Behave<T> {
    fn run(&mut self) {
        self.found = vec![(self.handle)(&self.given.message), (self.handle)(&self.given.next)];
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found.iter().map(Outcome::word).collect::<Vec<_>>())
    }

    fn readings(&mut self) -> Vec<Series> {
        let words: Vec<_> = self.found.iter().map(Outcome::word).collect();
        let holds = words == [(self.listed)(&self.given), "login"];
        vec![values("holds", "bool", vec![f64::from(holds)]).evidence(format!("{:?}", self.found))]
    }
}

#[derive(Deserialize)]
struct Broken {
    message: String,
}

/// An error of the parser, passed on by three functions with `?`.
pub(crate) struct Details {
    given: Broken,
    found: Result<Handled, Box<dyn Error>>,
}

impl Details {
    pub(crate) fn new(given: &[u8]) -> Result<Self, String> {
        let given = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { given, found: Ok(Handled::Passed) })
    }
}

fn received(message: &str) -> Result<Handled, Box<dyn Error>> {
    let handled = dispatched(message)?;
    Ok(handled)
}

fn dispatched(message: &str) -> Result<Handled, Box<dyn Error>> {
    let handled = handle_message(message)?;
    Ok(handled)
}

impl Job for Details {
    fn run(&mut self) {
        self.found = received(&self.given.message);
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!(if self.found.is_err() { "error" } else { "passed" }))
    }

    fn readings(&mut self) -> Vec<Series> {
        let Err(error) = &self.found else { return Vec::new() };
        let kept = error.downcast_ref::<serde_json::Error>().is_some_and(|e| e.line() == 1);
        let text = format!("three functions further on the error is a serde_json::Error still and says: {error}");
        vec![values("holds", "bool", vec![f64::from(kept)]).evidence(text)]
    }
}

#[derive(Deserialize)]
struct Good {
    good: String,
}

/// This very program: one file, beside what every system has.
pub(crate) struct Deployed {
    given: Good,
    found: Result<Handled, String>,
}

const SYSTEM: [&str; 6] = ["ld-linux", "libc.so", "libgcc_s", "libm.so", "libpthread", "libdl"];

impl Deployed {
    pub(crate) fn new(given: &[u8]) -> Result<Self, String> {
        let given = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { given, found: Ok(Handled::Passed) })
    }
}

/// Shared libraries that this process has mapped, beyond those of every system.
fn libraries() -> std::io::Result<BTreeSet<String>> {
    let maps = std::fs::read_to_string("/proc/self/maps")?;
    let paths = maps.lines().filter_map(|line| line.split_whitespace().nth(5));
    let libraries = paths.filter(|path| path.contains(".so") && !SYSTEM.iter().any(|name| path.contains(name)));
    Ok(libraries.map(str::to_owned).collect())
}

impl Job for Deployed {
    fn run(&mut self) {
        self.found = told(&self.given.good);
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!(self.found.word()))
    }

    fn readings(&mut self) -> Vec<Series> {
        let size = std::env::current_exe().and_then(std::fs::metadata).map(|file| file.len());
        let (Ok(size), Ok(libraries)) = (size, libraries()) else { return Vec::new() };
        let mut text = format!("one file of {size} bytes");
        for library in &libraries {
            let _ = write!(text, ", {library}");
        }
        let single = libraries.is_empty();
        vec![values("size", "B", vec![size as f64]), values("holds", "bool", vec![f64::from(single)]).evidence(text)]
    }
}
