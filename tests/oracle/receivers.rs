//! Methods whose names say too little, of locals of which something is known: declared without `mut`, awaited at once, a reader, the sender of a
//! `oneshot`.

use crate::harness::*;
use std::collections::BTreeMap;

/// Closed, joined, split and finished by value, as in many crates.
struct Connection {
    held: Noisy,
    sent: Vec<u32>,
}

impl Connection {
    fn new(name: &'static str) -> Self {
        Connection { held: noisy(name), sent: Vec::new() }
    }
    async fn ping(&self) -> u32 {
        yield_now().await;
        self.held.by_ref()
    }
    async fn send_all(&mut self, n: u32) -> u32 {
        yield_now().await;
        self.sent.push(n);
        n
    }
    async fn close(self) -> Result<u32, String> {
        yield_now().await;
        Ok(self.sent.len() as u32)
    }
    async fn join(self) -> Noisy {
        yield_now().await;
        self.held
    }
    fn split(self) -> (Noisy, Vec<u32>) {
        (self.held, self.sent)
    }
    fn finish(self) -> Vec<u32> {
        self.sent
    }
    fn build(self) -> Noisy {
        self.held
    }
    async fn text(self) -> Result<String, String> {
        yield_now().await;
        Ok(format!("{:?}", self.sent))
    }
    fn detach(self) {
        self.held.by_ref();
    }
}

/// The same names, of methods that borrow.
struct Socket(Noisy);

impl Socket {
    fn split(&mut self) -> (&mut Noisy, u32) {
        (&mut self.0, 1)
    }
    fn finish(&mut self) -> u32 {
        self.0.by_mut()
    }
    async fn close(&mut self) -> u32 {
        yield_now().await;
        self.0.by_mut()
    }
    fn text(&self) -> &Noisy {
        &self.0
    }
    fn lines(&self) -> Look<'_, Noisy> {
        look("lines", &self.0)
    }
    fn join(&self, n: u32) -> Look<'_, Noisy> {
        look("join", &self.0)
    }
}

case! {
    /// A connection that is used, and closed.
    closed_behind_a_wait();
    async fn closed_behind_a_wait() -> Result<u32, String> {
        let mut conn = Connection::new("conn");
        let sent = conn.send_all(3).await;
        let open = conn.close().await?;
        yield_now().await;
        Ok(open + sent)
    }
}

case! {
    /// A handle that is joined, a task that is detached.
    joined();
    async fn joined() -> Noisy {
        let handle = Connection::new("handle");
        let task = Connection::new("task");
        handle.ping().await;
        task.ping().await;
        let held = handle.join().await;
        task.detach();
        log("detached");
        later("last", held).await
    }
}

case! {
    /// Split, finished and built, of locals that nothing changes.
    of_what_is_not_changed();
    async fn of_what_is_not_changed() -> usize {
        let (ws, encoder, builder) = (Connection::new("ws"), Connection::new("encoder"), Connection::new("builder"));
        ws.ping().await;
        encoder.ping().await;
        builder.ping().await;
        let (sink, stream) = ws.split();
        yield_now().await;
        let bytes = encoder.finish();
        yield_now().await;
        let built = builder.build();
        look("sink", &sink).await;
        look("built", &built).await;
        stream.len() + bytes.len()
    }
}

case! {
    /// The same names borrow what is declared with `mut`.
    of_what_is_changed();
    async fn of_what_is_changed() -> u32 {
        let mut socket = Socket(noisy("socket"));
        let mut other = Socket(noisy("other"));
        let mut stream = Socket(noisy("stream"));
        let (half, n) = socket.split();
        look("half", half).await;
        let m = other.finish();
        yield_now().await;
        let k = stream.close().await;
        yield_now().await;
        n + m + k
    }
}

case! {
    /// What is read of a response is awaited; what is looked at is not.
    awaited_at_once();
    async fn awaited_at_once() -> Result<usize, String> {
        let response = Connection::new("response");
        let socket = Socket(noisy("socket"));
        let status = response.ping().await;
        let seen = socket.text();
        let text = response.text().await?;
        look("seen", seen).await;
        let lines = socket.lines().await;
        let joined = socket.join(status).await;
        yield_now().await;
        Ok(text.len() + joined.by_ref() as usize + lines.by_ref() as usize)
    }
}

