//! Matches whose arms borrow a part, by `ref`, and take it, or take parts and leave others, one beside the other.

use crate::harness::*;

#[derive(Debug)]
struct Failure(Noisy);

impl Failure {
    fn is_temporary(&self) -> bool {
        self.0.by_ref() < 2
    }
}

async fn attempt(n: u32) -> Result<u32, Failure> {
    yield_now().await;
    if n < 3 { Err(Failure(noisy_n("failure", n))) } else { Ok(n) }
}

case! {
    /// Tried again while the guards say so, with a pause.
    tried_again();
    async fn tried_again() -> Result<u32, Failure> {
        let mut n = 0;
        loop {
            match attempt(n).await {
                Ok(n) => return Ok(n),
                Err(ref failure) if failure.is_temporary() && n == 0 => { look("pause", failure).await; n += 1; }
                Err(failure) if failure.is_temporary() => { n += failure.0.by_ref() + 1; }
                Err(failure) => { yield_now().await; return Err(failure) }
            }
        }
    }
}

case! {
    /// A local that lives across waits.
    of_a_local(0);
    async fn of_a_local(n: u32) -> Result<u32, Failure> {
        let result = attempt(n).await;
        yield_now().await;
        match result {
            Ok(n) => return Ok(n),
            Err(ref failure) if failure.is_temporary() => { look("pause", failure).await; }
            Err(failure) => { yield_now().await; return Err(failure) }
        }
        yield_now().await;
        result
    }
}

case! {
    /// Without guards, and both ways in one pattern.
    in_one_pattern();
    async fn in_one_pattern() -> u32 {
        for n in [5, 1] {
            let result = attempt(n).await;
            yield_now().await;
            match result {
                Ok(n) => { later("ok", n).await; }
                Err(Failure(ref held)) if held.by_ref() == 7 => { yield_now().await; }
                Err(Failure(ref held)) => { look("held", held).await; }
            }
        }
        let parts = (noisy("a"), noisy("b"), noisy("c"));
        look("a", &parts.0).await;
        let taken = match parts {
            (ref a, mut b, _) => { look("a", a).await; b.by_mut(); later("b", b).await }
        };
        yield_now().await;
        taken.by_ref()
    }
}

case! {
    /// As an initialiser, whose arms leave the loop, or go on.
    as_an_initialiser();
    async fn as_an_initialiser() -> Result<u32, Failure> {
        let mut n = 0;
        loop {
            let outcome = match attempt(n).await {
                Ok(ref n) if *n > 10 => { yield_now().await; *n }
                Ok(n) => n,
                Err(ref failure) if failure.is_temporary() => { look("failure", failure).await; n += 1; continue }
                Err(ref failure) if n < 2 => { log(failure.0.by_ref()); n += 1; continue }
                Err(failure) => { n += 1; look("last", &failure.0).await; continue }
            };
            yield_now().await;
            return Ok(outcome);
        }
    }
}

case! {
    /// Fields of a struct, and alternatives whose guard is asked for each.
    fields();
    async fn fields() -> u32 {
        struct Message { kind: u32, from: Noisy, to: Option<Noisy> }
        let mut sum = 0;
        for kind in 0..4 {
            let message = Message { kind, from: noisy_n("from", kind), to: Some(noisy_n("to", kind)) };
            sum += match later("message", message).await {
                Message { kind: 0, ref from, to: Some(to) } => { look("from", from).await; to.into_number() }
                Message { ref from, kind, .. } if kind == 1 => look("from", from).await.by_ref(),
                Message { from, kind: 2, .. } => { yield_now().await; from.into_number() }
                Message { ref from, to: ref other, .. } if from.by_ref() > 9 => look("other", other).await.iter().count() as u32,
                message => look("to", &message.to).await.as_ref().map_or(0, |to| to.by_ref()),
            };
        }
        sum
    }
}

case! {
    /// A machine whose states are taken apart, with guards, and with parts that are passed over.
    mod states => Machine { state: State::Start { tries: 0 }, sent: 0 }.run();
    enum State { Start { tries: u32 }, Open { held: Noisy, sent: u32 }, Closing(Noisy, Noisy), Done }
    struct Machine { state: State, sent: u32 }
    impl Machine {
        co! {
            async fn step(&mut self) -> Result<bool, u32> {
                let state = std::mem::replace(&mut self.state, State::Done);
                self.state = match state {
                    State::Start { tries } if tries > 2 => return Err(tries),
                    State::Start { tries: 0 } => { yield_now().await; State::Start { tries: 1 } }
                    State::Start { .. } => State::Open { held: later("held", noisy("held")).await, sent: 0 },
                    State::Open { held, sent } if sent >= 2 => State::Closing(held, noisy("reason")),
                    State::Open { held, sent } => { look("held", &held).await; State::Open { held, sent: sent + 1 } }
                    State::Closing(held, ..) => { yield_now().await; self.sent += held.into_number() + 1; State::Done }
                    State::Done => return Ok(false),
                };
                Ok(true)
            }
        }
        co! {
            async fn run(mut self) -> Result<u32, u32> {
                while self.step().await? {
                    log("step");
                }
                Ok(self.sent)
            }
        }
    }
}

