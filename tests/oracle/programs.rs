//! Longer bodies, in which the topics meet.

use crate::harness::*;
use std::collections::BTreeMap;

async fn make(i: usize) -> Result<String, String> {
    yield_now().await;
    if i == 4 { Err("four".into()) } else { Ok(format!("item{i},")) }
}

async fn append(buffer: &mut String, item: &str) {
    yield_now().await;
    buffer.push_str(item);
}

case! {
    /// The running example: a guard in a loop, `?`, a borrowed buffer, a parameter moved on one path.
    running_example(5, "name", noisy("arg"));
    async fn running_example(n: usize, name: &str, arg: Noisy) -> Result<usize, String> {
        let mut counter = 0;
        let mut buffer = String::from(name);
        let _guard = noisy("guard");
        for i in 0..n {
            let _in_loop = noisy("in_loop");
            let item = make(i).await?;
            append(&mut buffer, &item).await;
            counter += 1;
            if i == 2 { drop(arg); break }
        }
        let _late = noisy("late");
        yield_now().await;
        Ok(counter + buffer.len())
    }
}

case! {
    /// The same, when the error comes first.
    running_example_fails(6, "name", noisy("arg"));
    async fn running_example_fails(n: usize, name: &str, arg: Noisy) -> Result<usize, String> {
        let mut counter = 0;
        let mut buffer = String::from(name);
        let _guard = noisy("guard");
        for i in 3..n {
            let _in_loop = noisy("in_loop");
            let item = make(i).await?;
            append(&mut buffer, &item).await;
            counter += 1;
            if i == 10 { drop(arg); break }
        }
        let _late = noisy("late");
        yield_now().await;
        Ok(counter + buffer.len())
    }
}

case! {
    /// A request: connect, send, read lines until an empty one, headers in a map, a body of a declared length.
    mod request => fetch("/index");
    struct Stream { lines: Vec<&'static str>, sent: String, held: Noisy }
    impl Stream {
        co! {
            async fn connect(host: &str) -> Result<Self, String> {
                let lines = vec!["hello", "", "length: 5", "kind: text", "200 ok"];
                later("connect", Ok(Stream { lines, sent: String::from(host), held: noisy("stream") })).await
            }
        }
        co! {
            async fn write_all(&mut self, text: &str) -> Result<(), String> {
                for part in text.split_inclusive('\n') {
                    edit("write", &mut self.sent, |sent| sent.push_str(part)).await;
                }
                Ok(())
            }
        }
        co! {
            async fn read_line<'l>(&mut self, line: &'l mut String) -> Result<Option<&'l str>, String> {
                line.clear();
                let Some(next) = self.lines.pop() else { return Ok(None) };
                append(line, next).await;
                Ok(Some(line.as_str()))
            }
        }
    }
    #[derive(Debug)]
    struct Response { status: u32, headers: BTreeMap<String, String>, body: String }
    co! {
        async fn fetch(path: &str) -> Result<Response, String> {
            let mut stream = Stream::connect("host").await?;
            stream.write_all(&format!("GET {path}\nhost: {}\n", stream.sent)).await?;
            let mut line = String::new();
            let status = match stream.read_line(&mut line).await? {
                Some(line) => line.split(' ').next().and_then(|n| n.parse().ok()).ok_or_else(|| format!("bad {line}"))?,
                None => return Err(String::from("closed")),
            };
            let mut headers = BTreeMap::new();
            while let Some(line) = stream.read_line(&mut line).await?.filter(|line| !line.is_empty()) {
                let Some((name, value)) = line.split_once(": ") else {
                    return Err(later("error", format!("bad header {line}")).await);
                };
                headers.insert(name.to_owned(), value.to_owned());
            }
            let length: usize = headers.get("length").map_or(Ok(0), |n| n.parse()).map_err(|error| format!("{error}"))?;
            let body = stream.read_line(&mut line).await?.unwrap_or("").get(..length).unwrap_or("").to_owned();
            Ok(Response { status, headers, body })
        }
    }
}

case! {
    /// Retries with a growing pause; the last error is kept across turns.
    mod retry => run();
    co! {
        async fn retry<T, E, F: Future<Output = Result<T, E>>>(most: u32, mut attempt: impl FnMut(u32) -> F) -> Result<(T, u32), Option<E>> {
            let mut last = None;
            let mut pause = 1;
            for n in 0..most {
                match attempt(n).await {
                    Ok(value) => return Ok((value, n)),
                    Err(error) if n + 1 == most => last = Some(error),
                    Err(error) => {
                        last.replace(error);
                        leaf("pause", pause, ()).await;
                        pause *= 2;
                    }
                }
            }
            Err(last)
        }
    }
    co! {
        async fn run() -> (Result<(u32, u32), Option<Noisy>>, Result<(u32, u32), Option<Noisy>>) {
            let works = |n| async move { if n < 2 { Err(later("failed", noisy_n("error", n)).await) } else { Ok(n) } };
            let first = retry(4, works).await;
            (first, retry(2, works).await)
        }
    }
}

