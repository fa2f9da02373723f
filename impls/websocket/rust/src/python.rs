//! The bindings. Messages come as two columns, opcodes and payloads, text as `str` and the rest as `bytes`: one object a message.

use std::net::TcpStream;
use std::sync::Arc;

use pyo3::exceptions::{PyConnectionError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::tls;
use crate::{Connection, End, Found, HandshakeError, Inbox, LIMIT, Lost, Message, Opcode, Role};

/// Opcodes, payloads.
type Columns<'py> = (Bound<'py, PyBytes>, Bound<'py, PyList>);
/// Close code; error as (code, index).
type Ended = (Option<u16>, Option<(u16, u64)>);

/// Opcodes, payloads, close code, error.
type Parsed<'py> = (Bound<'py, PyBytes>, Bound<'py, PyList>, Option<u16>, Option<(u16, u64)>);

/// Adds the submodule `websocket`.
///
/// # Errors
/// Those of the interpreter.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let own = PyModule::new(module.py(), "websocket")?;
    own.add_class::<Parser>()?;
    own.add_class::<Client>()?;
    own.add_class::<Authority>()?;
    own.add_function(wrap_pyfunction!(parse_frames, &own)?)?;
    own.add_function(wrap_pyfunction!(dial, &own)?)?;
    own.add_function(wrap_pyfunction!(mask, &own)?)?;
    own.add_function(wrap_pyfunction!(encode, &own)?)?;
    module.add_submodule(&own)
}

impl From<HandshakeError> for PyErr {
    fn from(error: HandshakeError) -> Self {
        match error {
            HandshakeError::Io(error) => error.into(),
            error => PyConnectionError::new_err(error.to_string()),
        }
    }
}

impl From<Lost> for PyErr {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Io(error) => error.into(),
            lost => PyConnectionError::new_err(lost.to_string()),
        }
    }
}

/// Parses the chunks of one stream: opcodes, payloads, close code, error.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what the interpreter hands over is owned")]
#[pyo3(signature = (chunks, *, server, limit = LIMIT))]
fn parse_frames<'py>(
    py: Python<'py>,
    chunks: Vec<Bound<'py, PyBytes>>,
    server: bool,
    limit: u64,
) -> PyResult<Parsed<'py>> {
    let bytes: Vec<&[u8]> = chunks.iter().map(PyBytesMethods::as_bytes).collect();
    let mut inbox = Inbox::new(crate::Parser::new(role(server), limit));
    py.detach(|| bytes.into_iter().for_each(|chunk| inbox.feed(chunk)));
    let (opcodes, payloads) = columns(py, inbox.messages())?;
    let (close, error) = ended(inbox.end());
    Ok((opcodes, payloads, close, error))
}

/// One direction of one connection, fed chunk by chunk.
#[pyclass(module = "impls._native.websocket")]
struct Parser {
    parser: crate::Parser,
    found: Vec<Found>,
}

#[pymethods]
impl Parser {
    #[new]
    #[pyo3(signature = (*, server, limit = LIMIT))]
    fn new(server: bool, limit: u64) -> Self {
        Self { parser: crate::Parser::new(role(server), limit), found: Vec::new() }
    }

    /// Opcodes and payloads of the messages that end in the next bytes of the stream.
    #[pyo3(signature = (chunk, /))]
    fn feed<'py>(&mut self, py: Python<'py>, chunk: &[u8]) -> PyResult<Columns<'py>> {
        let Self { parser, found } = self;
        found.clear();
        parser.release();
        parser.feed(chunk, found);
        columns(py, found.iter().map(|found| found.message(chunk, parser)))
    }

    /// The code of the close frame, 1005 when it had none; None while there was none.
    #[getter]
    fn close_code(&self) -> Option<u16> {
        ended(self.parser.end()).0
    }

    /// (code, index of the first byte after which no continuation is valid); None while there was no error.
    #[getter]
    fn error(&self) -> Option<(u16, u64)> {
        ended(self.parser.end()).1
    }
}

/// A connection to a WebSocket server at a numeric address, without TLS.
#[pyclass(module = "impls._native.websocket")]
struct Client {
    connection: Option<Connection<TcpStream>>,
}

#[pymethods]
impl Client {
    /// Connects and upgrades. Raises `OSError`, of which `ConnectionError` is one.
    #[new]
    fn new(py: Python<'_>, host: &str, port: u16, path: &str) -> PyResult<Self> {
        let connection = py.detach(|| Connection::connect(reached(host, port)?, &format!("{host}:{port}"), path))?;
        Ok(Self { connection: Some(connection) })
    }

