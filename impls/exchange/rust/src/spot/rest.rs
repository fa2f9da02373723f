//! HTTP on a port of its own: one thread, an event loop, and limits on all that a client may hold on to.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use super::api::{self, Reply, Spot};
use super::refusal::Refusal;
use crate::ExchangeError;

/// Bytes of a request's head, and of its body.
const LONGEST: usize = 16 << 10;
/// Headers of a request.
const MOST_HEADERS: usize = 64;
/// Connections at one time; with `LONGEST` a bound on memory. More are closed as they come.
const MOST_CONNECTIONS: usize = 1024;

/// The server; dropping it ends its thread and every connection.
#[derive(Debug)]
pub(crate) struct Rest {
    at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Rest {
    /// Listen on any free port of 127.0.0.1. A client that takes longer than `patience` over a request's head, over
    /// its body, or between two requests, is let go.
    pub(crate) fn start(spot: Arc<Spot>, patience: Duration) -> Result<Self, ExchangeError> {
        let wrong = |source| ExchangeError::Port { port: 0, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(wrong)?;
        listener.set_nonblocking(true).map_err(wrong)?;
        let at = listener.local_addr().map_err(wrong)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(wrong)?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("rest".into());
        let work = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, spot, patience) => {}
                }
            });
        };
        Ok(Self { at, stop: Some(stop), thread: Some(thread.spawn(work).map_err(wrong)?) })
    }

    /// Where it listens.
    pub(crate) fn at(&self) -> SocketAddr {
        self.at
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // its thread may have ended
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic there was said there
        }
    }
}

async fn accept(listener: TcpListener, spot: Arc<Spot>, patience: Duration) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await; // out of descriptors: others will be given back
            continue;
        };
        if open.load(Relaxed) >= MOST_CONNECTIONS || stream.set_nodelay(true).is_err() {
            continue;
        }
        let place = Place::taken(&open);
        let spot = Arc::clone(&spot);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &spot, patience));
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(patience).max_headers(MOST_HEADERS).max_buf_size(LONGEST);
            let _ = http.serve_connection(TokioIo::new(stream), service).await; // what a client breaks is its own affair
            drop(place);
        });
    }
}

/// One of the connections that there may be.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn taken(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

async fn answer(
    request: Request<Incoming>,
    spot: &Spot,
    patience: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let read = tokio::time::timeout(patience, Limited::new(body, LONGEST).collect()).await;
    let body = match read {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(wrong)) => return Ok(cut(spot, if wrong.is::<http_body_util::LengthLimitError>() { 413 } else { 400 })),
        Err(_) => return Ok(cut(spot, 408)),
    };
    let header = |name: &str| head.headers.get(name).map(HeaderValue::as_bytes);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let asked = api::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        key: header("key"),
        timestamp: header("timestamp"),
        sign: header("sign"),
        content_type: header("content-type"),
        body: &body,
    };
    Ok(written(spot.answer(&asked, now.as_millis() as u64), now.as_secs() + 1))
}

/// The reply to a body that did not come whole; the connection is of no use after that.
fn cut(spot: &Spot, status: u16) -> Response<Full<Bytes>> {
    let refusal = match status {
        413 => Refusal::new(413, "INVALID_REQUEST_BODY", format!("a body should have at most {LONGEST} bytes")),
        408 => Refusal::new(408, "BAD_REQUEST", "the body took too long"),
        _ => Refusal::new(400, "BAD_REQUEST", "the body was cut or is not what its head says"),
    };
    spot.refused.fetch_add(1, Relaxed);
    let mut response = written(Reply::refused(&refusal), 0);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn written(reply: Reply, reset_s: u64) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status).expect("statuses are those of HTTP");
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(allow) = reply.allow {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    if let Some((limit, left)) = reply.limit {
        headers.insert("x-gate-ratelimit-limit", limit.into());
        headers.insert("x-gate-ratelimit-requests-remain", left.into());
        headers.insert("x-gate-ratelimit-reset-timestamp", reset_s.into());
    }
    response
}
