//! A tokio runtime in the worker's own thread, for jobs whose operations fly on it.

use std::future::Future;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use ::tokio::io::Interest;
use ::tokio::io::unix::AsyncFd;
use ::tokio::runtime::{Builder, Runtime};
use ::tokio::task::JoinSet;

use crate::news::News;

/// Spawn in [`start`](crate::Job::start), drive in [`turn`](crate::Job::turn), abandon in
/// [`abandon`](crate::Job::abandon). Tasks go on only while one of the last two, or `block_on`, is called.
#[derive(Debug)]
pub struct Tokio {
    runtime: Runtime,
    flying: JoinSet<()>,
    heard: Option<(u64, AsyncFd<OwnedFd>)>, // which news, and our own descriptor of it
}

impl Tokio {
    /// A current-thread runtime with timers and sockets.
    ///
    /// # Errors
    /// The system's, where it grants no descriptors.
    pub fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, flying: JoinSet::new(), heard: None })
    }

    /// The runtime itself, to connect with while preparing.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Begin one operation.
    pub fn spawn(&mut self, operation: impl Future<Output = ()> + Send + 'static) {
        self.flying.spawn_on(operation, self.runtime.handle());
    }

    /// Let operations go on until there is news.
    ///
    /// # Panics
    /// If the runtime cannot wait for the descriptor: the system grants no more. The worker reports it as the lane's.
    pub fn turn(&mut self, news: &News) {
        let Self { runtime, flying, heard } = self;
        runtime.block_on(async {
            if heard.as_ref().is_none_or(|(known, _)| *known != news.id()) {
                let ours = news.as_fd().try_clone_to_owned().expect("a descriptor can be doubled");
                // SAFETY: the descriptor is owned by what registers it, so it stays open, and the same, as long.
                let ours = unsafe { AsyncFd::register_with_interest(ours, Interest::READABLE) };
                *heard = Some((news.id(), ours.expect("an epoll can be waited for")));
            }
            let (_, ours) = heard.as_ref().expect("set above");
            if let Ok(mut ready) = ours.readable().await {
                ready.clear_ready();
            }
            while flying.try_join_next().is_some() {}
        });
    }

    /// End what is still under way; tickets that it held are dropped.
    pub fn abandon(&mut self) {
        let Self { runtime, flying, .. } = self;
        runtime.block_on(flying.shutdown());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{Tower, bell};
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn operations_go_on_while_it_turns_and_end_when_abandoned() {
        let ours = bell().unwrap();
        let news = News::of(ours.try_clone().unwrap()).unwrap();
        let tower = Arc::new(Tower::new(ours));
        let mut tokio = Tokio::new().unwrap();
        tokio.turn(&News::of(bell().unwrap()).unwrap()); // of another measure: its descriptors are gone
        for naps in [1, 1, 3_600_000] {
            let ticket = tower.ticket(None);
            tokio.spawn(async move {
                ::tokio::time::sleep(Duration::from_millis(naps)).await;
                ticket.land(true);
            });
        }
        let (mut found, mut landed) = (Vec::new(), 0);
        while landed < 2 {
            tower.listen();
            tokio.turn(&news);
            news.heard();
            tower.collect(&mut found);
            landed += found.iter().filter(|one| one.good).count();
        }
        tokio.abandon();
        tower.collect(&mut found);
        assert_eq!(vec![false], found.iter().map(|one| one.good).collect::<Vec<_>>());
    }
}
