//! What a program says: when it first did, and the end of it.

use std::io::Read;
use std::thread::JoinHandle;

use serde_json::Value;
use tandem_kit::now_ns;

const MOST_KEPT: usize = 16 << 20;

/// A stream, read by a thread of its own.
pub(crate) struct Listening(JoinHandle<Heard>);

/// A stream that has ended.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) first_ns: Option<u64>,
    bytes: Vec<u8>,
}

/// Read to the end; while the program runs nothing is done with it but to note when it began.
pub(crate) fn listen(mut stream: impl Read + Send + 'static) -> Listening {
    Listening(std::thread::spawn(move || {
        let (mut heard, mut chunk) = (Heard::default(), vec![0; 1 << 16]);
        while let Ok(size @ 1..) = stream.read(&mut chunk) {
            heard.first_ns.get_or_insert_with(now_ns);
            heard.bytes.extend_from_slice(&chunk[..size]);
            if heard.bytes.len() > 2 * MOST_KEPT {
                heard.bytes.drain(..MOST_KEPT);
            }
        }
        heard
    }))
}

impl Listening {
    /// Wait for the end.
    pub(crate) fn end(self) -> Heard {
        self.0.join().unwrap_or_default()
    }
}

impl Heard {
    /// The last line that is JSON.
    pub(crate) fn answer(&self) -> Option<Value> {
        self.bytes.rsplit(|&b| b == b'\n').find_map(|line| serde_json::from_slice(line).ok())
    }

    /// The last line that says anything, and the lines before it.
    pub(crate) fn last_words(&self) -> (String, String) {
        const MOST_LINES: usize = 40;
        let text = String::from_utf8_lossy(&self.bytes);
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let last = lines.last().copied().unwrap_or_default().trim().to_owned();
        (last, lines[lines.len().saturating_sub(MOST_LINES)..].join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Heard {
        Heard { first_ns: None, bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn the_answer_is_the_last_line_that_is_json() {
        let expected = Some(serde_json::json!({"received": 3}));
        assert_eq!(expected, heard("{\"received\": 1}\n{\"received\": 3}\nbye\n").answer());
        assert_eq!(None, heard("hello\n").answer());
    }

    #[test]
    fn the_last_words_skip_empty_lines() {
        assert_eq!(("b".to_owned(), "a\nb".to_owned()), heard("a\n\nb\n\n").last_words());
    }

    #[test]
    fn the_first_byte_is_stamped() {
        let before = now_ns();
        let found = listen(&b"x"[..]).end();
        assert!(found.first_ns.unwrap() >= before);
        assert_eq!(None, listen(&b""[..]).end().first_ns);
    }
}
