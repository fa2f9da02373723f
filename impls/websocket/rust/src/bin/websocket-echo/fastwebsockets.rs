//! fastwebsockets, a tokio task a connection.

use std::net::TcpListener;

use fastwebsockets::{FragmentCollector, Frame, OpCode, WebSocket, WebSocketError, handshake, upgrade};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::Upgraded;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use crate::document::{runtime, shared};
use crate::program::{Program, Trouble, address};

pub(crate) const PROGRAM: Program = Program { connect, listen };

/// Runs hyper's side of an upgrade among the tasks.
struct Spawn;

impl<F: Future<Output: Send> + Send + 'static> hyper::rt::Executor<F> for Spawn {
    fn execute(&self, future: F) {
        tokio::task::spawn(future);
    }
}

fn connect(url: &str) -> Result<(), Trouble> {
    let (host, path) = address(url)?;
    runtime()?.block_on(async {
        let stream = tokio::net::TcpStream::connect(&host).await.map_err(Trouble::other)?;
        stream.set_nodelay(true).map_err(Trouble::other)?;
        let request = Request::get(path)
            .header(HOST, &host)
            .header(UPGRADE, "websocket")
            .header(CONNECTION, "upgrade")
            .header("Sec-WebSocket-Key", handshake::generate_key())
            .header("Sec-WebSocket-Version", "13")
            .body(Empty::<Bytes>::new())
            .map_err(Trouble::other)?;
        let (line, _response) = handshake::client(&Spawn, request, stream).await.map_err(Trouble::other)?;
        converse(line).await.map_err(Trouble::lost)
    })
}

fn listen(listener: &TcpListener) -> Result<(), Trouble> {
    runtime()?.block_on(async {
        let listener = shared(listener)?;
        loop {
            let (stream, _) = listener.accept().await.map_err(Trouble::other)?;
            stream.set_nodelay(true).map_err(Trouble::other)?;
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(connection.with_upgrades());
        }
    })
}

async fn answer(mut request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, WebSocketError> {
    let (response, upgraded) = upgrade::upgrade(&mut request)?;
    tokio::spawn(async move {
        if let Ok(line) = upgraded.await {
            let _ended = converse(line).await; // what a client does wrong ends nothing but its own connection
        }
    });
    Ok(response)
}

async fn converse(mut line: WebSocket<TokioIo<Upgraded>>) -> Result<(), WebSocketError> {
    line.set_max_message_size(websocket::LIMIT as usize + 1);
    let mut line = FragmentCollector::new(line);
    loop {
        let frame = match line.read_frame().await {
            Ok(frame) => frame,
            Err(error) => {
                line.write_frame(Frame::close_raw(Vec::new().into())).await?;
                return Err(error);
            }
        };
        match frame.opcode {
            OpCode::Close => return Ok(()),
            OpCode::Text | OpCode::Binary => {
                line.write_frame(Frame::new(true, frame.opcode, None, frame.payload)).await?;
            }
            _ => {}
        }
    }
}
