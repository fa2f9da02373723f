//! What one job does; `impls/concurrency/work.py` has the same in Python.

/// So many steps of a xorshift generator of 32 bits (Marsaglia, "Xorshift RNGs", 2003: shifts 13, 17, 5).
pub fn spun(rounds: u32, seed: u32) -> u64 {
    let mut x = seed;
    for _ in 0..rounds {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    }
    u64::from(x)
}

/// Updates gone over several times: the sum of what their records hold. None where one is no update.
pub fn parsed<M: AsRef<[u8]>>(messages: &[M], repeats: u32) -> Option<u64> {
    let mut total = 0u64;
    for _ in 0..repeats {
        for message in messages {
            let found = ticker::parse(std::hint::black_box(message.as_ref())).ok()?;
            let sum = found.update_id.wrapping_add(found.bid.mantissa).wrapping_add(found.ask.mantissa);
            total = total.wrapping_add_signed(sum);
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_marsaglias() {
        // The paper's own first value of this seed and these shifts.
        assert_eq!(723_471_715, spun(1, 2_463_534_242));
    }

    #[test]
    fn what_is_no_update_is_told() {
        assert_eq!(None, parsed(&[b"{}"], 1));
        assert_eq!(Some(0), parsed::<&[u8]>(&[], 3));
    }
}
