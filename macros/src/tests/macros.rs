//! Macro calls: a call in; its kind, its arguments and the call as it is printed out.

mod strings;
mod trees;

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::syntax::macros::{MacroArg, MacroKind, mentioned_idents, parse};

fn check(text: &str, expected: Expect) {
    let mac: syn::Macro = syn::parse_str(text).unwrap();
    let Some(call) = parse(&mac) else { return expected.assert_eq("not seen into") };
    let kind = match &call.kind {
        MacroKind::Matches { pat, guard_index } => format!("Matches {}, guard {guard_index:?}", pat.to_token_stream()),
        kind => format!("{kind:?}"),
    };
    let args: String = call.args.iter().map(print).collect();
    let printed = call.to_macro().to_token_stream();
    let again = parse(&syn::parse2(printed.clone()).unwrap()).unwrap().to_macro().to_token_stream();
    assert_eq!(printed.to_string(), again.to_string(), "what is printed reads as itself");
    expected.assert_eq(&format!("{kind}\n{args}{printed}\n"));
}

fn print(arg: &MacroArg) -> String {
    let MacroArg { name, expr, usage, lazy } = arg;
    let name = name.as_ref().map_or(String::new(), |name| format!("{name} = "));
    let lazy = if *lazy { ", lazy" } else { "" };
    format!("  {name}{}: {usage:?}{lazy}\n", expr.to_token_stream())
}

fn check_mentioned(text: &str, expected: Expect) {
    let tokens: TokenStream = text.parse().unwrap();
    let names: Vec<String> = mentioned_idents(tokens).iter().map(ToString::to_string).collect();
    expected.assert_eq(&names.join(" "));
}

