//! The kernels, written once over a vector of any width. Ends that fill no vector are read by overlapping vectors.

use std::mem::MaybeUninit;

/// A register of `WIDTH` bytes.
///
/// Every method may only be called where the CPU has the instructions of the implementing type.
pub(crate) trait Vector: Copy {
    /// Bytes in it, a multiple of 4.
    const WIDTH: usize;
    /// Reads `WIDTH` bytes at `from`, which need no alignment.
    unsafe fn load(from: *const u8) -> Self;
    /// Writes `WIDTH` bytes at `to`, which need no alignment.
    unsafe fn store(self, to: *mut u8);
    /// `key`, again and again, its lowest byte first in memory.
    unsafe fn splat(key: u32) -> Self;
    /// Bitwise or.
    unsafe fn or(self, other: Self) -> Self;
    /// Bitwise exclusive or.
    unsafe fn xor(self, other: Self) -> Self;
    /// Whether no byte has its high bit set.
    unsafe fn ascii(self) -> bool;
    /// [`ascii`] of fewer than `WIDTH` bytes.
    unsafe fn short_ascii(bytes: &[u8]) -> bool;
    /// [`copy_xor`] of fewer than `WIDTH` bytes; `to` is as long as `from`.
    unsafe fn short_copy_xor(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool;
    /// Asks for a cache line, where that pays.
    #[inline(always)]
    fn fetch(_place: *const u8) {}
}

/// Whether no byte has its high bit set.
///
/// # Safety
/// The CPU has the instructions of `V`.
#[inline(always)]
pub(super) unsafe fn ascii<V: Vector>(bytes: &[u8]) -> bool {
    let (from, len) = (bytes.as_ptr(), bytes.len());
    if len < V::WIDTH {
        // SAFETY: fewer than WIDTH bytes.
        return unsafe { V::short_ascii(bytes) };
    }
    if len <= 4 * V::WIDTH {
        let last = len - V::WIDTH;
        // SAFETY: none of the four begins after `last`.
        return unsafe {
            let (a, b) = (V::load(from), V::load(from.add(V::WIDTH.min(last))));
            let (c, d) = (V::load(from.add((2 * V::WIDTH).min(last))), V::load(from.add(last)));
            a.or(b).or(c.or(d)).ascii()
        };
    }
    let places = Places::of::<V>(len);
    // SAFETY: each load lies in `bytes`, by what `Places` promises.
    unsafe {
        let mut seen = [V::load(from.add(len - V::WIDTH)); 4];
        for round in 0..places.rounds {
            for (i, seen) in seen.iter_mut().enumerate() {
                *seen = seen.or(V::load(from.add((4 * round + i) * V::WIDTH)));
            }
        }
        for (seen, place) in seen.iter_mut().zip(places.last) {
            *seen = seen.or(V::load(from.add(place)));
        }
        seen[0].or(seen[1]).or(seen[2].or(seen[3])).ascii()
    }
}

/// Writes `from` XOR `key` to `to` and says whether all written is ASCII.
///
/// # Safety
/// The CPU has the instructions of `V`; `to` is as long as `from`.
#[inline(always)]
pub(super) unsafe fn copy_xor<V: Vector>(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
    let len = from.len();
    if len < V::WIDTH {
        // SAFETY: fewer than WIDTH bytes, equally many.
        return unsafe { V::short_copy_xor(from, to, key) };
    }
    let (source, target, places) = (from.as_ptr(), to.as_mut_ptr().cast::<u8>(), Places::of::<V>(len));
    // SAFETY: loads and stores lie in `from` and `to`, by what `Places` promises; the two are equally long and, one being
    // exclusive, apart.
    unsafe {
        let mask = V::splat(key);
        let end = V::load(source.add(len - V::WIDTH)).xor(V::splat(key.rotate_right(8 * (len as u32 % 4))));
        end.store(target.add(len - V::WIDTH));
        let mut seen = [end; 4];
        for round in 0..places.rounds {
            for (i, seen) in seen.iter_mut().enumerate() {
                let place = (4 * round + i) * V::WIDTH;
                let plain = V::load(source.add(place)).xor(mask);
                plain.store(target.add(place));
                *seen = seen.or(plain);
            }
        }
        for (seen, place) in seen.iter_mut().zip(places.last) {
            let plain = V::load(source.add(place)).xor(mask);
            plain.store(target.add(place));
            *seen = seen.or(plain);
        }
        seen[0].or(seen[1]).or(seen[2].or(seen[3])).ascii()
    }
}

/// How to cover `len` bytes, at least a vector, by vectors that may overlap, with few branches: rounds of four vectors from the
/// start; then, for the up to four vectors that are left, three that begin at `last` and one that ends at the very end.
struct Places {
    rounds: usize,
    /// None is over `len - WIDTH`, and all are multiples of 4, for the key's phase.
    last: [usize; 3],
}

impl Places {
    #[inline(always)]
    fn of<V: Vector>(len: usize) -> Self {
        let rounds = (len - 1) / (4 * V::WIDTH);
        let most = (len - V::WIDTH) & !3;
        Self { rounds, last: [0, 1, 2].map(|i| ((4 * rounds + i) * V::WIDTH).min(most)) }
    }
}
