//! An argument that a macro has declared is not seen: the call cannot be proved to consume its receiver, and it does not.

struct Text(String);

impl Text {
    fn into_len(&self, more: String) -> usize {
        self.0.len() + more.len()
    }
}

macro_rules! as_they_are {
    ($($item:item)*) => {
        $($item)*
    };
}

as_they_are! {
    mod elsewhere {
        macro_rules! declare {
            ($name:ident) => {
                let $name = String::new();
            };
        }
        pub(crate) use declare;
    }
}
use elsewhere::declare;

#[resumable::coroutine]
async fn declared(text: Text) -> usize {
    let lent = &text;
    resumable::yield_now().await;
    declare!(more);
    let len = text.into_len(more);
    len + lent.0.len()
}

fn main() {
    resumable::block_on(declared(Text(String::new())));
}
