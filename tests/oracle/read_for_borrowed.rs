//! What is a copy for certain is read where it is mentioned: methods of its fields, references that live on, names that look like the machine's.

use crate::harness::*;
use std::fmt::Debug;
use std::ops::Deref;
use std::pin::Pin;

/// For all types, with the names of what the machine calls.
trait Enters: Sized {
    fn enter0(&self) -> u32 {
        log("user's enter0");
        0
    }
    fn enter1(self) -> u32 {
        log("user's enter1");
        0
    }
    fn enter2(self) -> u32 {
        log("user's enter2");
        0
    }
    fn enter3(&mut self) -> u32 {
        log("user's enter3");
        0
    }
    fn shared1(self) -> u32 {
        log("user's shared1");
        0
    }
    fn shared2(&self) -> u32 {
        log("user's shared2");
        0
    }
    fn or(self) -> u32 {
        log("user's or");
        0
    }
    fn slots(self) -> u32 {
        log("user's slots");
        0
    }
    fn over(&self) -> u32 {
        log("user's over");
        0
    }
    fn context(&self) -> u32 {
        log("user's context");
        0
    }
    fn is_over(self) -> u32 {
        log("user's is_over");
        0
    }
    fn read(&self) -> u32 {
        log("user's read");
        0
    }
    fn get(self) -> u32 {
        log("user's get");
        0
    }
    fn write(&mut self) -> u32 {
        log("user's write");
        0
    }
    fn questions(self) -> u32 {
        log("user's questions");
        0
    }
    fn receiver_of(self) -> u32 {
        log("user's receiver_of");
        0
    }
    fn taken(&self) -> u32 {
        log("user's taken");
        0
    }
    fn left(&self) -> u32 {
        log("user's left");
        0
    }
    fn moved(self) -> u32 {
        log("user's moved");
        0
    }
    fn looked(self) -> u32 {
        log("user's looked");
        0
    }
    fn argument(self) -> u32 {
        log("user's argument");
        0
    }
}
impl<T> Enters for T {}

/// A method of references alone.
trait OfReference {
    fn referred(self) -> u32;
}
impl OfReference for &Noisy {
    fn referred(self) -> u32 {
        self.by_ref()
    }
}
trait Kept<'a> {
    type Of;
    fn kept(self) -> Self::Of;
}
impl<'a, T: Debug> Kept<'a> for &'a T {
    type Of = Watch<'a, T>;
    fn kept(self) -> Watch<'a, T> {
        watch("kept", self)
    }
}

struct Inner {
    a: Noisy,
    b: Option<Noisy>,
    n: u32,
}

struct Outer {
    inner: Inner,
    text: String,
    list: Vec<Noisy>,
    boxed: Box<Inner>,
}

fn outer() -> Outer {
    Outer {
        inner: Inner { a: noisy_n("a", 1), b: Some(noisy_n("b", 2)), n: 3 },
        text: "text".into(),
        list: vec![noisy_n("c", 4)],
        boxed: Box::new(Inner { a: noisy_n("d", 5), b: None, n: 6 }),
    }
}

/// A user's `Deref` on the way to a field.
struct Seen(Outer);
impl Deref for Seen {
    type Target = Outer;
    fn deref(&self) -> &Outer {
        log("deref");
        &self.0
    }
}

impl Outer {
    fn first(&self) -> &Noisy {
        &self.list[0]
    }
}

case! {
    /// Methods of fields of `&self`, whose references live on.
    mod of_self => leak(Mine { inner: outer().inner, text: "mine".into(), rest: outer() }).all();
    struct Mine {
        inner: Inner,
        text: String,
        rest: Outer,
    }
    impl Mine {
        co! {
            async fn all(&self) -> u32 {
                let a = self.inner.a.kept();
                let text = self.text.as_str();
                let first = self.rest.list.iter();
                let b = self.inner.b.as_ref();
                let d = &self.rest.boxed.a;
                yield_now().await;
                let n = self.inner.a.referred() + self.inner.n + self.rest.boxed.n;
                let watched = self.rest.boxed.a.kept();
                look("text", &text).await;
                let count = first.map(Noisy::by_ref).sum::<u32>() + b.map_or(0, |b| b.by_ref());
                look("d", d).await;
                n + count + watched.seen().len() as u32 + self.rest.first().referred()
            }
        }
    }
}

case! {
    /// Behind a user's `Deref`, and a pin.
    mod behind => run(leak(Seen(outer())), Pin::static_ref(leak(outer())));
    co! {
        async fn run(seen: &Seen, pinned: Pin<&Outer>) -> u32 {
            let a = seen.inner.a.kept();
            yield_now().await;
            let n = seen.inner.a.referred();
            let p = pinned.inner.a.kept();
            yield_now().await;
            n + p.seen().len() as u32 + pinned.inner.a.referred() + seen.text.len() as u32 + seen.inner.n
        }
    }
}

