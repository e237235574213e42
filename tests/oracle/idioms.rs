//! Shapes that real services are made of, each around the same leaves: retries, actors, frames, pools, caches.

use crate::harness::*;
use std::collections::{BTreeMap, HashSet, VecDeque};

case! {
    /// Retries with a delay that doubles, and a guard on the arm that gives up.
    mod retries => run();
    co! {
        async fn fetch(attempt: u32) -> Result<Noisy, String> {
            let answer = later("fetch", noisy_n("answer", attempt)).await;
            if attempt < 3 { Err(format!("{answer} failed")) } else { Ok(answer) }
        }
    }
    co! {
        async fn retry(most: u32) -> Result<Noisy, String> {
            let mut delay = 1;
            let mut attempt = 0;
            loop {
                attempt += 1;
                match fetch(attempt).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) if attempt >= most => return Err(error),
                    Err(error) => {
                        log(format_args!("{error}, again in {delay}"));
                        leaf("delay", delay, ()).await;
                        delay = (delay * 2).min(8);
                    }
                }
            }
        }
    }
    co! { async fn run() -> (Result<Noisy, String>, Result<Noisy, String>) { (retry(2).await, retry(5).await) } }
}

case! {
    /// An actor: messages of several kinds, one of them answered, until one says stop.
    mod actor => run();
    enum Message { Add(Noisy), Ask(&'static str), Stop }
    struct Inbox(VecDeque<Message>);
    impl Inbox {
        co! { async fn recv(&mut self) -> Option<Message> { later("recv", self.0.pop_front()).await } }
    }
    co! {
        async fn work(mut inbox: Inbox) -> Vec<String> {
            let mut total = 0;
            let mut answers = vec![];
            while let Some(message) = inbox.recv().await {
                match message {
                    Message::Add(n) => total += n.by_ref(),
                    Message::Ask(who) => answers.push(format!("{who}: {}", later("answer", total).await)),
                    Message::Stop => break,
                }
            }
            answers
        }
    }
    co! {
        async fn run() -> Vec<String> {
            let messages = [Message::Add(noisy_n("a", 1)), Message::Ask("one"), Message::Add(noisy_n("b", 2)), Message::Ask("two"), Message::Stop];
            let unread = Message::Add(noisy("unread"));
            work(Inbox(messages.into_iter().chain([unread]).collect())).await
        }
    }
}

case! {
    /// A reader that cuts frames out of chunks, with a buffer that outlives the calls.
    mod frames => run();
    struct Frames { chunks: VecDeque<&'static [u8]>, buffer: Vec<u8> }
    impl Frames {
        co! {
            async fn next(&mut self) -> Option<Result<String, &'static str>> {
                loop {
                    if let Some(at) = self.buffer.iter().position(|&byte| byte == b'\n') {
                        let rest = self.buffer.split_off(at + 1);
                        let mut frame = std::mem::replace(&mut self.buffer, rest);
                        frame.pop();
                        return Some(String::from_utf8(frame).map_err(|_| "not text"));
                    }
                    match later("chunk", self.chunks.pop_front()).await {
                        None if self.buffer.is_empty() => return None,
                        None => { self.buffer.clear(); return Some(Err("cut off")); }
                        Some(chunk) => self.buffer.extend_from_slice(chunk),
                    }
                }
            }
        }
    }
    co! {
        async fn run() -> Vec<String> {
            let mut frames = Frames { chunks: VecDeque::from([&b"ab\ncd"[..], b"ef\n", b"g"]), buffer: vec![] };
            let mut all = vec![];
            while let Some(frame) = frames.next().await {
                let _held = noisy_n("frame", all.len() as u32);
                match frame {
                    Ok(text) if text.is_empty() => continue,
                    Ok(text) => all.push(text),
                    Err(error) => { all.push(later("error", error.to_string()).await); break }
                }
            }
            all
        }
    }
}

case! {
    /// A pool: a guard that gives its connection back, whatever way the caller leaves.
    mod pool => run();
    struct Pool(std::sync::Mutex<Vec<Noisy>>);
    struct Guard<'p> { connection: Option<Noisy>, pool: &'p Pool }
    impl Drop for Guard<'_> {
        fn drop(&mut self) { self.pool.0.lock().unwrap().extend(self.connection.take()); }
    }
    impl Guard<'_> {
        co! {
            async fn query(&mut self, text: &str) -> Result<usize, String> {
                edit("connection", &mut self.connection, |one| { one.as_mut().map(Noisy::by_mut); }).await;
                if text.is_empty() { Err("empty".to_string()) } else { Ok(text.len()) }
            }
        }
    }
    impl Pool {
        co! {
            async fn get(&self) -> Guard<'_> {
                loop {
                    if let Some(connection) = self.0.lock().unwrap().pop() {
                        return Guard { connection: Some(connection), pool: self };
                    }
                    yield_now().await;
                }
            }
        }
    }
    co! {
        async fn queries(pool: &Pool, texts: &[&str]) -> Result<usize, String> {
            let mut guard = pool.get().await;
            let mut sum = 0;
            for text in texts {
                sum += guard.query(text).await?;
            }
            Ok(sum)
        }
    }
    co! {
        async fn run() -> (Result<usize, String>, Result<usize, String>, usize) {
            let pool = Pool(std::sync::Mutex::new(vec![noisy_n("connection", 0)]));
            let good = queries(&pool, &["a", "bc"]).await;
            let bad = queries(&pool, &["a", "", "bc"]).await;
            let idle = pool.0.lock().unwrap().len();
            (good, bad, idle)
        }
    }
}

