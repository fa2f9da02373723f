//! The bindings: what crossing between the languages costs, empty-handed and with bytes or text.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

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

/// Take a copy of bytes, and return how many there are.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn copied_bytes(message: &[u8]) -> usize {
    super::copied_bytes(message)
}

/// Take bytes, borrowed, and return them: a copy, since Python's own cannot be lent back.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn returned_bytes<'py>(py: Python<'py>, message: &[u8]) -> Bound<'py, PyBytes> {
    PyBytes::new(py, message)
}

/// Take text, borrowed as UTF-8, and return how many bytes that is.
#[pyfunction]
#[pyo3(signature = (text, /))]
fn empty_str(text: &str) -> usize {
    super::empty_bytes(text.as_bytes())
}

/// Take text, borrowed as UTF-8, and return it: looked through again, and copied.
#[pyfunction]
#[pyo3(signature = (text, /))]
fn returned_str<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyString> {
    PyString::new(py, text)
}

/// Add the submodule `machine`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "machine")?;
    module.add_function(wrap_pyfunction!(empty, &module)?)?;
    module.add_function(wrap_pyfunction!(empty_bytes, &module)?)?;
    module.add_function(wrap_pyfunction!(copied_bytes, &module)?)?;
    module.add_function(wrap_pyfunction!(returned_bytes, &module)?)?;
    module.add_function(wrap_pyfunction!(empty_str, &module)?)?;
    module.add_function(wrap_pyfunction!(returned_str, &module)?)?;
    parent.add_submodule(&module)
}
