//! What a job with operations in flight waits for beside its own sockets: one descriptor.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many there have been: a descriptor's number may come again, an id does not.
static MADE: AtomicU64 = AtomicU64::new(0);
/// Longest wait: as often the kit looks whether it was stopped.
const NAP_NS: i64 = 50_000_000;

/// Readable when the kit has something to do: a start has come, a ticket has landed that it waits for, or 50 ms are over.
///
/// The kit reads it itself: a job only waits for it to be readable, level- or edge-triggered, and returns from
/// [`turn`](crate::Job::turn) then.
#[derive(Debug)]
pub struct News {
    all: OwnedFd, // an epoll, readable when one of the others is
    timer: File,
    bell: File,
    starts: Option<RawFd>,
    id: u64,
}

impl AsFd for News {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.all.as_fd()
    }
}

impl AsRawFd for News {
    fn as_raw_fd(&self) -> RawFd {
        self.all.as_raw_fd()
    }
}

impl News {
    /// Of a bell, and every 50 ms.
    pub(crate) fn of(bell: File) -> io::Result<Self> {
        // SAFETY: makes a descriptor and touches no memory.
        let all = owned(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: makes a descriptor and touches no memory.
        let timer =
            owned(unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_CLOEXEC | libc::TFD_NONBLOCK) })?;
        let nap = libc::timespec { tv_sec: 0, tv_nsec: NAP_NS };
        let every = libc::itimerspec { it_interval: nap, it_value: nap };
        // SAFETY: `every` is a valid itimerspec for the length of the call; the old value is not asked for.
        checked(unsafe { libc::timerfd_settime(timer.as_raw_fd(), 0, &raw const every, std::ptr::null_mut()) })?;
        let news = Self { all, timer: File::from(timer), bell, starts: None, id: MADE.fetch_add(1, Ordering::Relaxed) };
        news.control(libc::EPOLL_CTL_ADD, news.timer.as_raw_fd())?;
        news.control(libc::EPOLL_CTL_ADD, news.bell.as_raw_fd())?;
        Ok(news)
    }

    /// Tells it from that of another measure.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Sleep until it is readable.
    pub fn wait(&self) {
        readable(self.all.as_fd(), -1);
    }

    /// Whether starts are news too, from that descriptor; None: there is no room for them.
    pub(crate) fn hear_starts(&mut self, wanted: Option<RawFd>) -> io::Result<()> {
        if self.starts != wanted {
            if let Some(fd) = self.starts.take() {
                self.control(libc::EPOLL_CTL_DEL, fd)?;
            }
            if let Some(fd) = wanted {
                self.control(libc::EPOLL_CTL_ADD, fd)?;
            }
            self.starts = wanted;
        }
        Ok(())
    }

    /// The bell and the timer have been heard.
    pub(crate) fn heard(&self) {
        let _ = (&self.bell).read(&mut [0; 8]); // nothing in it is no matter
        let _ = (&self.timer).read(&mut [0; 8]);
    }

    fn control(&self, what: libc::c_int, fd: RawFd) -> io::Result<()> {
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
        // SAFETY: `event` is a valid epoll_event for the length of the call.
        checked(unsafe { libc::epoll_ctl(self.all.as_raw_fd(), what, fd, &raw mut event) }).map(drop)
    }
}

/// Sleep until the descriptor is readable or ended, at most so many ms (-1: for ever); whether it is.
pub(crate) fn readable(fd: BorrowedFd<'_>, most_ms: libc::c_int) -> bool {
    let mut one = libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: `one` is a valid pollfd for the length of the call, and it is told that there is one.
    let found = unsafe { libc::poll(&raw mut one, 1, most_ms) };
    found > 0
}

fn checked(result: libc::c_int) -> io::Result<libc::c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

fn owned(fd: RawFd) -> io::Result<OwnedFd> {
    checked(fd)?;
    // SAFETY: the caller has just opened it and nobody else has it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::bell;
    use std::io::Write;

    #[test]
    fn a_bell_is_news_until_it_is_heard() {
        let ours = bell().unwrap();
        let news = News::of(ours.try_clone().unwrap()).unwrap();
        news.heard();
        (&ours).write_all(&1u64.to_ne_bytes()).unwrap();
        assert!(readable(news.as_fd(), 0));
        news.wait();
        news.heard();
        assert!(!readable(news.as_fd(), 0));
    }

    #[test]
    fn starts_are_news_only_where_there_is_room() {
        let (reader, mut writer) = io::pipe().unwrap();
        let mut news = News::of(bell().unwrap()).unwrap();
        writer.write_all(&[0; 16]).unwrap();
        news.hear_starts(Some(reader.as_raw_fd())).unwrap();
        assert!(readable(news.as_fd(), 0));
        news.hear_starts(None).unwrap();
        news.heard();
        assert!(!readable(news.as_fd(), 0));
    }

    #[test]
    fn nobody_waits_for_ever() {
        News::of(bell().unwrap()).unwrap().wait();
    }
}
