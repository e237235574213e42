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

struct Connection {
    name: Noisy,
    broken: Option<Noisy>,
    turns: u32,
}

impl Connection {
    fn new() -> Connection {
        Connection { name: noisy("name"), broken: Some(noisy("broken")), turns: 0 }
    }

    async fn send(&mut self, n: u32) -> Result<Noisy, Noisy> {
        yield_now().await;
        if n > 3 { Ok(noisy_n("ok", n)) } else { Err(noisy_n("err", n)) }
    }
}

/// What is done with the connection where something went wrong.
macro_rules! on_error {
    ($name:ident, $n:expr) => {
        case! {
            mod $name => send(Connection::new_in_box(), $n);
            co! { async fn send(connection: &mut Connection, n: u32) -> Result<u32, u32> {
                let sent = connection
                    .send(n)
                    .await
                    .map_err(|err| {
                        connection.broken.take();
                        connection.turns += 1;
                        err.into_number() + connection.name.by_ref()
                    })?;
                Ok(later("sent", sent).await.into_number())
            } }
        }
    };
}

impl Connection {
    fn new_in_box() -> &'static mut Connection {
        leak(Connection::new())
    }
}

on_error!(closure_that_uses_a_reference, 4);
on_error!(closure_that_uses_a_reference_on_error, 2);

case! {
    /// A closure that looks at an owned value.
    closure_that_looks_at_a_local(2);
    async fn closure_that_looks_at_a_local(n: u32) -> Result<u32, u32> {
        let mut connection = Connection::new();
        let name = noisy("name");
        let sent = connection.send(n).await.map_err(|err| {
            err.into_number() + name.by_ref() + name.clone().into_number() + connection.turns
        });
        later("sent", ()).await;
        sent.map(Noisy::into_number)
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

case! {
    /// The last method that mentions `self` consumes it.
    mod passes_self_on => Owner(noisy("owned"), 3).finish(4);
    struct Owner(Noisy, u32);
    impl Owner {
        async fn close(self) -> u32 {
            yield_now().await;
            self.0.by_ref() + self.1
        }
        fn is_open(&self) -> bool {
            self.0.by_ref() > 3
        }
        co! { pub async fn finish(mut self, n: u32) -> u32 {
            yield_now().await;
            self.1 += n;
            if self.is_open() {
                return later("open", 1).await;
            }
            let n = self.close().await;
            log("closed");
            n
        } }
    }
}

case! {
    /// A method that is called twice does not consume.
    mod looks_at_self_at_last => Owner(noisy("owned"), 3).work(4);
    struct Owner(Noisy, u32);
    impl Owner {
        async fn write(&mut self, n: u32) -> u32 {
            self.1 += n;
            later("written", self.0.by_ref() + self.1).await
        }
        co! { pub async fn work(mut self, n: u32) -> u32 {
            let m = self.write(n).await;
            if m > 100 {
                self.write(m).await;
                return m;
            }
            let n = self.write(m).await;
            log("behind");
            later("n", n).await
        } }
    }
}

case! {
    mod takes_self_apart => Owner(noisy("owned"), 3).parts(4);
    struct Owner(Noisy, u32);
    impl Owner {
        fn split(self) -> (Noisy, u32) {
            (self.0, self.1)
        }
        co! { pub async fn parts(self, n: u32) -> u32 {
            let (noisy, m) = self.split();
            later("n", n).await + later("m", m).await + noisy.by_ref()
        } }
    }
}

mod hidden {
    pub struct Get(u8);
    pub struct Set {
        pub key: u8,
    }
}
use hidden::{Get, Set};

enum Command {
    Get(Noisy),
    Set(Noisy, Noisy),
    Ping,
}

case! {
    /// The names of the variants mean something else outside.
    variants_by_an_import(Command::Set(noisy("key"), noisy("value")));
    async fn variants_by_an_import(command: Command) -> u32 {
        use Command::*;

        match command {
            Get(key) => later("get", key).await.into_number(),
            Set(key, _) => later("set", key).await.into_number(),
            Ping => later("ping", 3).await,
        }
    }
}

case! {
    variants_by_an_import_within(Command::Set(noisy("key"), noisy("value")));
    async fn variants_by_an_import_within(command: Command) -> u32 {
        let mut n = later("first", 4).await;
        {
            use Command::*;
            if let Set(key, _) = command {
                n += later("set", key).await.into_number()
            }
            log("within");
        }
        later("n", n).await
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

struct Failed(u32);

impl From<Noisy> for Failed {
    fn from(error: Noisy) -> Failed {
        Failed(error.into_number())
    }
}

case! {
    /// Which error it becomes, only the output says.
    error_that_the_output_names(2);
    async fn error_that_the_output_names(n: u32) -> Result<u32, u32> {
        async fn send(n: u32) -> Result<Noisy, Failed> {
            yield_now().await;
            log("sent");
            Err(Failed(n))
        }
        let sent: Result<Noisy, Failed> = parse(n).await.map_err(|err| {
            log("failed");
            From::from(err)
        });
        send(n).await.or_else(|_| sent).map(Noisy::into_number).map_err(|Failed(n)| n)
    }
}

case! {
    /// As many as there are, and no more.
    as_many_as_wanted(4);
    async fn as_many_as_wanted(n: u32) -> u32 {
        let all = later("all", vec![noisy("a"), noisy("b"), noisy("c")]).await.into_iter();
        let looked = all.len() as u32;
        let mut sum = later("looked", looked).await;
        for noisy in all.take(2) {
            sum += later("noisy", noisy).await.into_number() + n;
        }
        sum
    }
}

async fn advance(source: &mut Noisy) -> Result<u32, u32> {
    yield_now().await;
    Ok(source.by_ref())
}

case! {
    /// The field is itself a unique reference, and reborrowed: `self` is used again.
    mod reborrows_a_field => parse(Parser { source: leak(noisy("source")), taken: 3 });
    struct Parser<'a> { source: &'a mut Noisy, taken: u32 }
    co! { impl Parser<'_> {
        async fn next(&mut self) -> Result<u32, u32> {
            let n = advance(self.source).await?;
            self.taken += n;
            let m = advance(self.source).await?;
            Ok(self.taken + m + self.source.by_ref())
        }
    } }
    co! { async fn parse(mut parser: Parser<'_>) -> Result<u32, u32> {
        Ok(parser.next().await? + parser.next().await?)
    } }
}

/// What an error may become, beside what the function returns.
#[derive(Debug)]
struct Shown(#[allow(dead_code)] Noisy);

impl From<Noisy> for Shown {
    fn from(noisy: Noisy) -> Self {
        Shown(noisy)
    }
}

#[derive(Debug)]
struct Hidden;

impl From<Noisy> for Hidden {
    fn from(_: Noisy) -> Self {
        Hidden
    }
}

case! {
    /// The error becomes what the output says, which nothing else tells.
    error_of_the_output(2);
    async fn error_of_the_output(n: u32) -> Result<Noisy, Shown> {
        parse(n).await.map_err(|error| error.into())
    }
}

case! {
    error_at_the_end_of_a_block(2);
    async fn error_at_the_end_of_a_block(n: u32) -> Result<Noisy, Hidden> {
        let held = noisy("held");
        let result = { parse(n + held.by_ref()).await.map_err(|error| error.into()) };
        log("behind");
        result
    }
}
