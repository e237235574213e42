//! Methods of parts of locals that live across waits: what is left of the local drops where it would have.

use super::*;

struct Three {
    a: Part,
    b: Part,
    c: (Part, u32),
}

fn three(names: [&'static str; 3]) -> Three {
    let [a, b, c] = names;
    Three { a: part(a), b: part(b), c: (part(c), 3) }
}

/// Nothing can be moved out of it.
struct Whole {
    a: Part,
    b: Part,
}

impl Drop for Whole {
    fn drop(&mut self) {
        self.a.0.by_ref();
        log("whole");
    }
}

impl Three {
    async fn credential(&self) -> u32 {
        look("credential", &self.b.0).await;
        self.c.1
    }
}

case! {
    /// One is moved, one is looked at, one is changed; the rest drops at the end.
    parts_of_a_local();
    async fn parts_of_a_local() -> u32 {
        let mut all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let moved = all.a.alpha();
        look("moved", &moved).await;
        let seen = all.b.beta();
        look("seen", seen).await;
        let changed = all.c.0.gamma();
        edit("changed", changed, |noisy| _ = noisy.by_mut()).await;
        moved.by_ref()
    }
}

case! {
    /// A method that takes `self`, and passes its parts on.
    mod builders => Request { all: three(["a", "b", "c"]), name: noisy("name") }.send();
    struct Request {
        all: Three,
        name: Noisy,
    }
    impl Request {
        co! {
            async fn send(self) -> u32 {
                let n = self.all.credential().await;
                let sum = self.all.a.epsilon().await + n;
                let pair = self.all.c.0.eta(noisy("more"), self.all.c.1);
                look("pair", &pair.1).await;
                sum + pair.2 + self.name.by_ref()
            }
        }
    }
}

case! {
    /// In a chain that is awaited in the end.
    mod chains => request(three(["a", "b", "c"]));
    co! {
        async fn request(all: Three) -> u32 {
            let n = all.credential().await;
            all.a.lambda().about(&all.b.0, &[n, all.c.1]).await
        }
    }
}

case! {
    /// Of a type with a destructor, whose parts are looked at.
    of_what_stays_whole();
    async fn of_what_stays_whole() -> u32 {
        let mut whole = Whole { a: part("a"), b: part("b") };
        look("b", &whole.b.0).await;
        let seen = whole.a.beta();
        look("seen", seen).await;
        let n = whole.b.theta(noisy("other"), 4);
        yield_now().await;
        whole.b.zeta().await + n
    }
}

case! {
    /// On one way alone.
    on_one_way(true);
    async fn on_one_way(go: bool) -> u32 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let n = if go { all.a.epsilon().await } else { all.b.zeta().await };
        yield_now().await;
        n
    }
}

case! {
    /// And on the other.
    on_the_other_way(false);
    async fn on_the_other_way(go: bool) -> u32 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let n = if go { all.a.epsilon().await } else { all.b.zeta().await };
        yield_now().await;
        n
    }
}

case! {
    /// By one method here, by another there.
    moved_here_or_there(1);
    async fn moved_here_or_there(n: u32) -> u32 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let noisy = match n {
            0 => all.a.alpha(),
            1 => all.a.kappa(n).0,
            _ => { all.a.beta().by_ref(); noisy("none") }
        };
        look("noisy", &noisy).await;
        noisy.by_ref()
    }
}

case! {
    /// A part that is moved by its name, on another way.
    moved_or_asked(2);
    async fn moved_or_asked(n: u32) -> u32 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let noisy = match n {
            0 => { let a = all.a; a.0 }
            1 => { let b = all.a; b.0 }
            _ => all.a.like(&all.b.0),
        };
        look("noisy", &noisy).await;
        noisy.by_ref()
    }
}

