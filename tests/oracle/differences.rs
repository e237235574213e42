//! The few places in which ours is known to differ from native. Each test says how, so that no change of it goes unnoticed; the README lists
//! each by the name of its test, which `tests/tidy.rs` checks.

use crate::harness::{auto::auto_traits, *};

/// The order of `wanted` events in a run to the end.
fn order<F: Future<Output: std::fmt::Debug>>(start: impl Fn() -> F, wanted: &[&str]) -> Vec<String> {
    let mut events = observe(auto_traits!(&start), &start).runs.swap_remove(0).events;
    events.retain(|event| wanted.contains(&event.as_str()));
    events
}

/// The same in the first run whose script contains `script`.
fn order_when<F: Future<Output: std::fmt::Debug>>(script: &str, start: impl Fn() -> F, wanted: &[&str]) -> Vec<String> {
    let runs = observe(auto_traits!(&start), &start).runs;
    let run = runs.into_iter().find(|run| run.script.contains(script)).expect("there is such a run");
    run.events.into_iter().filter(|event| wanted.contains(&event.as_str())).collect()
}

/// The body in two versions, `native` and `ours`.
macro_rules! both {
    ($($body:tt)+) => {
        mod native {
            use super::*;
            co_native! { pub $($body)+ }
        }
        mod ours {
            use super::*;
            co_ours! { pub $($body)+ }
        }
    };
}

/// Parts of a scrutinee that `..` passes over beside a binding, or an alternative that has one: native keeps them to the end of the `match`, ours
/// drops them on entering an arm that waits. A `_` for each part keeps it (`matches::parts_not_bound`), and what binds nothing is kept as a
/// whole (`passed_over`).
#[test]
fn parts_passed_over() {
    both! {
        async fn parts() {
            match later("triple", (noisy("a"), noisy("b"), noisy("c"))).await {
                (a, _, ..) => {
                    log("arm");
                    yield_now().await;
                }
            }
            log("after");
        }
    }
    let wanted = ["a: dropped", "b: dropped", "c: dropped", "arm", "after"];
    assert_eq!(order(native::parts, &wanted), ["arm", "a: dropped", "b: dropped", "c: dropped", "after"]);
    assert_eq!(order(ours::parts, &wanted), ["c: dropped", "arm", "a: dropped", "b: dropped", "after"]);

    mod alternatives {
        use super::*;
        both! {
            async fn parts() -> u32 {
                match (Ok::<Noisy, u32>(noisy("bound")), noisy("left")) {
                    (Ok(bound), _) | (Err(_), bound) => later("arm", bound.by_ref()).await,
                }
            }
        }
        pub fn check() {
            let wanted = ["arm: created", "left: dropped"];
            assert_eq!(order(native::parts, &wanted), ["arm: created", "left: dropped"]);
            assert_eq!(order(ours::parts, &wanted), ["left: dropped", "arm: created"]);
        }
    }
    alternatives::check();

    mod parameters {
        use super::*;
        both! {
            async fn parts((a, ..): (Noisy, Noisy)) {
                log("body");
                yield_now().await;
            }
        }
        pub fn check() {
            let pair = || (noisy("a"), noisy("b"));
            let wanted = ["a: dropped", "b: dropped", "body"];
            assert_eq!(order(|| native::parts(pair()), &wanted), ["body", "a: dropped", "b: dropped"]);
            assert_eq!(order(|| ours::parts(pair()), &wanted), ["b: dropped", "body", "a: dropped"]);
        }
    }
    parameters::check();
}

/// Derefs with a sound.
struct Door(Room);

struct Room(u32);

impl Room {
    fn plus(&self, n: u32) -> u32 {
        self.0 + n
    }
}

impl std::ops::Deref for Door {
    type Target = Room;

    fn deref(&self) -> &Room {
        log("deref");
        &self.0
    }
}

/// `x.method(f().await)` with a `Deref` of the user's between `x` and the method: native runs it before the argument. Likewise where rustc
/// is asked what the method does, and borrows `x`.
#[test]
fn deref_of_a_receiver() {
    both! {
        async fn receiver() -> u32 {
            let door = Door(Room(1));
            door.plus(later("two", 2).await)
        }
    }
    let wanted = ["deref", "two: ready"];
    assert_eq!(order(native::receiver, &wanted), ["deref", "two: ready"]);
    assert_eq!(order(ours::receiver, &wanted), ["two: ready", "deref"]);
    deref_of_one_that_is_asked_about()
}

