//! The bindings: all jobs in one call, without the interpreter's lock.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyBytesMethods};

use crate::{Outcome, over_threads, parsed, spun};

/// The number of each job, how many each worker did, and ns to the first result.
type Found = (Vec<u64>, Vec<usize>, u64);

fn found(outcome: Outcome) -> Found {
    (outcome.numbers, outcome.by, outcome.first_ns)
}

/// Loops of (rounds, seed).
#[pyfunction]
#[pyo3(signature = (jobs, workers, /))]
#[allow(clippy::needless_pass_by_value, reason = "the vector is made for this call")]
fn spin(py: Python<'_>, jobs: Vec<(u32, u32)>, workers: usize) -> Found {
    found(py.detach(|| over_threads(jobs.len(), workers, |i| spun(jobs[i].0, jobs[i].1))))
}

/// Lists of updates, each gone over `repeats` times. Raises `ValueError` where one is no update.
#[pyfunction]
#[pyo3(signature = (jobs, repeats, workers, /))]
#[allow(clippy::needless_pass_by_value, reason = "the vectors are made for this call, and hold the messages")]
fn parse(py: Python<'_>, jobs: Vec<Vec<Bound<'_, PyBytes>>>, repeats: u32, workers: usize) -> PyResult<Found> {
    let borrowed: Vec<Vec<&[u8]>> = jobs.iter().map(|job| job.iter().map(PyBytesMethods::as_bytes).collect()).collect();
    let wrong = std::sync::atomic::AtomicBool::new(false);
    let outcome = py.detach(|| {
        over_threads(borrowed.len(), workers, |i| {
            parsed(&borrowed[i], repeats).unwrap_or_else(|| {
                wrong.store(true, std::sync::atomic::Ordering::Relaxed);
                0
            })
        })
    });
    if wrong.into_inner() { Err(PyValueError::new_err("a message is no update")) } else { Ok(found(outcome)) }
}

/// Add the submodule `concurrency`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "concurrency")?;
    module.add_function(wrap_pyfunction!(spin, &module)?)?;
    module.add_function(wrap_pyfunction!(parse, &module)?)?;
    parent.add_submodule(&module)
}
