//! The bindings: the document's record as a class.

use pyo3::prelude::*;

use crate::SharePrice as Record;

/// The record. Its text lies on Rust's heap; a read makes a new `str` of it.
#[pyclass(module = "impls._native.share_price")]
struct SharePrice(Record);

#[pymethods]
impl SharePrice {
    #[new]
    #[pyo3(signature = (price, time, ready, /))]
    fn new(price: Option<f64>, time: Option<String>, ready: bool) -> Self {
        Self(Record { gia_mua_gate: price, time_gia_gate: time, orderbook_ready: ready })
    }

    /// Write all three fields.
    #[pyo3(signature = (price, time, ready, /))]
    fn write(&mut self, price: Option<f64>, time: Option<&str>, ready: bool) {
        self.0.gia_mua_gate = price;
        match (&mut self.0.time_gia_gate, time) {
            (Some(held), Some(time)) => {
                held.clear();
                held.push_str(time);
            }
            (held, time) => *held = time.map(str::to_owned),
        }
        self.0.orderbook_ready = ready;
    }

    /// The price.
    #[getter]
    fn price(&self) -> Option<f64> {
        self.0.gia_mua_gate
    }

    /// Unix milliseconds as text.
    #[getter]
    fn time(&self) -> Option<&str> {
        self.0.time_gia_gate.as_deref()
    }

    /// Whether the order book is ready.
    #[getter]
    fn ready(&self) -> bool {
        self.0.orderbook_ready
    }

    /// Bytes that the text takes on Rust's heap.
    #[getter]
    fn text_bytes(&self) -> usize {
        self.0.time_gia_gate.as_ref().map_or(0, String::capacity)
    }
}

/// Add the submodule `share_price`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "share_price")?;
    module.add_class::<SharePrice>()?;
    parent.add_submodule(&module)
}
