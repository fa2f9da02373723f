//! The bindings: a client whose every order is one call.

use pyo3::exceptions::{PyConnectionError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::order::{Credentials, Order, is_plain};
use crate::{Client as Blocking, PlacementError};

/// Text, status, price, amount, left.
type Ack = (String, String, String, String, String);

/// Adds the submodule `order_placement`.
///
/// # Errors
/// Those of the interpreter.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let own = PyModule::new(module.py(), "order_placement")?;
    own.add_class::<Client>()?;
    module.add_submodule(&own)
}

impl From<PlacementError> for PyErr {
    fn from(error: PlacementError) -> Self {
        match error {
            PlacementError::Io(error) => error.into(),
            PlacementError::Closed => PyConnectionError::new_err(error.to_string()),
            error => PyRuntimeError::new_err(error.to_string()),
        }
    }
}

/// A client of the exchange at a numeric address and port. It connects when it must.
#[pyclass(module = "impls._native.order_placement")]
struct Client {
    client: Blocking,
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (host, key, secret, *, cold, looks))]
    fn new(host: &str, key: String, secret: String, cold: bool, looks: bool) -> Self {
        let client = Blocking::new(host, &Credentials { key, secret }, cold);
        Self { client: if looks { client.looking() } else { client } }
    }

    /// Signs, sends, and waits: text, status, price, amount, left. Raises `OSError` where the connection fails, `ValueError`
    /// for a field that JSON would escape, `RuntimeError` where the exchange does not take the order.
    #[pyo3(signature = (text, currency_pair, side, amount, price, time_in_force, /))]
    #[expect(clippy::too_many_arguments, reason = "they are the order's fields")]
    fn place(
        &mut self,
        py: Python<'_>,
        text: String,
        currency_pair: String,
        side: String,
        amount: String,
        price: String,
        time_in_force: String,
    ) -> PyResult<Ack> {
        let order = Order { text, currency_pair, side, amount, price, time_in_force };
        let fields =
            [&order.text, &order.currency_pair, &order.side, &order.amount, &order.price, &order.time_in_force];
        if let Some(odd) = fields.into_iter().find(|field| !is_plain(field)) {
            return Err(PyValueError::new_err(format!("{odd:?} should need no escapes")));
        }
        let client = &mut self.client;
        let ack = py.detach(|| {
            let found = client.place(&order, &order.text)?;
            let owned = [found.text, found.status, found.price, found.amount, found.left].map(str::to_owned);
            Ok::<_, PlacementError>(owned)
        })?;
        Ok(ack.into())
    }

    /// Lets go of the connection.
    fn close(&mut self) {
        self.client.close();
    }
}