case! {
    /// Lines of a reader are its own, those of a text are not.
    mod lines => run(vec!["one", "two"], String::from("three\nfour"));
    struct BufReader { left: Vec<&'static str>, held: Noisy }
    impl BufReader {
        fn new(left: Vec<&'static str>) -> Self { BufReader { left, held: noisy("reader") } }
        fn lines(self) -> Lines { Lines(self) }
    }
    struct Lines(BufReader);
    impl Lines {
        async fn next_line(&mut self) -> Option<&'static str> {
            yield_now().await;
            self.0.held.by_ref();
            self.0.left.pop()
        }
    }
    co! {
        async fn run(input: Vec<&'static str>, page: String) -> usize {
            let mut sum = 0;
            let input = BufReader::new(input);
            yield_now().await;
            let mut lines = input.lines();
            while let Some(line) = lines.next_line().await {
                sum += line.len();
            }
            for line in page.lines() {
                sum += later("line", line).await.len();
            }
            let reader = BufReader::new(vec!["five"]);
            let mut lines = reader.lines();
            sum + lines.next_line().await.map_or(0, str::len)
        }
    }
}

case! {
    /// A sender that sends once, beside one that sends often.
    senders();
    async fn senders() -> u32 {
        let (done, waiting) = futures::channel::oneshot::channel::<Noisy>();
        let (many, received) = std::sync::mpsc::channel::<Noisy>();
        yield_now().await;
        _ = done.send(noisy("once"));
        log("sent");
        yield_now().await;
        _ = many.send(noisy("first"));
        yield_now().await;
        let once = waiting.await.unwrap();
        once.by_ref() + received.recv().unwrap().by_ref()
    }
}

case! {
    /// An entry of a map that lives across a wait, and is declared before it has a value.
    entries();
    async fn entries() -> u32 {
        let mut map: BTreeMap<u32, Noisy> = BTreeMap::new();
        let mut sum = 0;
        for i in [1, 2, 1] {
            let entry;
            if i == 1 {
                entry = map.entry(1);
                yield_now().await;
            } else {
                entry = map.entry(3);
            }
            let n = later("n", i).await;
            sum += entry.or_insert_with(|| noisy_n("value", n)).by_ref();
            yield_now().await;
        }
        sum
    }
}

case! {
    /// Questions that are given what they ask about.
    asked();
    async fn asked() -> bool {
        let some = Some(noisy_n("some", 1));
        let done = Ok::<Noisy, u32>(noisy_n("done", 2));
        look("some", &some).await;
        look("done", &done).await;
        let a = some.is_some_and(|some| some.by_ref() == 1);
        yield_now().await;
        let b = done.is_ok_and(|done| done.by_ref() == 1);
        yield_now().await;
        let c = (later("c", Some(noisy("c"))).await.is_none_or(|c| c.by_ref() == 0), later("d", 1).await);
        a && b && c.0
    }
}

case! {
    /// A closure that takes what need not be `Copy`, for a method that consumes its receiver.
    made_by_a_closure(None, None);
    async fn made_by_a_closure(first: Option<Noisy>, second: Option<Noisy>) -> u32 {
        let (first, second) = (first, second);
        look("first", &first).await;
        look("second", &second).await;
        let n = later("n", 1).await;
        let other = later("other", noisy("other")).await;
        let mut sum = 0;
        sum += first.unwrap_or_else(|| noisy_n("made", n)).by_ref();
        yield_now().await;
        sum += second.unwrap_or_else(|| other).by_ref();
        yield_now().await;
        sum
    }
}

/// A request as many SDKs build it: each method takes the one before, and has any name.
struct Request {
    held: Noisy,
    parts: Vec<String>,
}

struct Api(Noisy);

impl Api {
    fn put_item(&self) -> Request {
        Request { held: noisy_n("request", self.0.by_ref()), parts: Vec::new() }
    }
}

impl Request {
    fn table(mut self, name: impl Into<String>) -> Self {
        self.parts.push(name.into());
        self
    }
    fn set_key(self, key: Option<String>) -> Self {
        self.table(key.unwrap_or_default())
    }
    async fn send(self) -> Result<Vec<String>, String> {
        yield_now().await;
        self.held.by_ref();
        Ok(self.parts)
    }
    fn bind(self, part: impl std::fmt::Debug) -> Self {
        self.table(format!("{part:?}"))
    }
    async fn fetch_one(self, db: &Api) -> Result<Vec<String>, String> {
        yield_now().await;
        db.0.by_ref();
        Ok(self.parts)
    }
    async fn update(self, db: &Api) -> Result<u32, String> {
        yield_now().await;
        Ok(self.held.by_ref() + db.0.by_ref())
    }
}

fn query(held: Noisy) -> Request {
    Request { held, parts: Vec::new() }
}

case! {
    /// A chain that begins with a method without arguments, and is sent. Its arguments borrow from locals.
    sent();
    async fn sent() -> Result<usize, String> {
        let api = Api(noisy_n("api", 1));
        let name = later("name", String::from("name")).await;
        let parts = api.put_item().table(name.as_str()).set_key(Some(name.clone())).table(op("last", "x")).send().await?;
        log("sent");
        let others = (noisy("beside"), api.put_item().table(name.trim()).send().await?.len());
        yield_now().await;
        Ok(parts.len() + others.1 + name.len())
    }
}

case! {
    /// A chain that begins with a function that is called so, and what is run on a database.
    run_on_a_database();
    async fn run_on_a_database() -> Result<usize, String> {
        let db = Api(noisy_n("db", 1));
        let id = String::from("id");
        yield_now().await;
        let row = query(noisy("query")).bind(id.len()).bind(id.as_bytes()).fetch_one(&db).await?;
        let model = query(noisy("model"));
        look("held", &model.held).await;
        let n = model.update(&db).await?;
        yield_now().await;
        let second = query(noisy("second")).bind(&row);
        yield_now().await;
        let rows = second.fetch_one(&db).await?;
        yield_now().await;
        Ok(row.len() + rows.len() + n as usize)
    }
}

case! {
    /// What is called once is, also where it is asynchronous, or in a box.
    mod called_once => run();
    co! {
        async fn with<R>(held: Noisy, f: impl AsyncFnOnce(&Noisy) -> R) -> R {
            look("held", &held).await;
            let r = f(&held).await;
            yield_now().await;
            r
        }
    }
    co! {
        async fn boxed(f: Box<dyn FnOnce(u32) -> u32 + Send>) -> u32 {
            let n = later("n", 1).await;
            let n = f(n);
            yield_now().await;
            n
        }
    }
    co! {
        async fn run() -> u32 {
            let taken = noisy("taken");
            let n = with(noisy_n("held", 1), async move |held| { yield_now().await; held.by_ref() + taken.into_number() }).await;
            let taken = noisy("taken too");
            n + boxed(Box::new(move |n| n + taken.into_number())).await
        }
    }
}

case! {
    /// Streams that are consumed by what is awaited, with names that iterators have too.
    consumed_streams(vec![1, 2, 3]);
    async fn consumed_streams(all: Vec<u32>) -> Result<u32, String> {
        use futures::stream::{StreamExt, TryStreamExt, iter};
        let limit = noisy_n("limit", 2);
        let stream = iter(all.clone()).map(|n| Ok::<_, String>(noisy_n("item", n)));
        yield_now().await;
        let sum = stream.try_fold(0, |sum, n| async move { Ok(sum + n.by_ref()) }).await?;
        let stream = iter(all).map(|n| noisy_n("other", n));
        yield_now().await;
        let any = stream.any(|n| std::future::ready(n.by_ref() == 2)).await;
        yield_now().await;
        Ok(sum + any as u32 + limit.by_ref())
    }
}

case! {
    /// A closure whose value is not known yet, as the error of what the function returns.
    error_of_the_output(None);
    async fn error_of_the_output(found: Option<Noisy>) -> Result<Noisy, Box<dyn std::error::Error + Send + Sync>> {
        let found = found.or(Some(noisy("found")));
        look("found", &found).await;
        let checked = found.ok_or_else(|| "nothing".into());
        yield_now().await;
        checked
    }
}

case! {
    /// Errors that get a context.
    with_a_context();
    async fn with_a_context() -> Result<u32, String> {
        use anyhow::Context;
        let mut sum = 0;
        for n in 0..3 {
            let result = later("result", if n < 2 { Ok(noisy_n("value", n)) } else { Err(std::fmt::Error) }).await;
            let other = later("other", if n < 1 { Some(noisy_n("other", n)) } else { None }).await;
            yield_now().await;
            let value = result.context("no value").map_err(|error| error.to_string())?;
            yield_now().await;
            let other = other.with_context(|| format!("no other beside {value}")).map_err(|error| error.to_string())?;
            yield_now().await;
            sum += value.by_ref() + other.by_ref();
        }
        Ok(sum)
    }
}

case! {
    /// What is made of a local hides it: each state of a connection has a type of its own.
    mod hidden => run();
    struct Plain(Noisy);
    struct Secure(Noisy, u32);
    impl Plain {
        fn with_key(self, key: u32) -> Secure { Secure(self.0, key) }
        async fn upgraded(self, key: u32) -> Result<Secure, String> { yield_now().await; Ok(Secure(self.0, key)) }
    }
    impl Secure {
        fn sealed(self, by: &str) -> Result<Secure, String> { Ok(Secure(self.0, self.1 + by.len() as u32)) }
        fn part(&self, n: u32) -> u32 { self.0.by_ref() + self.1 + n }
    }
    co! {
        async fn run() -> Result<u32, String> {
            let conn = Plain(noisy("conn"));
            let other = Plain(noisy("other"));
            look("conn", &conn.0).await;
            look("other", &other.0).await;
            let conn = conn.with_key(1);
            look("conn", &conn.0).await;
            let other = other.upgraded(2).await?;
            yield_now().await;
            let conn = conn.sealed("by")?;
            yield_now().await;
            let other = &other;
            let n = other.part(1);
            Ok(later("n", n + conn.part(2)).await)
        }
    }
}

case! {
    /// The same where it is given parts of something else, under a name that begins like another one.
    mod hidden_by_login => run(Config { host: Some(String::from("host")), user: String::from("user"), seen: 1 });
    struct Config { host: Option<String>, user: String, seen: u32 }
    struct Conn(Noisy);
    impl Conn {
        async fn login(self, user: String, host: Option<String>, seen: u32) -> Result<Conn, String> {
            yield_now().await;
            if seen > 1 { Err(user) } else { Ok(self) }
        }
    }
    co! {
        async fn run(config: Config) -> Result<Noisy, String> {
            let conn = Conn(noisy("conn"));
            look("config", &config.user).await;
            let conn = conn.login(config.user, config.host, config.seen).await?;
            yield_now().await;
            Ok(conn.0)
        }
    }
}

case! {
    /// A method of a temporary that is told how long, and of what.
    mod timed => run();
    struct Clock(Noisy);
    impl Clock {
        fn here() -> Self { Clock(noisy("clock")) }
        async fn timeout(&self, most: u32, waited: impl Future<Output = u32>) -> Result<u32, u32> {
            let n = waited.await;
            self.0.by_ref();
            if n > most { Err(n) } else { Ok(n) }
        }
    }
    co! {
        async fn run() -> Result<u32, u32> {
            let n = Clock::here().timeout(3, later("n", 2)).await?;
            Clock::here().timeout(3, later("m", n + 5)).await
        }
    }
}

/// Asked by methods that are asynchronous.
struct Element {
    held: Noisy,
    parts: Vec<Noisy>,
}

impl Element {
    fn new(name: &'static str, n: u32) -> Self {
        Element { held: noisy_n(name, n), parts: vec![noisy("part")] }
    }
    fn parent(&self) -> Element {
        Element::new("parent", 1)
    }
    async fn is_selected(&self) -> Result<bool, String> {
        yield_now().await;
        Ok(self.held.by_ref() > 2)
    }
    async fn len(&self) -> usize {
        yield_now().await;
        self.parts.len()
    }
    async fn clone(&self) -> u32 {
        yield_now().await;
        self.held.by_ref()
    }
}

case! {
    /// `is_…` and `len` whose future is awaited: that borrows what they ask.
    mod asked_and_awaited => start();
    co! {
        async fn selected(elements: Vec<Element>) -> Result<Vec<Element>, String> {
            let mut selected = Vec::new();
            for element in elements {
                if element.is_selected().await? {
                    selected.push(element);
                }
            }
            Ok(selected)
        }
    }
    co! {
        async fn first(maybe: Option<Element>) -> Result<Option<Element>, String> {
            match maybe {
                Some(element) => Ok(element.is_selected().await?.then_some(element)),
                None => Ok(None),
            }
        }
    }
    co! {
        async fn start() -> Result<usize, String> {
            let elements = vec![Element::new("a", 2), Element::new("b", 3)];
            let both = (Element::new("c", 4), 1);
            if both.0.is_selected().await? || both.0.parent().is_selected().await? {
                log("yes");
            }
            let copied = both.0.clone().await as usize;
            let found = first(Some(both.0)).await?;
            let selected = selected(elements).await?;
            Ok(selected[0].len().await + found.map_or(0, |found| found.parts.len()) + copied)
        }
    }
}

/// A protocol whose states are types, and an entry that is made to be written.
struct Protocol<S>(Noisy, S);

impl<S> Protocol<S> {
    fn start(held: Noisy, state: S) -> Self {
        Protocol(held, state)
    }
    async fn read_more(&mut self) -> u32 {
        yield_now().await;
        self.0.by_mut()
    }
    async fn read_command(self) -> Result<(u32, Protocol<Noisy>), u32> {
        let n = self.0.by_ref();
        yield_now().await;
        if n > 7 { Err(n) } else { Ok((n, Protocol(self.0, noisy("state")))) }
    }
    fn write_end(self) -> Noisy {
        self.0
    }
    async fn write(self) -> u32 {
        yield_now().await;
        self.0.by_ref()
    }
}

impl Clone for Protocol<()> {
    fn clone(&self) -> Self {
        Protocol(noisy_n("cloned", self.0.by_ref()), ())
    }
}

case! {
    /// `read_…` and `write_…`, which may be anybody's, and `write` of what was made for it.
    mod read_and_written => start();
    co! {
        async fn commands(n: u32) -> Result<u32, u32> {
            let mut first = Protocol::start(noisy_n("first", n), ());
            let lent = &mut first;
            let more = lent.read_more().await;
            let (a, mut second) = first.read_command().await?;
            let more = more + second.read_more().await;
            let (b, third) = Protocol::start(noisy_n("other", n + 1), 1).read_command().await?;
            let held = noisy("held");
            look("held", &held).await;
            Ok(a + b + more + second.write_end().by_ref() + third.write_end().by_ref())
        }
    }
    co! {
        async fn written(protocol: &Protocol<()>, name: &mut Noisy) -> u32 {
            let n = later("n", name.by_mut()).await;
            let end = later("end", protocol.clone().write_end()).await;
            Protocol::start(end, name).write().await + protocol.clone().write().await + n
        }
    }
    co! {
        async fn start() -> (Result<u32, u32>, Result<u32, u32>, u32) {
            let (protocol, mut name) = (Protocol::start(noisy_n("kept", 2), ()), noisy("name"));
            (commands(1).await, commands(8).await, written(&protocol, &mut name).await)
        }
    }
}

case! {
    /// Methods that ask something, and change what they ask.
    mod asks_and_changes => run(Check(noisy("a"), 0), Check(noisy("b"), 0));
    struct Check(Noisy, u32);
    impl Check {
        fn is_inactive(&mut self) -> bool {
            self.0.by_mut();
            self.1 += 1;
            self.1 > 2
        }
        fn is_fresh(&self) -> bool {
            self.0.by_ref();
            self.1 == 0
        }
    }
    co! {
        async fn run(mut a: Check, b: Check) -> u32 {
            let mut pair = (b, 1);
            let (seen, also) = (&mut a, &mut pair);
            edit("seen", &mut seen.0, |noisy| _ = noisy.by_mut()).await;
            edit("also", &mut also.0.0, |noisy| _ = noisy.by_mut()).await;
            let mut turns = 0;
            while !a.is_inactive() && a.1.is_power_of_two() | (a.1 == 2) {
                yield_now().await;
                turns += 1;
            }
            if pair.0.is_inactive() | pair.0.is_fresh() {
                turns += 10;
            }
            yield_now().await;
            turns + a.1 + pair.0.1 + u32::from(a.is_fresh())
        }
    }
}

case! {
    /// A function that takes its receiver by value calls one of the same name, of a part of that: one looks at it, and one moves it.
    mod called_like_itself => (Driver { handle: Handle(noisy("handle")), rest: noisy("rest") }).quit();
    struct Handle(Noisy);
    impl Handle {
        async fn quit(&self) -> Noisy {
            look("quit", &self.0).await;
            noisy("session")
        }
    }
    impl Session {
        async fn quit(self) -> u32 {
            look("session", &self.0).await;
            self.0.into_number()
        }
        fn settle(self) -> u32 {
            self.0.into_number()
        }
    }
    struct Session(Noisy);
    struct Driver { handle: Handle, rest: Noisy }
    struct Other { session: Session, rest: Noisy }
    impl Driver {
        co! {
            async fn quit(self) -> u32 {
                let session = Session(self.handle.quit().await);
                let other = Other { session, rest: noisy("other") };
                other.quit().await + self.rest.by_ref()
            }
        }
    }
    impl Other {
        co! {
            async fn quit(self) -> u32 {
                let n = self.session.quit().await;
                yield_now().await;
                n + Other { session: Session(noisy("last")), rest: noisy("beside") }.settle().await
            }
        }
        co! {
            async fn settle(self) -> u32 {
                let n = self.session.settle();
                yield_now().await;
                n
            }
        }
    }
}
