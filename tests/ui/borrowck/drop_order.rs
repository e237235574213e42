//! A value whose destructor looks at another is declared after it.

use resumable::yield_now;

struct Observer<'a>(Option<&'a String>);

impl Drop for Observer<'_> {
    fn drop(&mut self) {
        println!("{:?}", self.0);
    }
}

#[resumable::coroutine]
async fn work() {
    let mut observer = Observer(None);
    let text = String::from("observed");
    observer.0 = Some(&text);
    yield_now().await;
}

fn main() {}
