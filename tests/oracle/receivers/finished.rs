//! Locals that are closed, joined, split and finished: by value where nothing changes them, or where what comes of it is awaited.

use crate::harness::*;

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
