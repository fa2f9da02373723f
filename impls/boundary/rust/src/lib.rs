//! What is done on the other side of a crossing: sums of bytes and of floats.
//!
//! # Features
//! - `worker`: the process that measures them, and the server of sums.
//! - `python`: the bindings in [`python`], and nothing else.
#![deny(unsafe_code)]

#[cfg(feature = "python")]
pub mod python;

/// The sum of all bytes.
#[inline]
pub fn sum(bytes: &[u8]) -> u64 {
    // In blocks whose sums fit into 32 bits, which vectorises twice as wide.
    bytes.chunks(1 << 20).map(|block| u64::from(block.iter().map(|&byte| u32::from(byte)).sum::<u32>())).sum()
}

/// The sum of floats, in four lanes: a sum that must keep its order has no instructions to share.
#[inline]
pub fn sum_floats(numbers: &[f64]) -> f64 {
    let (blocks, rest) = numbers.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for block in blocks {
        for (lane, number) in lanes.iter_mut().zip(block) {
            *lane += number;
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_summed(bytes: Vec<u8>) {
            prop_assert_eq!(bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>(), sum(&bytes));
        }

        #[test]
        fn whole_floats_sum_to_the_same_in_any_order(numbers in proptest::collection::vec(0u32..1 << 20, 0..40)) {
            let floats: Vec<f64> = numbers.iter().copied().map(f64::from).collect();
            prop_assert_eq!(numbers.iter().copied().map(u64::from).sum::<u64>(), sum_floats(&floats) as u64);
        }
    }

    #[test]
    fn more_bytes_than_a_block_are_summed() {
        assert_eq!(255 * 2_500_000, sum(&vec![255; 2_500_000]));
    }
}
