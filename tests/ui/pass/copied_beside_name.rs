//! A part that is copied leaves the value where it is, the name beside it moves the whole.

enum Event {
    Number(u8),
    Nothing,
}

impl Drop for Event {
    fn drop(&mut self) {}
}

#[resumable::coroutine]
async fn copied(event: Event) -> bool {
    let borrowed = &event;
    resumable::yield_now().await;
    let number = match event {
        Event::Number(number) => number,
        other => return matches!(other, Event::Nothing),
    };
    resumable::yield_now().await;
    number == 1 && matches!(borrowed, Event::Number(1))
}

fn main() {
    assert!(resumable::block_on(copied(Event::Number(1))));
    assert!(resumable::block_on(copied(Event::Nothing)));
}
