//! A stream that gives the chunks of a given, one at each read, and takes whatever is written.

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// One direction of a connection in memory. It ends behind the last chunk.
#[derive(Debug)]
pub(crate) struct Received {
    chunks: std::vec::IntoIter<&'static [u8]>,
    rest: &'static [u8],
}

impl Received {
    /// All of these chunks.
    pub(crate) fn new(chunks: Vec<&'static [u8]>) -> Self {
        Self { chunks: chunks.into_iter(), rest: &[] }
    }

    /// What one read gives: bytes of one chunk, as many as are wanted and there are.
    fn next(&mut self, most: usize) -> &'static [u8] {
        if self.rest.is_empty() {
            self.rest = self.chunks.next().unwrap_or_default();
        }
        let (taken, rest) = self.rest.split_at(most.min(self.rest.len()));
        self.rest = rest;
        taken
    }
}

impl Read for Received {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.next(buffer.len());
        buffer[..taken.len()].copy_from_slice(taken);
        Ok(taken.len())
    }
}

impl Write for Received {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Received {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let taken = self.next(buffer.remaining());
        buffer.put_slice(taken);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Received {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_never_goes_past_the_end_of_a_chunk() {
        let mut stream = Received::new(vec![b"abc", b"d"]);
        let mut buffer = [0; 2];
        let mut read = || stream.read(&mut buffer).map(|count| buffer[..count].to_vec()).unwrap();
        assert_eq!([b"ab".to_vec(), b"c".to_vec(), b"d".to_vec(), vec![]], [read(), read(), read(), read()]);
    }
}
