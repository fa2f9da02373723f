//! Nothing, as fast as it can be done: the floor of every measurement.
//!
//! # Features
//! - `worker`: the process that measures it.
//! - `python`: the bindings in [`python`], and nothing else.
#![forbid(unsafe_code)]

#[cfg(feature = "python")]
pub mod python;

/// Do nothing.
#[inline]
pub fn empty() {}

/// Look at bytes, and do nothing with them. Returns how many there are.
#[inline]
pub fn empty_bytes(bytes: &[u8]) -> usize {
    bytes.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_counted() {
        super::empty();
        assert_eq!(3, super::empty_bytes(b"abc"));
    }
}
