//! The listeners and their threads.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde::Serialize;

use crate::session::{self, Transport};
use crate::spot::{Rest, Spot};
use crate::{ExchangeError, Feed, Market, Options, tls};

/// What the exchange has seen since it started.
#[derive(Debug, Default)]
pub struct Counts {
    /// Handshakes that ended in a WebSocket.
    pub connections: AtomicU64,
    /// Subscriptions accepted.
    pub subscribed: AtomicU64,
    /// Updates handed to the kernel.
    pub sent: AtomicU64,
}

/// What became of orders since the exchange started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Orders {
    /// Orders that were taken, whatever became of them.
    pub accepted: u64,
    /// Requests over REST that were answered with a status of 400 or more.
    pub refused: u64,
    /// Trades between two orders.
    pub trades: u64,
    /// Orders that rest now.
    pub open: u64,
}

/// Where the exchange is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// The spot feed.
    pub url: String,
    /// The echo.
    pub echo: String,
    /// The spot feed over TLS 1.3.
    pub tls: String,
    /// The PEM file of the authority that clients must trust for it.
    pub ca: PathBuf,
    /// The port of `url` and `echo`.
    pub port: u16,
    /// Orders: the address that paths such as `/api/v4/spot/orders` follow.
    pub rest: String,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) feed: Feed,
    pub(crate) spot: Arc<Spot>,
    pub(crate) options: Options,
    pub(crate) counts: Counts,
    stopping: AtomicBool,
    open: Mutex<HashMap<u64, TcpStream>>,
    opened: AtomicU64,
}

/// A running exchange; dropping it ends its connections and threads.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    doors: [Arc<Door>; 2],
    rest: Mutex<Option<Rest>>,
    addresses: Addresses,
}

/// A listener, and how many threads wait at it.
#[derive(Debug)]
struct Door {
    listener: TcpListener,
    at: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    waiting: AtomicUsize,
}

impl Server {
    /// Listen on 127.0.0.1: on `port` (0: any that is free), on another for TLS, whose `ca.pem` goes to `folder`, and on
    /// a third for REST.
    ///
    /// # Errors
    /// [`ExchangeError::Port`] where the port is in use, [`ExchangeError::Certificate`] where the folder cannot be
    /// written.
    pub fn start(
        feed: Feed,
        market: Market,
        options: Options,
        port: u16,
        folder: &Path,
    ) -> Result<Self, ExchangeError> {
        let ca = folder.join("ca.pem");
        let plain = Door::open(port, None)?;
        let secret = Door::open(0, Some(tls::configure(&ca)?))?;
        let spot = Arc::new(Spot::new(market));
        let rest = Rest::start(Arc::clone(&spot), options.patience)?;
        let addresses = Addresses {
            url: format!("ws://{}/ws/v4/", plain.at),
            echo: format!("ws://{}/echo", plain.at),
            tls: format!("wss://{}/ws/v4/", secret.at),
            ca,
            port: plain.at.port(),
            rest: format!("http://{}", rest.at()),
        };
        let shared = Arc::new(Shared {
            feed,
            spot,
            options,
            counts: Counts::default(),
            stopping: AtomicBool::new(false),
            open: Mutex::default(),
            opened: AtomicU64::new(0),
        });
        let doors = [plain, secret].map(Arc::new);
        for door in &doors {
            wait_at(door, &shared);
            wait_at(door, &shared);
        }
        Ok(Self { shared, doors, rest: Mutex::new(Some(rest)), addresses })
    }

    /// Where it is reached.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// What it has seen.
    pub fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    /// What became of orders.
    pub fn orders(&self) -> Orders {
        let spot = &self.shared.spot;
        let desk = spot.desk();
        let (accepted, refused) = (spot.accepted.load(Relaxed), spot.refused.load(Relaxed));
        Orders { accepted, refused, trades: desk.traded(), open: desk.resting() as u64 }
    }

    /// Accept nobody any more and end what is open.
    pub fn stop(&self) {
        drop(self.rest.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.shared.stopping.store(true, SeqCst);
        for door in &self.doors {
            door.wake();
        }
        for stream in self.shared.connections().values() {
            let _ = stream.shutdown(std::net::Shutdown::Both); // it may have ended by itself
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Door {
    fn open(port: u16, tls: Option<Arc<ServerConfig>>) -> Result<Self, ExchangeError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let found = listener.and_then(|listener| listener.local_addr().map(|at| (listener, at)));
        let (listener, at) = found.map_err(|source| ExchangeError::Port { port, source })?;
        Ok(Self { listener, at, tls, waiting: AtomicUsize::new(0) })
    }

    /// Bring one thread out of `accept`; it brings out the next.
    fn wake(&self) {
        if self.waiting.load(SeqCst) > 0 {
            let _ = TcpStream::connect(self.at); // nobody listens: then nobody waits either
        }
    }
}

/// A thread that accepts, serves, and accepts again. It starts another when it is the last to wait, so that the next
/// client finds one, however many are being served.
fn wait_at(door: &Arc<Door>, shared: &Arc<Shared>) {
    let (door, shared) = (Arc::clone(door), Arc::clone(shared));
    door.waiting.fetch_add(1, SeqCst);
    thread::spawn(move || {
        loop {
            let accepted = door.listener.accept();
            let left = door.waiting.fetch_sub(1, SeqCst) - 1;
            if shared.stopping.load(SeqCst) {
                return door.wake();
            }
            if left == 0 {
                wait_at(&door, &shared);
            }
            if let Ok((stream, _)) = accepted {
                shared.serve(stream, door.tls.as_ref());
            }
            door.waiting.fetch_add(1, SeqCst);
            if shared.stopping.load(SeqCst) {
                door.waiting.fetch_sub(1, SeqCst); // `wake` may have looked before this thread waited again
                return;
            }
        }
    });
}

impl Shared {
    /// Serve one connection; its errors are the client's affair and end with it.
    fn serve(&self, stream: TcpStream, tls: Option<&Arc<ServerConfig>>) {
        let id = self.opened.fetch_add(1, Relaxed);
        if let Ok(copy) = stream.try_clone() {
            self.connections().insert(id, copy);
        }
        if self.stopping.load(SeqCst) {
            return; // `stop` may have looked before this connection was there
        }
        let _ = match tls {
            None => session::serve(stream, self),
            Some(config) => secure(stream, config).and_then(|stream| session::serve(stream, self)),
        };
        self.connections().remove(&id);
    }

    fn connections(&self) -> std::sync::MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A TLS connection that says goodbye when it is dropped, as clients that watch for cut streams want it.
struct Secret(StreamOwned<ServerConnection, TcpStream>);

fn secure(stream: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Secret> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    Ok(Secret(StreamOwned::new(connection, stream)))
}

impl Read for Secret {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Secret {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Transport for Secret {
    fn socket(&self) -> &TcpStream {
        &self.0.sock
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.conn.send_close_notify();
        let _ = self.0.flush(); // the client may be gone
    }
}
