//! `vec!` of locals that live across a wait, and of what methods make of them.

use crate::harness::*;

struct Value(Noisy);

impl From<Noisy> for Value {
    fn from(noisy: Noisy) -> Value {
        log("from");
        Value(noisy)
    }
}

impl From<u32> for Value {
    fn from(n: u32) -> Value {
        Value(noisy_n("number", n))
    }
}

async fn send(values: Vec<Value>) -> u32 {
    let mut sum = 0;
    for value in values {
        sum += later("value", value.0).await.into_number();
    }
    sum
}

case! {
    /// The type of the elements is that of the list.
    converted(noisy("key"), 4);
    async fn converted(key: Noisy, n: u32) -> u32 {
        let sum = send(vec![key.into(), n.into()]).await;
        log("behind");
        sum
    }
}

case! {
    /// After a borrow across a wait, beside a local and constants.
    after_a_borrow(noisy("key"), 4);
    async fn after_a_borrow(key: Noisy, n: u32) -> u32 {
        let value = Value(noisy("value"));
        look("key", &key).await;
        look("value", &value.0).await;
        let values: Vec<Value> = vec![key.into(), value, n.into(), 7.into()];
        log(values.len());
        send(values).await
    }
}

case! {
    /// One that is left by an early end.
    between_ways(noisy("key"), 2);
    async fn between_ways(key: Noisy, n: u32) -> u32 {
        let other = noisy("other");
        look("key", &key).await;
        let values = if n > 3 { vec![key.into(), other.into()] } else { vec![other.into()] };
        log("chosen");
        send(values).await
    }
}

case! {
    /// A macro of that name that is not std's.
    mod lookalike => run(noisy("key"), 4);
    macro_rules! vec {
        ($($value:expr),*) => {{ log("mine"); let mut all = Vec::new(); $(all.insert(0, $value);)* all }};
    }
    co! { async fn run(key: Noisy, n: u32) -> u32 {
        look("key", &key).await;
        let keys: Vec<Noisy> = vec![key];
        let (first, second) = (Value(later("first", noisy("first")).await), Value(noisy("second")));
        look("second", &second.0).await;
        let values: Vec<Value> = vec![first, second];
        send(values).await + keys.len() as u32 + n
    } }
}

fn next(numbers: &mut Vec<u32>) -> Result<u32, u32> {
    numbers.pop().ok_or(7)
}

macro_rules! checked {
    ($value:expr) => {
        $value.map_err(|n: u32| {
            log(n);
            n
        })
    };
}

macro_rules! put {
    ($into:expr, $value:expr) => {
        $into.push($value)
    };
}

case! {
    /// Other macros, which are given a unique reference, or what reborrows it.
    given_to_a_macro(leak(vec![4, 3, 2]));
    async fn given_to_a_macro(numbers: &'static mut Vec<u32>) -> Result<u32, u32> {
        let first = checked!(next(numbers))?;
        yield_now().await;
        put!(numbers, first + 1);
        let sum = later("sum", checked!(next(numbers))? + checked!(next(numbers))?).await;
        Ok(sum + checked!(next(numbers))?)
    }
}

case! {
    /// A macro of that name that makes no list.
    mod no_list => run(noisy("text"));
    macro_rules! vec {
        ($value:expr) => {{
            log("mine");
            Some($value)
        }};
    }
    co! { async fn run(text: Noisy) -> u32 {
        look("text", &text).await;
        let made = vec![text];
        yield_now().await;
        log("behind");
        made.map_or(3, Noisy::into_number)
    } }
}

case! {
    /// Thrown away.
    thrown_away();
    async fn thrown_away() -> u32 {
        let (a, b) = (noisy("a"), noisy("b"));
        look("a", &a).await;
        look("b", &b).await;
        vec![a, b];
        yield_now().await;
        1
    }
}

case! {
    /// Lists in a list, beside what is computed.
    nested();
    async fn nested() -> Vec<Vec<Noisy>> {
        let (a, b) = (noisy("a"), noisy("b"));
        look("a", &a).await;
        look("b", &b).await;
        let v = vec![vec![a], vec![], vec![b, noisy("c")]];
        yield_now().await;
        v
    }
}

fn renamed(n: Noisy, at: &Noisy) -> Noisy {
    at.by_ref();
    n.renamed("renamed")
}

case! {
    /// Locals among what is computed, with temporaries, and with what may leave early.
    computed(leak(0));
    async fn computed(turn: &mut u32) -> Result<usize, Noisy> {
        let mut len = 0;
        for early in [true, false] {
            let (a, b, c) = (noisy("a"), noisy("b"), noisy("c"));
            look("a", &a).await;
            look("b", &b).await;
            look("c", &c).await;
            let checked = if early { Ok(noisy("d")) } else { Err(noisy("error")) };
            let list = vec![a, renamed(b, &noisy("temporary")), checked?, c, Noisy::renamed(noisy("e"), "f")];
            log("made");
            look("last", &list[3]).await;
            len += list.len();
        }
        Ok(len)
    }
}

