//! The given of `parse_frames`; the component's README has its layout.

use std::collections::BTreeMap;

use tandem_kit::Stage;
use websocket::Role;

/// What was received, in order, and streams to try afterwards.
pub(crate) struct Given {
    /// Which end of the connection parses.
    pub(crate) role: Role,
    /// Messages in the chunks.
    pub(crate) messages: u64,
    /// The chunks.
    pub(crate) chunks: Vec<&'static [u8]>,
    /// Small streams by name.
    pub(crate) probes: BTreeMap<&'static str, &'static [u8]>,
}

impl Given {
    /// Reads the file.
    pub(crate) fn read(given: &'static [u8], stage: &Stage) -> Result<Self, String> {
        let role = match stage.params.get("role").and_then(|role| role.as_str()) {
            Some("client") => Role::Client,
            Some("server") => Role::Server,
            other => return Err(format!("role should be client or server, was {other:?}")),
        };
        let mut file = File(given);
        let found = file.contents().ok_or("the given of parse_frames is cut or of another kind")?;
        if !file.0.is_empty() {
            return Err(format!("the given of parse_frames has {} bytes too many", file.0.len()));
        }
        let (messages, chunks, probes) = found;
        Ok(Self { role, messages, chunks, probes })
    }
}

type Contents = (u64, Vec<&'static [u8]>, BTreeMap<&'static str, &'static [u8]>);

/// What is left of the file.
struct File(&'static [u8]);

impl File {
    fn contents(&mut self) -> Option<Contents> {
        if self.take(4)? != b"TWS1" {
            return None;
        }
        let messages = self.number()?.into();
        let lengths = (0..self.number()?).map(|_| self.number()).collect::<Option<Vec<u32>>>()?;
        let chunks = lengths.into_iter().map(|length| self.take(length as usize)).collect::<Option<_>>()?;
        let probes = (0..self.number()?).map(|_| self.probe()).collect::<Option<_>>()?;
        Some((messages, chunks, probes))
    }

    fn probe(&mut self) -> Option<(&'static str, &'static [u8])> {
        let size = self.take(1)?[0];
        let name = std::str::from_utf8(self.take(size.into())?).ok()?;
        let length = self.number()?;
        Some((name, self.take(length as usize)?))
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file of this form.
    pub(crate) fn pack(messages: u32, chunks: &[&[u8]], probes: &[(&str, &[u8])]) -> &'static [u8] {
        let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let mut file = [b"TWS1".as_slice(), &messages.to_le_bytes(), &number(chunks.len())].concat();
        file.extend(chunks.iter().flat_map(|chunk| number(chunk.len())));
        file.extend(chunks.concat());
        file.extend(number(probes.len()));
        for (name, stream) in probes {
            file.push(name.len() as u8);
            file.extend([name.as_bytes(), &number(stream.len()), stream].concat());
        }
        file.leak()
    }

    /// A stage with this role.
    pub(crate) fn stage(role: &str) -> Stage {
        let mut stage = Stage::default();
        stage.params.insert("role".into(), role.into());
        stage
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let found = Given::read(pack(3, &[b"ab", b"", b"c"], &[("x", b"yz")]), &stage("server")).unwrap();
        assert_eq!((Role::Server, 3), (found.role, found.messages));
        assert_eq!(vec![b"ab".as_slice(), b"", b"c"], found.chunks);
        assert_eq!(BTreeMap::from([("x", b"yz".as_slice())]), found.probes);
    }

    #[test]
    fn a_file_that_is_cut_or_another_is_refused() {
        let file = pack(1, &[b"ab"], &[("x", b"yz")]);
        for cut in 0..file.len() {
            assert!(Given::read(&file[..cut], &stage("client")).is_err(), "{cut}");
        }
        assert!(Given::read(b"TWS2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &stage("client")).is_err());
        assert!(Given::read([file, b"!"].concat().leak(), &stage("client")).is_err());
        assert!(Given::read(file, &stage("both")).is_err());
    }
}
