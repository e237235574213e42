//! Parameters: when each drops, patterns, borrows and what is returned from them.

use crate::harness::*;

case! {
    /// Used and unused parameters drop last to first, after the locals.
    drop_order(noisy("a"), noisy("b"), noisy("c"));
    async fn drop_order(a: Noisy, b: Noisy, c: Noisy) {
        let _local = noisy("local");
        yield_now().await;
        b.by_ref();
    }
}

case! {
    /// Parameters that are never mentioned, `_x` and `_`, live as long as the others.
    unused(noisy("a"), noisy("b"), noisy("c"), noisy("d"));
    async fn unused(a: Noisy, _: Noisy, _c: Noisy, d: Noisy) {
        let _local = noisy("local");
        yield_now().await;
    }
}

case! {
    /// Destructured parameters: the parts that are left over drop right after those that are bound.
    destructured((noisy("a"), noisy("b"), noisy("c")), noisy("last"), (noisy("d"), noisy("e")));
    async fn destructured((a, _, c): (Noisy, Noisy, Noisy), last: Noisy, (_, e): (Noisy, Noisy)) {
        let _local = noisy("local");
        yield_now().await;
        c.by_ref();
    }
}

case! {
    /// Struct, array, slice and reference patterns in parameters.
    mod patterns => run(Wrapper { inner: noisy_n("inner", 1), rest: [2, 3, 4] }, &(5, 6), &mut *leak([7, 8]));
    struct Wrapper { inner: Noisy, rest: [u32; 3] }
    co! {
        async fn run(
            Wrapper { inner: held, rest: [first, .., last] }: Wrapper,
            &(a, b): &(u32, u32),
            [c, d]: &mut [u32; 2],
        ) -> u32 {
            yield_now().await;
            *c += 1;
            yield_now().await;
            held.by_ref() + first + last + a + b + *c + *d
        }
    }
}

case! {
    /// What a parameter refers to drops in its turn.
    by_reference((noisy("a"), noisy("b")), noisy("r"), noisy("u"));
    async fn by_reference((a, b): (Noisy, Noisy), ref r: Noisy, u: Noisy) -> u32 {
        yield_now().await;
        r.by_ref() + a.by_ref()
    }
}

case! {
    /// `mut` parameters and a `ref mut` one.
    mutable(1, vec![1], (2, noisy("held")));
    async fn mutable(mut n: u32, mut list: Vec<u32>, (ref mut m, _): (u32, Noisy)) -> (u32, Vec<u32>, u32) {
        n += 1;
        edit("list", &mut list, |list| list.push(n)).await;
        *m += n;
        yield_now().await;
        (n, list, *m)
    }
}

case! {
    /// A parameter is moved on before the first wait, one between waits, one in a branch.
    moved_on(noisy("a"), noisy("b"), noisy("c"), true);
    async fn moved_on(a: Noisy, b: Noisy, c: Noisy, yes: bool) {
        drop(a);
        yield_now().await;
        later("b", b).await;
        if yes {
            drop(c);
        }
        yield_now().await;
    }
}

case! {
    /// A parameter is shadowed and still drops with the parameters.
    shadowed(noisy("arg"));
    async fn shadowed(arg: Noisy) -> u32 {
        let arg = { arg.by_ref(); noisy_n("shadow", 2) };
        yield_now().await;
        let arg = arg.by_ref();
        yield_now().await;
        arg
    }
}

case! {
    /// One borrowed parameter.
    borrowed("text");
    async fn borrowed(text: &str) -> usize {
        look("text", &text).await;
        text.len()
    }
}

case! {
    /// Two borrowed parameters with elided lifetimes, one unique.
    borrowed_twice("text", leak(vec![1]));
    async fn borrowed_twice(text: &str, list: &mut Vec<usize>) -> usize {
        list.push(text.len());
        edit("list", list, |list| list.push(list.len())).await;
        list.push(7);
        list.iter().sum()
    }
}

case! {
    /// Named lifetimes: what is returned borrows from one of the two.
    named_lifetimes("abc def", "x");
    async fn named_lifetimes<'a, 'b>(text: &'a str, other: &'b str) -> &'a str {
        let mut words = text.split(' ');
        yield_now().await;
        log(other);
        words.next().unwrap_or(text)
    }
}

case! {
    /// An elided lifetime in the output.
    returned_borrow(leak(vec![3, 4]));
    async fn returned_borrow(list: &mut Vec<u32>) -> &mut u32 {
        list.push(5);
        yield_now().await;
        &mut list[1]
    }
}

case! {
    /// Lifetimes that outlive one another, and a struct that borrows.
    mod outlives => run(leak(String::from("ab cd")));
    struct Words<'t> { text: &'t str, at: usize }
    co! {
        async fn next<'t, 'w>(words: &'w mut Words<'t>) -> Option<&'t str> where 't: 'w {
            let rest = &words.text[words.at..];
            yield_now().await;
            let word = rest.split(' ').next().filter(|word| !word.is_empty())?;
            words.at = (words.at + word.len() + 1).min(words.text.len());
            Some(word)
        }
    }
    co! {
        async fn run(text: &str) -> Vec<&str> {
            let mut words = Words { text, at: 0 };
            let mut all = vec![];
            while let Some(word) = next(&mut words).await {
                all.push(word);
            }
            all
        }
    }
}

case! {
    /// The caller's locals are lent to the callee, which holds them across its own waits.
    mod lent_by_the_caller => caller();
    co! {
        async fn callee(name: &str, list: &mut Vec<u32>, guard: &Noisy) -> Result<usize, String> {
            let _own = watch("own", guard);
            for n in 0..2 {
                edit("list", list, |list| list.push(n)).await;
            }
            if name.is_empty() { Err(String::from("no name")) } else { Ok(list.len()) }
        }
    }
    co! {
        async fn caller() -> Result<Vec<u32>, String> {
            let guard = noisy("guard");
            let name = later("name", String::from("n")).await;
            let mut list = vec![];
            let n = callee(&name, &mut list, &guard).await?;
            list.push(n as u32);
            callee(&name[1..], &mut list, &guard).await?;
            Ok(list)
        }
    }
}

case! {
    /// `static` data, function pointers, references to functions and tuples of references.
    kinds_of_borrows(&[1, 2], |n| n + 1, (&"a", &2), None);
    async fn kinds_of_borrows(
        list: &'static [u32],
        function: fn(u32) -> u32,
        (text, n): (&&str, &u32),
        make: Option<&fn(&'static str) -> Noisy>,
    ) -> u32 {
        yield_now().await;
        function(list.len() as u32) + *n + text.len() as u32
    }
}

case! {
    /// Many parameters of different sizes.
    many(1, 2, 3, 4, 5.5, 'c', true, "s", noisy("n"), [9; 3]);
    #[allow(clippy::too_many_arguments)]
    async fn many(
        a: u8, b: u16, c: u32, d: u64, e: f64, f: char, g: bool, h: &str, i: Noisy, j: [u8; 3],
    ) -> (u8, u16, u32, u64, f64, char, bool, String, [u8; 3]) {
        yield_now().await;
        i.by_ref();
        (a, b, c, d, e, f, g, h.to_owned(), j)
    }
}
