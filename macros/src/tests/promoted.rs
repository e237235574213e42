//! Which constants the witness keeps rustc from promoting.

use crate::syntax::promoted;
use expect_test::{Expect, expect};
use quote::ToTokens;

/// The body, as the witness has it.
fn check(body: &str, expected: Expect) {
    let mut function: syn::ItemFn = syn::parse_str(&format!("async fn f(n: u32) {{ {body} }}")).unwrap();
    let pats: Vec<syn::Pat> = vec![syn::parse_quote!(n)];
    promoted::unpromote(&mut function.block, pats.iter());
    let text = prettyplease::unparse(&syn::parse2(function.to_token_stream()).unwrap());
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    expected.assert_eq(&lines.map(|line| line.replace("::resumable::private::", "") + "\n").collect::<String>())
}

#[test]
fn what_is_certain_and_what_is_no_constant_stays() {
    check(
        "let a = &Some(5); let b = &(0..2 + 3); let c = &Q { n }; let d = &n.abs(); let e = &|| Q { n: 1 }; y().await;",
        expect![[r#"
            let a = &Some(5);
            let b = &(0..2 + 3);
            let c = &Q { n };
            let d = &n.abs();
            let e = &|| Q { n: 1 };
            y().await;
        "#]],
    );
    check(
        "let a = &Q { n: 1 }; let b: &'static Q = &Q { n: 1 };",
        expect![[r#"
        let a = &Q { n: 1 };
        let b: &'static Q = &Q { n: 1 };
    "#]],
    );
    check(
        "let b: &'static Q = &Q { n: 1 }; a = &Q { n: 1 }; y().await; g(y().await, &Q { n: 1 })",
        expect![[r#"
        let b: &'static Q = &Q { n: 1 };
        a = &Q { n: 1 };
        y().await;
        g(y().await, &Q { n: 1 })
    "#]],
    );
}

#[test]
fn what_lives_across_a_wait_is_hidden() {
    check(
        "let a = &Q { n: 1 }.n; let b = if c() { &E::A(7) } else { &make(n) }; let ref d = mac!(); y().await;",
        expect![[r#"
            let a = &unpromoted(Q { n: 1 }).n;
            let b = if c() { &unpromoted(E::A(7)) } else { &make(n) };
            let ref d = unpromoted(mac!());
            y().await;
        "#]],
    );
    check(
        "g(&Q { n: 1 }, Some(5).as_ref(), &n, y().await);",
        expect![[r#"
        g(
            &unpromoted(Q { n: 1 }),
            unpromoted(Some(5)).as_ref(),
            &n,
            y().await,
        );
    "#]],
    );
    check(
        "match (&Q { n: 1 }, 2) { (q, _) => y().await, _ => &Q { n: 1 } }",
        expect![[r#"
        match (&unpromoted(Q { n: 1 }), 2) {
            (q, _) => y().await,
            _ => &Q { n: 1 },
        }
    "#]],
    );
    check(
        "let a = async move { let b = &E::A(K); y().await; b };",
        expect![[r#"
        let a = async move {
            let b = &unpromoted(E::A(K));
            y().await;
            b
        };
    "#]],
    );
    check(
        "let a = &if n == 0 { 5 } else { return }; let b = &'l: { break 'l 5 }; let c = &(n == 0 || return); y().await;",
        expect![[r#"
        let a = &if n == 0 { unpromoted(5) } else { return };
        let b = &unpromoted('l: { break 'l 5 });
        let c = &(unpromoted(n == 0 || return));
        y().await;
    "#]],
    );
}

#[test]
fn whatever_may_be_a_constant_is_hidden() {
    check(
        "let a = &(Some)(5); let b = &<Own>::Some(5); let c = &cfg!(unix); let d = &(5, { n = 2; }); y().await;",
        expect![[r#"
            let a = &unpromoted((Some)(5));
            let b = &unpromoted(<Own>::Some(5));
            let c = &unpromoted(cfg!(unix));
            let d = &unpromoted((
                5,
                {
                    n = 2;
                },
            ));
            y().await;
        "#]],
    );
}

#[test]
fn what_lives_as_long_in_it_is_beside_what_is_hidden() {
    check(
        "let a = &Q { m, n: 1, r: &make(n) }; y().await;",
        expect![[r#"
        let a = &Q { m, n: 1, r: &make(n) };
        y().await;
    "#]],
    );
    check(
        "let a = &(&E::A(1), 2); let b = &[&E::A(1), &2]; y().await;",
        expect![[r#"
        let a = &(&unpromoted(E::A(1)), 2);
        let b = &[&unpromoted(E::A(1)), &2];
        y().await;
    "#]],
    );
    check(
        "let a: &[&dyn Any] = &[&E::A(1), &2]; let b = &{ g(n); (&make(n), None) }; y().await;",
        expect![[r#"
        let a: &[&dyn Any] = &[&unpromoted(E::A(1)), &2];
        let b = &{
            g(n);
            (&make(n), None)
        };
        y().await;
    "#]],
    );
}
