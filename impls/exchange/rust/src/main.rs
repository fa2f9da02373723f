//! The worker process of this component; with arguments, the same exchange started by hand.

mod lanes;
mod standalone;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    std::process::exit(if arguments.is_empty() {
        tandem_kit::serve("exchange", lanes::LANES)
    } else {
        standalone::main(&arguments)
    })
}
