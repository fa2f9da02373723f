//! What is refused, in the same words as in Python.

use std::fmt;

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No such parameter.
    Unknown,
    /// A number or word that the parameter cannot have.
    Range,
    /// A value of another kind than the parameter's.
    Type,
    /// Values that do not go together.
    Conflict,
    /// A sample rate that there is not.
    Rate,
    /// Blocks that are not two channels of one length.
    Shape,
    /// Samples that are not float32.
    Dtype,
    /// A configuration that cannot be read.
    Config,
    /// Something that is only possible while the engine runs, or while it does not.
    Running,
    /// A file that cannot be read or written.
    File,
}

impl Kind {
    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Range => "range",
            Self::Type => "type",
            Self::Conflict => "conflict",
            Self::Rate => "rate",
            Self::Shape => "shape",
            Self::Dtype => "dtype",
            Self::Config => "config",
            Self::Running => "running",
            Self::File => "file",
        }
    }
}

/// What was asked of the processor and why it was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelayError {
    /// What kind of refusal.
    pub kind: Kind,
    /// One line.
    pub message: String,
}

impl DelayError {
    /// A refusal.
    #[cold]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl fmt::Display for DelayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DelayError {}