fn deref_of_one_that_is_asked_about() {
    both! {
        async fn asked() -> u32 {
            let door = Door(Room(1));
            let seen = &door;
            later("seen", seen.0.0).await;
            let n = door.plus(op("two", 2));
            later("n", n).await
        }
    }
    let wanted = ["deref", "two: evaluated"];
    assert_eq!(order(native::asked, &wanted), ["deref", "two: evaluated"]);
    assert_eq!(order(ours::asked, &wanted), ["two: evaluated", "deref"]);
}

/// What a `move` closure took along that is called where it stands: native keeps the closure to the end of the statement, unless
/// the call consumes it, ours does not.
#[test]
fn taken_along_by_a_closure() {
    both! {
        async fn closure() {
            let taken = noisy("taken");
            later("wait", (move || taken.by_ref())()).await;
        }
    }
    let wanted = ["taken: dropped", "wait: dropped"];
    assert_eq!(order(native::closure, &wanted), ["wait: dropped", "taken: dropped"]);
    assert_eq!(order(ours::closure, &wanted), ["taken: dropped", "wait: dropped"]);
}

async fn look<'a>(name: &'static str, noisy: &'a Noisy) -> &'a Noisy {
    later(name, noisy).await
}

/// A macro of the user's that has the name of a known one: ours is the known one, in the witness too.
#[test]
fn macros_by_their_names() {
    macro_rules! pin {
        ($value:expr) => {{
            log("my own");
            Box::pin($value)
        }};
    }
    both! {
        async fn pins() -> u32 {
            let pinned = pin!(later("three", 3));
            yield_now().await;
            pinned.await
        }
    }
    assert_eq!(order(native::pins, &["my own", "three: ready"]), ["my own", "three: ready"]);
    assert_eq!(order(ours::pins, &["my own", "three: ready"]), ["three: ready"]);
}

/// A macro of the user's that has the name of one that moves, and only looks.
#[test]
fn macros_that_move_nothing() {
    macro_rules! dbg {
        ($value:expr) => {
            $value.by_ref()
        };
    }
    both! {
        async fn looks() {
            let value = noisy("value");
            dbg!(value);
            yield_now().await;
        }
    }
    let wanted = ["value: dropped", "yield: ready"];
    assert_eq!(order(native::looks, &wanted), ["yield: ready", "value: dropped"]);
    assert_eq!(order(ours::looks, &wanted), ["value: dropped", "yield: ready"]);
}

/// Macros that do not do what they are given, or take its temporaries into a statement of theirs: nobody can tell.
#[test]
fn arguments_of_unknown_macros() {
    macro_rules! when {
        ($condition:expr, $code:expr) => {
            if $condition {
                $code
            }
        };
    }
    macro_rules! pass {
        ($value:expr) => {
            $value
        };
    }
    both! {
        async fn passes() -> u32 {
            let value = noisy("value");
            when!(false, drop(value));
            when!(false, later("unwanted", ()).await);
            later("last", pass!(noisy("temporary").by_ref())).await
        }
    }
    let wanted = ["value: dropped", "unwanted: ready", "temporary: dropped", "last: ready"];
    assert_eq!(order(native::passes, &wanted), ["last: ready", "temporary: dropped", "value: dropped"]);
    assert_eq!(
        order(ours::passes, &wanted),
        ["value: dropped", "unwanted: ready", "temporary: dropped", "last: ready"]
    );
}

/// A macro that tells a name from an expression: what it is given of a local that stays in its place is no name.
#[test]
fn names_in_unknown_macros() {
    macro_rules! told {
        ($name:ident) => {
            log("a name")
        };
        ($value:expr) => {{
            $value.by_ref();
            log("an expression")
        }};
    }
    both! {
        async fn tells() {
            let value = noisy("value");
            let held = &value;
            yield_now().await;
            told!(value);
            held.by_ref();
        }
    }
    assert_eq!(order(native::tells, &["a name", "an expression"]), ["a name"]);
    assert_eq!(order(ours::tells, &["a name", "an expression"]), ["an expression"]);
}

