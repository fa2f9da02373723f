//! Warden.

fn main() {}
