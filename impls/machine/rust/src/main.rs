//! The worker process of this component.

mod caches;
mod handoff;
mod lanes;
mod loopback;
mod memory;
mod text;

fn main() {
    std::process::exit(tandem_kit::serve("machine", lanes::LANES))
}