/// A macro that puts its argument into a closure makes that the owner of whatever the argument moves, also of what it did not move then.
#[test]
fn moved_in_a_closure_of_a_macro() {
    macro_rules! called {
        ($value:expr) => {
            (|| $value)()
        };
    }
    both! {
        async fn calls() -> u32 {
            let value = noisy("value");
            later("first", ()).await;
            let number = called!({
                if 1 > 1 {
                    drop(value);
                }
                1
            });
            drop(noisy("next"));
            if number > 1 {
                later("never", ()).await;
            }
            number
        }
    }
    let wanted = ["value: dropped", "next: dropped"];
    assert_eq!(order(native::calls, &wanted), ["value: dropped", "next: dropped"]);
    assert_eq!(order(ours::calls, &wanted), ["next: dropped", "value: dropped"]);
}

/// What a `move` closure or an `async move` block mentions in a macro that throws it away: nobody can tell that rustc's captures nothing.
#[test]
fn thrown_away_in_a_closure() {
    macro_rules! never {
        ($($code:tt)*) => {
            ()
        };
    }
    both! {
        async fn closures() {
            let one = noisy("one");
            let two = noisy("two");
            let closure = move || never!(one.by_ref());
            let block = async move { never!(drop(two)) };
            later("wait", ()).await;
            closure();
            block.await
        }
    }
    let wanted = ["one: dropped", "two: dropped", "wait: ready"];
    assert_eq!(order(native::closures, &wanted), ["wait: ready", "two: dropped", "one: dropped"]);
    assert_eq!(order(ours::closures, &wanted), ["two: dropped", "one: dropped", "wait: ready"]);
}

/// Counts without `&mut`.
struct Count(std::cell::Cell<u32>);

impl Count {
    fn into_more(&self) {
        self.0.set(self.0.get() + 1)
    }
}

/// A method that changes what it is called on through a shared reference, under a name that says that it consumes it.
#[test]
fn changed_under_a_wrong_name() {
    both! {
        async fn counts() -> u32 {
            let count = Count(std::cell::Cell::new(1));
            let seen = &count;
            yield_now().await;
            count.into_more();
            yield_now().await;
            seen.0.get()
        }
    }
    assert_eq!(order(native::counts, &["output 1", "output 2"]), ["output 2"]);
    assert_eq!(order(ours::counts, &["output 1", "output 2"]), ["output 1"]);
}

fn lent() -> &'static std::cell::Cell<u32> {
    leak(std::cell::Cell::new(1))
}

/// A reference that nobody uses after the wait, and that does not look like one: native does not keep it.
#[test]
fn copy_that_is_not_used_again() {
    both! {
        async fn makes() -> u32 {
            let shared = lent();
            let seen = shared.get();
            std::future::ready(()).await;
            seen
        }
    }
    assert!(auto_traits!(native::makes).send);
    assert!(!auto_traits!(ours::makes).send);
}

/// What a method moved of which rustc was asked counts as held: the place of a local does not depend on the answer.
#[test]
fn moved_by_an_answer() {
    both! {
        async fn moves() -> u32 {
            struct Shared(std::rc::Rc<u32>);
            impl Shared {
                fn measured(self) -> u32 { *self.0 }
            }
            let shared = Shared(std::rc::Rc::new(1));
            let n = shared.measured();
            std::future::ready(()).await;
            n
        }
    }
    assert!(auto_traits!(native::moves).send);
    assert!(!auto_traits!(ours::moves).send);
}

struct Three(Noisy, Noisy, Noisy);

fn three() -> Three {
    Three(noisy("a"), noisy("b"), noisy("c"))
}

async fn send(three: Three) -> u32 {
    look("third", &three.2).await;
    three.0.by_ref() + three.1.by_ref()
}

/// Fields that a literal leaves in its base: native drops them as the struct declares them, ours as the literal names them.
#[test]
fn fields_left_by_a_literal() {
    both! {
        async fn takes_one() -> u32 {
            send(Three { 1: noisy("1"), 0: noisy("0"), ..three() }).await
        }
    }
    let wanted = ["a: dropped", "b: dropped"];
    assert_eq!(order(native::takes_one, &wanted), ["a: dropped", "b: dropped"]);
    assert_eq!(order(ours::takes_one, &wanted), ["b: dropped", "a: dropped"]);
}

/// A closure that looks at a field captures that field alone; ours may capture what is around it.
#[test]
fn field_that_a_closure_looks_at() {
    both! {
        async fn looks() -> u32 {
            let pair = (std::cell::Cell::new(1), 2);
            std::future::ready(()).await;
            std::future::poll_fn(|_| std::task::Poll::Ready(pair.1)).await + pair.0.get()
        }
    }
    assert!(auto_traits!(native::looks).send);
    assert!(!auto_traits!(ours::looks).send);
}