case! {
    /// A crawler: a queue, a set of what was seen, `continue` out of a `match` on errors.
    mod crawler => run();
    co! {
        async fn links(page: &str) -> Result<Vec<String>, Noisy> {
            yield_now().await;
            Ok(match page {
                "/" => vec!["/a".to_string(), "/b".to_string()],
                "/a" => vec!["/".to_string(), "/c".to_string()],
                "/b" => return Err(noisy("broken")),
                _ => later("leaf", vec![]).await,
            })
        }
    }
    co! {
        async fn run() -> (Vec<String>, Vec<(String, Noisy)>) {
            let mut queue = VecDeque::from(["/".to_string()]);
            let mut seen = HashSet::new();
            let (mut order, mut errors) = (vec![], vec![]);
            while let Some(page) = queue.pop_front() {
                if !seen.insert(page.clone()) {
                    continue;
                }
                let found = match links(&page).await {
                    Ok(found) => found,
                    Err(error) => { errors.push((page, error)); continue }
                };
                order.push(page);
                queue.extend(found.into_iter().filter(|page| !seen.contains(page)));
            }
            (order, errors)
        }
    }
}

case! {
    /// A table that counts words, sorted by closures that look at what is kept.
    mod counts => run();
    co! {
        async fn run() -> Vec<(String, usize)> {
            let mut counts = BTreeMap::new();
            for line in ["b a b", "", "c b"] {
                if line.is_empty() {
                    yield_now().await;
                    continue;
                }
                for word in line.split(' ') {
                    *counts.entry(word.to_string()).or_insert(0) += 1;
                    later("word", ()).await;
                }
            }
            let mut sorted: Vec<(String, usize)> = counts.iter().map(|(word, n)| (word.clone(), *n)).collect();
            sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            yield_now().await;
            for (_, n) in sorted.iter_mut() {
                *n += later("more", 1).await;
            }
            sorted
        }
    }
}

case! {
    /// A list walked by moving its nodes out one by one, and by reference.
    mod lists => run();
    struct Node { held: Noisy, next: Option<Box<Node>> }
    co! {
        async fn look_through(head: &Node) -> u32 {
            let mut current = Some(head);
            let mut sum = 0;
            while let Some(node) = current {
                sum += look("node", &node.held).await.by_ref();
                current = node.next.as_deref();
            }
            sum
        }
    }
    co! {
        async fn take_apart(mut head: Option<Box<Node>>) -> u32 {
            let mut sum = 0;
            while let Some(node) = head.take() {
                yield_now().await;
                // A part of what lives across a wait is not moved out in place: the whole is taken apart.
                let Node { held, next } = *{node};
                sum += held.by_ref();
                head = next;
            }
            sum
        }
    }
    co! {
        async fn run() -> (u32, u32) {
            let list = Node { held: noisy_n("one", 1), next: Some(Box::new(Node { held: noisy_n("two", 2), next: None })) };
            let looked = look_through(&list).await;
            (looked, take_apart(Some(Box::new(list))).await)
        }
    }
}

case! {
    /// Conditions that are chained over waits, in `if` and in its `else if`.
    mod chained => run();
    co! { async fn get(n: u32) -> Option<Noisy> { yield_now().await; (n > 0).then(|| noisy_n("got", n)) } }
    co! {
        async fn run() -> Vec<u32> {
            let mut all = vec![];
            for n in 0..4 {
                if let Some(a) = get(n).await && let Some(b) = get(a.by_ref() - 1).await && b.by_ref() > 1 {
                    all.push(a.by_ref() * 10 + b.by_ref());
                } else if let Some(a) = get(n).await {
                    all.push(a.by_ref());
                } else {
                    all.push(100);
                }
            }
            all
        }
    }
}