/// The message of a plain `assert!` is its source text.
#[test]
fn assertions() {
    check(
        "assert!(a == b)",
        expect![[r#"
            Assert
              a == b: Value
            assert ! (a == b , "assertion failed: {}" , "a == b")
        "#]],
    );
    check(
        "assert!(!a.is_empty(),)",
        expect![[r#"
            Assert
              ! a . is_empty (): Value
            assert ! (! a . is_empty () , "assertion failed: {}" , "! a . is_empty ()")
        "#]],
    );
    check(
        r#"assert!(ok, "{x}")"#,
        expect![[r#"
        Assert
          ok: Value
          x = x: Borrow, lazy
        assert ! (ok , "{x}" , x = x)
    "#]],
    );
    check(
        "assert_eq!(a, f().await)",
        expect![[r#"
        Assert
          a: Borrow
          f () . await: Borrow
        assert_eq ! (a , f () . await)
    "#]],
    );
    check(
        r#"assert_eq!(a, b, "{x} {}", y,)"#,
        expect![[r#"
        Assert
          a: Borrow
          b: Borrow
          y: Borrow, lazy
          x = x: Borrow, lazy
        assert_eq ! (a , b , "{x} {}" , y , x = x)
    "#]],
    );
    check(
        "debug_assert!(ok)",
        expect![[r#"
            Assert
              ok: Value, lazy
            debug_assert ! (ok , "assertion failed: {}" , "ok")
        "#]],
    );
    check(
        "debug_assert_ne!(a, b)",
        expect![[r#"
        Assert
          a: Borrow, lazy
          b: Borrow, lazy
        debug_assert_ne ! (a , b)
    "#]],
    );
    check("assert_eq!(a)", expect!["not seen into"]);
}

/// A name before a value may be that of something new, which the value then means.
#[test]
fn entries() {
    check(
        r#"unknown!{ "id" => &id, key + 1 => [n] }"#,
        expect![[r#"
            Other
              "id": Value, lazy
              & id: Value, lazy
              key + 1: Value, lazy
              n: Value, lazy
            unknown ! { "id" => & id , key + 1 => [n] }
        "#]],
    );
    check(
        r#"doc! { "_id": id, "$set": { "n": n, tags: [a, { "b": b }] } }"#,
        expect![[r#"
        Other
          id: Value, lazy
          n: Value, lazy
          a: Value, lazy
          b: Value, lazy
        doc ! { "_id" : id , "$set" : { "n" : n , tags : [a , { "b" : b }] } }
    "#]],
    );
    check(
        "unknown!(a = 1, b: c, d)",
        expect![[r#"
        Other
          1: Value, lazy
          c: Value, lazy
          d: Value, lazy
        unknown ! (a = 1 , b : c , d)
    "#]],
    );
    check("unknown!(a = a)", expect!["not seen into"]);
    check("unknown!(a: 1, a + 1)", expect!["not seen into"]);
    check("unknown!(a: 1, { b: [|| a] })", expect!["not seen into"]);
    check(r#"unknown!(a: "{a}")"#, expect!["not seen into"]);
    check("unknown!(a => f().await)", expect!["not seen into"]);
    check("unknown!(a => b; c)", expect!["not seen into"]);
    check("unknown!(Some(a) if b => c)", expect!["not seen into"]);
    check("unknown!(a == b; c: d)", expect!["not seen into"]);
}

#[test]
fn logs() {
    check(
        r#"info!("{x}")"#,
        expect![[r#"
        Format
          x = x: Borrow, lazy
        info ! ("{x}" , x = x)
    "#]],
    );
    check(
        r#"log::debug!("{}", a)"#,
        expect![[r#"
        Format
          a: Borrow, lazy
        log :: debug ! ("{}" , a)
    "#]],
    );
    check(
        r#"tracing::info!(target: "net", %peer, n = ?count, user.id, "lost {peer}")"#,
        expect![[r#"
        Format
          "net": Borrow, lazy
          peer: Borrow, lazy
          count: Borrow, lazy
          user . id: Borrow, lazy
          peer = peer: Borrow, lazy
        tracing :: info ! (target : "net" , peer = % peer , n = ? count , user . id = user . id , "lost {peer}" , peer = peer)
    "#]],
    );
    check(
        "warn!(err = &e as &dyn Error)",
        expect![[r#"
        Format
          & e as & dyn Error: Borrow, lazy
        warn ! (err = & e as & dyn Error)
    "#]],
    );
    check(
        "trace!(?a)",
        expect![[r#"
        Format
          a: Borrow, lazy
        trace ! (a = ? a)
    "#]],
    );
    check(
        r#"error!("key" = a, b, "done")"#,
        expect![[r#"
        Format
          a: Borrow, lazy
          b: Borrow, lazy
        error ! ("key" = a , b = b , "done")
    "#]],
    );
    check(
        r#"dynamic_event!(target: "net", level, secs = s.elapsed(), "slow")"#,
        expect![[r#"
            Format
              "net": Borrow, lazy
              level: Borrow, lazy
              s . elapsed (): Borrow, lazy
            dynamic_event ! (target : "net" , level , secs = s . elapsed () , "slow")
        "#]],
    );
    check(r#"open!(target: a)"#, expect!["not seen into"]);
    check(r#"info!(a = 1, "done"; b)"#, expect!["not seen into"]);
    check(r#"info!("a"; "done")"#, expect!["not seen into"]);
    check(r#"info!({ a = 1 }, "x")"#, expect!["not seen into"]);
    check(r#"info!(f(a), "{x}")"#, expect!["not seen into"]);
}

#[test]
fn values() {
    check(
        "vec![]",
        expect![[r#"
        Vec
        vec ! []
    "#]],
    );
    check(
        "vec![a, f().await]",
        expect![[r#"
        Vec
          a: Value
          f () . await: Value
        vec ! [a , f () . await]
    "#]],
    );
    check(
        "vec![a; n]",
        expect![[r#"
        Repeat
          a: Value
          n: Value
        vec ! [a ; n]
    "#]],
    );
    check(
        "vec![a,]",
        expect![[r#"
        Vec
          a: Value
        vec ! [a ,]
    "#]],
    );
    check("vec![a; n; m]", expect!["not seen into"]);
    check(
        "dbg!(a, b)",
        expect![[r#"
        Dbg
          a: Value
          b: Value
        dbg ! (a , b)
    "#]],
    );
    check(
        "dbg!()",
        expect![[r#"
        Dbg
        dbg ! ()
    "#]],
    );
    check(
        "addr_of!(a.b)",
        expect![[r#"
        Other
          a . b: Borrow
        addr_of ! (a . b)
    "#]],
    );
    check(
        "unknown!(a, b + 1,)",
        expect![[r#"
        Other
          a: Value
          b + 1: Value
        unknown ! (a , b + 1 ,)
    "#]],
    );
    check("unknown!{}", expect!["not seen into"]);
    check(r#"unknown!("{x}")"#, expect!["not seen into"]);
    check(
        r#"unknown!("{}", a)"#,
        expect![[r#"
        Other
          "{}": Value
          a: Value
        unknown ! ("{}" , a)
    "#]],
    );
    check("unknown!(a; b)", expect!["not seen into"]);
    check("unknown!(let x = 1)", expect!["not seen into"]);
    check("unknown!(a && let Some(x) = b)", expect!["not seen into"]);
    check(
        "unknown!(a == b, { c })",
        expect![[r#"
        Other
          a == b: Value
          { c }: Value
        unknown ! (a == b , { c })
    "#]],
    );
    check(
        "a::b::join!(f(), g().await)",
        expect![[r#"
        Other
          f (): Value
          g () . await: Value
        a :: b :: join ! (f () , g () . await)
    "#]],
    );
    check(
        "r#try!(a)",
        expect![[r#"
        Other
          a: Value
        r#try ! (a)
    "#]],
    );
}

#[test]
fn patterns() {
    check(
        "matches!(a, Some(_))",
        expect![[r#"
        Matches Some (_), guard None
          a: Borrow
        matches ! (a , Some (_))
    "#]],
    );
    check(
        "matches!(f(a), | A(x) | B(x) if x > limit,)",
        expect![[r#"
        Matches | A (x) | B (x), guard Some(1)
          f (a): Borrow
          x > limit: Value, lazy
        matches ! (f (a) , | A (x) | B (x) if x > limit ,)
    "#]],
    );
    check(
        r#"assert_matches!(a, Ok(x) if x, "{y}")"#,
        expect![[r#"
        Matches Ok (x), guard Some(1)
          a: Borrow
          x: Value, lazy
          y = y: Borrow, lazy
        assert_matches ! (a , Ok (x) if x , "{y}" , y = y)
    "#]],
    );
    check("matches!(a)", expect!["not seen into"]);
    check("matches!(a, Some(_) => b)", expect!["not seen into"]);
}

#[test]
fn opaque_macros() {
    check(
        r#"concat!("a", 1)"#,
        expect![[r#"
        Opaque
        concat ! ("a" , 1)
    "#]],
    );
    check(
        "stringify!(a => b; c)",
        expect![[r#"
        Opaque
        stringify ! (a => b ; c)
    "#]],
    );
    check(
        "line!()",
        expect![[r#"
        Opaque
        line ! ()
    "#]],
    );
    check(
        "std::mem::offset_of!(Point, x)",
        expect![[r#"
        Opaque
        std :: mem :: offset_of ! (Point , x)
    "#]],
    );
    check(
        r#"env!("HOME")"#,
        expect![[r#"
        Opaque
        env ! ("HOME")
    "#]],
    );
    check(
        "cfg!(unix)",
        expect![[r#"
        Opaque
        cfg ! (unix)
    "#]],
    );
}

/// A later phase rewrites arguments and patterns; the rest stays.
#[test]
fn rewritten_arguments_are_printed() {
    let rewrite = |text: &str| {
        let mut call = parse(&syn::parse_str(text).unwrap()).unwrap();
        call.exprs_mut().for_each(|arg| arg.expr = syn::parse_quote!(place));
        if let MacroKind::Matches { pat, .. } = &mut call.kind {
            *pat = syn::parse_quote!(Some(other));
        }
        call.to_macro().to_token_stream().to_string()
    };
    expect![[r#"write ! (place , "{x} {}" , place , x = place)"#]].assert_eq(&rewrite(r#"write!(f, "{x} {}", a)"#));
    expect![[r#"assert ! (place , "assertion failed: {}" , "a == b")"#]].assert_eq(&rewrite("assert!(a == b)"));
    expect!["matches ! (place , Some (other) if place)"].assert_eq(&rewrite("matches!(a, Some(x) if x == 1)"));
    expect!["vec ! [place ; place]"].assert_eq(&rewrite("vec![a; n]"));
    expect![[r#"info ! (a = % place , "{b}" , b = place)"#]].assert_eq(&rewrite(r#"info!(%a, "{b}")"#));
}

#[test]
fn mentioned() {
    check_mentioned("a => b.c, { x: *y }", expect!["a b x y"]);
    check_mentioned("'a: loop { 'b' .. n..m..=k }", expect!["loop n m k"]);
    check_mentioned(r##""{x} {{no}} {:w$}", b"{y}", r#"{z}"#, 'q'"##, expect!["x w z"]);
    check_mentioned("#[x] let $y = self.z(t)", expect!["x let y self t"]);
    check_mentioned("", expect![[r#""#]]);
}
