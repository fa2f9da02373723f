//! Our own connection, a thread each.

use std::io::Read;
use std::net::{Shutdown, TcpListener, TcpStream};

use websocket::{Connection, End, Lost};

use crate::program::{PATIENCE, Program, Trouble, address, dial, threads};

pub(crate) const PROGRAM: Program = Program { connect, listen };

fn connect(url: &str) -> Result<(), Trouble> {
    let (host, path) = address(url)?;
    let line = Connection::connect(dial(&host)?, &host, &path).map_err(Trouble::other)?;
    converse(line, false)
}

fn listen(listener: &TcpListener) -> Result<(), Trouble> {
    threads(listener, |stream| {
        if let Ok(line) = Connection::accept(stream) {
            let _ended = converse(line, true); // what a client does wrong ends nothing but its own connection
        }
    })
}

/// Echoes in the order in which messages come, until a close frame or a breach; then ends the connection as it asks.
fn converse(mut line: Connection<TcpStream>, server: bool) -> Result<(), Trouble> {
    let mut payload = Vec::new();
    let lost = loop {
        let opcode = match line.receive() {
            Ok(message) => {
                payload.clear();
                payload.extend_from_slice(message.payload());
                message.opcode()
            }
            Err(lost) => break lost,
        };
        line.send(opcode, &payload).map_err(Trouble::lost)?;
    };
    let Lost::Ended(end) = lost else { return Err(Trouble::lost(lost)) };
    let hang_up = server || matches!(end, End::Failed(_));
    let stream = line.finish().map_err(Trouble::lost)?;
    leave(stream, hang_up).map_err(Trouble::lost)?;
    if matches!(end, End::Closed(_)) { Ok(()) } else { Err(Trouble::lost(lost)) }
}

/// Waits for the other side to close, lest the kernel drop what we have sent; closes first where it is ours to do so.
fn leave(mut stream: TcpStream, hang_up: bool) -> std::io::Result<()> {
    if hang_up {
        stream.shutdown(Shutdown::Write)?;
    }
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut rest = [0; 4096];
    while stream.read(&mut rest)? > 0 {}
    Ok(())
}
