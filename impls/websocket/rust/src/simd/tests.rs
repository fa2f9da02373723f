use super::{Level, Simd, Vector, Work};

/// Pages of memory between two that may not be touched: what reads or writes past its ends dies.
struct Fenced {
    start: *mut u8,
}

/// A multiple of every page size in use.
const PAGE: usize = 1 << 16;

impl Fenced {
    fn new() -> Self {
        // SAFETY: a fresh mapping of three pages, of which the outer two are then closed.
        unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let start = libc::mmap(std::ptr::null_mut(), 3 * PAGE, libc::PROT_NONE, flags, -1, 0).cast::<u8>();
            assert_ne!(libc::MAP_FAILED, start.cast());
            let start = start.add(PAGE);
            assert_eq!(0, libc::mprotect(start.cast(), PAGE, libc::PROT_READ | libc::PROT_WRITE));
            Self { start }
        }
    }

    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the page is open and ours alone.
        unsafe { std::slice::from_raw_parts_mut(self.start, PAGE) }
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        // SAFETY: the mapping that `new` made.
        unsafe { libc::munmap(self.start.sub(PAGE).cast(), 3 * PAGE) };
    }
}

struct CopyXor<'a>(&'a [u8], &'a mut [u8], u32);

impl Work for CopyXor<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> bool {
        let Self(from, to, key) = self;
        // SAFETY: bytes that are there may be seen as bytes that may not be, as the kernel only writes.
        simd.copy_xor(from, unsafe { &mut *(std::ptr::from_mut(to) as *mut [std::mem::MaybeUninit<u8>]) }, key)
    }
}

#[test]
fn the_widest_level_comes_first_and_plain_integers_are_always_there() {
    assert_eq!(Some(Level::best()), Level::all().next());
    assert!(Level::all().count() >= 2);
}

#[test]
fn a_high_bit_is_seen_at_every_place_of_every_length() {
    for level in Level::all() {
        for len in 0..=(3 * 256 + 70) {
            let mut bytes = vec![0x7f; len];
            assert!(level.ascii(&bytes), "{level:?}, {len} bytes");
            for at in (0..len).step_by(if len < 300 { 1 } else { 7 }) {
                bytes[at] = 0x80;
                assert!(!level.ascii(&bytes), "{level:?}, byte {at} of {len}");
                bytes[at] = 0x7f;
            }
        }
    }
}

#[test]
fn scans_stay_inside_their_bytes() {
    let mut page = Fenced::new();
    page.bytes().fill(b'a');
    for level in Level::all() {
        for len in 0..600 {
            assert!(level.ascii(&page.bytes()[..len]), "{level:?}, first {len}");
            assert!(level.ascii(&page.bytes()[PAGE - len..]), "{level:?}, last {len}");
            assert!(level.utf8(&page.bytes()[PAGE - len..]), "{level:?}, last {len}");
        }
    }
}

#[test]
fn a_copy_is_the_source_xor_the_key_at_every_length_and_alignment() {
    let key = u32::from_le_bytes([0x37, 0xfa, 0x21, 0x3d]);
    let source: Vec<u8> = (0..1200_u32).map(|i| (i * 31 % 251) as u8).collect();
    for level in Level::all() {
        for len in (0..=300).chain([511, 512, 513, 1023, 1030, 1100]) {
            for align in [0, 1, 3, 8, 31, 63] {
                let from = &source[align..align + len];
                let expected: Vec<u8> =
                    from.iter().zip(key.to_le_bytes().iter().cycle()).map(|(byte, key)| byte ^ key).collect();
                let mut to = vec![0x55; len + 128];
                let ascii = level.run(CopyXor(from, &mut to[64..64 + len], key));
                assert_eq!(expected, to[64..64 + len], "{level:?}, {len} bytes at {align}");
                assert_eq!(expected.is_ascii(), ascii, "{level:?}, {len} bytes at {align}");
                assert!(
                    to[..64].iter().chain(&to[64 + len..]).all(|byte| *byte == 0x55),
                    "{level:?}, {len} bytes at {align}"
                );
            }
        }
    }
}

#[test]
fn a_copy_says_of_every_byte_whether_it_is_ascii() {
    for level in Level::all() {
        for len in 0..=280 {
            let mut from = vec![0xff_u8; len];
            let mut to = vec![0; len];
            assert!(level.run(CopyXor(&from, &mut to, 0x8080_8080)), "{level:?}, {len} bytes");
            for at in 0..len {
                from[at] = 0x7f;
                assert!(!level.run(CopyXor(&from, &mut to, 0x8080_8080)), "{level:?}, byte {at} of {len}");
                from[at] = 0xff;
            }
        }
    }
}

#[test]
fn copies_stay_inside_their_bytes() {
    let (mut from, mut to) = (Fenced::new(), Fenced::new());
    for level in Level::all() {
        for len in 0..600 {
            assert!(level.run(CopyXor(&from.bytes()[..len], &mut to.bytes()[..len], 0)), "{level:?}, first {len}");
            assert!(
                level.run(CopyXor(&from.bytes()[PAGE - len..], &mut to.bytes()[PAGE - len..], 0)),
                "{level:?}, last {len}"
            );
        }
    }
}

#[test]
fn appended_bytes_stand_behind_those_that_were_there() {
    for level in Level::all() {
        let mut all = b"x".to_vec();
        assert!(level.append_xor(&mut all, b"", 7));
        assert!(level.append_xor(&mut all, &[b'a' ^ 1, b'b' ^ 2, b'c' ^ 3, b'd' ^ 4, b'e' ^ 1], 0x0403_0201));
        assert!(!level.append_xor(&mut all, &[0x80], 0));
        assert_eq!(b"xabcde\x80", all.as_slice());
    }
}

#[test]
fn utf8_is_told_from_what_is_not_at_every_place() {
    let whole = "aκόσμε€😀 ".repeat(20);
    for level in Level::all() {
        for len in 0..whole.len() {
            assert_eq!(
                std::str::from_utf8(&whole.as_bytes()[..len]).is_ok(),
                level.utf8(&whole.as_bytes()[..len]),
                "{level:?}, {len}"
            );
            let mut spoiled = whole.clone().into_bytes();
            spoiled[len] = 0xff;
            assert!(!level.utf8(&spoiled), "{level:?}, {len}");
        }
    }
}