/// What can be sent, and not shared.
#[derive(Clone, Copy)]
struct Unshared(std::marker::PhantomData<std::cell::Cell<u32>>);

fn unshared() -> Unshared {
    Unshared(std::marker::PhantomData)
}

/// A closure that copies a local borrows it, so it can be sent where the copy can be shared; ours owns one, which can be sent by itself.
#[test]
fn copied_into_a_held_closure() {
    both! {
        async fn copies() -> Unshared {
            let value = unshared();
            yield_now().await;
            let block = async { std::convert::identity(value) };
            yield_now().await;
            block.await
        }
    }
    assert!(!auto_traits!(native::copies).send);
    assert!(auto_traits!(ours::copies).send);
}

/// What an argument of `bail!` moves only sometimes, and did not: native drops it where it was declared, ours with the macro.
#[test]
fn left_by_bail() {
    macro_rules! bail {
        ($error:expr) => {
            return Err($error)
        };
    }
    both! {
        async fn bails(takes: bool) -> Result<(), Noisy> {
            let spare = noisy("spare");
            let last = noisy("last");
            yield_now().await;
            bail!(if takes { spare } else { noisy("other") })
        }
    }
    let wanted = ["spare: dropped", "last: dropped"];
    assert_eq!(order(|| native::bails(false), &wanted), ["last: dropped", "spare: dropped"]);
    assert_eq!(order(|| ours::bails(false), &wanted), ["spare: dropped", "last: dropped"]);
}

/// An operand behind the last wait panics: what was made before that wait is an operand of a Rust expression by then, and drops before the
/// locals around it, which the temporaries have become.
#[test]
fn operands_beside_a_panic() {
    both! {
        async fn panics() -> usize {
            fn fails(n: &Noisy) -> u32 { panic!("{}", n.by_ref()) }
            let both = { (noisy("operand"), fails(&later("wait", noisy_n("temporary", 1)).await)) };
            both.1 as usize
        }
    }
    let wanted = ["operand: dropped", "temporary1: dropped"];
    assert_eq!(order(native::panics, &wanted), ["temporary1: dropped", "operand: dropped"]);
    assert_eq!(order(ours::panics, &wanted), ["operand: dropped", "temporary1: dropped"]);
}

/// The destructor of a temporary panics at the end of a `let` with a type: what it declares is not in its place yet.
#[test]
fn declared_beside_a_panic() {
    both! {
        async fn panics() -> u32 {
            struct Fails;
            impl Drop for Fails {
                fn drop(&mut self) { panic!("fails") }
            }
            fn made(_: &Noisy) -> Noisy { noisy("value") }
            let value: (Noisy, u32) = (made(&later("wait", noisy("temporary")).await), (later("n", 1).await, Fails).0);
            later("end", value.1).await
        }
    }
    let wanted = ["temporary: dropped", "value: dropped"];
    assert_eq!(order(native::panics, &wanted), ["temporary: dropped", "value: dropped"]);
    assert_eq!(order(ours::panics, &wanted), ["value: dropped", "temporary: dropped"]);
}

/// An array of which elements are moved further on is dropped from its end by rustc, wherever a function returns before: as the machine does
/// to drop what lives at a wait. A coroutine of rustc's drops it as a whole there.
#[test]
fn arrays_that_are_taken_apart() {
    both! {
        async fn takes_apart() -> u32 {
            let array = [noisy("first"), noisy("second")];
            yield_now().await;
            let [first, second] = array;
            first.by_ref() + second.by_ref()
        }
    }
    let (script, wanted) = ("dropped after 1 polls", ["first: dropped", "second: dropped"]);
    assert_eq!(order_when(script, native::takes_apart, &wanted), ["first: dropped", "second: dropped"]);
    assert_eq!(order_when(script, ours::takes_apart, &wanted), ["second: dropped", "first: dropped"]);
}

mod room {
    pub struct Pair(pub Option<super::Noisy>, pub super::Noisy);
}

/// A closure that matches a struct owns what it binds; of a variant it owns all. Which of the two `room::Pair` is, nobody can tell.
#[test]
fn structs_that_look_like_variants() {
    both! {
        async fn matches() -> u32 {
            let pair = room::Pair(Some(noisy("taken")), noisy("left"));
            let closure = move || match pair {
                room::Pair(Some(taken), _) => drop(taken),
                room::Pair(None, _) => {}
            };
            yield_now().await;
            drop({closure}());
            noisy("next").by_ref()
        }
    }
    let wanted = ["left: dropped", "next: dropped"];
    assert_eq!(order(native::matches, &wanted), ["next: dropped", "left: dropped"]);
    assert_eq!(order(ours::matches, &wanted), ["left: dropped", "next: dropped"]);
    struct_that_is_passed_over()
}

