//! Signatures: text in, everything named out.
//!
//! The first line of a snapshot is the plain function with its output, the last the coroutine's lifetime.

mod co;

use expect_test::{Expect, expect};
use quote::ToTokens;

use crate::diagnostics::Diagnostics;
use crate::syntax::function::Function;
use crate::syntax::signature::{Co, Param, Signature, lower};

fn check(text: &str, expected: Expect) {
    let diagnostics = Diagnostics::default();
    let function: Function = syn::parse_str(&format!("{text};")).unwrap();
    let mut printed = print(&lower(&function, &diagnostics));
    for error in syn::parse2::<syn::File>(diagnostics.into_tokens()).unwrap().items {
        let syn::Item::Macro(error) = error else { unreachable!("errors are macro calls") };
        printed += &format!("error: {}\n", error.mac.parse_body::<syn::LitStr>().unwrap().value());
    }
    expected.assert_eq(&printed);
}

fn print(signature: &Signature) -> String {
    let Signature { item, header, params, output, output_inferred, co } = signature;
    let plain = syn::Signature { output: syn::parse_quote!(-> #output), ..item.clone() };
    let mut printed = format!("{}\n", code(syn::parse_quote!(#plain {})).trim_end().trim_end_matches(" {}"));
    if item != header {
        printed += &format!("callers see: {}\n", header.to_token_stream());
    }
    for param in params {
        printed += &print_param(param);
    }
    if output != output_inferred {
        printed += &format!("inferred: {}\n", ty(output_inferred));
    }
    printed
        + &match co {
            Co::Static => "co: static\n".to_owned(),
            Co::Named(lifetime) => format!("co: {lifetime}\n"),
            Co::Unnamed => "co: unnamed\n".to_owned(),
        }
}

/// `name = pattern: type`, and what else is known.
fn print_param(param: &Param) -> String {
    let Param { ident, pat, ty: declared, is_receiver, mutable, attrs, known_reference, partly } = param;
    let mut printed = String::new();
    for attr in attrs {
        printed += &format!("{} ", attr.to_token_stream().to_string().replace(' ', ""));
    }
    let pattern: syn::ExprLet = syn::parse_quote!(let #pat = x);
    let pattern = code(syn::parse_quote!(fn f() { if #pattern {} }));
    let pattern = pattern.split_once("let ").unwrap().1.split_once(" = x").unwrap().0;
    printed += &format!("{ident} = {pattern}: {}", ty(declared));
    for (holds, word) in [(*is_receiver, "receiver"), (*mutable, "mutable")] {
        printed += &if holds { format!(", {word}") } else { String::new() };
    }
    printed += &partly.as_ref().map_or(String::new(), |partly| format!(", written {}", ty(partly)));
    printed + &known_reference.map_or(String::new(), |mutability| format!(", {mutability:?} reference")) + "\n"
}

fn ty(ty: &syn::Type) -> String {
    let code = code(syn::parse_quote!(type T = #ty;));
    code.trim_end().trim_start_matches("type T = ").trim_end_matches(';').to_owned()
}

fn code(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}

#[test]
fn impl_trait_arguments() {
    check(
        "async fn f(a: impl Tr + Send + 'static)",
        expect![[r#"
            fn f<ImplArg0: Tr + Send + 'static>(a: ImplArg0) -> ()
            a = a: ImplArg0
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: &impl Tr) -> &u8",
        expect![[r#"
            fn f<'co1, ImplArg0: Tr>(a: &'co1 ImplArg0) -> &'co1 u8
            a = a: &'co1 ImplArg0, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f<T, const N: usize>(a: Vec<impl Tr>, b: &mut (impl Tr + Send))",
        expect![[r#"
            fn f<'co1, T, const N: usize, ImplArg0: Tr, ImplArg1: Tr + Send>(
                a: Vec<ImplArg0>,
                b: &'co1 mut ImplArg1,
            ) -> ()
            callers see: fn f < 'co1 , T , const N : usize > (a : Vec < impl Tr > , b : & 'co1 mut (impl Tr + Send))
            a = a: Vec<ImplArg0>, written Vec<_>
            b = b: &'co1 mut ImplArg1, written &'co1 mut _, Unique reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: impl Fn(&str) -> &str, b: &str) -> &str",
        expect![[r#"
            fn f<'co1, ImplArg0: Fn(&str) -> &str>(a: ImplArg0, b: &'co1 str) -> &'co1 str
            a = a: ImplArg0
            b = b: &'co1 str, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: impl Into<&str>, b: impl Tr<'_> + '_)",
        expect![[r#"
            fn f<'co1, 'co2, 'co3, ImplArg0: Into<&'co1 str>, ImplArg1: Tr<'co2> + 'co3>(
                a: ImplArg0,
                b: ImplArg1,
            ) -> ()
            a = a: ImplArg0
            b = b: ImplArg1
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: impl Iterator<Item = impl Display>, b: Box<dyn Iterator<Item = impl Debug>>)",
        expect![[r#"
            fn f<ImplArg0: Iterator<Item = ImplArg1>, ImplArg1: Display, ImplArg2: Debug>(
                a: ImplArg0,
                b: Box<dyn Iterator<Item = ImplArg2>>,
            ) -> ()
            a = a: ImplArg0
            b = b: Box<dyn Iterator<Item = ImplArg2>>
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: impl Into<impl Display>, b: Box<dyn Fn(impl A)>, c: fn() -> impl B)",
        expect![[r#"
            fn f<ImplArg0: Into<impl Display>>(
                a: ImplArg0,
                b: Box<dyn Fn(impl A)>,
                c: fn() -> impl B,
            ) -> ()
            a = a: ImplArg0
            b = b: Box<dyn Fn(impl A)>
            c = c: fn() -> impl B
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: impl for<'x> Tr<'x, &'x u8, &u8>, b: impl Into<Self>)",
        expect![[r#"
            fn f<'co1, ImplArg0: for<'x> Tr<'x, &'x u8, &'co1 u8>, ImplArg1: Into<Self>>(
                a: ImplArg0,
                b: ImplArg1,
            ) -> ()
            a = a: ImplArg0
            b = b: ImplArg1
            co: unnamed
        "#]],
    );
    check(
        "async fn f<ImplArg0>(a: ImplArg0, b: impl Tr)",
        expect![[r#"
            fn f<ImplArg0, ImplArg0_: Tr>(a: ImplArg0, b: ImplArg0_) -> ()
            callers see: fn f < ImplArg0 > (a : ImplArg0 , b : impl Tr)
            a = a: ImplArg0, written ImplArg0
            b = b: ImplArg0_, written _
            co: unnamed
        "#]],
    );
}

#[test]
fn elision_in_the_output() {
    check(
        "async fn f(a: u8, b: (&'x u8, &'x u8)) -> &u8",
        expect![[r#"
        fn f(a: u8, b: (&'x u8, &'x u8)) -> &'x u8
        a = a: u8
        b = b: (&'x u8, &'x u8)
        co: 'x
    "#]],
    );
    check(
        "async fn f<'a>(a: &'a u8, b: &'a u8) -> &u8",
        expect![[r#"
        fn f<'a>(a: &'a u8, b: &'a u8) -> &u8
        a = a: &'a u8, Shared reference
        b = b: &'a u8, Shared reference
        co: 'a
    "#]],
    );
    check(
        "async fn f(a: &str, b: &'static str) -> &str",
        expect![[r#"
        fn f<'co>(a: &'co str, b: &'static str) -> &str
        a = a: &'co str, Shared reference
        b = b: &'static str, Shared reference
        co: 'co
    "#]],
    );
    check(
        "async fn f(a: &str, b: Box<dyn Tr + 'static>) -> &str",
        expect![[r#"
        fn f<'co>(a: &'co str, b: Box<dyn Tr + 'static>) -> &str
        a = a: &'co str, Shared reference
        b = b: Box<dyn Tr + 'static>
        co: 'co
    "#]],
    );
    check(
        "async fn f(a: &str, b: impl Tr<'static>, c: Box<dyn Fn(&'static u8)>) -> Ref<'_, &str>",
        expect![[r#"
            fn f<'co1, ImplArg0: Tr<'static>>(
                a: &'co1 str,
                b: ImplArg0,
                c: Box<dyn Fn(&'static u8)>,
            ) -> Ref<'co1, &'co1 str>
            a = a: &'co1 str, Shared reference
            b = b: ImplArg0
            c = c: Box<dyn Fn(&'static u8)>
            co: unnamed
        "#]],
    );
    check(
        "async fn f(self: &&Self) -> &u8",
        expect![[r#"
            fn f<'co1, 'co2>(self: &'co1 &'co2 Self) -> &u8
            self = self: &'co1 &'co2 Self, receiver, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(self: &Connection, a: &str) -> &u8",
        expect![[r#"
            fn f<'co1, 'co2>(self: &'co1 Connection, a: &'co2 str) -> &'co1 u8
            self = self: &'co1 Connection, receiver, Shared reference
            a = a: &'co2 str, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(&self) -> Box<dyn Fn(&u8) -> &u8 + '_>",
        expect![[r#"
        fn f<'co>(&'co self) -> Box<dyn Fn(&u8) -> &u8 + 'co>
        self = self: &'co Self, receiver, Shared reference
        co: 'co
    "#]],
    );
    check(
        "async fn f(&self) -> Result<impl Iterator<Item = &u8> + use<'_>, Box<dyn Iterator<Item = impl A>>>",
        expect![[r#"
            fn f<'co>(
                &'co self,
            ) -> Result<impl Iterator<Item = &'co u8> + use<'co>, Box<dyn Iterator<Item = impl A>>>
            self = self: &'co Self, receiver, Shared reference
            inferred: Result<_, Box<dyn Iterator<Item = _>>>
            co: 'co
        "#]],
    );
}

#[test]
fn patterns() {
    check(
        "async fn f((a, b): (u8, u8), _: u8, ref c: u8, d @ 0..: u8, [e, ..]: [u8; 2])",
        expect![[r#"
        fn f(__arg0: (u8, u8), __arg1: u8, __arg2: u8, __arg3: u8, __arg4: [u8; 2]) -> ()
        __arg0 = (a, b): (u8, u8)
        __arg1 = _: u8
        __arg2 = ref c: u8
        __arg3 = d @ 0..: u8
        __arg4 = [e, ..]: [u8; 2]
        co: static
    "#]],
    );
    check(
        "async fn f(#[allow(unused)] mut a: &u8, #[expect(unused)] Point { x, .. }: Point)",
        expect![[r#"
        fn f<'co>(#[allow(unused)] a: &'co u8, #[expect(unused)] __arg1: Point) -> ()
        #[allow(unused)] a = mut a: &'co u8, mutable, Shared reference
        #[expect(unused)] __arg1 = Point { x, .. }: Point
        co: 'co
    "#]],
    );
    check(
        "async fn f(#[allow(unused_mut)] mut self, (a): u8)",
        expect![[r#"
            fn f(#[allow(unused_mut)] self, __arg1: u8) -> ()
            #[allow(unused_mut)] self = mut self: Self, receiver, mutable
            __arg1 = (a): u8
            co: unnamed
        "#]],
    );
    check(
        "async fn f(mut self: Rc<Self>)",
        expect![[r#"
            fn f(self: Rc<Self>) -> ()
            self = mut self: Rc<Self>, receiver, mutable
            co: unnamed
        "#]],
    );
    check(
        "async fn f(Unit: Unit, (mut b): u8)",
        expect![[r#"
        fn f(__arg0: Unit, __arg1: u8) -> ()
        __arg0 = Unit: Unit
        __arg1 = (mut b): u8
        co: static
    "#]],
    );
    check(
        "async fn f(a: (&str), b: &mut (dyn Tr + '_))",
        expect![[r#"
            fn f<'co1, 'co2, 'co3>(a: (&'co1 str), b: &'co2 mut (dyn Tr + 'co3)) -> ()
            a = a: (&'co1 str), Shared reference
            b = b: &'co2 mut (dyn Tr + 'co3), Unique reference
            co: unnamed
        "#]],
    );
}

/// What is reported is also removed, so that the item that is emitted after an error is a valid one.
#[test]
fn misuse() {
    check(
        "const fn f()",
        expect![[r#"
        fn f() -> ()
        co: static
        error: a coroutine cannot be `const`: remove this word
    "#]],
    );
    check(
        "async unsafe extern \"C\" fn f(a: u8, ...)",
        expect![[r#"
        unsafe fn f(a: u8) -> ()
        a = a: u8
        co: static
        error: a coroutine cannot have a foreign ABI: remove `extern`, and call it from an `extern` function
        error: a coroutine cannot be variadic: declare each parameter
    "#]],
    );
    check(
        "async extern \"Rust\" fn f()",
        expect![[r#"
        fn f() -> ()
        co: static
    "#]],
    );
    check(
        "extern fn f()",
        expect![[r#"
        fn f() -> ()
        co: static
        error: a coroutine cannot have a foreign ABI: remove `extern`, and call it from an `extern` function
    "#]],
    );
}

/// Where a call may give generic arguments, `impl Trait` arguments do not count among them.
#[test]
fn impl_trait_beside_generics() {
    check(
        "async fn f<T>(&self, a: &impl Tr<Item = impl A>, b: T)",
        expect![[r#"
            fn f<'co1, 'co2, T, ImplArg0: Tr<Item = ImplArg1>, ImplArg1: A>(
                &'co1 self,
                a: &'co2 ImplArg0,
                b: T,
            ) -> ()
            callers see: fn f < 'co1 , 'co2 , T > (& 'co1 self , a : & 'co2 impl Tr < Item = impl A > , b : T)
            self = self: &'co1 Self, receiver, Shared reference
            a = a: &'co2 ImplArg0, written &'co2 _, Shared reference
            b = b: T, written T
            co: unnamed
        "#]],
    );
    check(
        "async fn f<const N: usize>(a: (impl A + B, u8), b: &mut (impl A + B))",
        expect![[r#"
            fn f<'co1, const N: usize, ImplArg0: A + B, ImplArg1: A + B>(
                a: (ImplArg0, u8),
                b: &'co1 mut ImplArg1,
            ) -> ()
            callers see: fn f < 'co1 , const N : usize > (a : (impl A + B , u8) , b : & 'co1 mut (impl A + B))
            a = a: (ImplArg0, u8), written (_, u8)
            b = b: &'co1 mut ImplArg1, written &'co1 mut _, Unique reference
            co: unnamed
        "#]],
    );
}
