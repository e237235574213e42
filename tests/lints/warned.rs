//! Code of which something is said: each function is for a lint, or for a few.

use std::collections::HashMap;
use std::fmt;

#[must_use]
#[derive(Debug)]
pub struct Ticket(pub u32);

pub struct Account {
    pub name: String,
    pub sum: i64,
}

#[deprecated(note = "out of use")]
pub fn old() -> u32 {
    1
}

#[resumable::coroutine]
async fn wait() {}

#[resumable::coroutine]
async fn fail(early: bool) -> Result<u32, fmt::Error> {
    wait().await;
    if early { Err(fmt::Error) } else { Ok(1) }
}

fn ticket(number: u32) -> Ticket {
    Ticket(number)
}

#[resumable::coroutine]
pub async fn unused_variables(parameter: u32, used: u32) -> u32 {
    let local = used;
    wait().await;
    let (first, second) = (used, 2);
    if let Some(inner) = Some(used) {
        wait().await;
    }
    match Some(used) {
        Some(bound) => wait().await,
        None => {}
    }
    let closure = |argument: u32| used;
    for index in 0..used {
        wait().await;
    }
    first
}

#[resumable::coroutine]
pub async fn unused_mut(mut parameter: String, mut used: String) -> String {
    let mut local = String::new();
    wait().await;
    used.push_str(&local);
    let mut pair = (parameter, 1);
    wait().await;
    used.push_str(&pair.0);
    used
}

#[resumable::coroutine]
pub async fn unused_must_use(early: bool) {
    fail(early).await;
    wait();
    ticket(1);
    wait().await;
    ticket(2);
    early == early;
    fail(early);
    "text".to_owned().trim();
}

#[resumable::coroutine]
pub async fn unreachable(early: bool) -> u32 {
    if early {
        return 1;
        wait().await;
    }
    loop {
        wait().await;
    }
    wait().await;
    2
}

#[resumable::coroutine]
pub async fn dead_assignments(input: u32) -> u32 {
    let mut dead = 1;
    dead = input;
    wait().await;
    let mut last = dead;
    last = 3;
    wait().await;
    dead = 4;
    let mut overwritten = 0;
    overwritten = fail(false).await.unwrap_or(0);
    overwritten
}

#[resumable::coroutine]
pub async fn deprecated() -> u32 {
    let sum = old();
    wait().await;
    sum + old()
}

#[resumable::coroutine]
pub async fn allowed() -> u32 {
    #[allow(deprecated)]
    let sum = old();
    wait().await;
    #[allow(deprecated)]
    old();
    #[allow(unused_variables)]
    let unused = sum;
    #[allow(deprecated, clippy::let_and_return)]
    {
        wait().await;
        old()
    }
}

#[deprecated(note = "out of use")]
#[resumable::coroutine]
pub async fn old_too() -> u32 {
    wait().await;
    #[allow(deprecated)]
    twice(old()).await
}

#[resumable::coroutine]
async fn twice(number: u32) -> u32 {
    wait().await;
    number * 2
}

#[resumable::coroutine]
pub async fn old_awaited(number: u32) -> u32 {
    #[allow(deprecated)]
    twice(old_too().await).await;
    #[expect(deprecated)]
    let number = number + old_too().await;
    number + old_too().await
}

#[allow(unused_variables, clippy::all)]
#[resumable::coroutine]
pub async fn allowed_as_a_whole(parameter: u32) -> u32 {
    let local = 1;
    wait().await;
    return 2;
}

#[resumable::coroutine]
#[expect(unused_variables)]
pub async fn expected(parameter: u32) {
    wait().await;
}

#[resumable::coroutine]
async fn never_used(input: u32) -> u32 {
    wait().await;
    input
}

#[resumable::coroutine]
async fn never_used_generic<T: Default, W>(_writer: &mut W, _value: &T) -> u32 {
    wait().await;
    1
}

#[resumable::coroutine]
async fn never_used_without_awaits() {}

#[resumable::coroutine]
pub async fn Misnamed(camelCase: u32) -> u32 {
    let localValue = camelCase;
    wait().await;
    localValue
}