case! {
    /// A new value for what is gone.
    filled_again();
    async fn filled_again() -> u32 {
        let mut all = three(["a", "b", "c"]);
        let mut sum = 0;
        for n in 0..3 {
            look("all", &all.b.0).await;
            sum += all.a.epsilon().await + n;
            all.a = part("again");
            yield_now().await;
        }
        sum
    }
}

case! {
    /// A new value for all of it.
    replaced_as_a_whole();
    async fn replaced_as_a_whole() -> u32 {
        let mut all = three(["a", "b", "c"]);
        let mut sum = 0;
        for n in 0..2 {
            look("all", &all.b.0).await;
            sum += all.a.epsilon().await + n;
            all = three(["d", "e", "f"]);
            yield_now().await;
        }
        sum
    }
}

case! {
    /// An argument that leaves the function when the receiver has been evaluated.
    arguments_that_leave();
    async fn arguments_that_leave() -> Option<u32> {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let pair = all.a.eta(noisy("first"), later("n", Some(4)).await?);
        look("pair", &pair.1).await;
        let other = all.b.eta(all.c.0.alpha(), None?);
        Some(pair.2 + other.2)
    }
}

case! {
    /// Arguments that are made of other parts, and temporaries.
    arguments_of_other_parts();
    async fn arguments_of_other_parts() -> u32 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let n = all.a.over(&all.b.0).await;
        let m = all.c.0.iota(&String::from("text"));
        yield_now().await;
        n + m as u32
    }
}

case! {
    /// A parameter in a box, and what an arm binds.
    mod boxed_and_bound => run(Box::new(three(["a", "b", "c"])), Some(three(["d", "e", "f"])));
    co! {
        async fn run(boxed: Box<Three>, other: Option<Three>) -> u32 {
            look("boxed", &boxed.b.0).await;
            let n = boxed.a.epsilon().await;
            if let Some(other) = other {
                look("other", &other.b.0).await;
                let m = other.c.0.epsilon().await;
                yield_now().await;
                return n + m;
            }
            n
        }
    }
}

case! {
    /// What a method gives is known from what becomes of it.
    told_by_what_follows();
    async fn told_by_what_follows() -> u64 {
        let all = three(["a", "b", "c"]);
        look("all", &all.b.0).await;
        let (noisy, n) = all.a.made();
        look("noisy", &noisy).await;
        let n: u64 = n;
        let (first, m) = all.b.kappa(7u8);
        look("first", &first).await;
        n + m
    }
}

case! {
    /// Something behind a shared pointer, which is looked at.
    behind_a_pointer();
    async fn behind_a_pointer() -> u32 {
        let shared = std::rc::Rc::new(three(["a", "b", "c"]));
        let other = shared.clone();
        look("b", &shared.b.0).await;
        let n = shared.a.zeta().await;
        yield_now().await;
        n + other.c.1
    }
}

struct Job<F> {
    run: F,
    name: Noisy,
}

async fn pause(name: &Noisy) {
    look("name", name).await;
}

case! {
    /// A part that is called, and moved by that.
    called_once(|n: u32| noisy_n("made", n));
    async fn called_once<F: FnOnce(u32) -> Noisy>(run: F) -> u32 {
        let inner = noisy("inner");
        let job = Job { run: move |n| { inner.by_ref(); run(n) }, name: noisy("job") };
        pause(&job.name).await;
        let made = (job.run)(op("n", 3));
        pause(&job.name).await;
        made.by_ref() + job.name.by_ref()
    }
}

case! {
    /// The same, which is not reached in every turn.
    called_at_most_once();
    async fn called_at_most_once() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            let inner = noisy_n("inner", n);
            let job = Job { run: move |n: u32| inner.into_number() + n, name: noisy("job") };
            pause(&job.name).await;
            if n == 1 {
                sum += (job.run)(later("n", n).await);
            }
            pause(&job.name).await;
        }
        sum
    }
}

