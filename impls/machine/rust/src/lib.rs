//! Nothing, as fast as it can be done, and bytes carried across the border between Python and Rust: the floor of every
//! measurement.
//!
//! # Features
//! - `worker`: the process that measures it, and what this machine can do at best.
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

/// Take a copy of bytes, as a function does that keeps them. Returns how many there are.
#[inline]
pub fn copied_bytes(bytes: &[u8]) -> usize {
    std::hint::black_box(bytes.to_vec()).len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_counted() {
        super::empty();
        assert_eq!(3, super::empty_bytes(b"abc"));
        assert_eq!(3, super::copied_bytes(b"abc"));
    }
}