case! {
    /// An argument beside a wait.
    as_an_argument();
    async fn as_an_argument() -> usize {
        let (a, b) = (noisy("a"), noisy("b"));
        look("a", &a).await;
        look("b", &b).await;
        let count = |list: Vec<Noisy>, more: Vec<(Noisy, u32)>, n: usize| list.len() + more.len() + n;
        let mut n = count(vec![a, noisy("c")], vec![(b, 1), (noisy("e"), 2)], later("n", 1).await);
        yield_now().await;
        let others: Vec<Box<dyn std::fmt::Debug>> = vec![Box::new(noisy("boxed")), Box::new(n)];
        n + look("others", &others).await.len()
    }
}

fn count(list: Vec<Noisy>) -> usize {
    list.len()
}

macro_rules! same {
    ($value:expr) => {
        $value
    };
}

case! {
    /// Lists in arguments of macros.
    within_macros([noisy("a"), noisy("b"), noisy("c"), noisy("d"), noisy("e"), noisy("f")]);
    async fn within_macros([a, b, c, d, e, f]: [Noisy; 6]) -> usize {
        let seen = (&a, &b, &c, &d, &e, &f);
        look("look", seen.0).await;
        let text = format!("{} {:?}", count(vec![a]), vec![Noisy::renamed(noisy("g"), "h")]);
        assert_eq!(count(vec![b, noisy("i")]), 2, "{}", text);
        yield_now().await;
        let lists = same!(vec![vec![c], vec![d]]);
        let made = same!(count(vec![e, f]));
        yield_now().await;
        text.len() + lists.len() + made
    }
}

/// What is not known before it becomes something else.
struct Key(Noisy);

impl From<Key> for String {
    fn from(key: Key) -> String {
        format!("{}", key.0.into_number())
    }
}

impl From<Key> for u32 {
    fn from(key: Key) -> u32 {
        key.0.into_number()
    }
}

case! {
    /// What the list is of, only an element says that is computed, or what is done with the list.
    told_by_a_computed_element(Key(noisy("a")), Key(noisy("b")), Some(3));
    async fn told_by_a_computed_element(a: Key, b: Key, n: Option<u32>) -> Option<String> {
        let list = vec![a.into(), op("computed", n.map(|n| n.to_string()))?];
        let text = later("text", list.concat()).await;
        let numbers: Vec<u32> = vec![b.into(), n?.into(), op("n", 4)];
        yield_now().await;
        Some(format!("{text}{numbers:?}"))
    }
}

async fn run<T>(given: Option<u32>, make: impl FnOnce(u32) -> Vec<T>) -> usize {
    yield_now().await;
    given.map(make).map_or(0, |list| list.len())
}

case! {
    /// Lists that a closure makes which is not `move`, of what is lent across a wait before.
    in_closures(Key(noisy("key")));
    async fn in_closures(key: Key) -> usize {
        let (first, second, n) = (noisy("first"), noisy("second"), later("n", 3).await);
        look("key", &key.0).await;
        look("first", &first).await;
        look("second", &second).await;
        look("n", &n).await;
        let a = run(Some(1), |m| vec![m, n, op("computed", n + m)]).await;
        let b = run(Some(2), |_| if first.by_ref() > 90 { vec![] } else { vec![first] }).await;
        let c = run(None, |m| vec![noisy_n("made", m), second]).await;
        let d: usize = run::<u32>(Some(3), |m| vec![key.into(), m]).await;
        a + b + c + d + n as usize
    }
}

case! {
    /// Parts of what lives across waits, which are moved or copied.
    parts((noisy("a"), noisy("b"), 3));
    async fn parts(given: (Noisy, Noisy, u32)) -> usize {
        look("a", &given.0).await;
        let first = vec![given.0];
        look("b", &given.1).await;
        let numbers = vec![given.2, later("n", 4).await, given.2];
        let all = vec![vec![noisy("c"), given.1], first];
        yield_now().await;
        all.len() + numbers.len() + given.2 as usize
    }
}

case! {
    /// What is given to a list is an operand, which drops before the temporaries of what follows it.
    temporaries_behind_elements(noisy("parameter"));
    async fn temporaries_behind_elements(p: Noisy) -> u32 {
        fn like(n: &Noisy) -> Noisy { n.clone() }
        let list = later("l1", vec![noisy("first"), match Some(&noisy("looked at")).cloned() { Some(ref x) => like(x), None => noisy("never") }]).await;
        let of_array = [later("l2", noisy("second")).await, noisy("temporary")];
        let last = later("l3", vec![p, [later("l4", noisy("third")).await, noisy("temporary")][0].clone(), like(&noisy("temporary"))]).await;
        list[1].by_ref() + last[1].by_ref() + of_array[0].by_ref()
    }
}