case! {
    /// Parts that are called again and again: what is callable so is not moved, be it a closure or a pointer.
    called_again();
    async fn called_again() -> u32 {
        let (mut calls, kept) = (0, noisy("kept"));
        let mut job = Job { run: |n: u32| { calls += 1; kept.by_ref() + n + calls }, name: noisy("job") };
        let plain = Job { run: u32::count_ones as fn(u32) -> u32, name: noisy("plain") };
        pause(&job.name).await;
        pause(&plain.name).await;
        let a = (job.run)(1);
        yield_now().await;
        let b = (job.run)(later("two", 2).await) + (plain.run)(7);
        yield_now().await;
        a + b + (plain.run)(a) + job.name.by_ref()
    }
}

case! {
    /// What a part that is called gives is awaited.
    mod awaited_call => Service { handler: |n: u32| later("handled", n), name: noisy("service") }.call(3);
    struct Service<F> { handler: F, name: Noisy }
    impl<F, A> Service<F> where F: FnOnce(u32) -> A, A: std::future::Future<Output = u32> {
        co! {
            async fn call(self, n: u32) -> u32 {
                yield_now().await;
                let n = (self.handler)(n).await;
                n + self.name.by_ref()
            }
        }
    }
}

struct Sender(Noisy);

impl Sender {
    async fn send(&mut self, n: u32) -> u32 {
        look("sender", &self.0).await;
        n
    }
}

struct Outer {
    inner: Option<Box<Inner>>,
}

struct Inner {
    sender: Sender,
}

case! {
    /// A part of a temporary is used where it is.
    sends_through_a_reference();
    async fn sends_through_a_reference() -> u32 {
        let mut outer = Outer { inner: Some(Box::new(Inner { sender: Sender(noisy("sender")) })) };
        let mut sum = 0;
        for n in 0..2 {
            sum += outer.inner.as_deref_mut().expect("there is one").sender.send(n).await;
        }
        sum + u32::from(outer.inner.is_some())
    }
}

struct Shared(std::cell::RefCell<Option<Sender>>);

impl Shared {
    async fn lock(&self) -> std::cell::RefMut<'_, Sender> {
        yield_now().await;
        std::cell::RefMut::map(self.0.borrow_mut(), |sender| sender.as_mut().expect("there is one"))
    }
}

case! {
    /// What a guard gives access to sends by reference, whatever a request does.
    sends_through_a_guard();
    async fn sends_through_a_guard() -> u32 {
        let shared = Shared(std::cell::RefCell::new(Some(Sender(noisy("sender")))));
        if shared.lock().await.send(7).await == 8 {
            log("never");
        }
        let sent = shared.lock().await.send(op("n", 3)).await;
        sent + 1
    }
}

case! {
    /// A field that is a unique reference itself is reborrowed where it is given to a method, through a local that is one.
    mod given_by_reborrowing => run(Session { conn: part("conn"), options: 3, auth: noisy("auth") });
    struct Session { conn: Part, options: u32, auth: Noisy }
    struct Projected<'a> { conn: &'a mut Part, options: &'a u32, auth: &'a mut Noisy }
    impl Session {
        fn projected(&mut self) -> Projected<'_> {
            Projected { conn: &mut self.conn, options: &self.options, auth: &mut self.auth }
        }
    }
    async fn send(part: &mut Part, options: &u32, auth: &mut Noisy) -> u32 {
        edit("send", auth, |auth| _ = auth.by_mut()).await;
        auth.by_mut();
        part.0.by_mut() + options
    }
    co! {
        async fn run(mut session: Session) -> u32 {
            let inner = &mut session.projected();
            let conn = &mut *inner.conn;
            let mut n = conn.chi(inner.options, inner.auth).await;
            yield_now().await;
            n += conn.chi(inner.options, inner.auth).await;
            n += send(inner.conn, inner.options, inner.auth).await;
            yield_now().await;
            n + inner.conn.chi(&n, inner.auth).await + *inner.options
        }
    }
}
