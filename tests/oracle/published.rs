//! Shapes that async functions of published crates are full of.

use crate::harness::*;

async fn find(n: u32) -> Option<Noisy> {
    yield_now().await;
    (n > 3).then(|| noisy_n("found", n))
}

async fn parse(n: u32) -> Result<Noisy, Noisy> {
    yield_now().await;
    if n > 3 { Ok(noisy_n("ok", n)) } else { Err(noisy_n("err", n)) }
}

case! {
    /// What was found, or something made instead.
    found(4);
    async fn found(n: u32) -> u32 {
        let maybe = find(n).await;
        if let Some(found) = maybe { found.into_number() } else { later("made", n).await }
    }
}

case! {
    not_found(2);
    async fn not_found(n: u32) -> u32 {
        let maybe = find(n).await;
        if let Some(found) = maybe { found.into_number() } else { later("made", n).await }
    }
}

case! {
    /// What does not match is still there in the `else` block, and drops at the end of its scope.
    left_where_else_waits(2);
    async fn left_where_else_waits(n: u32) -> u32 {
        let parsed = parse(n).await;
        let n = if let Ok(ok) = parsed { ok.into_number() } else { later("made", n).await };
        log("behind");
        n
    }
}

case! {
    left_where_then_waits(2);
    async fn left_where_then_waits(n: u32) -> u32 {
        let parsed = parse(n).await;
        let n = if let Ok(ok) = parsed { later("used", ok).await.into_number() } else { 7 };
        log("behind");
        n
    }
}

case! {
    taken_where_then_waits(4);
    async fn taken_where_then_waits(n: u32) -> u32 {
        let parsed = parse(n).await;
        let n = if let Ok(ok) = parsed { later("used", ok).await.into_number() } else { 7 };
        log("behind");
        n
    }
}

case! {
    left_by_a_match(2);
    async fn left_by_a_match(n: u32) -> u32 {
        let parsed = parse(n).await;
        let n = match parsed {
            Ok(ok) => ok.into_number(),
            _ => later("made", n).await,
        };
        log("behind");
        n
    }
}

async fn count(n: u32) -> Result<u32, Noisy> {
    yield_now().await;
    if n > 3 { Ok(n) } else { Err(noisy_n("err", n)) }
}

case! {
    copied(4);
    async fn copied(n: u32) -> u32 {
        let counted = count(n).await;
        let n = if let Ok(n) = counted { n } else { later("made", n).await };
        log("behind");
        n
    }
}

case! {
    copied_not(2);
    async fn copied_not(n: u32) -> u32 {
        let counted = count(n).await;
        let n = if let Ok(n) = counted { n } else { later("made", n).await };
        log("behind");
        n
    }
}

case! {
    copied_in_let_else(4);
    async fn copied_in_let_else(n: u32) -> u32 {
        let counted = count(n).await;
        let Ok(n) = counted else { return later("none", n).await };
        log("behind");
        later("n", n).await
    }
}

case! {
    copied_not_in_let_else(2);
    async fn copied_not_in_let_else(n: u32) -> u32 {
        let counted = count(n).await;
        let Ok(n) = counted else { return later("none", n).await };
        log("behind");
        later("n", n).await
    }
}

case! {
    looked_at_in_else(2);
    async fn looked_at_in_else(n: u32) -> u32 {
        let parsed = parse(n).await;
        let n = if let Ok(ok) = parsed {
            ok.into_number()
        } else {
            let n = later("made", n).await;
            n + parsed.err().map_or(0, Noisy::into_number)
        };
        log("behind");
        n
    }
}

case! {
    assigned_in_else(2);
    async fn assigned_in_else(n: u32) -> u32 {
        let mut parsed = parse(n).await;
        for turn in 0..3 {
            if let Ok(ok) = parsed {
                return ok.into_number();
            } else {
                log(turn);
                parsed = parse(n + turn).await;
            }
        }
        log("behind");
        n
    }
}

/// Reads into what it borrows.
async fn fill(into: &mut [u8], last: u8) -> usize {
    yield_now().await;
    into.iter_mut().for_each(|byte| *byte = last);
    into.len()
}

case! {
    /// A buffer that is a constant, and yet no constant.
    buffer_of_zeros(2);
    async fn buffer_of_zeros(n: u32) -> u32 {
        let mut sum = fill(&mut [0; 3], 7).await;
        let buffer = &mut [0; 4];
        sum += fill(buffer, 5).await + fill(&mut [1, 2], 3).await + fill(&mut [], 0).await;
        while fill(&mut [0; 3], 7).await > 3 {}
        sum as u32 + n + u32::from(buffer[2])
    }
}

type Any<'a> = &'a (dyn std::fmt::Display + Sync);

async fn query(text: &str, values: &[Any<'_>]) -> String {
    yield_now().await;
    values.iter().fold(text.to_string(), |text, value| format!("{text} {value}"))
}

fn all<'a>(values: &'a [Any<'a>]) -> impl ExactSizeIterator<Item = Any<'a>> + 'a {
    values.iter().copied()
}

async fn query_all<'a>(values: impl Iterator<Item = Any<'a>>) -> usize {
    yield_now().await;
    values.map(|value| value.to_string().len()).sum()
}

fn measure(measure: &(dyn Fn(&Noisy) -> u32 + Sync), of: Noisy) -> u32 {
    measure(&of)
}

case! {
    /// References of different types, as the array is declared to hold.
    array_of_any(4);
    async fn array_of_any(n: u32) -> usize {
        let name = noisy("name");
        let text = query("select", &[&n, &name, &noisy("made")]).await;
        let mut sum = query_all(all(&[&n, &name])).await;
        let len = later("len", 3).await;
        for _ in 0..2 {
            sum += query("again", &[&name, &later("within", 5).await]).await.len();
        }
        query(&text, &[]).await.len() + query("x", &[&text]).await.len() + sum + len
    }
}

case! {
    /// What a closure under `&` gets, the callee says.
    closure_that_is_lent(4);
    async fn closure_that_is_lent(n: u32) -> u32 {
        measure(&|noisy| noisy.by_ref() + n, later("first", noisy_n("first", n)).await)
    }
}
