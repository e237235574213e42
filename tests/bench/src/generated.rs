//! Source text of many functions, for the time that it takes to compile them.

/// The shapes that alternate. `NUMBER` is that of the function, and `f_BEFORE` the one before.
const SHAPES: [&str; 8] = [
    // Waits in a loop, with a sum.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let mut sum = NUMBER;
    for i in 0..n {
        sum += step(i).await;
    }
    sum
}"#,
    // A sequence of calls.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let a = step(n).await;
    let b = step(a + NUMBER).await;
    f_BEFORE(a ^ b).await + b
}"#,
    // Branches.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    if n > NUMBER {
        step(n).await
    } else if n % 2 == 0 {
        let name = format!("{n}");
        step(1).await;
        name.len() as u64
    } else {
        0
    }
}"#,
    // A reference to a local across a wait.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let mut list = vec![n, NUMBER];
    push(&mut list, n).await;
    let last = list.last_mut();
    step(n).await;
    if let Some(last) = last {
        *last += 1;
    }
    list.iter().sum()
}"#,
    // The question mark.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let text = n.to_string();
    match sum_NUMBER(&text).await {
        Ok(n) => n,
        Err(error) => error.to_string().len() as u64,
    }
}
ATTRIBUTE
async fn sum_NUMBER(text: &str) -> Result<u64, std::num::ParseIntError> {
    let first = parse(text).await?;
    let second = parse(&text[..1]).await?;
    Ok(first + second)
}"#,
    // A match with bindings, and a loop that is left.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let mut state = Some(n);
    let mut turns = 0;
    loop {
        match state {
            Some(0) => break turns,
            Some(n) if n > NUMBER => state = n.checked_sub(step(turns).await + NUMBER),
            Some(n) => state = Some(n - 1),
            None => {
                step(turns).await;
                return NUMBER;
            }
        }
        turns += 1;
    }
}"#,
    // Values with destructors, moved and dropped.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let first = String::from("first");
    let second = vec![first.clone()];
    step(n).await;
    if n > NUMBER {
        drop(first);
        step(second.len() as u64).await;
        return 1;
    }
    f_BEFORE(first.len() as u64).await
}"#,
    // A method with closures.
    r#"async fn f_NUMBER(n: u64) -> u64 {
    let numbers: Vec<u64> = (0..n).map(|i| i * NUMBER).collect();
    let mut sum = 0;
    for number in numbers.iter().filter(|number| **number > 2) {
        sum += step(*number).await;
    }
    numbers.iter().position(|number| *number == sum).map_or(0, |at| at as u64)
}"#,
];

/// What they call. It is native for both.
const CALLED: &str = r#"
async fn step(n: u64) -> u64 {
    n + 1
}

async fn push(list: &mut Vec<u64>, n: u64) {
    list.push(n);
}

async fn parse(text: &str) -> Result<u64, std::num::ParseIntError> {
    text.parse()
}

async fn f_start(n: u64) -> u64 {
    n
}
"#;

/// So many functions with the attribute above each, and for each one a caller, by which all of it is compiled.
pub fn source(functions: usize, attribute: &str) -> String {
    let mut text = String::from("#![allow(unused)]\nuse std::{future::Future, pin::Pin};\n");
    text.push_str(CALLED);
    for number in 0..functions {
        // A chain of calls begins anew now and then.
        let before = if number % SHAPES.len() <= 1 { "start".to_owned() } else { (number - 1).to_string() };
        let shape = SHAPES[number % SHAPES.len()].replace("ATTRIBUTE\n", attribute);
        let function = shape.replace("BEFORE", &before).replace("NUMBER", &number.to_string());
        let start = format!(
            "pub fn start_{number}(n: u64) -> Pin<Box<dyn Future<Output = u64>>> {{ Box::pin(f_{number}(n)) }}"
        );
        text.push_str(&format!("\n{attribute}{function}\n\n{start}\n"));
    }
    text
}
