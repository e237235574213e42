//! `move` closures and `async move` blocks that take parts of a local which is in scope at a wait: the rest stays where it is, and drops there.

use crate::harness::*;
use std::ops::{Deref, DerefMut};

struct Form {
    name: Noisy,
    email: Noisy,
    rest: (Noisy, Noisy),
    size: u32,
}

fn form() -> Form {
    Form { name: noisy("name"), email: noisy("email"), rest: (noisy("rest.0"), noisy("rest.1")), size: 4 }
}

case! {
    /// As `#[instrument]` writes it: the whole body is a block.
    instrumented(form(), &mut *leak(noisy("lent")));
    async fn instrumented(form: Form, lent: &mut Noisy) -> u32 {
        let span = noisy("span");
        let future = async move {
            let local = noisy("local");
            let n = later("first", form.email.by_ref() + lent.by_ref()).await;
            later("second", n + form.name.by_ref() + form.size).await
        };
        if span.by_ref() == 7 {
            later("instrumented", ()).await;
            return future.await + 1;
        }
        future.await
    }
}

case! {
    /// One part, of several levels.
    deep(form());
    async fn deep(form: Form) -> u32 {
        let measure = move || form.rest.1.by_ref();
        yield_now().await;
        let n = measure();
        yield_now().await;
        n
    }
}

case! {
    /// What is left of the local is used, and moved in part.
    rest_is_used(form());
    async fn rest_is_used(form: Form) -> u32 {
        let block = async move { later("block", form.rest.1.by_ref()).await };
        yield_now().await;
        let n = form.name.by_ref() + form.rest.0.by_ref();
        let email = form.email;
        yield_now().await;
        n + block.await + email.by_ref()
    }
}

case! {
    /// What is left of the local is lent while the closure takes its part.
    rest_is_lent(form());
    async fn rest_is_lent(form: Form) -> u32 {
        let kept = &form.email;
        yield_now().await;
        let measure = move || form.name.by_ref();
        yield_now().await;
        kept.by_ref() + measure()
    }
}

case! {
    /// Taken on one way, and not on the other.
    sometimes(form(), 3);
    async fn sometimes(form: Form, n: u32) -> u32 {
        let mut kept = None;
        if n > 2 {
            kept = Some(move || form.rest.0.by_ref() + form.email.by_ref());
        }
        yield_now().await;
        kept.map_or(0, |kept| kept())
    }
}

case! {
    /// The same when it is not taken.
    not_taken(form(), 1);
    async fn not_taken(form: Form, n: u32) -> u32 {
        let mut kept = None;
        if n > 2 {
            kept = Some(move || form.rest.0.by_ref() + form.email.by_ref());
        }
        yield_now().await;
        kept.map_or(0, |kept| kept())
    }
}

case! {
    /// The part is assigned again.
    filled();
    async fn filled() -> u32 {
        let mut form = form();
        let block = async move { form.name.by_ref() };
        form.name = noisy("another");
        yield_now().await;
        block.await + form.name.by_ref()
    }
}

/// It drops by itself, so a closure takes all of it, but for what is a copy.
struct Whole {
    part: Noisy,
    size: u32,
}

impl Drop for Whole {
    fn drop(&mut self) {
        log("whole");
    }
}

case! {
    /// A type with a destructor.
    with_destructor();
    async fn with_destructor() -> u32 {
        let (first, second) = (Whole { part: noisy("a"), size: 1 }, Whole { part: noisy("b"), size: 2 });
        let measure = move || first.part.by_ref();
        let size = move || second.size;
        yield_now().await;
        let n = measure() + size();
        drop(measure);
        yield_now().await;
        n
    }
}

case! {
    /// A box, and what points otherwise: all of it is taken.
    behind_pointers();
    async fn behind_pointers() -> u32 {
        let (boxed, shared) = (Box::new(form()), std::rc::Rc::new(form()));
        let measure = move || boxed.email.by_ref() + shared.name.by_ref();
        yield_now().await;
        let n = measure();
        drop(measure);
        log("dropped");
        yield_now().await;
        n
    }
}