    /// Sends a text, and takes every message until the close frame, which is answered: payloads, close code. The connection
    /// is then over. Raises `OSError` where the stream ends otherwise.
    #[pyo3(signature = (request, /))]
    fn receive<'py>(&mut self, py: Python<'py>, request: &[u8]) -> PyResult<(Bound<'py, PyList>, u16)> {
        let mut connection = self.connection.take().ok_or_else(closed)?;
        py.detach(|| connection.send(Opcode::Text, request))?;
        let payloads = PyList::empty(py);
        let code = loop {
            match py.detach(|| connection.receive_some()) {
                Ok(mut batch) => batch.try_for_each(|message| payloads.append(payload(py, message)))?,
                Err(Lost::Ended(End::Closed(code))) => break code,
                Err(lost) => return Err(lost.into()),
            }
        };
        py.detach(|| connection.finish())?;
        Ok((payloads, code))
    }

    /// Sends a text and returns the payload of the next message.
    #[pyo3(signature = (text, /))]
    fn trip<'py>(&mut self, py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let connection = self.connection.as_mut().ok_or_else(closed)?;
        let message = py.detach(|| -> Result<_, Lost> {
            connection.send(Opcode::Text, text)?;
            connection.receive()
        })?;
        Ok(payload(py, message))
    }

    /// Drops the connection, without a closing handshake.
    fn close(&mut self) {
        self.connection = None;
    }
}

/// An authority that a client over TLS trusts, and no other: TLS 1.3, without resumption.
#[pyclass(module = "impls._native.websocket", frozen)]
struct Authority {
    trusted: Arc<rustls::ClientConfig>,
}

#[pymethods]
impl Authority {
    /// That of a PEM file. Raises `ValueError` where it holds none.
    #[new]
    #[pyo3(signature = (ca, /))]
    fn new(ca: &str) -> PyResult<Self> {
        tls::trusting(ca).map(|trusted| Self { trusted }).map_err(PyValueError::new_err)
    }
}

/// Connects, upgrades, and drops the connection without a closing handshake. Raises `OSError`.
#[pyfunction]
#[pyo3(signature = (host, port, path, authority = None, /))]
fn dial(py: Python<'_>, host: &str, port: u16, path: &str, authority: Option<&Authority>) -> PyResult<()> {
    let trusted = authority.map(|authority| &authority.trusted);
    let done = py.detach(|| {
        let (stream, to) = (reached(host, port)?, format!("{host}:{port}"));
        match trusted {
            Some(trusted) => tls::connect(stream, trusted, &to, path).map(drop),
            None => Connection::connect(stream, &to, path).map(drop),
        }
    });
    done.map_err(HandshakeError::into)
}

fn reached(host: &str, port: u16) -> Result<TcpStream, HandshakeError> {
    let stream = TcpStream::connect((host, port))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// `payload` XOR the repeated key of four bytes. Raises `ValueError` for another key.
#[pyfunction]
#[pyo3(signature = (payload, key, /))]
fn mask<'py>(py: Python<'py>, payload: &[u8], key: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let mut plain = Vec::new();
    crate::Level::best().append_xor(&mut plain, payload, four(key)?);
    Ok(PyBytes::new(py, &plain))
}

/// One final frame in its shortest form, masked where there is a key. Raises `ValueError` for an opcode or key that is none.
#[pyfunction]
#[pyo3(signature = (opcode, payload, *, mask_key = None))]
fn encode<'py>(py: Python<'py>, opcode: u8, payload: &[u8], mask_key: Option<&[u8]>) -> PyResult<Bound<'py, PyBytes>> {
    let opcode = Opcode::new(opcode)
        .ok_or_else(|| PyValueError::new_err(format!("opcode should be 0, 1, 2, 8, 9 or 10, was {opcode}")))?;
    let mut frame = Vec::with_capacity(payload.len() + 14);
    crate::encode(&mut frame, opcode, payload, mask_key.map(four).transpose()?);
    Ok(PyBytes::new(py, &frame))
}

fn role(server: bool) -> Role {
    if server { Role::Server } else { Role::Client }
}

fn four(key: &[u8]) -> PyResult<u32> {
    let four = key.try_into();
    four.map(u32::from_le_bytes)
        .map_err(|_| PyValueError::new_err(format!("a mask should have 4 bytes, had {}", key.len())))
}

fn closed() -> PyErr {
    PyConnectionError::new_err("the connection is over")
}

fn ended(end: Option<End>) -> Ended {
    match end {
        None => (None, None),
        Some(End::Closed(code)) => (Some(code), None),
        Some(End::Failed(failure)) => (None, Some((failure.code, failure.at))),
    }
}

fn columns<'py, 'm>(py: Python<'py>, messages: impl Iterator<Item = Message<'m>>) -> PyResult<Columns<'py>> {
    let (mut opcodes, mut payloads) = (Vec::new(), Vec::new());
    for message in messages {
        opcodes.push(message.opcode() as u8);
        payloads.push(payload(py, message));
    }
    Ok((PyBytes::new(py, &opcodes), PyList::new(py, payloads)?))
}

fn payload<'py>(py: Python<'py>, message: Message<'_>) -> Bound<'py, PyAny> {
    match message.text() {
        Some(text) => PyString::new(py, text).into_any(),
        None => PyBytes::new(py, message.payload()).into_any(),
    }
}
