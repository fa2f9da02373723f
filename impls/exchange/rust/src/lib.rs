//! A local spot exchange that serves the real message format.