fn struct_that_is_passed_over() {
    both! {
        async fn passes_over() -> u32 {
            let pair = room::Pair(None, noisy("left"));
            let closure = move || { let room::Pair(..) = pair; };
            yield_now().await;
            closure();
            noisy("next").by_ref()
        }
    }
    let wanted = ["left: dropped", "next: dropped"];
    assert_eq!(order(native::passes_over, &wanted), ["next: dropped", "left: dropped"]);
    assert_eq!(order(ours::passes_over, &wanted), ["left: dropped", "next: dropped"]);
}

/// A literal in a closure has some of the fields of its base, and the closure captures these alone; nobody can tell which they are.
#[test]
fn literals_in_closures() {
    both! {
        async fn takes_two() -> u32 {
            let base = three();
            let closure = move || Three { 0: noisy("0"), ..base };
            yield_now().await;
            drop({closure}());
            noisy("next").by_ref()
        }
    }
    let wanted = ["a: dropped", "next: dropped"];
    assert_eq!(order(native::takes_two, &wanted), ["next: dropped", "a: dropped"]);
    assert_eq!(order(ours::takes_two, &wanted), ["a: dropped", "next: dropped"]);
}

/// rustc evaluates a receiver by value before the arguments. Where one of these awaits, or the call is awaited and one borrows from a temporary,
/// the local stays in its place until they are there: when that is the end of it, it drops with the other locals.
#[test]
fn receivers_beside_an_argument_that_awaits() {
    both! {
        async fn renames() -> usize {
            fn fails() -> &'static str { panic!("failed") }
            let (first, second) = (noisy("first"), noisy("second"));
            yield_now().await;
            let renamed = first.renamed(later("wait", fails()).await);
            yield_now().await;
            (second.by_ref() + renamed.by_ref()) as usize
        }
    }
    let wanted = ["first: dropped", "second: dropped"];
    assert_eq!(order(native::renames, &wanted), ["first: dropped", "second: dropped"]);
    assert_eq!(order(ours::renames, &wanted), ["second: dropped", "first: dropped"]);

    mod beside_a_temporary {
        use super::*;
        struct First(Noisy);
        impl First {
            async fn over(self, name: &Noisy) -> usize {
                (self.0.by_ref() + name.by_ref()) as usize
            }
        }
        fn fails() -> Noisy {
            panic!("failed")
        }
        both! {
            async fn value() -> usize {
                let (first, second) = (First(noisy("first")), noisy("second"));
                yield_now().await;
                let n = first.over(&fails()).await;
                yield_now().await;
                n + second.by_ref() as usize
            }
        }
        pub fn check() {
            let wanted = ["first: dropped", "second: dropped"];
            assert_eq!(order(native::value, &wanted), ["first: dropped", "second: dropped"]);
            assert_eq!(order(ours::value, &wanted), ["second: dropped", "first: dropped"]);
        }
    }
    beside_a_temporary::check();
}

#[track_caller]
fn here() -> u32 {
    std::panic::Location::caller().line()
}

/// Where a panic, or another caller that tells its place, stands in a macro that the body defines: native names the call of the macro, ours
/// the place in its definition.
#[test]
fn lines_of_macros() {
    both! {
        async fn lines() -> [u32; 3] {
            macro_rules! there {
                () => { here() };
            }
            std::future::ready(()).await;
            [here(), there!(), here()]
        }
    }
    let [before, native, after] = resumable::block_on(native::lines());
    assert_eq!([before, after], [native; 2]);
    let [before, ours, after] = resumable::block_on(ours::lines());
    assert_eq!([before, after], [ours + 3; 2]);
}

/// Where the user leaves out spaces: rustc remembers, for its own macros, what stands next to what. Attributes are not told.
#[test]
#[rustfmt::skip::macros(both)]
fn spaces_of_stringify() {
    both! {
        async fn text(n: u32) -> &'static str {
            std::future::ready(n).await;
            stringify!(n+1)
        }
    }
    assert_eq!(resumable::block_on(native::text(1)), "n+1");
    assert_eq!(resumable::block_on(ours::text(1)), "n + 1");
}
