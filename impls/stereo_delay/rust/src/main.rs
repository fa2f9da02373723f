//! The worker process of this component.

mod lanes;

fn main() {
    std::process::exit(tandem_kit::serve("stereo_delay", lanes::LANES));
}
