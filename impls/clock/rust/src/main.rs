//! The worker process of this component.

fn main() {}
