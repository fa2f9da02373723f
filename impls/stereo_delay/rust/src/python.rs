//! The bindings: our own processor, over the memory of `NumPy`.

use std::sync::Mutex;

use numpy::{PyReadonlyArray2, PyReadwriteArray2};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyString, PyType};

use crate::{Controls, DelayError, Kind, Settings, Value};

impl DelayError {
    /// The exception that the Python lanes raise.
    #[cold]
    fn raise(self, py: Python<'_>) -> PyErr {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        match CLASS.import(py, "impls.stereo_delay.settings", "DelayError") {
            Ok(class) => PyErr::from_type(class.clone(), (self.kind.word(), self.message)),
            Err(error) => error,
        }
    }
}

/// One stereo delay. `set` and `get` may be called from any thread while another processes.
#[pyclass(frozen, module = "impls._native.stereo_delay")]
struct Processor {
    inner: Mutex<crate::Processor>, // Python's threads take turns; the Rust face has no lock
    controls: Controls,
}

#[pymethods]
impl Processor {
    #[new]
    fn new(settings: &Bound<'_, PyDict>, rate: u32) -> PyResult<Self> {
        let py = settings.py();
        let words = Words::of(settings)?;
        let made = Settings::default().changed(&words.values()).and_then(|s| crate::Processor::new(s, rate));
        let inner = made.map_err(|error| error.raise(py))?;
        Ok(Self { controls: inner.controls(), inner: Mutex::new(inner) })
    }

    /// Fill `out` with what comes of `block`: float32 of shape (2, frames), a channel's frames side by side in memory.
    #[pyo3(signature = (block, out, _frames=0, /))]
    #[allow(clippy::needless_pass_by_value, reason = "a borrow of an array ends with the call")]
    fn process(
        &self,
        py: Python<'_>,
        block: PyReadonlyArray2<'_, f32>,
        mut out: PyReadwriteArray2<'_, f32>,
        _frames: usize,
    ) -> PyResult<()> {
        let uneven =
            || DelayError::new(Kind::Shape, "blocks should be of one shape (2, frames), side by side in memory");
        let (x, mut y) = (block.as_array(), out.as_array_mut());
        if x.nrows() != 2 || y.nrows() != 2 {
            return Err(uneven().raise(py));
        }
        let (y_left, y_right) = y.view_mut().split_at(numpy::ndarray::Axis(0), 1);
        let (Some(x_left), Some(x_right)) = (x.row(0).to_slice(), x.row(1).to_slice()) else {
            return Err(uneven().raise(py));
        };
        let (Some(y_left), Some(y_right)) = (y_left.into_slice(), y_right.into_slice()) else {
            return Err(uneven().raise(py));
        };
        let found = self.held(py, |inner| inner.process([x_left, x_right], [y_left, y_right]))?;
        found.map_err(|error| error.raise(py))
    }

    /// Set parameters, all at once, from the next block.
    fn set(&self, values: &Bound<'_, PyDict>) -> PyResult<()> {
        let words = Words::of(values)?;
        self.controls.set_all(&words.values()).map_err(|error| error.raise(values.py()))
    }

    /// Set one parameter.
    fn set_one(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let found = Word::of(name, value)?;
        self.controls.set(name, found.value()).map_err(|error| error.raise(value.py()))
    }

    /// The present value of a parameter.
    fn get(&self, py: Python<'_>, name: &str) -> PyResult<Py<PyAny>> {
        match self.controls.get(name).map_err(|error| error.raise(py))? {
            Value::Number(number) => Ok(number.into_pyobject(py)?.into_any().unbind()),
            Value::Switch(on) => Ok(PyBool::new(py, on).to_owned().into_any().unbind()),
            Value::Word(word) => Ok(PyString::new(py, word).into_any().unbind()),
        }
    }

    /// Back to silence and to the settings at the start.
    fn reset(&self, py: Python<'_>) -> PyResult<()> {
        self.held(py, crate::Processor::reset)
    }

    /// Samples so far that were not finite and were taken as 0.
    #[getter]
    fn silenced(&self, py: Python<'_>) -> PyResult<u64> {
        self.held(py, |inner| inner.silenced())
    }

    /// `avx512`, `avx2`, `sse2`, `neon` or `portable`.
    #[getter]
    fn level(&self, py: Python<'_>) -> PyResult<&'static str> {
        self.held(py, |inner| inner.level().name())
    }
}

impl Processor {
    /// Wait for the processor without holding up the interpreter, whose other threads may be the ones to wait for.
    fn held<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut crate::Processor) -> T + Send) -> PyResult<T> {
        py.detach(|| self.inner.lock().ok().map(|mut inner| work(&mut inner)))
            .ok_or_else(|| PyRuntimeError::new_err("a call before this one panicked"))
    }
}

/// A value that outlives the Python object that it was read from.
enum Word {
    Number(f64),
    Switch(bool),
    Text(String),
}

impl Word {
    fn of(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(on) = value.cast::<PyBool>() {
            return Ok(Self::Switch(on.is_true()));
        }
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Self::Text(text.to_str()?.to_owned()));
        }
        value.extract::<f64>().map(Self::Number).map_err(|_| {
            let message = format!("{name} should be a number, a word, true or false, was {value}");
            DelayError::new(Kind::Type, message).raise(value.py())
        })
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Switch(on) => Value::Switch(*on),
            Self::Text(text) => Value::Word(text),
        }
    }
}

/// Names and values of a dictionary.
struct Words(Vec<(String, Word)>);

impl Words {
    fn of(values: &Bound<'_, PyDict>) -> PyResult<Self> {
        let found = values.iter().map(|(name, value)| {
            let name: String = name.extract()?;
            let word = Word::of(&name, &value)?;
            Ok((name, word))
        });
        found.collect::<PyResult<_>>().map(Self)
    }

    fn values(&self) -> Vec<(&str, Value<'_>)> {
        self.0.iter().map(|(name, word)| (name.as_str(), word.value())).collect()
    }
}

/// Add the submodule `stereo_delay`.
///
/// # Errors
/// Where the interpreter has no memory for it.
pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let module = PyModule::new(parent.py(), "stereo_delay")?;
    module.add_class::<Processor>()?;
    parent.add_submodule(&module)
}
