//! Bytes looked through: how many a second, bare and as UTF-8. The given is a block that is repeated to `mib` MiB.

use std::hint::black_box;

use tandem_kit::{Answer, Driven, Job, Stage, boxed};

use crate::memory::number;

const ABSENT: u8 = 0; // no byte of the given

/// `scan`: the first byte that is not there, by the fastest search known.
pub(crate) fn scan(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Look { bytes: repeated(given, stage)?, all: |bytes| memchr::memchr(ABSENT, bytes).is_none(), found: false })
}

/// `utf8`: whether it is valid, by the fastest validation known.
pub(crate) fn utf8(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Look { bytes: repeated(given, stage)?, all: |bytes| simdutf8::basic::from_utf8(bytes).is_ok(), found: false })
}

fn repeated(given: &[u8], stage: &Stage) -> Result<Vec<u8>, String> {
    let bytes = usize::try_from(number(stage, "mib")?).map_err(|error| error.to_string())? << 20;
    if given.is_empty() || bytes % given.len() != 0 {
        return Err(format!("given: should be a block that makes {bytes} bytes, has {}", given.len()));
    }
    Ok(given.repeat(bytes / given.len()))
}

struct Look {
    bytes: Vec<u8>,
    all: fn(&[u8]) -> bool,
    found: bool,
}

impl Job for Look {
    fn ops(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn run(&mut self) {
        self.found = (self.all)(black_box(&self.bytes));
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stage() -> Stage {
        let mut stage = Stage::default();
        stage.params.insert("mib".into(), json!(1));
        stage
    }

    #[test]
    fn the_block_is_repeated_to_the_size_that_is_asked() {
        assert_eq!(1 << 20, repeated(&[b'a'; 1024], &stage()).unwrap().len());
        assert!(repeated(&[b'a'; 1000], &stage()).unwrap_err().starts_with("given: "));
        assert!(repeated(&[], &stage()).is_err());
    }

    #[test]
    fn what_is_looked_for_is_seen_in_the_last_byte() {
        let mut job = Look { bytes: vec![b'a'; 4096], all: |b| memchr::memchr(ABSENT, b).is_none(), found: false };
        job.run();
        assert!(job.found);
        *job.bytes.last_mut().unwrap() = ABSENT;
        job.run();
        assert!(!job.found);
    }
}
