//! A method that borrows, under a name that says that it consumes, and an argument that another method makes of a local by value.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn then(&self, number: usize) -> usize {
        self.0.len() + number
    }
}

struct Owned(String);

impl Owned {
    fn measure(self) -> usize {
        self.0.len()
    }
}

#[resumable::coroutine]
async fn work(text: Text) -> usize {
    let kept = &text;
    yield_now().await;
    let number = {
        let owned = Owned(String::from("owned"));
        text.then(owned.measure())
    };
    yield_now().await;
    number + kept.0.len()
}

fn main() {
    assert_eq!(resumable::block_on(work(Text(String::from("text")))), 13);
}
