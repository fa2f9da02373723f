//! Messages as a given holds them; `impls/ticker/framing.py` is its twin.

/// The messages of a given: a count, the lengths (u32, little-endian), then the messages one after another.
///
/// # Errors
/// What the bytes lack, in words, where they are no such list.
pub fn unframe(given: &[u8]) -> Result<Vec<&[u8]>, String> {
    let (count, mut lengths) = word(given).ok_or("a given should start with its count")?;
    let size = 4 * count as usize;
    let mut rest = lengths.get(size..).ok_or("a given should have a length a message")?;
    let mut messages = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let (length, others) = word(lengths).ok_or("a given should have a length a message")?;
        let (message, behind) = rest.split_at_checked(length as usize).ok_or("a given should have all its messages")?;
        messages.push(message);
        (lengths, rest) = (others, behind);
    }
    if rest.is_empty() { Ok(messages) } else { Err(format!("{} bytes follow the last message", rest.len())) }
}

fn word(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*word), rest))
}
