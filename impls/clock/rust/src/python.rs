//! The bindings: our own functions, as they are.

use pyo3::prelude::*;

/// Length of an empty interval on the monotonic clock, in ms.
#[pyfunction]
fn monotonic_ms() -> f64 {
    super::monotonic_ms()
}

/// Length of an empty interval on the wall clock, in ms.
#[pyfunction]
fn wall_ms() -> f64 {
    super::wall_ms()
}

/// Add the submodule `clock`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "clock")?;
    module.add_function(wrap_pyfunction!(monotonic_ms, &module)?)?;
    module.add_function(wrap_pyfunction!(wall_ms, &module)?)?;
    parent.add_submodule(&module)
}
