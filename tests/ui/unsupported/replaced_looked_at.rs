//! A local gets what a method of it gives, which only borrows it, under a name that does not say so.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn times(&self, n: usize) -> Text {
        Text(self.0.repeat(n))
    }
}

async fn show(text: &Text) {
    println!("{}", text.0);
}

#[resumable::coroutine]
async fn work(mut text: Text) {
    yield_now().await;
    text = text.times(2);
    show(&text).await;
}

fn main() {
    resumable::block_on(work(Text(String::from("text"))));
}
