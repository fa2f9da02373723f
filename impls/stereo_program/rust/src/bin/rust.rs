//! Our own processor.

use stereo_delay::{DelayError, Processor};
use stereo_program::{FRAMES, RATE, block, said, settings};

fn main() -> Result<(), DelayError> {
    let (x, mut out) = (block(), [vec![0.0; FRAMES], vec![0.0; FRAMES]]);
    let [left, right] = &mut out;
    Processor::new(settings()?, RATE)?.process([&x[0], &x[1]], [left, right])?;
    println!("{}", said(&out));
    Ok(())
}
