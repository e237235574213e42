//! Blocks with many suspension points, which are jumped into.

use crate::harness::*;

case! {
    /// Locals of every kind are declared between the points, and all are there at the end.
    many_locals();
    async fn many_locals() -> u32 {
        let a = noisy_n("a", 1);
        let n = later("n", 2).await;
        let mut b = noisy_n("b", later("b", 3).await);
        let borrowed = &b;
        let m = later("m", n + 1).await + borrowed.by_ref();
        b = noisy_n("b again", 4);
        let (c, mut d) = (noisy_n("c", 5), later("d", 6).await);
        yield_now().await;
        d += later("e", m).await;
        let e = noisy_n("e", d);
        later("f", ()).await;
        drop(c);
        yield_now().await;
        a.by_ref() + b.by_ref() + e.by_ref() + n + m
    }
}

case! {
    /// A name that is declared again and again, once in terms of itself.
    same_name(3);
    async fn same_name(x: u32) -> u32 {
        let x = later("a", x + 1).await;
        let x = noisy_n("x", later("b", x).await);
        let x = x.by_ref() + later("c", x.by_ref()).await;
        let x = noisy_n("x again", later("d", x).await);
        let y = &x;
        let x = y.by_ref() * later("e", 2).await;
        later("f", x).await
    }
}

case! {
    /// A loop whose body is long is left and continued from everywhere in it, without a label.
    long_body_of_a_loop();
    async fn long_body_of_a_loop() -> Vec<u32> {
        let mut found = Vec::new();
        let mut n = 0;
        loop {
            n += later("n", 1).await;
            let guard = noisy_n("guard", n);
            if n == 2 { continue }
            found.push(later("a", n).await);
            if n == 3 { continue; }
            let other = noisy_n("other", later("b", n).await);
            match n {
                4 => continue,
                7 => break,
                _ => {}
            }
            later("c", ()).await;
            found.push(other.by_ref());
            for i in 0..n {
                if i == 2 { break }
                later("inner", ()).await;
            }
            if n == 5 { drop(guard); continue }
            yield_now().await;
            later("d", ()).await;
        }
        found
    }
}

case! {
    /// The same of `while` and `for`, one in the other, with labels that look like the compiler's.
    long_bodies_of_loops();
    async fn long_bodies_of_loops() -> u32 {
        let mut sum = 0;
        'resume_1: for i in 0..3 {
            let a = noisy_n("a", i);
            yield_now().await;
            let mut j = later("j", 3).await;
            'block_1: while j > 0 {
                j -= later("b", 1).await;
                let c = noisy_n("c", j);
                if i == 1 && j == 1 { continue 'resume_1 }
                later("d", ()).await;
                if j == 0 { break }
                sum += later("e", c.by_ref()).await;
                yield_now().await;
                if i == 2 { break 'block_1 }
                later("f", ()).await;
            }
            later("g", ()).await;
            if i == 2 { break 'resume_1 }
            sum += later("h", a.by_ref()).await;
            yield_now().await;
        }
        sum
    }
}

case! {
    /// The value of a loop whose body is long.
    value_of_a_break();
    async fn value_of_a_break() -> Noisy {
        let mut n = 0;
        let found = loop {
            n += later("a", 1).await;
            let held = noisy_n("held", n);
            later("b", ()).await;
            yield_now().await;
            if n == 2 { break held }
            later("c", ()).await;
            yield_now().await;
            later("d", ()).await;
        };
        later("e", found).await
    }
}

case! {
    /// Long blocks in a long block, as statements and as values.
    long_in_long(true);
    async fn long_in_long(first: bool) -> u32 {
        let a = noisy_n("a", 1);
        yield_now().await;
        let b = {
            let c = noisy_n("c", 2);
            later("d", ()).await;
            later("e", ()).await;
            let f = noisy_n("f", 3);
            later("g", ()).await;
            later("h", ()).await;
            later("i", ()).await;
            c.by_ref() + f.by_ref() + later("j", a.by_ref()).await
        };
        yield_now().await;
        if first {
            later("k", ()).await;
            let l = noisy_n("l", b);
            yield_now().await;
            later("m", ()).await;
            yield_now().await;
            yield_now().await;
            later("n", ()).await;
            drop(l);
        } else {
            yield_now().await;
        }
        later("o", ()).await;
        yield_now().await;
        a.by_ref() + b
    }
}

case! {
    /// It returns early, by `?` and by `return`.
    leaves_in_the_middle(3);
    async fn leaves_in_the_middle(at: u32) -> Result<u32, String> {
        let check = |n: u32| if n == at { Err(format!("at {n}")) } else { Ok(n) };
        let a = noisy_n("a", check(later("a", 1).await)?);
        let b = noisy_n("b", check(later("b", 2).await)?);
        yield_now().await;
        if at == 7 { return Ok(later("c", 7).await) }
        let c = noisy_n("c", check(later("d", 3).await)?);
        let d = check(later("e", 4).await)? + c.by_ref();
        later("f", ()).await;
        Ok(a.by_ref() + b.by_ref() + d)
    }
}

case! {
    /// A macro of the user's leaves the loop: such a body is not jumped into.
    left_by_a_macro();
    async fn left_by_a_macro() -> u32 {
        macro_rules! leave { ($n:expr, $limit:expr) => { if $n == $limit { break } } }
        macro_rules! again { ($n:expr, $odd:expr) => { if $n % 2 == $odd { continue } } }
        let mut n = 0;
        loop {
            n += later("a", 1).await;
            let _held = noisy_n("held", n);
            yield_now().await;
            again!(n, 1);
            later("b", ()).await;
            later("c", ()).await;
            leave!(n, 4);
            yield_now().await;
            later("d", ()).await;
        }
        n
    }
}

case! {
    /// So does what a macro of std's is given.
    left_in_the_arguments_of_a_macro();
    async fn left_in_the_arguments_of_a_macro() -> Vec<String> {
        let mut lines = Vec::new();
        let mut n = 0;
        loop {
            n += later("a", 1).await;
            let _held = noisy_n("held", n);
            yield_now().await;
            lines.push(format!("{}", if n == 2 { continue } else { n }));
            later("b", ()).await;
            later("c", ()).await;
            lines.push(format!("{}", if n == 4 { break } else { n }));
            yield_now().await;
            later("d", ()).await;
        }
        lines
    }
}

case! {
    /// What parts are moved out of, and what is initialised late or in one of two ways.
    moved_and_late(true);
    async fn moved_and_late(first: bool) -> u32 {
        let pair = (noisy("left"), noisy("right"));
        yield_now().await;
        let late;
        later("a", ()).await;
        let left = pair.0;
        yield_now().await;
        if first { late = noisy_n("late", 1) } else { late = noisy_n("later", 2) }
        later("b", ()).await;
        if first { drop(left); }
        yield_now().await;
        later("c", ()).await;
        late.by_ref() + pair.1.by_ref()
    }
}

case! {
    /// Nothing comes past a diverging statement in the middle.
    diverges_in_the_middle(true);
    async fn diverges_in_the_middle(early: bool) -> u32 {
        let a = noisy("a");
        yield_now().await;
        later("b", ()).await;
        yield_now().await;
        if early { later("c", ()).await; return 1 } else { later("d", ()).await; }
        let b = noisy("b");
        yield_now().await;
        later("e", ()).await;
        return a.by_ref() + b.by_ref();
    }
}
