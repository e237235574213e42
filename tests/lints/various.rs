//! Bodies of every kind, so that the code generated for them has many chances to say something.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug, Display};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

#[derive(Debug)]
pub enum Error {
    Text(String),
    Format(fmt::Error),
}

impl From<fmt::Error> for Error {
    fn from(error: fmt::Error) -> Self {
        Self::Format(error)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Message {
    Number(u64),
    Text { body: String, urgent: bool },
    Pair(Box<Self>, Box<Self>),
    Nothing,
}

#[derive(Debug, Default, Clone)]
pub struct Stock<const N: usize> {
    items: Vec<[u8; N]>,
    names: BTreeMap<String, usize>,
}

#[resumable::coroutine]
async fn step(number: u64) -> Result<u64, Error> {
    std::future::ready(()).await;
    number.checked_add(1).ok_or_else(|| Error::Text("too large".to_owned()))
}

#[resumable::coroutine]
async fn push(into: &mut Vec<u64>, number: u64) {
    step(number).await.map(|n| into.push(n)).unwrap_or_default();
}

#[resumable::coroutine]
pub async fn loops(numbers: &[u64]) -> Result<Vec<u64>, Error> {
    let mut found = Vec::new();
    'outer: for (index, &number) in numbers.iter().enumerate() {
        let mut rest = number;
        while rest > 0 {
            rest = match step(rest).await? % 3 {
                0 => continue 'outer,
                1 => break,
                _ => rest / 2,
            };
        }
        push(&mut found, index as u64).await;
    }
    let last = loop {
        let Some(last) = found.pop() else { return Err(Error::Text(String::new())) };
        if step(last).await? > 2 {
            break last;
        }
    };
    while let Some(next) = found.iter().copied().find(|next| *next > last) {
        found.retain(|kept| *kept != next);
        push(&mut found, next / 2).await;
    }
    Ok(found)
}

#[resumable::coroutine]
pub async fn messages(first: Message, mut queue: Vec<Message>) -> Result<String, Error> {
    let mut text = String::new();
    queue.push(first);
    while let Some(message) = queue.pop() {
        match message {
            Message::Number(number) => {
                let next = step(number).await?;
                text.push_str(&next.to_string());
            }
            Message::Text { body, urgent } => {
                step(u64::from(urgent)).await?;
                text.insert_str(0, &body);
            }
            Message::Pair(left, right) => {
                step(3).await?;
                queue.extend([*left, *right]);
            }
            Message::Nothing => return Ok(text),
        }
    }
    Ok(text)
}

#[resumable::coroutine]
pub async fn guards(message: Message) -> Result<u64, Error> {
    match &message {
        Message::Number(n) if *n % 2 == 0 => step(*n).await,
        Message::Text { body, .. } if body.is_empty() => Ok(0),
        Message::Text { body, .. } => {
            let borrowed = body.as_str();
            step(2).await?;
            Ok(borrowed.len() as u64)
        }
        Message::Number(..) | Message::Pair(..) | Message::Nothing => Ok(1),
    }
}

#[resumable::coroutine]
pub async fn operands(a: u64, b: Option<u64>) -> Result<(u64, [u64; 2], Message), Error> {
    let sum = step(a).await? + step(b.unwrap_or(1)).await? * 2;
    let list = [step(sum).await?, sum];
    let message = Message::Text { body: format!("{sum} and {}", step(list[0]).await?), urgent: sum > step(1).await? };
    let chosen = if list[1] > 2 && step(3).await.is_ok() { step(4).await? } else { 5 };
    let mut total = 0;
    total += step(chosen).await?;
    let (left, right) = (step(1).await?, &step(2).await?);
    Ok((total + left - right, list, message))
}

#[resumable::coroutine]
pub async fn closures(names: HashMap<String, u64>) -> Vec<String> {
    let prefix = String::from("name ");
    let label = |name: &str| format!("{prefix}{name}");
    step(1).await.ok();
    let mut labels: Vec<_> = names.keys().map(|name| label(name)).collect();
    step(2).await.ok();
    labels.sort_by(|a, b| b.cmp(a));
    let owner = labels.clone();
    let owned = move || owner.len();
    step(owned() as u64).await.ok();
    labels
}

#[resumable::coroutine]
pub async fn shared(cell: Rc<RefCell<u64>>, lock: Arc<Mutex<Vec<u64>>>) -> u64 {
    let before = { *cell.borrow() };
    let after = step(before).await.unwrap_or(before);
    cell.replace(after);
    if let Ok(mut list) = lock.lock() {
        list.push(after);
    }
    step(after).await.map_or(0, |n| n)
}

#[resumable::coroutine]
pub async fn pinned<F, Fut>(make: F) -> Fut::Output
where
    F: FnOnce(u64) -> Fut,
    Fut: Future,
{
    let future = pin!(make(1));
    step(1).await.ok();
    future.await
}

#[resumable::coroutine]
pub async fn boxed(depth: u64) -> u64 {
    if depth == 0 {
        return 0;
    }
    let below: Pin<Box<dyn Future<Output = u64>>> = Box::pin(boxed(depth - 1));
    below.await + 1
}

#[resumable::coroutine]
pub async fn nested(number: u64) -> u64 {
    const LIMIT: u64 = 3;
    fn bounded(number: u64) -> u64 {
        number.min(LIMIT)
    }
    let text = String::from("text");
    let inner = async { step(bounded(number)).await.unwrap_or(LIMIT) + text.len() as u64 };
    let outcome = inner.await;
    let later = async move { text.len() };
    later.await as u64 + outcome
}

#[resumable::coroutine]
pub async fn patterns((a, [b, .., c]): (u64, [u64; 4]), Pair { left, .. }: Pair) -> u64 {
    step(a).await.ok();
    b + c + left
}

#[derive(Debug)]
pub struct Pair {
    pub left: u64,
    pub right: u64,
}

#[resumable::coroutine]
pub async fn generic<'a, T, U: Display + 'a>(first: &'a T, second: &mut U, third: impl Into<String>) -> (&'a T, String)
where
    T: Debug + ?Sized,
{
    let mut text = third.into();
    step(1).await.ok();
    text.push_str(&format!("{first:?} {second}"));
    step(2).await.ok();
    (first, text)
}

impl<const N: usize> Stock<N> {
    #[resumable::coroutine]
    pub async fn add(&mut self, name: &str, item: [u8; N]) -> Option<&[u8; N]> {
        step(N as u64).await.ok()?;
        self.items.push(item);
        let at = self.names.entry(name.to_owned()).or_insert(self.items.len() - 1);
        step(*at as u64).await.ok()?;
        self.items.get(*at)
    }

    #[resumable::coroutine]
    pub async fn drain(mut self) -> Result<Vec<[u8; N]>, Error> {
        let mut items = Vec::with_capacity(self.items.len());
        while let Some(item) = self.items.pop() {
            step(items.len() as u64).await?;
            items.push(item);
        }
        drop(self);
        Ok(items)
    }
}

pub trait Source {
    type Item;

    #[resumable::coroutine]
    async fn next(&mut self) -> Option<Self::Item>;

    #[resumable::coroutine]
    async fn collect(&mut self) -> Vec<Self::Item> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item);
        }
        items
    }
}

impl Source for std::ops::Range<u64> {
    type Item = u64;

    #[resumable::coroutine]
    async fn next(&mut self) -> Option<u64> {
        let next = Iterator::next(self)?;
        step(next).await.ok()
    }
}
