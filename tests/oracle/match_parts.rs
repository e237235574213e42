//! Patterns that take parts out of a local which lives across a wait: what they leave drops where the local would have.

use crate::harness::*;

enum Message {
    Text(Noisy),
    Pair(Noisy, Noisy),
    Close(Option<Noisy>),
    Move { x: u32, label: Noisy, tag: Noisy },
    Quit,
}

use Message::*;

fn text() -> Message {
    Text(noisy("text"))
}

fn pair() -> Message {
    Pair(noisy("left"), noisy("right"))
}

fn moved() -> Message {
    Move { x: 3, label: noisy("label"), tag: noisy("tag") }
}

struct Request {
    method: Noisy,
    path: Noisy,
    body: Option<Noisy>,
}

fn request() -> Request {
    Request { method: noisy("method"), path: noisy("path"), body: Some(noisy("body")) }
}

/// Every kind of leaving: nothing, `_`, `..`, a test below the root.
macro_rules! every_arm {
    ($name:ident, $message:expr) => {
        case! {
            /// A wait in each arm, and one behind.
            $name($message);
            async fn $name(message: Message) -> u32 {
                yield_now().await;
                let n = match message {
                    Text(mut text) => later("text", text.by_mut()).await,
                    Pair(left, _) => later("pair", left.by_ref()).await,
                    Close(Some(reason)) => {
                        yield_now().await;
                        reason.by_ref()
                    }
                    Close(None) => later("none", 4).await,
                    Move { label, x, .. } => {
                        yield_now().await;
                        label.by_ref() + x
                    }
                    Quit => 5,
                };
                log("matched");
                later("n", n).await
            }
        }
    };
}

every_arm!(arm_that_binds_all, text());
every_arm!(arm_that_leaves_one, pair());
every_arm!(arm_with_a_test_below, Close(Some(noisy("reason"))));
every_arm!(arm_without_bindings, Close(None));
every_arm!(arm_that_leaves_the_rest, moved());
every_arm!(arm_that_does_not_wait, Quit);

case! {
    /// Nothing in the match waits.
    match_without_a_wait(pair());
    async fn match_without_a_wait(message: Message) -> u32 {
        yield_now().await;
        let n = match message {
            Pair(left, _) => left.into_number(),
            _ => 0,
        };
        later("n", n).await
    }
}

case! {
    /// An `if let` that leaves a part.
    if_let_leaves(Some((noisy("left"), noisy("right"))));
    async fn if_let_leaves(option: Option<(Noisy, Noisy)>) -> u32 {
        if let Some((left, _)) = option {
            later("left", left.by_ref()).await;
        }
        log("behind");
        later("end", 1).await
    }
}

case! {
    /// The same where it does not match.
    if_let_does_not_match(None);
    async fn if_let_does_not_match(option: Option<(Noisy, Noisy)>) -> u32 {
        if let Some((left, _)) = option {
            later("left", left.by_ref()).await;
        } else {
            yield_now().await;
        }
        later("end", 1).await
    }
}

case! {
    /// A `let` that leaves a part.
    let_leaves(request());
    async fn let_leaves(request: Request) -> u32 {
        let Request { method, path: _, .. } = request;
        later("method", method.by_ref()).await;
        log("behind");
        yield_now().await;
        1
    }
}

case! {
    /// One `let` after the other, of what the first left.
    let_after_let(request());
    async fn let_after_let(request: Request) -> u32 {
        let Request { body, .. } = request;
        yield_now().await;
        later("body", body.map_or(0, |body| body.by_ref())).await
    }
}

case! {
    /// A `let` with `else`, that tests below the root.
    let_else(request(), true);
    async fn let_else(request: Request, yes: bool) -> u32 {
        let (Request { body: Some(body), .. }, true) = (request, yes) else { return 1 };
        later("body", body.by_ref()).await
    }
}

case! {
    /// The same of a local.
    let_else_of_a_local((noisy("left"), Some(noisy("right"))));
    async fn let_else_of_a_local(pair: (Noisy, Option<Noisy>)) -> u32 {
        yield_now().await;
        let (left, Some(right)) = pair else {
            yield_now().await;
            return 0;
        };
        later("both", left.by_ref()).await + right.by_ref()
    }
}

case! {
    /// The same where it does not match.
    let_else_does_not_match((noisy("left"), None));
    async fn let_else_does_not_match(pair: (Noisy, Option<Noisy>)) -> u32 {
        yield_now().await;
        let (left, Some(right)) = pair else {
            yield_now().await;
            return 0;
        };
        later("both", left.by_ref()).await + right.by_ref()
    }
}

