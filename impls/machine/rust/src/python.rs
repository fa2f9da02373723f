//! The bindings: what crossing between the languages costs.

use pyo3::prelude::*;

/// Do nothing.
#[pyfunction]
fn empty() {
    super::empty();
}

/// Take bytes, borrowed and not copied, and return how many there are.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn empty_bytes(message: &[u8]) -> usize {
    super::empty_bytes(message)
}

/// Add the submodule `machine`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "machine")?;
    module.add_function(wrap_pyfunction!(empty, &module)?)?;
    module.add_function(wrap_pyfunction!(empty_bytes, &module)?)?;
    parent.add_submodule(&module)
}
