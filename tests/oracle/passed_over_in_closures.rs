//! Patterns in `move` closures and `async move` blocks that look at nothing: what they match is not captured, and stays where it is.

use crate::harness::*;

fn pair() -> (Noisy, Noisy) {
    (noisy("a"), noisy("b"))
}

/// Each pattern in a closure and in a block, while something borrows what it matches, and when nothing does any more.
macro_rules! passed_over {
    ($($name:ident: $value:ident, $lent:expr, { $($code:tt)+ })+) => {
        $(
            mod $name {
                use super::*;

                case! {
                    in_closure();
                    async fn in_closure() -> u32 {
                        let $value = pair();
                        let lent = &$lent;
                        let closure = move || { $($code)+ };
                        let _next = noisy("next");
                        yield_now().await;
                        closure();
                        later("end", lent.by_ref()).await
                    }
                }

                case! {
                    in_block();
                    async fn in_block() -> u32 {
                        let $value = pair();
                        let lent = later("lent", $lent.by_ref()).await;
                        let block = async move { $($code)+ };
                        let _next = noisy("next");
                        yield_now().await;
                        block.await;
                        later("end", lent).await
                    }
                }
            }
        )+
    };
}

passed_over! {
    wild: p, p.0, { let _ = (p); }
    rest: p, p.0, { let (..) = p; }
    each: p, p.1, { let (_, _) = p; }
    typed: p, p.1, { let (_, _): (Noisy, Noisy) = p; }
    with_else: p, p.0, { #[allow(irrefutable_let_patterns)] let (_, ..) = (p) else { return }; }
    assigned: p, p.0, { (_, _) = p; }
    assigned_rest: p, p.0, { (..) = p; }
    matched: p, p.0, { match p { _ => {} } }
    matched_parts: p, p.0, { match p { (_, _) => {} } }
    guarded: p, p.0, { match p { (_, ..) if op("guard", false) => {} _ => {} } }
    alternatives: p, p.0, { #[allow(unreachable_patterns)] match p { (..) | _ => {} } }
}

case! {
    /// What a `Vec` has, or is behind an `Rc`, has to be looked for.
    looked_for();
    async fn looked_for() -> u32 {
        let list = vec![noisy("first"), noisy("second")];
        let shared = std::rc::Rc::new(pair());
        let n = later("lent", list[0].by_ref() + shared.0.by_ref()).await;
        let closure = move || { let _ = list[0]; let _ = *shared; };
        yield_now().await;
        closure();
        drop(closure);
        drop(noisy("next"));
        later("end", n).await
    }
}

case! {
    /// An array is captured for the sake of its index, and not for that of a pattern.
    arrays();
    async fn arrays() -> u32 {
        let (one, other) = ([noisy("a"), noisy("b")], [noisy("c"), noisy("d")]);
        let lent = &one[0];
        let n = later("lent", other[0].by_ref()).await;
        let closure = move || { let [_, ..] = one; [_, _] = one; match one { [..] => {} } let _ = other[0]; };
        yield_now().await;
        closure();
        drop(closure);
        drop(noisy("next"));
        later("end", lent.by_ref() + n).await
    }
}

case! {
    /// In the body itself.
    assigned_in_body();
    async fn assigned_in_body() -> u32 {
        let p = pair();
        let lent = &p.0;
        (..) = p;
        yield_now().await;
        (_, ..) = p;
        later("end", lent.by_ref()).await
    }
}

mod room {
    pub struct Pair {
        pub a: super::Noisy,
        pub b: super::Noisy,
    }
}

case! {
    /// What nobody can tell, where no borrow is left and nothing of it drops by itself.
    in_doubt();
    async fn in_doubt() -> u32 {
        let (text, flag) = (noisy("text"), Some(noisy("flag")));
        let n = later("lent", text.by_ref() + flag.as_ref().map_or(0, |flag| flag.by_ref())).await;
        let prints = move || format!("{}", text.by_ref()).len() as u32;
        let tests = move || matches!(flag, Some(_));
        yield_now().await;
        let n = n + prints() + tests() as u32;
        yield_now().await;
        later("end", n).await
    }
}

case! {
    /// A literal in a closure has all of the fields of its base.
    literals();
    async fn literals() -> u32 {
        let base = room::Pair { a: noisy("a"), b: noisy("b") };
        let n = later("lent", base.a.by_ref()).await;
        let makes = move || room::Pair { ..base };
        yield_now().await;
        let made = {makes}();
        later("end", made.b.by_ref() + n).await
    }
}