case! {
    /// A part of a part is matched.
    match_of_a_field(request());
    async fn match_of_a_field(request: Request) -> u32 {
        let path = &request.path;
        yield_now().await;
        path.by_ref();
        if let Some(body) = request.body {
            later("body", body.by_ref()).await;
        }
        yield_now().await;
        drop(request.method);
        later("end", 1).await
    }
}

struct Worker {
    state: Message,
    name: Noisy,
}

case! {
    /// A field of `self` is matched, another one returned.
    mod match_of_a_field_of_self => Mine(Worker { state: pair(), name: noisy("name") }).run();
    struct Mine(Worker);
    impl Mine {
        co! {
            async fn run(mut self) -> Noisy {
                yield_now().await;
                match self.0.state {
                    Pair(_, right) => {
                        later("right", right.by_ref()).await;
                    }
                    _ => yield_now().await,
                }
                self.0.name
            }
        }
    }
}

struct Node {
    value: Noisy,
    next: Option<Box<Node>>,
}

case! {
    /// A list is walked by value.
    walked_by_value();
    async fn walked_by_value() -> u32 {
        let last = Node { value: noisy("last"), next: None };
        let mut list = Some(Box::new(Node { value: noisy("first"), next: Some(Box::new(last)) }));
        let mut n = 0;
        while let Some(node) = list {
            n += later("node", 1).await;
            node.value.by_ref();
            list = node.next;
        }
        let over = list.is_none();
        yield_now().await;
        n + u32::from(over)
    }
}

case! {
    /// In each turn of a loop another value, one part of which is kept.
    in_a_loop();
    async fn in_a_loop() -> u32 {
        let mut kept = Vec::new();
        for i in 0..3 {
            let message = if i == 1 { Pair(noisy_n("left", i), noisy_n("right", i)) } else { Quit };
            yield_now().await;
            match message {
                Pair(_, right) => kept.push(right),
                _ => log("nothing"),
            }
            yield_now().await;
        }
        kept.len() as u32
    }
}

case! {
    /// Patterns look through a reference, whose type nobody wrote.
    through_references();
    async fn through_references() -> u32 {
        let messages = [text(), pair(), Close(None)];
        let mut n = 0;
        for message in &messages {
            match message {
                Text(text) => n += later("text", text.by_ref()).await,
                Pair(_, right) => n += later("pair", right.by_ref()).await,
                _ => yield_now().await,
            }
        }
        n
    }
}

case! {
    /// The same through a unique reference.
    through_unique_references();
    async fn through_unique_references() -> u32 {
        let mut messages = vec![text(), pair(), Close(None)];
        let mut n = 0;
        for message in messages.iter_mut() {
            match message {
                Text(text) => n += later("text", text.by_mut()).await,
                Pair(_, right) => n += later("pair", right.by_mut()).await,
                _ => yield_now().await,
            }
        }
        n
    }
}

case! {
    /// A reference inside of what is moved.
    with_a_reference_inside();
    async fn with_a_reference_inside() -> u32 {
        let other = noisy("other");
        let pair = (noisy("owned"), &other);
        yield_now().await;
        let (owned, _) = pair;
        later("owned", owned.by_ref()).await;
        other.by_ref()
    }
}

case! {
    /// Numbers are copied out, the whole drops.
    numbers(moved());
    async fn numbers(message: Message) -> u32 {
        yield_now().await;
        let n = match message {
            Move { x, .. } => x,
            _ => 0,
        };
        later("n", n).await
    }
}

struct Bell(u32, Noisy);

impl Drop for Bell {
    fn drop(&mut self) {
        log("bell: dropped");
    }
}

case! {
    /// A number out of something with a destructor.
    number_of_a_destructor();
    async fn number_of_a_destructor() -> u32 {
        let bell = Bell(7, noisy("inside"));
        yield_now().await;
        let Bell(n, _) = bell;
        later("n", n).await
    }
}

case! {
    /// One of two matches, on different paths.
    on_different_paths(true, pair());
    async fn on_different_paths(yes: bool, message: Message) -> u32 {
        if yes {
            match message {
                Pair(left, _) => later("left", left.by_ref()).await,
                _ => 0,
            };
        } else {
            match message {
                Pair(_, right) => later("right", right.by_ref()).await,
                _ => 0,
            };
        }
        later("end", 1).await
    }
}

