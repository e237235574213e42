//! Which `async` blocks become coroutines of their own, and with what they are called: the others stay as they are.

use crate::blocks;
use crate::codegen::Input;
use crate::diagnostics::Diagnostics;
use crate::index::Id;
use crate::names::Marker;
use crate::syntax::function::Function;
use crate::syntax::signature;
use expect_test::{Expect, expect};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

fn check(function: &str, expected: Expect) {
    let diagnostics = Diagnostics::default();
    let function: Function = syn::parse_str(function).unwrap();
    let signature = signature::lower(&function, &diagnostics);
    diagnostics.barrier().unwrap();
    let block = function.block().unwrap().unwrap();
    let (body, _) = blocks::compile(&Input::new(function, signature, block));
    let lines = body.block.stmts.iter().map(|stmt| shown(stmt.to_token_stream()).to_string());
    expected.assert_eq(&lines.collect::<Vec<_>>().join("\n"))
}

/// The markers by readable names.
fn shown(tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => match Marker::parse(&ident) {
            Some(Marker::Nested(id)) => TokenTree::Ident(Ident::new(&format!("nested_{}", id.index()), ident.span())),
            _ => TokenTree::Ident(ident),
        },
        TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), shown(group.stream()))),
        token => token,
    });
    tokens.collect()
}

#[test]
fn what_is_mentioned_as_a_whole_is_captured() {
    check(
        "async fn f(a: A, b: &B, n: u32) {
            async move { g(&a, b, n).await };
            async move { b.x.y().await; CONSTANT; function() };
            async move { let n = n + 1; n }.await;
            spawn(move |m| async move { send(m, b).await });
        }",
        expect![[r#"
            nested_0 (a , b , n ,) ;
            nested_1 (b ,) ;
            nested_2 (n ,) . await ;
            spawn (move | m | nested_3 (m , b ,)) ;"#]],
    );
}

#[test]
fn fields_and_what_is_not_captured_are_left_to_rustc() {
    check(
        "async fn f(a: A, b: B) {
            async move { g(a.x).await };
            async move { g(a.x).await; g(a).await };
            async move { let _ = b; g().await };
            async move { let (x, _) = b; g(x).await };
            async move { let Some(x) = b else { return }; g(x).await };
            async move { S { x: 1, ..b } };
            async move { matches!(b, B { .. }) };
        }",
        expect![[r#"
            async move { g (a . x) . await } ;
            nested_0 (a ,) ;
            async move { let _ = b ; g () . await } ;
            async move { let (x , _) = b ; g (x) . await } ;
            async move { let Some (x) = b else { return } ; g (x) . await } ;
            async move { S { x : 1 , .. b } } ;
            async move { matches ! (b , B { .. }) } ;"#]],
    );
}

#[test]
fn the_left_side_of_an_assignment_is_captured_first() {
    check(
        "async fn f(mut a: A, b: A, mut c: C) { async move { a = b; c += d().await } }",
        expect!["nested_0 (a , b , c ,)"],
    );
}

#[test]
fn what_borrows_is_left_to_rustc() {
    check(
        "async fn f(a: A) {
            async { g(&a).await };
            async { g().await };
            async |n| g(n).await;
            || async move { g(&a).await };
            move || async move { g(&a).await };
        }",
        expect![[r#"
            async { g (& a) . await } ;
            nested_0 () ;
            async | n | g (n) . await ;
            | | async move { g (& a) . await } ;
            move | | nested_1 (a ,) ;"#]],
    );
}

#[test]
fn unknown_macros_and_exits_are_left_to_rustc() {
    check(
        r#"async fn f(a: A) {
            async move { check!(a); g().await };
            async move { select! { x = g() => x } };
            async move { bail!("no") };
            async move { println!("{a}"); g().await };
            vec![async move { a }];
            list![async move { a }];
            loop { async move { break } };
            'outer: loop { async move { loop { break } } };
        }"#,
        expect![[r#"
            async move { check ! (a) ; g () . await } ;
            async move { select ! { x = g () => x } } ;
            async move { bail ! ("no") } ;
            nested_0 (a ,) ;
            vec ! [nested_1 (a ,)] ;
            list ! [async move { a }] ;
            loop { async move { break } } ;
            'outer : loop { nested_2 () } ;"#]],
    );
}

#[test]
fn guesses_are_left_to_rustc() {
    check(
        "async fn f(a: A, b: B) {
            async move { a.run(|n| n).await };
            async move { a.run().await; a.read().await };
            async move { a.read().await };
            async move { g(&b).await; move || b.x };
            async move { match g().await { S { x, .. } => h(x).await } };
            async move { match g().await { S { x } => h(x).await } };
            async move { match g().await { x if x > 1 => h(x).await, _ => () } };
        }",
        expect![[r#"
            async move { a . run (| n | n) . await } ;
            nested_0 (a ,) ;
            nested_1 (a ,) ;
            async move { g (& b) . await ; move | | b . x } ;
            async move { match g () . await { S { x , .. } => h (x) . await } } ;
            nested_2 () ;
            async move { match g () . await { x if x > 1 => h (x) . await , _ => () } } ;"#]],
    );
}