case! {
    /// A guard that changes what the patterns after it leave in place.
    changed_by_a_guard(Some(std::cell::RefCell::new(vec![1, 2])));
    async fn changed_by_a_guard(given: Option<std::cell::RefCell<Vec<u8>>>) -> usize {
        let kept = given.as_ref().unwrap();
        yield_now().await;
        match given {
            Some(list) if { *kept.borrow_mut() = vec![9; 100]; log("refused"); false } => {
                yield_now().await;
                list.into_inner().len()
            }
            _ => {
                yield_now().await;
                kept.borrow().len()
            }
        }
    }
}

case! {
    /// A name for the whole, which patterns choose that look into it, beside one for a part.
    whole_by_pattern(2);
    async fn whole_by_pattern(n: u32) -> Result<Option<Noisy>, Result<Noisy, u32>> {
        let result = later("made", choose(n, Err(Ok(noisy("failure"))))).await;
        yield_now().await;
        match result {
            result @ Ok(Some(_)) | result @ Err(Err(5 | 6)) => { yield_now().await; result }
            Err(failure) => { look("failure", &failure).await; Err(failure) }
            result => { yield_now().await; result }
        }
    }
}

fn choose<T>(_: u32, value: T) -> T {
    value
}

case! {
    /// The part is bound.
    part_beside_whole(1);
    async fn part_beside_whole(n: u32) -> Result<u32, Failure> {
        let result = attempt(n).await;
        yield_now().await;
        match result {
            result @ Ok(_) => { yield_now().await; result }
            Err(failure) => { look("failure", &failure).await; Err(failure) }
        }
    }
}

case! {
    /// The whole is bound.
    whole_beside_part(3);
    async fn whole_beside_part(n: u32) -> Result<u32, Failure> {
        let result = attempt(n).await;
        match result {
            result @ Ok(_) => { yield_now().await; result }
            Err(failure) => { look("failure", &failure).await; Err(failure) }
        }
    }
}

enum Message {
    Text { text: Noisy, more: Option<Noisy> },
    Number(u32),
}

impl Message {
    fn number(self) -> u32 {
        match self {
            Message::Text { text, more } => text.by_ref() + more.map_or(0, |more| more.by_ref()),
            Message::Number(n) => n,
        }
    }
}

fn message(n: u32) -> Result<Option<Message>, (Noisy, Noisy)> {
    match n {
        0 => Ok(None),
        1 => Ok(Some(Message::Text { text: noisy("text"), more: None })),
        2 => Ok(Some(Message::Text { text: noisy("text"), more: Some(noisy("more")) })),
        3 => Ok(Some(Message::Number(3))),
        _ => Err((noisy("failure"), noisy("reason"))),
    }
}

/// The part is bound as a whole, by patterns that look into it.
macro_rules! looked_into {
    ($($name:ident($n:expr);)*) => {$(
        case! {
            $name($n);
            async fn $name(n: u32) -> u32 {
                let message = message(n);
                let seen = &message;
                yield_now().await;
                let ok = seen.is_ok() as u32;
                let n = match message {
                    Ok(Some(text @ Message::Text { more: None, .. })) => {
                        yield_now().await;
                        log("alone");
                        text.number()
                    }
                    Ok(Some(mut other @ (Message::Text { .. } | Message::Number(3..=5)))) => {
                        other = later("other", other).await;
                        other.number()
                    }
                    Err((ref failure, _)) => {
                        look("failure", failure).await;
                        7
                    }
                    Ok(_) => later("nothing", 1).await,
                };
                log("behind");
                n + ok
            }
        }
    )*};
}

looked_into! {
    nothing_looked_into(0);
    alone_looked_into(1);
    with_more_looked_into(2);
    number_looked_into(3);
    failure_looked_into(4);
}

case! {
    /// The same where nothing waits in the `match`, and what is looked into is behind a reference.
    looked_into_behind_a_reference(leak(Some(noisy("a"))));
    async fn looked_into_behind_a_reference(inner: &mut Option<Noisy>) -> u32 {
        let pair = (inner, Some(noisy("b")));
        let seen = &pair;
        yield_now().await;
        let n = seen.1.is_some() as u32;
        let kept = match pair {
            (None, kept) => kept,
            (some @ Some(_), kept @ Some(_)) => {
                *some = None;
                kept
            }
            (_, nothing @ None) => nothing,
        };
        yield_now().await;
        n + kept.map_or(0, |kept| kept.by_ref())
    }
}
