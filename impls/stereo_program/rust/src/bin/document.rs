//! The document's processor: scalar, in a mutex in a shared pointer.

use std::sync::{Arc, Mutex, PoisonError};

use stereo_delay::{DelayError, Scalar};
use stereo_program::{FRAMES, RATE, block, said, settings};

fn main() -> Result<(), DelayError> {
    let (x, mut out) = (block(), [vec![0.0; FRAMES], vec![0.0; FRAMES]]);
    let [left, right] = &mut out;
    let delay = Arc::new(Mutex::new(Scalar::new(settings()?, RATE)?));
    delay.lock().unwrap_or_else(PoisonError::into_inner).process([&x[0], &x[1]], [left, right]);
    println!("{}", said(&out));
    Ok(())
}