case! {
    /// References, of which nobody says that they are.
    unseen_references(leak(form()));
    async fn unseen_references(form: &mut Form) -> u32 {
        let rest = pass(&mut form.rest);
        let bump = move || { rest.0 = noisy("another"); rest.1.by_ref() };
        yield_now().await;
        let mut bump = bump;
        let n = bump();
        yield_now().await;
        n + form.rest.0.by_ref()
    }
}

fn pass<T>(value: T) -> T {
    value
}

case! {
    /// Assigned inside, which takes it as well.
    assigned_inside(form());
    async fn assigned_inside(form: Form) -> u32 {
        let mut form = form;
        let block = async move {
            form.name = noisy("another");
            later("wait", ()).await;
            form.name.by_ref()
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// Closures within the closure, and a method that takes the part by value.
    within(form());
    async fn within(form: Form) -> u32 {
        let block = async move {
            let n = [1, 2].iter().map(|n| n + form.email.by_ref()).sum::<u32>();
            later("wait", ()).await;
            drop(form.name);
            n
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// Other locals go along, as a whole, by reference and as copies.
    others_go_along(form(), &mut *leak(noisy("lent")));
    async fn others_go_along(form: Form, lent: &mut Noisy) -> u32 {
        let (whole, plain, number) = (noisy("whole"), &noisy("temporary"), 5);
        let other = (noisy("other.0"), noisy("other.1"));
        let block = async move {
            let n = whole.by_ref() + lent.by_ref() + number;
            later("wait", n + form.email.by_ref() + other.1.by_ref()).await
        };
        yield_now().await;
        block.await + plain.by_ref()
    }
}

case! {
    /// The closure is given away, and runs there.
    given_away(form());
    async fn given_away(form: Form) -> u32 {
        let n = call(move || form.name.by_ref()).await;
        yield_now().await;
        n
    }
}

async fn call(f: impl FnOnce() -> u32) -> u32 {
    yield_now().await;
    let n = f();
    yield_now().await;
    n
}

case! {
    /// Beside another part, which a pattern has taken.
    beside_a_pattern(form());
    async fn beside_a_pattern(form: Form) -> u32 {
        match form.rest {
            (first, second) => call(move || first.by_ref() + form.email.by_ref() + second.by_ref()).await,
        }
    }
}

case! {
    /// The same of a variant, and a method of a name that means something else without arguments.
    beside_a_variant((Some(noisy("some")), noisy("beside"), Failures(noisy("failures"))));
    async fn beside_a_variant(triple: (Option<Noisy>, Noisy, Failures)) -> u32 {
        let failures = triple.2;
        let first = failures.err(&noisy("argument"), 1);
        yield_now().await;
        let n = match triple.0 {
            Some(some) => call(move || some.by_ref() + triple.1.by_ref()).await,
            None => later("none", 1).await,
        };
        first + n + failures.err(&noisy("another"), 2)
    }
}

struct Failures(Noisy);

impl Failures {
    fn err(&self, with: &Noisy, n: u32) -> u32 {
        self.0.by_ref() + with.by_ref() + n
    }
}

case! {
    /// In a loop that is left.
    in_a_loop(form());
    async fn in_a_loop(form: Form) -> u32 {
        let mut n = 0;
        loop {
            yield_now().await;
            n += 1;
            if n == 2 {
                let block = async move { form.rest.0.by_ref() };
                yield_now().await;
                break block.await + n;
            }
        }
    }
}

case! {
    /// Copies, of which each turn has one.
    copies_in_a_loop(form());
    async fn copies_in_a_loop(form: Form) -> u32 {
        let mut n = 0;
        while n < 8 {
            let add = move |m: u32| m + form.size;
            yield_now().await;
            n = add(n);
        }
        n + form.name.by_ref()
    }
}

case! {
    /// Macros inside.
    macros_inside(form());
    async fn macros_inside(form: Form) -> String {
        let block = async move { yield_now().await; format!("{} {}", form.name.by_ref(), form.size) };
        yield_now().await;
        block.await
    }
}

case! {
    /// A method that owns its receiver.
    mod of_self => form().send();
    impl Form {
        co! {
            async fn send(self) -> u32 {
                let future = async move { later("send", self.name.by_ref() + self.rest.1.by_ref()).await };
                yield_now().await;
                future.await
            }
        }
    }
    struct Form {
        name: Noisy,
        rest: (Noisy, Noisy),
    }
    fn form() -> Form {
        Form { name: noisy("name"), rest: (noisy("rest.0"), noisy("rest.1")) }
    }
}

case! {
    /// A field is matched against variants, so that the block captures all of it.
    mod matched_in_part => request(n()).resolve();
    fn n() -> u32 { 3 }
    impl Request {
        co! {
            async fn resolve(mut self) -> Result<(Noisy, Noisy), u32> {
                let block = async move {
                    let fields = match self.decoded {
                        Ok((fields, _)) => fields,
                        Err(n) => {
                            self.stream = later("sent", self.stream).await;
                            return Err(self.max + n);
                        }
                    };
                    look("fields", &fields).await;
                    if let Some(more) = self.more {
                        look("more", &more).await;
                    }
                    if fields.by_ref() == 0 { return Err(4) }
                    Ok((fields, self.stream))
                };
                yield_now().await;
                let found = later("block", block).await.await;
                yield_now().await;
                found
            }
        }
    }
    struct Request {
        stream: Noisy,
        decoded: Result<(Noisy, Noisy), u32>,
        more: Option<Noisy>,
        rest: Noisy,
        max: u32,
    }
    fn request(n: u32) -> Request {
        let decoded = if n > 2 { Ok((noisy_n("fields", n), noisy("beside"))) } else { Err(n) };
        Request { stream: noisy("stream"), decoded, more: Some(noisy("more")), rest: noisy("rest"), max: 7 }
    }
}

case! {
    /// The same behind a borrow of the whole.
    mod matched_behind_a_borrow => resolve(Answer { decoded: Err(noisy("error")), stream: noisy("stream"), rest: noisy("rest") });
    struct Answer {
        decoded: Result<Noisy, Noisy>,
        stream: Noisy,
        rest: Noisy,
    }
    async fn instrument<F: Future>(future: F) -> F::Output {
        yield_now().await;
        future.await
    }
    co! {
        async fn resolve(mut answer: Answer) -> u32 {
            let seen = &answer;
            yield_now().await;
            seen.rest.by_ref();
            let n = instrument(async move {
                match answer.decoded {
                    Err(ref error) => { look("error", error).await; }
                    Ok(ok) => { later("ok", ok).await; }
                }
                look("stream", &answer.stream).await;
                answer.stream.by_ref()
            })
            .await;
            yield_now().await;
            n
        }
    }
}

case! {
    /// What a macro is given of the whole to look at may be held while a part is taken along.
    mod shown_to_a_macro => commit(Answer { conn: noisy("conn"), rest: noisy("rest") });
    struct Answer {
        conn: Noisy,
        rest: Noisy,
    }
    macro_rules! span {
        ($level:expr, $text:expr, $name:ident = $value:expr) => { ($text, $value) };
    }
    fn debug(answer: &Answer) -> u32 {
        answer.rest.by_ref()
    }
    co! {
        async fn commit(answer: Answer) -> u32 {
            let span = span!(Level::INFO, "commit", answer = debug(&answer));
            let n = later("block", async move { yield_now().await; answer.conn.by_ref() }).await.await;
            log(span.0);
            yield_now().await;
            n + span.1
        }
    }
}
