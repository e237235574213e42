//! Two locals of one name from two macros are two locals.

use resumable::{block_on, yield_now};

macro_rules! define {
    ($attribute:meta, $name:ident, $parameter:ident, $value:expr) => {
        #[$attribute]
        async fn $name($parameter: String) -> String {
            let text = String::from("the macro's own");
            let kept = &text;
            yield_now().await;
            assert_eq!(kept.len(), 15);
            drop($value);
            yield_now().await;
            text.clone()
        }
    };
}

define!(resumable::coroutine, ours, text, text);
define!(allow(unused), native, text, text);

fn main() {
    assert_eq!(block_on(native(String::from("parameter"))), "the macro's own");
    assert_eq!(block_on(ours(String::from("parameter"))), "the macro's own");
}
