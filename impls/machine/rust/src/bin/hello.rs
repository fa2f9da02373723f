//! The smallest program that says something: what starting a process costs here.

fn main() {
    println!("true");
}
