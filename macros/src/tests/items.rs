//! The front door: arguments, what is a member of what, and what the impl around a function tells its signature.

use crate::diagnostics::Diagnostics;
use crate::expand::expand;
use crate::syntax::args::{self, Allocator, Form};
use crate::syntax::item::{self, Container, Item, Member};
use crate::syntax::signature;
use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The messages in a stream of `compile_error!`s.
fn messages(diagnostics: Diagnostics) -> String {
    let tokens = diagnostics.into_tokens().to_string();
    tokens.split('"').skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

fn arguments(text: &str, allocator: Allocator, form: Form, expected: Expect) {
    let diagnostics = Diagnostics::default();
    assert_eq!(args::parse(text.parse().unwrap(), allocator, &diagnostics), form);
    expected.assert_eq(&messages(diagnostics))
}

#[test]
fn arguments_of_the_attribute() {
    use Allocator::{Absent, Present};
    arguments("", Absent, Form::Opaque, expect![""]);
    arguments("boxed", Present, Form::Boxed, expect![""]);
    arguments("boxed_local,", Present, Form::BoxedLocal, expect![""]);
    arguments(
        "boxed",
        Absent,
        Form::Boxed,
        expect!["`boxed` needs an allocator: enable the feature `alloc` or `std` of `resumable`"],
    );
    arguments("boxed, boxed", Present, Form::Boxed, expect!["`boxed` is there twice: remove one"]);
    arguments(
        "boxed, boxed_local",
        Present,
        Form::Boxed,
        expect!["`boxed` and `boxed_local` exclude each other: remove one, `boxed` is `Send`, `boxed_local` is not"],
    );
    arguments(
        "(boxed), send",
        Present,
        Form::Opaque,
        expect![[r#"
            `#[resumable::coroutine]` knows no such argument: write `boxed`, `boxed_local`, or no parentheses
            `#[resumable::coroutine]` knows no such argument: write `boxed`, `boxed_local`, or no parentheses"#]],
    );
}

fn members(text: &str, expected: Expect) {
    let diagnostics = Diagnostics::default();
    let Some(Item::Container(container)) = item::parse(Form::Opaque, text.parse().unwrap(), &diagnostics) else {
        panic!("not a container: {}", messages(diagnostics))
    };
    let mut out = String::new();
    print(&mut out, container, 0);
    expected.assert_eq(&out)
}

fn print(out: &mut String, container: Container, depth: usize) {
    let indent = "    ".repeat(depth);
    *out += &format!("{indent}{}{}\n", container.head, container.inner);
    ignore(container.diagnostics);
    for member in container.members {
        match member {
            Member::Function(function, diagnostics) => {
                *out += &format!("{indent}    {:?} {}\n", function.form, function.sig.ident);
                ignore(diagnostics);
            }
            Member::Container(container) => print(out, container, depth + 1),
            Member::Other(tokens, diagnostics) => {
                *out += &format!("{indent}    {tokens}\n");
                assert_eq!(messages(diagnostics), "");
            }
        }
    }
}

/// A build without the feature `alloc` complains about `boxed`.
fn ignore(diagnostics: Diagnostics) {
    messages(diagnostics);
}

#[test]
fn members_of_an_impl() {
    members(
        "#[doc = \"x\"] unsafe impl<'a, T: Fn() -> [u8; { 1 + 1 }]> Tr<{ N }> for S<'a, T, { M }> where T: 'a {
            const A: [u8; 2] = { [1, 2] };
            type B = fn() -> u8;
            m! { async fn f() {} }
            pub async fn a(&self) -> S<{ 3 }> { let = ; }
            fn b() { async fn inner() {} }
            #[coroutine(boxed)] pub(crate) unsafe fn c() {}
            #[resumable::coroutine] async unsafe extern \"Rust\" fn d();
            default async fn e() {}
        }",
        expect![[r##"
            # [doc = "x"] unsafe impl <'a , T : Fn () -> [u8 ; { 1 + 1 }] > Tr < { N } > for S <'a , T , { M } > where T : 'a
                const A : [u8 ; 2] = { [1 , 2] }
                ;
                type B = fn () -> u8 ;
                m ! { async fn f () { } }
                Opaque a
                fn b () { async fn inner () { } }
                Boxed c
                Opaque d
                default async fn e () { }
        "##]],
    );
}

#[test]
fn members_of_modules_and_traits() {
    members(
        "pub(crate) mod m {
            #![allow(unused)]
            use a::{b, c};
            macro_rules! m { (fn) => {}; }
            static S: fn() = { fn f() {} f };
            pub async fn f() {}
            #[coroutine(boxed)] impl S { async fn g(&self) {} #[coroutine] async fn h(&self) {} }
            unsafe trait T<X>: A<{ N }> + for<'x> B<'x> where X: C { async fn i(); async fn j() {} const K: u8; }
            mod inner { async fn l() {} }
            mod file;
            extern \"C\" { fn m(); }
            impl !Send for S {}
        }",
        expect![[r#"
            pub (crate) mod m#! [allow (unused)]
                use a :: { b , c }
                ;
                macro_rules ! m { (fn) => { } ; }
                static S : fn () = { fn f () { } f }
                ;
                Opaque f
                impl S
                    Boxed g
                    Opaque h
                unsafe trait T < X >: A < { N } > + for <'x > B <'x > where X : C
                    Opaque i
                    Opaque j
                    const K : u8 ;
                mod inner
                    Opaque l
                mod file ;
                extern "C" { fn m () ; }
                impl ! Send for S { }
        "#]],
    );
}

/// The plain signatures of the functions of an impl or a trait.
fn lowered(text: &str) -> String {
    let diagnostics = Diagnostics::default();
    let Some(Item::Container(container)) = item::parse(Form::Opaque, text.parse().unwrap(), &diagnostics) else {
        panic!("not a container: {}", messages(diagnostics))
    };
    let mut out = String::new();
    for member in container.members {
        let Member::Function(function, diagnostics) = member else { panic!("not a function") };
        out += &format!("{}\n", signature::lower(&function, &diagnostics).item.to_token_stream());
        out += &messages(diagnostics);
    }
    out + &messages(diagnostics)
}

fn signatures(text: &str, expected: Expect) {
    expected.assert_eq(&lowered(text))
}

/// `Self` is what the impl says it is.
#[test]
fn self_in_an_inherent_impl() {
    signatures(
        "impl S<8> { async fn a(self, other: &Self); async fn b(&self, other: Self); async fn c() -> Self; }",
        expect![[r#"
            fn a < 'co > (self , other : & 'co Self)
            fn b < 'co > (& 'co self , other : Self)
            fn c () -> Self
        "#]],
    );
    signatures(
        "impl<'co, T> S<'co, T> {
            async fn a(self);
            async fn b(&self, other: Self);
            async fn c() -> Self;
            async fn d(self: Pin<&mut Self>);
            async fn e(text: &'co str);
        }",
        expect![[r#"
            fn a (self)
            fn b < 'co_ > (& 'co_ self , other : Self)
            fn c () -> Self
            fn d < 'co_ > (self : Pin < & 'co_ mut Self >)
            fn e (text : & 'co str)
        "#]],
    );
    signatures(
        "impl S<'_> { async fn a(); }",
        expect![[r#"
            fn a ()
        "#]],
    );
}

/// Where there are two sides, both decide by the signature alone.
#[test]
fn self_in_a_trait() {
    let members = "{ async fn a(self); async fn b(&self); async fn c() -> Self; }";
    let [declared, implemented] = ["trait Tr", "impl Tr for S"].map(|around| lowered(&format!("{around} {members}")));
    expect![[r#"
        fn a (self)
        fn b < 'co > (& 'co self)
        fn c () -> Self
    "#]]
    .assert_eq(&declared);
    assert_eq!(declared, implemented);
}

/// A body that is not Rust is rustc's to complain about; what rustc knows and syn does not is an error as well.
#[test]
fn bodies_that_are_not_parsed() {
    let tokens = expand(TokenStream::new(), "async fn f(x: u8) -> u8 { x. }".parse().unwrap()).to_string();
    assert!(!tokens.contains("compile_error"), "{tokens}");
    assert!(tokens.contains("cannot parse this: unexpected end of input, expected identifier or integer"), "{tokens}");
    assert!(tokens.contains("deny (unused_must_use)") && tokens.contains("{ x . }"), "{tokens}");
}

/// How many machines there are in what the attribute makes of the item, and whether its functions return what they did.
fn machines(item: &str) -> (usize, bool) {
    let expanded = expand(TokenStream::new(), item.parse().unwrap()).to_string();
    (expanded.matches("struct __Slots").count(), !expanded.contains("impl :: resumable :: private :: Future"))
}

#[test]
fn a_function_that_awaits_nothing_stays_one() {
    let method = "fn area<'life0, 'async_trait>(&'life0 self) -> Pin<Box<dyn Future<Output = u32> + Send + 'async_trait>> where Self: 'async_trait";
    let body = "{ Box::pin(async move { let __self = self; let __ret: u32 = { __self.side().await }; __ret }) }";
    assert_eq!(machines(&format!("{method} {body}")), (1, true));
    // On the whole, below `#[async_trait]`.
    let whole = format!(
        "impl Shape for Square {{ {method} {body} fn side(&self) -> impl Future<Output = u32> {{ async move {{ 1 }} }} }}"
    );
    assert_eq!(machines(&whole), (1, true));
    assert_eq!(machines(&format!("trait Shape {{ {method}; }}")), (0, true));
    // As `#[tokio::main]` writes it; and what rustc compiles better, because it takes a part.
    assert_eq!(machines("fn main() { let body = async { f().await }; run(body) }"), (1, true));
    assert_eq!(machines("fn f(x: X) -> impl Future<Output = ()> { async move { g(x.part).await } }"), (0, true));
    // What awaits is a coroutine, whatever else it does.
    assert_eq!(machines("fn f() -> u32 { g(async move { 1 }).await }"), (2, false));
}
