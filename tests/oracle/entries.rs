//! Macros that nobody knows and that are given entries: of a map, of a document, of labels.

use crate::harness::*;
use std::collections::BTreeMap;

macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut map = BTreeMap::new();
        $(map.insert($key, $value);)*
        map
    }};
}

/// As `doc!` of MongoDB: what is no literal and no list is moved.
macro_rules! document {
    (@value { $($inner:tt)* }) => { document! { $($inner)* }.concat() };
    (@value [ $($value:expr),* ]) => { vec![$($value.by_ref().to_string()),*].concat() };
    (@value $value:expr) => { format!("{:?}", $value) };
    ($($key:tt : $value:tt),* $(,)?) => { vec![$(format!("{}={},", $key, document!(@value $value))),*] };
}

macro_rules! labels {
    ($($name:ident = $value:expr),*) => { vec![$((stringify!($name), $value)),*] };
}

/// The value of the first that holds.
macro_rules! choose {
    ($condition:expr => $value:expr $(, $($rest:tt)+)?) => {
        if $condition { $value } else { choose!($($($rest)+)?) }
    };
    () => { unreachable!() };
}

case! {
    /// In braces and in parentheses, of locals that stay in their places.
    maps();
    async fn maps() -> u32 {
        let a = noisy_n("a", 1);
        let key = "b".to_string();
        let lent = (&a, &key);
        yield_now().await;
        let map = map! { "a" => a.by_ref(), key.as_str() => op("b", lent.0.by_ref() + 1), };
        yield_now().await;
        let sum: u32 = map.values().sum();
        let noisy = map!(1 => &a, 2 => lent.0);
        look("a", noisy[&1]).await;
        sum + noisy.len() as u32 + lent.1.len() as u32
    }
}

case! {
    /// Entries in entries. What is given by value, and is not held, is moved.
    documents();
    async fn documents() -> usize {
        let (id, name) = (noisy_n("id", 1), noisy("name"));
        let set = noisy("set");
        look("set", &set).await;
        let text = later("text", document! { "id": id, "set": { "one": 1, "list": [set, name] }, "name": (&name) }).await;
        yield_now().await;
        text.concat().len()
    }
}

case! {
    /// Names before values, which no local has.
    names();
    async fn names() -> u32 {
        let status = noisy_n("status", 3);
        let lent = &status;
        yield_now().await;
        let labels = labels!(code = status.by_ref(), twice = lent.by_ref() * 2);
        yield_now().await;
        labels.iter().map(|(name, value)| name.len() as u32 + value).sum()
    }
}

case! {
    /// Some of them are evaluated, and return, leave, or move.
    sometimes(2);
    async fn sometimes(which: u32) -> Result<u32, String> {
        let held = noisy_n("held", which);
        look("held", &held).await;
        for turn in 0..4 {
            let guard = noisy_n("guard", turn);
            yield_now().await;
            let n: u32 = choose!(
                op("first", turn == 0) => guard.by_ref(),
                op("second", turn == 1) => u32::try_from(guard.by_ref() as u64).map_err(|e| e.to_string())?,
                turn == 2 => continue,
                turn == held.by_ref() + 1 => return Err(format!("{guard:?}"))
            );
            later("n", n).await;
        }
        Ok(held.by_ref())
    }
}

case! {
    /// The text of documents is a format string.
    texts();
    async fn texts() -> usize {
        macro_rules! formatdoc { ($($tokens:tt)*) => { format!($($tokens)*) } }
        let name = noisy("name");
        let lent = &name;
        yield_now().await;
        let text = formatdoc!("{name:?} {}", lent.by_ref());
        yield_now().await;
        text.len()
    }
}