case! {
    /// Copies that are read between assignments, in one expression.
    between_assignments();
    async fn between_assignments() -> u32 {
        let (mut n, mut flag) = (1u32, true);
        let text = "text";
        look("n", &n).await;
        let sum = n + { n += 1; n } * { n += 10; n };
        let array = [n, { n = 5; n }, n];
        look("array", &array).await;
        let pair = (flag, { flag = !flag; flag }, text);
        let lent = &n;
        look("pair", &pair).await;
        let same = *lent == n && text == pair.2;
        let shown = format!("{n}{}{:?}{text}", n, flag);
        op("shown", shown.len());
        look("n", &n).await;
        sum + array.iter().sum::<u32>() + same as u32 + n.pow(2)
    }
}

case! {
    /// Names that the machine calls, as methods of everybody's.
    names_of_the_machine();
    async fn names_of_the_machine() -> u32 {
        let x = noisy_n("x", 1);
        let mut n = 2u32;
        let pair = (noisy("p"), noisy("q"));
        look("x", &x).await;
        let sum = x.enter0() + x.shared2() + x.over() + x.context() + x.read() + x.left() + n.write() + n.read();
        look("n", &n).await;
        let more = n.enter1() + n.enter2() + n.slots() + n.is_over() + n.get() + n.enter3() + n.questions() + n.receiver_of();
        look("q", &pair.1).await;
        let taken = pair.0.taken() + pair.1.left() + pair.0.context();
        look("p", &pair.0).await;
        let moved = pair.0.moved();
        yield_now().await;
        sum + more + taken + moved + pair.1.looked()
    }
}

case! {
    /// More slots than are entered by one call, each with a destructor.
    many_slots(noisy("given"));
    async fn many_slots(given: Noisy) -> u32 {
        let (a, b, c, d, e) = (noisy("a"), noisy("b"), noisy("c"), noisy("d"), noisy("e"));
        look("e", &e).await;
        let (f, g, h, i, j) = (noisy("f"), noisy("g"), noisy("h"), noisy("i"), noisy("j"));
        look("f", &f).await;
        let (k, l, m, n, o) = (noisy("k"), noisy("l"), noisy("m"), noisy("n"), noisy("o"));
        look("k", &k).await;
        let (p, q, r, s, t) = (noisy("p"), noisy("q"), noisy("r"), noisy("s"), noisy("t"));
        look("p", &p).await;
        let (u, v, w, x, y) = (noisy("u"), noisy("v"), noisy("w"), noisy("x"), noisy("y"));
        let z = noisy("z");
        look("z", &z).await;
        drop(m);
        let watched = watch("watched", &a);
        yield_now().await;
        [&b, &c, &d, &e, &f, &g, &h, &i, &j, &k, &l, &n, &o, &p, &q, &r, &s, &t, &u, &v, &w, &x, &y, &z, &given]
            .iter()
            .map(|noisy| noisy.by_ref())
            .sum::<u32>() + watched.seen().len() as u32
    }
}

case! {
    /// Slots that share places, more than are entered by one call, in structs within unions.
    many_shared(2);
    async fn many_shared(way: u32) -> u32 {
        let kept = noisy("kept");
        let n = match way {
            0 => {
                let (a, b, c, d, e, f, g) = (noisy("a"), noisy("b"), noisy("c"), noisy("d"), noisy("e"), noisy("f"), noisy("g"));
                look("a", &a).await;
                { let (h, i) = (noisy("h"), 1u8); look("h", &h).await; look("i", &i).await; }
                { let (h, i) = (noisy("j"), [2u64; 4]); look("j", &h).await; look("i", &i).await; }
                [&a, &b, &c, &d, &e, &f, &g].iter().map(|noisy| noisy.by_ref()).sum::<u32>()
            }
            1 => {
                let (a, b, c, d, e, f, g) = (1u8, noisy("b"), 3u16, noisy("d"), 5u32, noisy("f"), [7u64; 3]);
                look("a", &a).await;
                look("c", &(&c, &e, &g)).await;
                [&b, &d, &f].iter().map(|noisy| noisy.by_ref()).sum::<u32>()
            }
            _ => {
                let (a, b, c, d, e, f, g) = (noisy("a"), [1u64; 2], noisy("c"), 4u8, noisy("e"), 6u16, noisy("g"));
                look("b", &(&b, &d, &f)).await;
                { let (h, i) = (noisy("h"), noisy("i")); look("h", &h).await; look("i", &i).await; }
                { let (h, i, k) = (noisy("j"), 9u8, [2u128; 2]); look("j", &h).await; look("i", &(&i, &k)).await; }
                [&a, &c, &e, &g].iter().map(|noisy| noisy.by_ref()).sum::<u32>()
            }
        };
        yield_now().await;
        n + kept.by_ref()
    }
}
