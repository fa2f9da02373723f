//! An operation under way in a job that has several: whoever finishes it lands its ticket.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::now_ns;

/// Most landings for which there is room from the start; beyond, landing may allocate.
const ROOM: usize = 1 << 12;

/// One operation that was started and is not answered yet. May go to another thread.
///
/// Dropped without having landed, it counts as failed: its task panicked, or was ended.
#[derive(Debug)]
pub struct Ticket {
    due_ns: u64,
    start_ns: u64,
    tower: Option<Arc<Tower>>,
}

impl Ticket {
    /// The operation is answered, now; `good` is false where it failed.
    pub fn land(mut self, good: bool) {
        self.end(good);
    }

    fn end(&mut self, good: bool) {
        let end_ns = now_ns();
        if let Some(tower) = self.tower.take() {
            tower.landed(Landed { due_ns: self.due_ns, start_ns: self.start_ns, end_ns, good });
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.end(false);
    }
}

/// One operation that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Landed {
    pub(crate) due_ns: u64,
    pub(crate) start_ns: u64,
    pub(crate) end_ns: u64,
    pub(crate) good: bool,
}

/// Where the tickets of one measure land.
#[derive(Debug)]
pub(crate) struct Tower {
    ground: Mutex<Ground>,
    bell: File, // an eventfd, part of the job's `News`
}

#[derive(Debug)]
struct Ground {
    landed: Vec<Landed>,
    listening: bool, // somebody waits for a landing
    closed: bool,
}

impl Tower {
    pub(crate) fn new(bell: File) -> Self {
        Self { ground: Mutex::new(Ground { landed: Vec::with_capacity(ROOM), listening: false, closed: false }), bell }
    }

    /// A ticket for an operation that starts now.
    pub(crate) fn ticket(self: &Arc<Self>, due_ns: Option<u64>) -> Ticket {
        let start_ns = now_ns();
        Ticket { due_ns: due_ns.unwrap_or(start_ns), start_ns, tower: Some(Arc::clone(self)) }
    }

    fn ground(&self) -> MutexGuard<'_, Ground> {
        self.ground.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn landed(&self, landed: Landed) {
        let mut ground = self.ground();
        if ground.closed {
            return;
        }
        ground.landed.push(landed);
        if std::mem::take(&mut ground.listening) {
            let _ = (&self.bell).write(&1u64.to_ne_bytes()); // a bell that already rings need not be rung
        }
    }

    /// Take what has landed, in the order of its landing, into `found`, which is emptied first.
    pub(crate) fn collect(&self, found: &mut Vec<Landed>) {
        found.clear();
        found.append(&mut self.ground().landed);
    }

    /// From now on the next landing rings the bell; false where one is there already.
    pub(crate) fn listen(&self) -> bool {
        let mut ground = self.ground();
        ground.listening = ground.landed.is_empty();
        ground.listening
    }

    /// What lands from now on is heard by nobody.
    pub(crate) fn close(&self) {
        self.ground().closed = true;
    }
}

/// A bell: an eventfd that reads as often as it was rung since.
pub(crate) fn bell() -> io::Result<File> {
    use std::os::fd::FromRawFd;
    // SAFETY: makes a descriptor and touches no memory.
    let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `fd` was opened above and nobody else has it.
    Ok(unsafe { File::from_raw_fd(fd) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tower() -> Arc<Tower> {
        Arc::new(Tower::new(bell().unwrap()))
    }

    fn taken(tower: &Tower) -> Vec<bool> {
        let mut found = Vec::new();
        tower.collect(&mut found);
        found.iter().map(|landed| landed.good).collect()
    }

    #[test]
    fn a_ticket_lands_once_and_from_any_thread() {
        let tower = tower();
        let ticket = tower.ticket(Some(5));
        std::thread::spawn(move || ticket.land(true)).join().unwrap();
        assert_eq!(vec![true], taken(&tower));
        assert_eq!(Vec::<bool>::new(), taken(&tower));
    }

    #[test]
    fn a_ticket_that_is_dropped_has_failed() {
        let tower = tower();
        drop(tower.ticket(None));
        assert_eq!(vec![false], taken(&tower));
    }

    #[test]
    fn the_bell_rings_only_for_who_listens() {
        use std::io::Read;
        let tower = tower();
        let rung = || (&tower.bell).read(&mut [0; 8]).is_ok();
        tower.ticket(None).land(true);
        assert!(!rung());
        assert!(!tower.listen(), "one has landed already");
        taken(&tower);
        assert!(tower.listen());
        tower.ticket(None).land(true);
        assert!(rung());
    }

    #[test]
    fn what_lands_after_the_end_is_not_heard() {
        let tower = tower();
        let ticket = tower.ticket(None);
        tower.close();
        ticket.land(true);
        assert_eq!(Vec::<bool>::new(), taken(&tower));
    }
}
