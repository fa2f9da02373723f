//! Streams of frames that are mostly right, and cuts of them.

use proptest::prelude::*;

/// For whom a stream is.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) server: bool,
    pub(crate) limit: u64,
}

#[derive(Debug, Clone)]
struct Frame {
    first: u8,
    payload: Vec<u8>,
    key: [u8; 4],
    /// The least form of its length: 0 the shortest, 126, 127.
    form: u8,
}

/// A shape and frames for it, now and then with one byte changed or the end cut off.
pub(crate) fn stream() -> impl Strategy<Value = (Shape, Vec<u8>)> {
    let limit = prop_oneof![Just(64_u64 << 20), Just(8), Just(130), 0_u64..400];
    let change = prop_oneof![2 => Just(None), 1 => any::<(prop::sample::Index, u8)>().prop_map(Some)];
    let frames = prop::collection::vec(frame(), 1..12);
    (any::<bool>(), limit, frames, any::<bool>(), change, any::<prop::sample::Index>()).prop_map(
        |(server, limit, frames, tidy, change, cut)| {
            let mut bytes = if tidy {
                tidied(frames, server)
            } else {
                frames.iter().flat_map(|frame| encode(frame, server)).collect()
            };
            if let Some((at, byte)) = change {
                let at = at.index(bytes.len());
                bytes[at] = byte;
                bytes.truncate(bytes.len() - cut.index(bytes.len()) / 4);
            }
            (Shape { server, limit }, bytes)
        },
    )
}

/// The same frames, but with FIN and continuations where they belong.
fn tidied(frames: Vec<Frame>, server: bool) -> Vec<u8> {
    let mut open = false;
    let mut bytes = Vec::new();
    for mut frame in frames {
        if frame.first & 8 == 0 {
            frame.first =
                if open { frame.first & 0x80 } else { frame.first & 0x83 | u8::from(frame.first.is_multiple_of(4)) };
            open = frame.first & 0x80 == 0;
        } else {
            frame.first |= 0x80;
        }
        bytes.extend(encode(&frame, server));
    }
    bytes
}

fn frame() -> impl Strategy<Value = Frame> {
    let first = prop_oneof![8 => prop::sample::select(vec![0x81, 0x82, 0x01, 0x00, 0x80, 0x02, 0x89, 0x8a]), 1 => Just(0x88), 1 => any::<u8>()];
    let text = prop::collection::vec(
        prop_oneof![4 => "[ -~]{0,9}", 2 => "\\PC{0,3}", 1 => Just("κόσμε€😀".to_string())],
        0..30,
    );
    let payload = prop_oneof![
        6 => text.prop_map(|parts| parts.concat().into_bytes()),
        3 => "[ -~]{200,220}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..140),
        1 => (prop::sample::select(vec![1000_u16, 1001, 1004, 1014, 1015, 2999, 3000, 4999, 5000]), "\\PC{0,5}").prop_map(|(code, reason)| [&code.to_be_bytes(), reason.as_bytes()].concat()),
        1 => prop::sample::select(vec![0, 1, 125, 126, 127]).prop_map(|len| vec![b'x'; len]),
    ];
    let cut = any::<prop::sample::Index>();
    let key = prop_oneof![3 => any::<[u8; 4]>(), 1 => Just([0; 4])];
    let form = prop_oneof![30 => Just(0), 1 => Just(126), 1 => Just(127)];
    (first, payload, cut, any::<bool>(), key, form).prop_map(|(first, mut payload, cut, whole, key, form)| {
        if !whole && !payload.is_empty() {
            payload.truncate(cut.index(payload.len()));
        }
        Frame { first, payload, key, form }
    })
}

fn encode(frame: &Frame, server: bool) -> Vec<u8> {
    let (len, mask) = (frame.payload.len(), if server { 0x80 } else { 0 });
    let mut bytes = vec![frame.first];
    match len {
        0..126 if frame.form == 0 => bytes.push(mask | len as u8),
        0..0x1_0000 if frame.form < 127 => {
            bytes.push(mask | 0x7e);
            bytes.extend((len as u16).to_be_bytes());
        }
        _ => {
            bytes.push(mask | 0x7f);
            bytes.extend((len as u64).to_be_bytes());
        }
    }
    if server {
        bytes.extend(frame.key);
        bytes.extend(frame.payload.iter().enumerate().map(|(i, byte)| byte ^ frame.key[i % 4]));
    } else {
        bytes.extend(&frame.payload);
    }
    bytes
}

/// The stream cut into pieces of random length, some empty.
pub(crate) fn pieces(stream: &[u8], mut seed: u64) -> Vec<&[u8]> {
    let mut rest = stream;
    let mut found = Vec::new();
    while !rest.is_empty() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (bits, draw) = ((seed >> 60) % 8, seed >> 33);
        let (piece, behind) = rest.split_at((draw as usize & ((1 << bits) - 1)).min(rest.len()));
        found.push(piece);
        rest = behind;
    }
    found
}
