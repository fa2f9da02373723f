//! Why a message is no record.

use std::fmt;

/// Why a message is no record: the first of these that holds for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParseError {
    /// It is not JSON.
    Json,
    /// It is JSON, but a field is missing or of another type.
    Shape,
    /// Its fields are there, but a price or a size is no decimal within bounds.
    Decimal,
}

impl ParseError {
    /// The kind in one lower-case word.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Shape => "shape",
            Self::Decimal => "decimal",
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "the message should be JSON",
            Self::Shape => "the message should have every field, each of its type",
            Self::Decimal => "a price or size should be a decimal of at most 18 places within 64 bits",
        })
    }
}

impl std::error::Error for ParseError {}