case! {
    /// An interpreter: a loop over a match with waits in arms, state moved through it.
    interpreter();
    async fn interpreter() -> Result<Vec<i64>, String> {
        enum Op { Push(i64), Add, Dup, Jump(usize), JumpIfZero(usize), Print, End }
        let program = [Op::Push(3), Op::Dup, Op::Print, Op::Push(-1), Op::Add, Op::Dup, Op::JumpIfZero(8), Op::Jump(1), Op::End];
        let mut stack: Vec<i64> = vec![];
        let mut printed = vec![];
        let mut at = 0;
        'run: loop {
            let op = program.get(at).ok_or("fell off the end")?;
            at += 1;
            let _op = noisy_n("op", at as u32);
            match op {
                Op::Push(n) => stack.push(later("push", *n).await),
                Op::Add => {
                    let (Some(a), Some(b)) = (stack.pop(), stack.pop()) else { return Err("empty".into()) };
                    stack.push(later("a", a).await + b);
                }
                Op::Dup => stack.push(*stack.last().ok_or("empty")?),
                Op::Jump(to) => at = *to,
                // Awaits in guards are not supported: the arm decides.
                Op::JumpIfZero(to) => match later("zero", stack.last() == Some(&0)).await {
                    true => at = *to,
                    false => continue 'run,
                },
                Op::Print => edit("print", &mut printed, |printed| printed.extend(stack.last())).await,
                Op::End => break 'run,
            }
        }
        yield_now().await;
        Ok(printed)
    }
}

case! {
    /// Forty waits in a row.
    forty_waits();
    async fn forty_waits() -> u32 {
        let mut n = 0;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += later("b", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += later("b", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await;
        n += now("a", 1).await; n += now("a", 1).await; n += now("a", 1).await; n += leaf("c", 2, 1).await;
        n
    }
}

case! {
    /// Deeply nested control flow with a wait at every level.
    deep_nesting();
    async fn deep_nesting() -> Vec<u32> {
        let mut all = vec![];
        for a in 0..2 {
            let _a = noisy_n("a", a);
            if later("if", a == 1).await {
                // Awaits in guards are not supported: what the guard decides is matched too.
                match (later("match", Some(a)).await, later("guard", true).await) {
                    (Some(b), true) => {
                        let mut n = 0;
                        'turns: while later("while", n < 2).await {
                            let _n = noisy_n("n", n);
                            n += 1;
                            let c = 'block: {
                                if let Some(c) = later("if let", (n == 1).then_some(b)).await {
                                    break 'block later("c", c).await;
                                }
                                let Ok(d) = later("let else", Err::<u32, u32>(n)).await else { yield_now().await; continue 'turns };
                                d
                            };
                            // A closure that captures what the loop assigns would be lent for all turns: it captures a copy.
                            let sum = c + n;
                            edit("all", &mut all, |all| all.push(sum)).await;
                        }
                    }
                    _ => yield_now().await,
                }
            } else {
                all.push(later("else", 100).await);
            }
        }
        all
    }
}

case! {
    /// A merge of two sources, which holds one pending item of each.
    mod merge => run();
    struct Source { items: std::vec::IntoIter<u32>, name: &'static str }
    impl Source {
        co! {
            async fn next(&mut self) -> Option<u32> {
                leaf(self.name, self.items.len() % 2, ()).await;
                self.items.next()
            }
        }
    }
    co! {
        async fn run() -> Vec<u32> {
            let mut left = Source { items: vec![1, 4, 6].into_iter(), name: "left" };
            let mut right = Source { items: vec![2, 3, 7].into_iter(), name: "right" };
            let (mut a, mut b) = (left.next().await, right.next().await);
            let mut merged = vec![];
            loop {
                let (item, from_left) = match (a, b) {
                    (Some(x), Some(y)) if x <= y => (x, true),
                    (_, Some(y)) => (y, false),
                    (Some(x), None) => (x, true),
                    (None, None) => break merged,
                };
                merged.push(item);
                *(if from_left { &mut a } else { &mut b }) = if from_left { left.next().await } else { right.next().await };
            }
        }
    }
}
