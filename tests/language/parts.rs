//! Parts of all kinds of types, moved out of locals that live across a wait.

use resumable::{block_on, yield_now};
use std::collections::HashMap;
use std::fmt::Debug;

const MAX: u32 = 9;
enum Cmd<'a> {
    Get(&'a str),
    Set(String, &'a str),
    Mut(&'a mut u32, String),
    No,
}
#[resumable::coroutine]
async fn lifetimes(cmd: Cmd<'_>) -> usize {
    yield_now().await;
    match cmd {
        Cmd::Get(k) => {
            yield_now().await;
            k.len()
        }
        Cmd::Set(k, _) => {
            yield_now().await;
            k.len()
        }
        Cmd::Mut(n, _) => {
            *n += 1;
            yield_now().await;
            *n as usize
        }
        _ => 0,
    }
}
#[resumable::coroutine]
async fn generic<T: Debug, E: Debug>(pair: (T, Option<E>), opt: Option<(T, E)>) -> usize {
    yield_now().await;
    let (a, _) = pair;
    yield_now().await;
    if let Some((x, _)) = opt {
        yield_now().await;
        drop(x)
    }
    yield_now().await;
    drop(a);
    1
}
#[resumable::coroutine]
async fn implied(pair: (impl Debug, Option<String>)) -> usize {
    yield_now().await;
    if let (a, Some(b)) = pair {
        yield_now().await;
        drop((a, b));
    }
    yield_now().await;
    1
}
#[resumable::coroutine]
async fn numbers(n: u32, s: &str) -> usize {
    yield_now().await;
    let k = match n {
        0 => {
            yield_now().await;
            1
        }
        1..=5 => 2,
        MAX => 3,
        other => {
            yield_now().await;
            other as usize
        }
    };
    let l = match s {
        "a" => 1,
        "b" | "c" => {
            yield_now().await;
            2
        }
        other => {
            yield_now().await;
            other.len()
        }
    };
    yield_now().await;
    k + l
}
#[resumable::coroutine]
async fn inferred() -> usize {
    let mut acc = None;
    let mut n = 0;
    loop {
        yield_now().await;
        match acc {
            Some((s, _)) => {
                yield_now().await;
                let s: String = s;
                if s.len() > 3 {
                    break;
                }
                acc = Some((s + "a", 1u8));
            }
            None => acc = Some((String::new(), 2u8)),
        }
        n += 1;
    }
    n
}
struct Shared {
    items: Vec<String>,
    map: HashMap<String, Vec<u8>>,
    tx: Option<std::sync::mpsc::Sender<String>>,
}
#[resumable::coroutine]
async fn closures(mut s: Shared) -> usize {
    let n = s.items.iter().filter(|i| s.map.contains_key(*i)).count();
    yield_now().await;
    let items = s.items;
    let f = || s.map.len();
    let k = f();
    yield_now().await;
    for (key, value) in s.map {
        yield_now().await;
        if key.len() == value.len() {
            break;
        }
    }
    if let Some(tx) = s.tx {
        let _ = tx.send(String::new());
    }
    yield_now().await;
    items.len() + n + k
}
union U {
    a: u32,
    b: f32,
}
#[resumable::coroutine]
async fn unions(u: U) -> u32 {
    yield_now().await;
    // SAFETY: the field was written, and every value of it is valid.
    let a = unsafe { u.a };
    yield_now().await;
    a
}
#[repr(packed)]
struct P {
    a: u8,
    b: u32,
}
#[resumable::coroutine]
async fn packed(p: P) -> u32 {
    yield_now().await;
    let a = p.b;
    yield_now().await;
    a
}
enum Void {}
#[resumable::coroutine]
async fn uninhabited(r: Result<(String, String), Void>) -> usize {
    yield_now().await;
    let Ok((a, _)) = r;
    yield_now().await;
    a.len()
}
mod m {
    #[derive(Debug)]
    pub struct Priv {
        pub a: String,
        b: String,
    }
    impl Priv {
        pub fn new() -> Self {
            Priv { a: String::new(), b: String::new() }
        }
    }
}
#[resumable::coroutine]
async fn privately(p: m::Priv) -> usize {
    yield_now().await;
    let m::Priv { a, .. } = p;
    yield_now().await;
    let q = m::Priv::new();
    let z = q.a;
    yield_now().await;
    a.len() + z.len()
}

#[test]
fn each_runs() {
    let mut n = 6;
    assert_eq!(block_on(lifetimes(Cmd::Get("four"))), 4);
    assert_eq!(block_on(lifetimes(Cmd::Set("key".into(), "value"))), 3);
    assert_eq!(block_on(lifetimes(Cmd::Mut(&mut n, String::new()))), 7);
    assert_eq!(block_on(lifetimes(Cmd::No)), 0);
    assert_eq!(block_on(generic((1, Some("e")), Some((2, "f")))), 1);
    assert_eq!(block_on(implied(("a", Some(String::from("b"))))), 1);
    assert_eq!([0, 5, MAX, 20].map(|n| block_on(numbers(n, "word"))), [5, 6, 7, 24]);
    assert_eq!(block_on(inferred()), 5);
    let shared = Shared { items: vec!["k".into()], map: HashMap::from([("k".into(), vec![1])]), tx: None };
    assert_eq!(block_on(closures(shared)), 3);
    assert_eq!(block_on(unions(U { a: 3 })), 3);
    assert_eq!(block_on(packed(P { a: 1, b: 2 })), 2);
    assert_eq!(block_on(uninhabited(Ok(("one".into(), String::new())))), 3);
    assert_eq!(block_on(privately(m::Priv::new())), 0);
}
