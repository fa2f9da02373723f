//! The bindings: one call a message, one record a call. Every field is a Python object when the call returns.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt, PyString, PyTuple, PyType};

use crate::{Decimal, ParseError, Routed};

/// The best bid and ask of one pair; a price or size is (mantissa, decimals), as written.
#[pyclass(frozen, get_all, module = "impls._native.ticker")]
struct Ticker {
    channel: Py<PyString>,
    event: Py<PyString>,
    time_ms: Py<PyInt>,
    update_id: Py<PyInt>,
    symbol: Py<PyString>,
    bid: Py<PyTuple>,
    bid_size: Py<PyTuple>,
    ask: Py<PyTuple>,
    ask_size: Py<PyTuple>,
}

#[pymethods]
impl Ticker {
    fn __repr__(&self) -> String {
        format!(
            "Ticker(channel={:?}, event={:?}, time_ms={}, update_id={}, symbol={:?}, bid={}, bid_size={}, ask={}, ask_size={})",
            self.channel.to_string(),
            self.event.to_string(),
            self.time_ms,
            self.update_id,
            self.symbol.to_string(),
            self.bid,
            self.bid_size,
            self.ask,
            self.ask_size
        )
    }
}

impl Ticker {
    fn new(py: Python<'_>, found: &crate::Ticker<'_>) -> PyResult<Self> {
        let text = |text: &str| PyString::new(py, text).unbind();
        let integer = |integer: i64| PyInt::new(py, integer).unbind();
        let decimal = |Decimal { mantissa, decimals }| (mantissa, decimals).into_pyobject(py).map(Bound::unbind);
        Ok(Self {
            channel: text(&found.channel),
            event: text(&found.event),
            time_ms: integer(found.time_ms),
            update_id: integer(found.update_id),
            symbol: text(&found.symbol),
            bid: decimal(found.bid)?,
            bid_size: decimal(found.bid_size)?,
            ask: decimal(found.ask)?,
            ask_size: decimal(found.ask_size)?,
        })
    }
}

impl ParseError {
    /// The exception that every Python lane raises.
    #[cold]
    fn raise(self, py: Python<'_>) -> PyErr {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        match CLASS.import(py, "impls.ticker.record", "TickerError") {
            Ok(class) => PyErr::from_type(class.clone(), (self.kind(),)),
            Err(error) => error,
        }
    }
}

/// The record of one update. Raises `TickerError`.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn parse(py: Python<'_>, message: &[u8]) -> PyResult<Ticker> {
    Ticker::new(py, &crate::parse(message).map_err(|error| error.raise(py))?)
}

/// The record of an update, or `login`, or `ignored`. Raises `TickerError`.
#[pyfunction]
#[pyo3(signature = (message, /))]
fn route<'py>(py: Python<'py>, message: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    match crate::route(message).map_err(|error| error.raise(py))? {
        Routed::Ticker(found) => Ok(Bound::new(py, Ticker::new(py, &found)?)?.into_any()),
        Routed::Login => Ok(pyo3::intern!(py, "login").clone().into_any()),
        Routed::Ignored => Ok(pyo3::intern!(py, "ignored").clone().into_any()),
    }
}

/// The subscribe request of one pair; `time` in Unix seconds, 0 to 2**64 - 1.
#[pyfunction]
#[pyo3(signature = (time, pair, /))]
fn subscribe<'py>(py: Python<'py>, time: u64, pair: &str) -> Bound<'py, PyBytes> {
    PyBytes::new(py, crate::subscribe(time, pair).as_bytes())
}

/// Add the submodule `ticker`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "ticker")?;
    module.add_class::<Ticker>()?;
    module.add_function(wrap_pyfunction!(parse, &module)?)?;
    module.add_function(wrap_pyfunction!(route, &module)?)?;
    module.add_function(wrap_pyfunction!(subscribe, &module)?)?;
    parent.add_submodule(&module)
}