#[resumable::coroutine]
pub async fn patterns(input: Option<u32>) -> u32 {
    match input {
        Some(n) => {
            wait().await;
            n
        }
        _ => 0,
        None => 1,
    }
}

#[resumable::coroutine]
pub async fn parentheses(input: u32) -> u32 {
    let sum = (input + 1);
    if (sum > 2) {
        wait().await;
    }
    let block = { (input) };
    (wait()).await;
    return (sum + block);
}

#[resumable::coroutine]
pub async fn labels_and_paths(input: u32) -> u32 {
    'unused: loop {
        wait().await;
        input;
        break;
    }
    ;
    let copied = std::option::Option::Some(input);
    wait().await;
    copied.unwrap_or(1u32)
}

#[resumable::coroutine]
pub async fn clippy_style(names: Vec<String>, input: Option<u32>) -> bool {
    let length = names.len() == 0;
    wait().await;
    let cloned = input.clone();
    let mut list = Vec::new();
    for index in 0..names.len() {
        wait().await;
        list.push(names[index].clone());
    }
    if list.len() > 0 {
        wait().await;
        return true;
    }
    let text = format!("{}", "constant");
    match cloned {
        Some(n) => println!("{}", n),
        None => (),
    }
    wait().await;
    return length == true && text.len() >= 0;
}

#[resumable::coroutine]
pub async fn clippy_pedantic(map: HashMap<String, u32>, text: &String, big: u64) -> u32 {
    wait().await;
    let small = big as u32;
    let found = map.get(text).map(|n| *n).unwrap_or(0);
    wait().await;
    let unit = wait().await;
    drop(unit);
    if !map.contains_key(text) {
        wait().await;
    } else {
        wait().await;
    }
    small + found
}

#[resumable::coroutine]
pub async fn clippy_restriction(input: Option<u32>, items: &[u32]) -> u32 {
    wait().await;
    let first = items[0];
    let sure = input.unwrap();
    wait().await;
    let input = sure / first;
    std::mem::forget(String::new());
    print!("{input}");
    input + 1
}

#[resumable::coroutine]
pub async fn redundant_clone_and_borrow(account: &Account) -> String {
    wait().await;
    let name = account.name.clone();
    let copy = name.clone();
    wait().await;
    takes(&&copy);
    format!("{}", &account.sum).to_string()
}

fn takes(text: &str) -> usize {
    text.len()
}

impl Account {
    #[resumable::coroutine]
    pub async fn methods(&mut self, unused: u32) -> i64 {
        let sum = self.sum;
        wait().await;
        self.sum = self.sum + 1;
        self.private().await;
        return sum;
    }

    #[resumable::coroutine]
    async fn private(&mut self) {
        wait().await;
    }

    #[resumable::coroutine]
    async fn never_called<'a>(&'a self) -> &'a str {
        wait().await;
        &self.name
    }

    #[resumable::coroutine]
    pub async fn needless_lifetime<'a>(&'a self) -> &'a str {
        wait().await;
        &self.name
    }

    #[resumable::coroutine]
    pub async fn by_value(mut self) -> Self {
        wait().await;
        self
    }

    #[resumable::coroutine]
    pub async fn unused_self(&self) {
        wait().await;
    }
}

pub trait Shape {
    #[resumable::coroutine]
    async fn area(&self) -> f64;

    #[resumable::coroutine]
    async fn twice(&self, unused: u32) -> f64 {
        let area = self.area().await;
        area * 2.0
    }
}

impl Shape for Account {
    #[resumable::coroutine]
    async fn area(&self) -> f64 {
        let unused = 1;
        wait().await;
        self.sum as f64
    }
}

enum Entry {
    Text(String),
    Marked(
        u64,
        String, // said without the attribute only: the machine reads what the pattern leaves over, to drop it in time
    ),
}

#[resumable::coroutine]
pub async fn entries(text: String) -> u64 {
    let entry = if text.is_empty() { Entry::Marked(1, text) } else { Entry::Text(text) };
    match { entry } {
        Entry::Text(text) => {
            wait().await;
            text.len() as u64
        }
        Entry::Marked(mark, _) => {
            wait().await;
            mark
        }
    }
}
