//! What is not async needs no attribute.

#[resumable::main]
fn main() {
    println!("here")
}
