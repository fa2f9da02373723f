//! Scans and copies by vectors, in the widest form that the CPU at hand has.
//!
//! The width is chosen once, when a parser is made ([`Level::best`]), and the whole parse loop is compiled once for each width:
//! inside it no call is indirect. Portable builds are therefore as fast as those for one CPU.
//!
//! Only this module and its children hold `unsafe` code.

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod scan;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::marker::PhantomData;
use std::mem::MaybeUninit;

pub(crate) use scan::Vector;

/// A width of vectors that this CPU has. Only [`Level::best`] and [`Level::all`] make one, so holding it proves the feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Scalar,
}

impl Level {
    /// The widest this CPU has.
    pub fn best() -> Self {
        Self::all().next().unwrap_or(Self(Kind::Scalar))
    }

    /// All that this CPU has, widest first.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            #[cfg(target_arch = "x86_64")]
            (
                std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx2")
                    && std::is_x86_feature_detected!("bmi2"),
                Kind::Avx512,
            ),
            #[cfg(target_arch = "x86_64")]
            (std::is_x86_feature_detected!("avx2"), Kind::Avx2),
            #[cfg(target_arch = "x86_64")]
            (true, Kind::Sse2),
            #[cfg(target_arch = "aarch64")]
            (std::arch::is_aarch64_feature_detected!("neon"), Kind::Neon),
            (true, Kind::Scalar),
        ]
        .into_iter()
        .filter_map(|(here, kind)| here.then_some(Self(kind)))
    }

    /// Whether no byte has its high bit set. All bytes are looked at, whatever they are.
    pub fn ascii(self, bytes: &[u8]) -> bool {
        self.run(Ascii(bytes))
    }

    /// Whether the bytes are UTF-8, all of it complete.
    pub fn utf8(self, bytes: &[u8]) -> bool {
        self.run(Utf8(bytes))
    }

    /// Appends `from` XOR `key`, whose lowest byte meets the first byte, to `to`; says whether all that was appended is ASCII.
    pub(crate) fn append_xor(self, to: &mut Vec<u8>, from: &[u8], key: u32) -> bool {
        self.run(AppendXor { to, from, key })
    }

    /// Runs `work` compiled for this width.
    #[inline]
    pub(crate) fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            // SAFETY: a `Level` of this kind is made only where the CPU has these features.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { x86::run_avx512(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86::run_avx2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Sse2 => unsafe { x86::run_sse2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => unsafe { neon::run(work) },
            // SAFETY: every CPU has integers of 64 bits.
            Kind::Scalar => work.run(unsafe { Simd::<u64>::new() }),
        }
    }
}

/// A piece of work that is compiled once for each width. `run` must be `#[inline(always)]` to take the width's features on.
pub(crate) trait Work {
    /// What the work gives.
    type Output;
    /// Does it.
    fn run<V: Vector>(self, simd: Simd<V>) -> Self::Output;
}

/// The kernels of a WebSocket parser, by vectors of the kind `V`. Having one proves that the CPU has these vectors.
#[derive(Clone, Copy)]
pub(crate) struct Simd<V>(PhantomData<V>);

#[expect(clippy::unused_self, reason = "having a value is what proves that the CPU has the instructions")]
impl<V: Vector> Simd<V> {
    /// The kernels.
    ///
    /// # Safety
    /// The CPU has the instructions of `V`.
    #[inline(always)]
    unsafe fn new() -> Self {
        Self(PhantomData)
    }

    /// Whether no byte has its high bit set.
    #[inline(always)]
    pub(crate) fn ascii(self, bytes: &[u8]) -> bool {
        // SAFETY: `self` proves the instructions.
        unsafe { scan::ascii::<V>(bytes) }
    }

    /// Whether the bytes are UTF-8, all of it complete. As long as they are ASCII, they are only scanned for high bits.
    #[inline(always)]
    pub(crate) fn utf8(self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        while let Some((block, behind)) = rest.split_at_checked(4096) {
            if !self.ascii(block) {
                return simdutf8::basic::from_utf8(rest).is_ok();
            }
            rest = behind;
        }
        self.ascii(rest) || simdutf8::basic::from_utf8(rest).is_ok()
    }

    /// Writes `from` XOR `key`, whose lowest byte meets the first byte, to `to`, which is as long; says whether all written is ASCII.
    #[inline(always)]
    pub(crate) fn copy_xor(self, from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
        assert!(from.len() == to.len(), "a copy is as long as its source");
        // SAFETY: `self` proves the instructions; the two are equally long.
        unsafe { scan::copy_xor::<V>(from, to, key) }
    }

    /// Appends `from` XOR `key` to `to`; says whether all that was appended is ASCII.
    #[inline(always)]
    pub(crate) fn append_xor(self, to: &mut Vec<u8>, from: &[u8], key: u32) -> bool {
        to.reserve(from.len());
        let ascii = self.copy_xor(from, &mut to.spare_capacity_mut()[..from.len()], key);
        // SAFETY: the reserved bytes behind the old length have just been written.
        unsafe { to.set_len(to.len() + from.len()) };
        ascii
    }

    /// Asks for the cache line at an address, which may be any, soon to be read. Where vectors are narrow enough to leave the
    /// CPU no time to spare, it does not.
    #[inline(always)]
    pub(crate) fn fetch(self, place: *const u8) {
        V::fetch(place);
    }
}

/// The check of UTF-8 alone.
struct Utf8<'a>(&'a [u8]);

impl Work for Utf8<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> bool {
        simd.utf8(self.0)
    }
}

/// The scan for high bits alone.
struct Ascii<'a>(&'a [u8]);

impl Work for Ascii<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> bool {
        simd.ascii(self.0)
    }
}

/// The copy alone.
struct AppendXor<'a> {
    to: &'a mut Vec<u8>,
    from: &'a [u8],
    key: u32,
}

impl Work for AppendXor<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> bool {
        simd.append_xor(self.to, self.from, self.key)
    }
}

#[cfg(test)]
mod tests;
