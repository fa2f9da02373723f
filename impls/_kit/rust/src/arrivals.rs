//! When operations of an open loop are meant to start: the same times in every language, from a seed.
//!
//! The gap before operation `i` is `1e9 / rate` ns (constant), or drawn from the exponential distribution of that mean
//! (poisson): `-ln(u) * 1e9 / rate`, rounded half up, `u = (x >> 11) + 0.5` in units of 2^-53, `x` the next value of
//! splitmix64 (Steele, Lea, Flood 2014). Gaps are whole nanoseconds, so sums are exact and a last bit of `ln` that
//! differs between C libraries can move a time by one nanosecond at most, and seldom.

/// Start times in ns after the beginning of the load, ascending, without end.
#[derive(Debug, Clone)]
pub struct Arrivals {
    mean_ns: f64,
    state: Option<u64>, // of the generator; None: constant
    index: u64,
    at_ns: u64,
}

impl Arrivals {
    /// One operation each `1 / rate` seconds, the first at 0. No error adds up: time `i` is computed from `i`.
    pub fn constant(rate: f64) -> Self {
        Self { mean_ns: 1e9 / rate, state: None, index: 0, at_ns: 0 }
    }

    /// A Poisson process of that rate.
    pub fn poisson(rate: f64, seed: u64) -> Self {
        Self { state: Some(seed), ..Self::constant(rate) }
    }
}

impl Iterator for Arrivals {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if let Some(state) = &mut self.state {
            let unit = ((splitmix64(state) >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0);
            self.at_ns += (-unit.ln() * self.mean_ns + 0.5) as u64;
        } else {
            self.at_ns = (self.index as f64 * self.mean_ns + 0.5) as u64;
        }
        self.index += 1;
        Some(self.at_ns)
    }
}

pub(crate) fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_sequence() {
        // First values for the seed 1234567, as the reference implementation (Vigna, prng.di.unimi.it) prints them.
        let mut state = 1_234_567;
        let found: Vec<u64> = (0..3).map(|_| splitmix64(&mut state)).collect();
        assert_eq!(vec![6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423], found);
    }

    #[test]
    fn constant_arrivals_do_not_drift() {
        let expected = Some(1_000_000_000);
        assert_eq!(expected, Arrivals::constant(3.0).nth(3));
        assert_eq!(vec![0, 333_333_333, 666_666_667], Arrivals::constant(3.0).take(3).collect::<Vec<_>>());
    }

    #[test]
    fn poisson_arrivals_have_the_asked_rate() {
        let last = Arrivals::poisson(1_000.0, 7).nth(99_999).unwrap();
        let mean_ns = last as f64 / 100_000.0;
        // The mean of n exponentials has a relative deviation of 1/sqrt(n) = 0.3 %.
        assert!((mean_ns / 1e6 - 1.0).abs() < 0.015, "{mean_ns}");
    }

    #[test]
    fn one_seed_gives_one_schedule() {
        let first: Vec<u64> = Arrivals::poisson(850.0, 42).take(100).collect();
        assert_eq!(first, Arrivals::poisson(850.0, 42).take(100).collect::<Vec<_>>());
        assert_ne!(first, Arrivals::poisson(850.0, 43).take(100).collect::<Vec<_>>());
    }

    #[test]
    fn schedules_are_those_that_python_makes() {
        let golden: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../golden/arrivals.json")).unwrap();
        for expected in golden {
            let rate = expected["rate"].as_f64().unwrap();
            let seed = expected["seed"].as_str().unwrap().parse().unwrap();
            let schedule = if expected["arrivals"] == "poisson" {
                Arrivals::poisson(rate, seed)
            } else {
                Arrivals::constant(rate)
            };
            let times: Vec<u64> = schedule.take(expected["count"].as_u64().unwrap() as usize).collect();
            assert_eq!(expected["last"], *times.last().unwrap());
            let text = serde_json::to_string(&times).unwrap();
            assert_eq!(expected["sha256"], crate::job::sha256(text.as_bytes()));
        }
    }
}
