//! What a call's arguments consume does not prove that the call consumes its receiver. Each must compile and be right, or be rejected.

use resumable::{block_on, yield_now};
use std::sync::atomic::{AtomicUsize, Ordering};

static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Text(String);

impl Text {
    // The names of methods that usually take `self` by value.
    fn then(&self, number: usize) -> usize {
        number
    }

    fn map(&self, change: impl FnOnce(usize) -> usize) -> usize {
        change(self.0.len())
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::Relaxed);
    }
}

struct Owned(String, usize);

impl Owned {
    fn finish(self) -> usize {
        self.1
    }
}

macro_rules! finish {
    ($value:ident) => {
        $value.finish()
    };
}

macro_rules! case {
    ($name:ident, $text:ident, $owned:ident => $call:expr) => {
        #[resumable::coroutine]
        async fn $name() -> usize {
            let $text = Text(String::from("text"));
            DROPPED.store(0, Ordering::Relaxed);
            let kept = &$text;
            yield_now().await;
            let number = {
                let $owned = Owned(String::from("owned"), 1);
                $call
            };
            yield_now().await;
            assert_eq!(DROPPED.swap(0, Ordering::Relaxed), 0);
            number + kept.0.len()
        }
    };
}

case!(by_method, text, owned => (&text).then(owned.finish()));
// A part gets a stand-in: there the call would be proved not to consume its receiver.
case!(by_field, text, owned => (&text).then((owned.0, 1).1));
case!(by_pattern, text, owned => text.then(match owned { Owned(_name, number) => number }));
case!(by_let, text, owned => (&text).then({ let name = owned.0; name.len() - 4 }));
case!(by_operator, text, owned => (&text).then((owned.0 + "!").len() - 5));
case!(by_macro, text, owned => text.then(finish!(owned)));
case!(in_closure, text, owned => (&text).map(|size| { let name = owned.0; size + name.len() - 8 }));
case!(by_macro_in_closure, text, owned => (&text).map(|size| size - 4 + vec![owned.0].len()));

fn main() {
    for number in [
        block_on(by_method()),
        block_on(by_field()),
        block_on(by_pattern()),
        block_on(by_let()),
        block_on(by_operator()),
        block_on(by_macro()),
        block_on(in_closure()),
        block_on(by_macro_in_closure()),
    ] {
        assert_eq!(number, 5);
    }
}
