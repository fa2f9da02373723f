//! The one extension module: registers what each component binds. No logic of its own.

use pyo3::prelude::*;

/// Our own Rust functions, a submodule a component, and how they were built.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("build_profile", env!("BUILD_PROFILE"))?;
    module.add("source_digest", env!("SOURCE_DIGEST"))?;
    // --- written by `nox -s sync`: components with a `python` feature ---
    boundary::python::register(module)?;
    clock::python::register(module)?;
    concurrency::python::register(module)?;
    dispatch::python::register(module)?;
    machine::python::register(module)?;
    order_placement::python::register(module)?;
    share_price::python::register(module)?;
    stereo_delay::python::register(module)?;
    ticker::python::register(module)?;
    websocket::python::register(module)?;
    // --- end ---
    Ok(())
}
