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

/// bson's, which makes a value of what it is given.
macro_rules! doc {
    ({ $($entries:tt)* }) => { doc! { $($entries)* } };
    ($($key:literal : $value:tt $(. $part:tt $(($($args:tt)*))?)*),* $(,)?) => {{
        let mut document: Vec<Box<dyn Value>> = Vec::new();
        $(let _ = $key; document.push(doc!(@ $value $(. $part $(($($args)*))?)*));)*
        document
    }};
    (@ { $($entries:tt)* }) => { Box::new(doc! { $($entries)* }) as Box<dyn Value> };
    (@ $value:expr) => { Box::new($value) as Box<dyn Value> };
}

trait Value {}
impl<T> Value for T {}

case! {
    /// Documents own what they are given, wherever it was.
    mod owned_by_documents => start();
    async fn find(document: Vec<Box<dyn Value>>) -> u32 {
        yield_now().await;
        log("found");
        document.len() as u32
    }
    struct User { name: Noisy, other: Noisy }
    co! {
        async fn start() -> u32 {
            let (id, key, held) = (noisy("id"), noisy_n("key", 4), noisy("held"));
            let user = User { name: noisy("name"), other: noisy("other") };
            let kept = &held;
            let n = find(doc! { "id": { "$eq": id }, "n": 1 }).await;
            let m = find(doc! { "name": user.name, "key": key.by_ref(), "held": kept.by_ref(), }).await;
            let document = doc! { "key": key };
            yield_now().await;
            kept.by_ref();
            n + m + find(document).await
        }
    }
}

case! {
    /// The same of parameters, and of what is a copy.
    document_of_parameters(noisy("id"), 3);
    async fn document_of_parameters(id: Noisy, n: u32) -> u32 {
        let document = doc! { "id": id, "n": n };
        yield_now().await;
        document.len() as u32 + n
    }
}

/// The grammar of `log`, whose values stand before the text.
macro_rules! info {
    (@value $key:ident) => { info!(@value $key = $key) };
    (@value $key:tt = $value:expr) => { log(&format!("{} = {:?}", stringify!($key), &$value)) };
    ($($key:tt $(: $how:tt)? $(= $value:expr)?),+; $($text:tt)+) => {{
        $(info!(@value $key $(= $value)?);)+
        log(&format!($($text)+));
    }};
}

case! {
    keys_of_a_log("peer".to_string());
    async fn keys_of_a_log(peer: String) -> usize {
        let (url, count) = (&peer, vec![noisy("a").by_ref()]);
        yield_now().await;
        info!(peer, count:?, retries:% = count.len() + 1, "url" = url; "lost {peer} {}", url);
        let seen = &count;
        yield_now().await;
        info!(count = count, url:%; "{count:?}");
        seen.len() + url.len()
    }
}
