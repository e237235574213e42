//! Types whose methods give the next state: what is made of a local hides it, and a function calls one of its own name.

use crate::harness::*;

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