case! {
    /// An arm mentions the local, another one takes it apart.
    mentioned_in_an_arm(Close(None));
    async fn mentioned_in_an_arm(message: Message) -> u32 {
        yield_now().await;
        match message {
            Text(text) => later("text", text.by_ref()).await,
            Close(_) => {
                yield_now().await;
                match &message {
                    Close(None) => 2,
                    _ => 3,
                }
            }
            _ => 0,
        }
    }
}

case! {
    /// Alternatives bind the same names.
    alternatives(Close(Some(noisy("reason"))));
    async fn alternatives(message: Message) -> u32 {
        yield_now().await;
        match message {
            Text(part) | Pair(part, _) | Close(Some(part)) => later("part", part.by_ref()).await,
            _ => 0,
        }
    }
}

case! {
    /// Assigned again behind the match.
    assigned_behind();
    async fn assigned_behind() -> u32 {
        let mut message = pair();
        yield_now().await;
        if let Pair(left, _) = message {
            later("left", left.by_ref()).await;
        }
        message = text();
        yield_now().await;
        match message {
            Text(text) => later("text", text.by_ref()).await,
            _ => 0,
        }
    }
}

case! {
    /// Moved in one branch, mentioned in the other.
    mentioned_in_the_other_branch(Err(noisy_n("error", 4)));
    async fn mentioned_in_the_other_branch(given: Result<Noisy, Noisy>) -> u32 {
        let kept = &given;
        yield_now().await;
        log(if kept.is_ok() { "ok" } else { "error" });
        if let Ok(text) = given {
            later("text", text.by_ref()).await
        } else {
            later("other", given.err().map_or(0, |error| error.by_ref())).await
        }
    }
}

enum Never {}

case! {
    /// The only variant that can be.
    only_variant(Ok((noisy("left"), noisy("right"))));
    async fn only_variant(given: Result<(Noisy, Noisy), Never>) -> u32 {
        yield_now().await;
        let Ok((left, _)) = given;
        later("left", left.by_ref()).await
    }
}

case! {
    /// What an arm leaves over that does not wait, beside guards, and an arm that waits.
    left_beside_guards();
    async fn left_beside_guards() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            let made = if n == 1 { Err(n) } else { Ok((noisy_n("a", n), noisy_n("b", n))) };
            match later("value", made).await {
                Err(n) if n > 5 => yield_now().await,
                Ok((a, _)) if a.by_ref() > 1 => { log("guarded"); sum += a.by_ref() }
                Ok((_, b)) if b.by_ref() > 7 => { later("late", b).await; }
                _ => log("arm"),
            }
            log("after");
        }
        sum
    }
}

case! {
    /// A guard that sees nothing of what its arm finds, which is taken or left.
    beside_a_guard(Some(noisy("given")), 0);
    async fn beside_a_guard(given: Option<Noisy>, depth: u32) -> Result<u32, u32> {
        let given = match given {
            Some(_) if op("guard", depth) > 0 => return Err(depth),
            Some(given) => given,
            None => noisy("made"),
        };
        look("given", &given).await;
        Ok(given.by_ref())
    }
}

case! {
    beside_a_guard_that_refuses(Some(noisy("given")), 1);
    async fn beside_a_guard_that_refuses(given: Option<Noisy>, depth: u32) -> Result<u32, u32> {
        let given = match given {
            Some(_) if op("guard", depth) > 0 => return Err(depth),
            Some(given) => given,
            None => noisy("made"),
        };
        look("given", &given).await;
        Ok(given.by_ref())
    }
}

case! {
    /// In a loop, where arms wait.
    arms_that_wait_beside_a_guard();
    async fn arms_that_wait_beside_a_guard() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            let given = Some((noisy_n("a", n), n));
            look("given", &given.as_ref().unwrap().0).await;
            match given {
                None if n > 7 => yield_now().await,
                Some((_, _)) if op("guard", n) == 1 => sum += later("guarded", n).await,
                Some((a, m)) => {
                    later("arm", ()).await;
                    sum += a.by_ref() + m
                }
                _ => log("none"),
            }
            log("behind");
        }
        sum
    }
}

case! {
    /// Parentheses around what is matched.
    in_parentheses();
    async fn in_parentheses() -> u32 {
        let pair = (Some((noisy("a"), noisy("b"))), noisy("c"));
        yield_now().await;
        let n = match (pair.0) {
            Some((a, _)) => later("a", a).await.by_ref(),
            None => 0,
        };
        later("last", n).await + match ((Some(noisy("d")), noisy("e")).0) {
            Some(d) => later("d", d).await.by_ref(),
            None => 0,
        }
    }
}
