//! The bindings: one call a message.

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::Handled;

/// `login`, `passed`, or the text of the error. An error is a value here: raising one costs Python more than the parse.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn handle<'py>(py: Python<'py>, message: &[u8]) -> Bound<'py, PyString> {
    match super::handle(message) {
        Ok(Handled::Login) => pyo3::intern!(py, "login").clone(),
        Ok(Handled::Passed) => pyo3::intern!(py, "passed").clone(),
        Err(error) => PyString::new(py, &format!("Error: {}", error.kind())),
    }
}

/// Add the submodule `dispatch`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "dispatch")?;
    module.add_function(wrap_pyfunction!(handle, &module)?)?;
    parent.add_submodule(&module)
}
