//! The bindings: one call each.

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyTuple};
use ticker::{Decimal, Ticker};

/// The sum of bytes, borrowed.
#[pyfunction]
#[pyo3(signature = (payload, /))]
fn sum_bytes(payload: &[u8]) -> u64 {
    crate::sum(payload)
}

/// The sum of a text's UTF-8, borrowed.
#[pyfunction]
#[pyo3(signature = (payload, /))]
fn sum_text(payload: &str) -> u64 {
    crate::sum(payload.as_bytes())
}

/// The sum of a list of floats, read item by item into a vector.
#[pyfunction]
#[pyo3(signature = (payload, /))]
#[allow(clippy::needless_pass_by_value, reason = "the vector is made for this call")]
fn sum_floats(payload: Vec<f64>) -> f64 {
    crate::sum_floats(&payload)
}

/// The items of a contiguous buffer, in place.
#[allow(unsafe_code, reason = "a buffer of Python's is memory that Rust knows nothing of; borrowing it is the point")]
fn items<'a, T: Element>(_py: Python<'a>, buffer: &'a PyBuffer<T>) -> PyResult<&'a [T]> {
    let items = buffer.as_slice_ptr().ok_or_else(|| PyValueError::new_err("the buffer should be contiguous"))?;
    // SAFETY: the buffer holds its memory for as long as it lives, its item type was checked when it was made, and nobody
    // writes meanwhile: the interpreter's lock is held, and no function that uses the items calls back into Python.
    Ok(unsafe { items.as_ref() })
}

/// The sum of an array of doubles, borrowed through the buffer protocol.
#[pyfunction]
#[pyo3(signature = (payload, /))]
#[allow(clippy::needless_pass_by_value, reason = "a buffer is held for as long as the call lasts")]
fn sum_array(py: Python<'_>, payload: PyBuffer<f64>) -> PyResult<f64> {
    items(py, &payload).map(crate::sum_floats)
}

/// The sum of the bytes of any buffer, borrowed.
#[pyfunction]
#[pyo3(signature = (payload, /))]
#[allow(clippy::needless_pass_by_value, reason = "a buffer is held for as long as the call lasts")]
fn sum_buffer(py: Python<'_>, payload: PyBuffer<u8>) -> PyResult<u64> {
    items(py, &payload).map(crate::sum)
}

fn row<'py>(py: Python<'py>, found: &Ticker<'_>) -> PyResult<Bound<'py, PyTuple>> {
    let pair = |Decimal { mantissa, decimals }: Decimal| (mantissa, decimals);
    let fields = (&*found.channel, &*found.event, found.time_ms, found.update_id, &*found.symbol);
    let (channel, event, time_ms, update_id, symbol) = fields;
    let (bid, bid_size, ask, ask_size) = (pair(found.bid), pair(found.bid_size), pair(found.ask), pair(found.ask_size));
    (channel, event, time_ms, update_id, symbol, bid, bid_size, ask, ask_size).into_pyobject(py)
}

/// A row of nine fields for each update. Raises `ValueError` where one is none.
#[pyfunction]
#[pyo3(signature = (messages, /))]
fn parse<'py>(py: Python<'py>, messages: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
    let rows = PyList::empty(py);
    for message in messages {
        let found = ticker::parse(message.cast::<PyBytes>()?.as_bytes());
        rows.append(row(py, &found.map_err(|error| PyValueError::new_err(error.kind()))?)?)?;
    }
    Ok(rows)
}

/// Records parsed beforehand, for a crossing without the work.
#[pyclass(frozen, module = "impls._native.boundary")]
struct Parsed(Vec<Ticker<'static>>);

#[pymethods]
impl Parsed {
    #[new]
    #[pyo3(signature = (messages, /))]
    fn new(messages: &Bound<'_, PyList>) -> PyResult<Self> {
        let parsed = messages.iter().map(|message| {
            let found = ticker::parse(message.cast::<PyBytes>()?.as_bytes());
            found.map(|ticker| owned(&ticker)).map_err(|error| PyValueError::new_err(error.kind()))
        });
        Ok(Self(parsed.collect::<PyResult<_>>()?))
    }

    /// Look up and borrow each message, and return a row of Python objects for it.
    #[pyo3(signature = (messages, /))]
    fn cross<'py>(&self, py: Python<'py>, messages: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for (message, found) in messages.iter().zip(&self.0) {
            std::hint::black_box(message.cast::<PyBytes>()?.as_bytes());
            rows.append(row(py, found)?)?;
        }
        Ok(rows)
    }
}

fn owned(found: &Ticker<'_>) -> Ticker<'static> {
    Ticker {
        channel: found.channel.to_string().into(),
        event: found.event.to_string().into(),
        symbol: found.symbol.to_string().into(),
        time_ms: found.time_ms,
        update_id: found.update_id,
        bid: found.bid,
        bid_size: found.bid_size,
        ask: found.ask,
        ask_size: found.ask_size,
    }
}

/// Add the submodule `boundary`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "boundary")?;
    module.add_class::<Parsed>()?;
    module.add_function(wrap_pyfunction!(sum_bytes, &module)?)?;
    module.add_function(wrap_pyfunction!(sum_text, &module)?)?;
    module.add_function(wrap_pyfunction!(sum_floats, &module)?)?;
    module.add_function(wrap_pyfunction!(sum_array, &module)?)?;
    module.add_function(wrap_pyfunction!(sum_buffer, &module)?)?;
    module.add_function(wrap_pyfunction!(parse, &module)?)?;
    parent.add_submodule(&module)
}
