//! The coroutine's own lifetime: which one it is, and when it is declared.

use expect_test::expect;

use super::check;

/// Without lifetimes and type parameters nothing in the frame is shorter lived than `'static`.
#[test]
fn co_is_static() {
    check(
        "async fn f()",
        expect![[r#"
        fn f() -> ()
        co: static
    "#]],
    );
    check(
        "fn f(a: u8, mut b: Vec<String>) -> usize",
        expect![[r#"
        fn f(a: u8, b: Vec<String>) -> usize
        a = a: u8
        b = mut b: Vec<String>, mutable
        co: static
    "#]],
    );
    check(
        "async fn f<const N: usize>(a: [u8; N])",
        expect![[r#"
        fn f<const N: usize>(a: [u8; N]) -> ()
        a = a: [u8; N]
        co: static
    "#]],
    );
    check(
        "async fn f(a: &'static str) -> &str",
        expect![[r#"
        fn f(a: &'static str) -> &'static str
        a = a: &'static str, Shared reference
        co: static
    "#]],
    );
    check(
        "async fn f(a: Box<dyn Error>, b: fn(&str) -> &str, c: Box<dyn Fn(&u8) -> &u8>)",
        expect![[r#"
        fn f(a: Box<dyn Error>, b: fn(&str) -> &str, c: Box<dyn Fn(&u8) -> &u8>) -> ()
        a = a: Box<dyn Error>
        b = b: fn(&str) -> &str
        c = c: Box<dyn Fn(&u8) -> &u8>
        co: static
    "#]],
    );
    check(
        "async fn f(a: fn(fn(&u8)), b: for<'x> fn(&'x u8))",
        expect![[r#"
        fn f(a: fn(fn(&u8)), b: for<'x> fn(&'x u8)) -> ()
        a = a: fn(fn(&u8))
        b = b: for<'x> fn(&'x u8)
        co: static
    "#]],
    );
    check(
        "async unsafe fn f(a: *const u8)",
        expect![[r#"
        unsafe fn f(a: *const u8) -> ()
        a = a: *const u8
        co: static
    "#]],
    );
}

#[test]
fn co_is_the_only_lifetime() {
    check(
        "async fn f(a: &str) -> &str",
        expect![[r#"
        fn f<'co>(a: &'co str) -> &'co str
        a = a: &'co str, Shared reference
        co: 'co
    "#]],
    );
    check(
        "async fn f(&self)",
        expect![[r#"
        fn f<'co>(&'co self) -> ()
        self = self: &'co Self, receiver, Shared reference
        co: 'co
    "#]],
    );
    check(
        "async fn f(&mut self) -> &mut u8",
        expect![[r#"
        fn f<'co>(&'co mut self) -> &'co mut u8
        self = self: &'co mut Self, receiver, Unique reference
        co: 'co
    "#]],
    );
    check(
        "async fn f<'a>(&'a self) -> &u8",
        expect![[r#"
        fn f<'a>(&'a self) -> &'a u8
        self = self: &'a Self, receiver, Shared reference
        co: 'a
    "#]],
    );
    check(
        "async fn f<'a>(a: &'a str, b: &'a str) -> &'a str",
        expect![[r#"
        fn f<'a>(a: &'a str, b: &'a str) -> &'a str
        a = a: &'a str, Shared reference
        b = b: &'a str, Shared reference
        co: 'a
    "#]],
    );
    check(
        "async fn f<'a>()",
        expect![[r#"
        fn f<'a>() -> ()
        co: 'a
    "#]],
    );
    check(
        "async fn f(a: Ref<'_, u8>) -> Ref<'_, u8>",
        expect![[r#"
        fn f<'co>(a: Ref<'co, u8>) -> Ref<'co, u8>
        a = a: Ref<'co, u8>
        co: 'co
    "#]],
    );
    check(
        "async fn f(a: &'inherited str)",
        expect![[r#"
        fn f(a: &'inherited str) -> ()
        a = a: &'inherited str, Shared reference
        co: 'inherited
    "#]],
    );
    check(
        "async fn f(a: Box<dyn Tr + '_>)",
        expect![[r#"
        fn f<'co>(a: Box<dyn Tr + 'co>) -> ()
        a = a: Box<dyn Tr + 'co>
        co: 'co
    "#]],
    );
    check(
        "async fn f(self: Pin<&mut Self>) -> &mut u8",
        expect![[r#"
        fn f<'co>(self: Pin<&'co mut Self>) -> &'co mut u8
        self = self: Pin<&'co mut Self>, receiver
        co: 'co
    "#]],
    );
    check(
        "async fn f(self: &Self) -> &u8",
        expect![[r#"
        fn f<'co>(self: &'co Self) -> &'co u8
        self = self: &'co Self, receiver, Shared reference
        co: 'co
    "#]],
    );
}

/// Several lifetimes, or types that may contain some.
#[test]
fn co_is_declared() {
    check(
        "async fn f(a: &str, b: &mut u8)",
        expect![[r#"
            fn f<'co1, 'co2>(a: &'co1 str, b: &'co2 mut u8) -> ()
            a = a: &'co1 str, Shared reference
            b = b: &'co2 mut u8, Unique reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(&self, a: &str) -> &u8",
        expect![[r#"
            fn f<'co1, 'co2>(&'co1 self, a: &'co2 str) -> &'co1 u8
            self = self: &'co1 Self, receiver, Shared reference
            a = a: &'co2 str, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f<'a, T: Tr<'a>, const N: usize>(&mut self, a: &'a T) -> &T",
        expect![[r#"
            fn f<'a, 'co1, T: Tr<'a>, const N: usize>(&'co1 mut self, a: &'a T) -> &'co1 T
            self = self: &'co1 mut Self, receiver, Unique reference
            a = a: &'a T, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f<T: ?Sized>(a: &T) where T: Tr",
        expect![[r#"
            fn f<'co1, T: ?Sized>(a: &'co1 T) -> ()
            where
                T: Tr,
            {}
            a = a: &'co1 T, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(self) -> Self",
        expect![[r#"
            fn f(self) -> Self
            self = self: Self, receiver
            co: unnamed
        "#]],
    );
    check(
        "async fn f(mut self: Box<Self>, a: &str) -> &str",
        expect![[r#"
            fn f<'co1>(self: Box<Self>, a: &'co1 str) -> &'co1 str
            self = mut self: Box<Self>, receiver, mutable
            a = a: &'co1 str, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(self: &Rc<Self>, other: &Self) -> &u8",
        expect![[r#"
            fn f<'co1, 'co2>(self: &'co1 Rc<Self>, other: &'co2 Self) -> &'co1 u8
            self = self: &'co1 Rc<Self>, receiver, Shared reference
            other = other: &'co2 Self, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: &str, b: Self, c: [u8; Self::LEN])",
        expect![[r#"
            fn f<'co1>(a: &'co1 str, b: Self, c: [u8; Self::LEN]) -> ()
            a = a: &'co1 str, Shared reference
            b = b: Self
            c = c: [u8; Self::LEN]
            co: unnamed
        "#]],
    );
    check(
        "async fn f(a: [u8; Self::LEN])",
        expect![[r#"
        fn f(a: [u8; Self::LEN]) -> ()
        a = a: [u8; Self::LEN]
        co: static
    "#]],
    );
    check(
        "async fn f<'a, 'b: 'a>(a: &'a &'b u8)",
        expect![[r#"
            fn f<'a, 'b: 'a>(a: &'a &'b u8) -> ()
            a = a: &'a &'b u8, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f<'co, 'co1>(a: &'co u8, b: &'co1 u8, c: &u8)",
        expect![[r#"
            fn f<'co, 'co1, 'co1_>(a: &'co u8, b: &'co1 u8, c: &'co1_ u8) -> ()
            a = a: &'co u8, Shared reference
            b = b: &'co1 u8, Shared reference
            c = c: &'co1_ u8, Shared reference
            co: unnamed
        "#]],
    );
    check(
        "async fn f(cx: &mut Context<'_>, a: &dyn Tr<'_>)",
        expect![[r#"
            fn f<'co1, 'co2, 'co3, 'co4>(cx: &'co1 mut Context<'co2>, a: &'co3 dyn Tr<'co4>) -> ()
            cx = cx: &'co1 mut Context<'co2>, Unique reference
            a = a: &'co3 dyn Tr<'co4>, Shared reference
            co: unnamed
        "#]],
    );
}
