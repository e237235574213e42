//! A part of a local that was declared without a value, and is borrowed across a wait, cannot be moved out of it.

struct Pair {
    a: String,
    b: String,
}

#[resumable::coroutine]
async fn declared() -> String {
    let pair;
    pair = Pair { a: String::from("a"), b: String::from("b") };
    let lent = &pair.b;
    resumable::yield_now().await;
    println!("{lent}");
    let a = pair.a;
    resumable::yield_now().await;
    a
}

fn main() {
    resumable::block_on(declared());
}
