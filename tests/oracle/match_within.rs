//! Matches within expressions, of locals that live across a suspension: their arms take parts out of these.

use crate::harness::*;

enum Message {
    Text(Noisy, u32),
    Two(Noisy, Noisy),
    Empty,
}

use Message::{Empty, Text, Two};

impl Message {
    fn count(&self) -> u32 {
        match self {
            Text(..) => 1,
            Two(..) => 2,
            Empty => 0,
        }
    }
}

fn text() -> Message {
    Text(noisy("text"), 1)
}

async fn count(message: &Message) -> u32 {
    later("count", message.count()).await
}

async fn send(noisy: Noisy) -> u32 {
    later("send", noisy.by_ref()).await
}

case! {
    argument(text());
    async fn argument(message: Message) -> u32 {
        let seen = &message;
        let n = count(seen).await;
        later("last", match message { Text(t, _) => t.by_ref(), Two(..) => 1, Empty => n }).await
    }
}

case! {
    /// An arm that takes nothing looks at the whole.
    condition(Two(noisy("a"), noisy("b")));
    async fn condition(message: Message) -> u32 {
        let seen = &message;
        let n = count(seen).await;
        let sum = n + later("last", if let Text(t, _) = message { t.by_ref() } else { message.count() }).await;
        yield_now().await;
        sum
    }
}

case! {
    block((noisy("a"), noisy("b")));
    async fn block(pair: (Noisy, Noisy)) -> u32 {
        let seen = &pair;
        look("look", &seen.0).await;
        let three = (noisy("before"), { let (a, _) = pair; a.by_ref() }, later("after", 1).await);
        yield_now().await;
        three.1 + three.2
    }
}

case! {
    mod otherwise => twice();
    co! {
        async fn otherwise(message: Message, wanted: u32) -> u32 {
            let seen = &message;
            let n = count(seen).await;
            let n = later("last", {
                let Text(text, found) = message else { return n };
                if found == wanted { text.by_ref() } else { 5 }
            }).await;
            yield_now().await;
            n
        }
    }
    co! {
        async fn twice() -> u32 {
            otherwise(text(), 1).await + otherwise(text(), 2).await
        }
    }
}

case! {
    in_a_plain_loop(text());
    async fn in_a_plain_loop(message: Message) -> u32 {
        let seen = &message;
        let mut n = count(seen).await;
        for i in 0..3 {
            n += later("turn", if i == 1 {
                use Message::*;
                match message {
                    Text(mut text, _) => {
                        log("text");
                        text = noisy("other");
                        drop(text);
                        break;
                    }
                    Two(a, _) => {
                        drop(a);
                        break;
                    }
                    Empty => continue,
                }
            } else {
                4
            }).await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// The copy of a call that is verified has the match too.
    argument_of_what_consumes(noisy("x"), (Some(noisy("a")), noisy("b")));
    async fn argument_of_what_consumes(x: Noisy, pair: (Option<Noisy>, Noisy)) -> u32 {
        let seen = (&x, &pair.1);
        look("look", seen.0).await;
        let n = Some(x).map_or(match pair { (Some(a), _) => a.by_ref(), (None, _) => 1 }, |x| x.by_ref());
        yield_now().await;
        n
    }
}

case! {
    mod sometimes => twice();
    co! {
        async fn sometimes(option: Option<Noisy>, n: u32) -> u32 {
            let seen = &option;
            look("look", seen).await;
            let m = 1 + if n == 1 { if let Some(a) = option { a.by_ref() } else { 3 } } else { n };
            yield_now().await;
            m
        }
    }
    co! {
        async fn twice() -> u32 {
            sometimes(Some(noisy("a")), 1).await + sometimes(Some(noisy("b")), 2).await
        }
    }
}

case! {
    /// One arm moves, another one waits with a unique reference.
    mod moved_or_changed => twice();
    co! {
        async fn moved_or_changed(mut result: Result<Noisy, Noisy>) -> u32 {
            match result {
                Ok(value) => send(value).await,
                Err(ref mut error) => {
                    edit("edit", error, |error| _ = error.by_ref()).await;
                    1
                }
            }
        }
    }
    co! {
        async fn twice() -> u32 {
            moved_or_changed(Err(noisy("e"))).await + moved_or_changed(Ok(noisy("o"))).await
        }
    }
}

case! {
    /// A statement that takes a part, in a block that is a part of an expression.
    mod statement_in_a_block => taken();
    async fn both(pair: &(u32, Noisy), given: &Option<Noisy>) -> u32 {
        later("both", pair.1.by_ref() + given.as_ref().map_or(0, Noisy::by_ref)).await
    }
    async fn taken() -> (u32, Noisy) {
        let mut pair = (1, noisy("first"));
        let given = Some(noisy("given"));
        pair.0 = both(&pair, &given).await;
        pair.1 = 'found: {
            if let Some(mut given) = given {
                break 'found given;
            }
            noisy("other")
        };
        yield_now().await;
        pair
    }
}
