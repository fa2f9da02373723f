//! What a person may set, in which unit and range.

use crate::error::{DelayError, Kind};

/// What becomes of a driven sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// It stays, undriven.
    #[default]
    None,
    /// tanh.
    Soft,
    /// Clipped to -1..1.
    Hard,
    /// Clipped, then 1.5 y - 0.5 y^3.
    Cubic,
}

/// Where the shape is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// To what goes into a line.
    #[default]
    Loop,
    /// To what comes out.
    Output,
}

impl Shape {
    const WORDS: [(&'static str, Self); 4] =
        [("none", Self::None), ("soft", Self::Soft), ("hard", Self::Hard), ("cubic", Self::Cubic)];
}

impl Place {
    const WORDS: [(&'static str, Self); 2] = [("loop", Self::Loop), ("output", Self::Output)];
}

/// A value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Seconds, a factor, dB or Hz.
    Number(f64),
    /// On or off.
    Switch(bool),
    /// One of the parameter's words.
    Word(&'a str),
}

/// The parameters, in the order of [`PARAMETERS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of Settings of that name")]
pub enum Parameter {
    DelayLeft,
    DelayRight,
    Feedback,
    CrossFeedback,
    PingPong,
    Wet,
    Dry,
    Distortion,
    Drive,
    DistortionPlace,
    LowPass,
}

/// Names with the range of each number.
pub const PARAMETERS: [(&str, Parameter, f64, f64); 11] = [
    ("delay_left", Parameter::DelayLeft, 0.001, 5.0),
    ("delay_right", Parameter::DelayRight, 0.001, 5.0),
    ("feedback", Parameter::Feedback, 0.0, 0.99),
    ("cross_feedback", Parameter::CrossFeedback, 0.0, 0.99),
    ("ping_pong", Parameter::PingPong, 0.0, 0.0),
    ("wet", Parameter::Wet, 0.0, 1.0),
    ("dry", Parameter::Dry, 0.0, 1.0),
    ("distortion", Parameter::Distortion, 0.0, 0.0),
    ("drive", Parameter::Drive, 0.0, 40.0),
    ("distortion_place", Parameter::DistortionPlace, 0.0, 0.0),
    ("low_pass", Parameter::LowPass, 20.0, 20_000.0),
];

/// One set of parameters; [`Settings::changed`] only makes valid ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Seconds, 0.001 to 5.
    pub delay_left: f64,
    /// Seconds, 0.001 to 5.
    pub delay_right: f64,
    /// Of each line into itself, 0 to 0.99.
    pub feedback: f64,
    /// Of each line into the other, 0 to 0.99; together with `feedback` below 1.
    pub cross_feedback: f64,
    /// Each line only feeds the other.
    pub ping_pong: bool,
    /// Share of the delayed signal, 0 to 1.
    pub wet: f64,
    /// Share of the signal itself, 0 to 1.
    pub dry: f64,
    /// What becomes of a driven sample.
    pub distortion: Shape,
    /// dB, 0 to 40.
    pub drive: f64,
    /// Where the shape is applied.
    pub distortion_place: Place,
    /// Hz, 20 to 20,000, or 0: off.
    pub low_pass: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            delay_left: 0.3,
            delay_right: 0.3,
            feedback: 0.4,
            cross_feedback: 0.0,
            ping_pong: false,
            wet: 0.5,
            dry: 1.0,
            distortion: Shape::None,
            drive: 0.0,
            distortion_place: Place::Loop,
            low_pass: 0.0,
        }
    }
}

impl Settings {
    /// These with other values for some.
    ///
    /// # Errors
    /// [`Kind::Unknown`], [`Kind::Type`], [`Kind::Range`], or [`Kind::Conflict`] of the result.
    pub fn changed(mut self, values: &[(&str, Value<'_>)]) -> Result<Self, DelayError> {
        for (name, value) in values {
            self.put(name, *value)?;
        }
        self.agree()?;
        Ok(self)
    }

    /// The present value of a parameter.
    ///
    /// # Errors
    /// [`Kind::Unknown`].
    pub fn get(&self, name: &str) -> Result<Value<'static>, DelayError> {
        let (_, parameter, ..) = named(name)?;
        Ok(match parameter {
            Parameter::DelayLeft => Value::Number(self.delay_left),
            Parameter::DelayRight => Value::Number(self.delay_right),
            Parameter::Feedback => Value::Number(self.feedback),
            Parameter::CrossFeedback => Value::Number(self.cross_feedback),
            Parameter::PingPong => Value::Switch(self.ping_pong),
            Parameter::Wet => Value::Number(self.wet),
            Parameter::Dry => Value::Number(self.dry),
            Parameter::Distortion => Value::Word(word(&Shape::WORDS, self.distortion)),
            Parameter::Drive => Value::Number(self.drive),
            Parameter::DistortionPlace => Value::Word(word(&Place::WORDS, self.distortion_place)),
            Parameter::LowPass => Value::Number(self.low_pass),
        })
    }

    fn put(&mut self, name: &str, value: Value<'_>) -> Result<(), DelayError> {
        let (name, parameter, low, high) = named(name)?;
        match parameter {
            Parameter::DelayLeft => self.delay_left = number(name, value, low, high)?,
            Parameter::DelayRight => self.delay_right = number(name, value, low, high)?,
            Parameter::Feedback => self.feedback = number(name, value, low, high)?,
            Parameter::CrossFeedback => self.cross_feedback = number(name, value, low, high)?,
            Parameter::PingPong => self.ping_pong = switch(name, value)?,
            Parameter::Wet => self.wet = number(name, value, low, high)?,
            Parameter::Dry => self.dry = number(name, value, low, high)?,
            Parameter::Distortion => self.distortion = choice(name, value, &Shape::WORDS)?,
            Parameter::Drive => self.drive = number(name, value, low, high)?,
            Parameter::DistortionPlace => self.distortion_place = choice(name, value, &Place::WORDS)?,
            Parameter::LowPass if value == Value::Number(0.0) => self.low_pass = 0.0,
            Parameter::LowPass => self.low_pass = number(name, value, low, high)?,
        }
        Ok(())
    }

    fn agree(&self) -> Result<(), DelayError> {
        let total = self.feedback + self.cross_feedback;
        if total >= 1.0 {
            let message = format!("feedback + cross_feedback should be below 1, was {total}");
            return Err(DelayError::new(Kind::Conflict, message));
        }
        if self.ping_pong && self.cross_feedback > 0.0 {
            let message = "ping_pong wants cross_feedback 0: it already feeds each line from the other";
            return Err(DelayError::new(Kind::Conflict, message));
        }
        Ok(())
    }
}

/// A sample rate in Hz, 8,000 to 384,000.
///
/// # Errors
/// [`Kind::Rate`].
pub fn checked_rate(rate: u32) -> Result<u32, DelayError> {
    if (8_000..=384_000).contains(&rate) {
        return Ok(rate);
    }
    Err(DelayError::new(Kind::Rate, format!("a sample rate should be from 8000 to 384000 Hz, was {rate}")))
}

fn named(name: &str) -> Result<(&'static str, Parameter, f64, f64), DelayError> {
    PARAMETERS.iter().find(|known| known.0 == name).copied().ok_or_else(|| {
        let known: Vec<&str> = PARAMETERS.iter().map(|p| p.0).collect();
        DelayError::new(Kind::Unknown, format!("there is no parameter '{name}', there are: {}", known.join(", ")))
    })
}

fn number(name: &str, value: Value<'_>, low: f64, high: f64) -> Result<f64, DelayError> {
    let Value::Number(found) = value else {
        return Err(DelayError::new(Kind::Type, format!("{name} should be a number, was {value:?}")));
    };
    if (low..=high).contains(&found) {
        return Ok(found);
    }
    Err(DelayError::new(Kind::Range, format!("{name} should be {low} to {high}, was {found}")))
}

fn switch(name: &str, value: Value<'_>) -> Result<bool, DelayError> {
    match value {
        Value::Switch(found) => Ok(found),
        _ => Err(DelayError::new(Kind::Type, format!("{name} should be true or false, was {value:?}"))),
    }
}

fn choice<T: Copy>(name: &str, value: Value<'_>, words: &[(&str, T)]) -> Result<T, DelayError> {
    let found = words.iter().find(|(word, _)| value == Value::Word(word));
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|w| w.0).collect();
        DelayError::new(Kind::Range, format!("{name} should be one of {}, was {value:?}", known.join(", ")))
    })
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], choice: T) -> &'static str {
    words.iter().find(|(_, known)| *known == choice).map_or("", |(word, _)| word)
}
