//! What a harness itself costs: empty calls and empty processes.
