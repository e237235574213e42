//! Items inside bodies, and attributes on what bodies are made of.

use crate::harness::*;

case! {
    /// Functions, constants and statics, used before and after they are written.
    functions_and_constants();
    async fn functions_and_constants() -> u32 {
        let early = double(FACTOR);
        yield_now().await;
        const FACTOR: u32 = 3;
        static TABLE: [u32; FACTOR as usize] = [1, 2, 3];
        fn double(n: u32) -> u32 { n * 2 * TABLE[1] }
        let array = [0; TABLE.len()];
        yield_now().await;
        early + double(1) + array.len() as u32
    }
}

case! {
    /// A struct with an impl and a derived trait, and an enum that is brought into scope.
    types();
    async fn types() -> (String, u32) {
        #[derive(Debug, Clone, PartialEq)]
        struct Point { x: u32, held: Noisy }
        impl Point {
            fn sum(&self) -> u32 { self.x + self.held.by_ref() }
        }
        enum Side { Left, Right }
        use Side::{Left, Right};
        let point = Point { x: 1, held: noisy_n("held", 2) };
        look("point", &point).await;
        let side = if later("left", false).await { Left } else { Right };
        let text = match side { Left => "left", Right => "right" };
        (text.to_owned(), point.clone().sum())
    }
}

case! {
    /// Traits, generic functions, type aliases and modules.
    traits_and_modules();
    async fn traits_and_modules() -> u32 {
        trait Area { fn area(&self) -> u32; }
        impl Area for (u32, u32) { fn area(&self) -> u32 { self.0 * self.1 } }
        fn total<T: Area>(all: &[T]) -> u32 { all.iter().map(Area::area).sum() }
        type Pair = (u32, u32);
        mod inner { pub const MORE: u32 = 100; }
        let all: Vec<Pair> = vec![(1, 2), later("pair", (3, 4)).await];
        yield_now().await;
        total(&all) + inner::MORE
    }
}

case! {
    /// A native `async fn` inside the body, and one that the macro compiles.
    inner_async_fn();
    async fn inner_async_fn() -> u32 {
        async fn native(n: &Noisy) -> u32 {
            yield_now().await;
            n.by_ref()
        }
        #[resumable::coroutine]
        async fn compiled(n: &Noisy) -> u32 {
            yield_now().await;
            n.by_ref()
        }
        let held = noisy_n("held", 1);
        native(&held).await + compiled(&held).await
    }
}

case! {
    /// Items in inner blocks, of the same name as those outside, and as locals.
    items_in_blocks();
    async fn items_in_blocks() -> (u32, u32) {
        const N: u32 = 1;
        fn n() -> u32 { N }
        let inner = {
            const N: u32 = 2;
            fn n() -> u32 { N * 10 }
            yield_now().await;
            n() + N
        };
        for _ in 0..N {
            use std::cmp::max as n;
            log(n(1, 2));
            yield_now().await;
        }
        (inner, n())
    }
}

case! {
    /// A `macro_rules!` inside the body.
    inner_macro();
    async fn inner_macro() -> u32 {
        macro_rules! add {
            ($a:expr, $b:expr) => { $a + $b };
        }
        let n = 3;
        yield_now().await;
        add!(n, later("m", 4).await) + add!(1, 2)
    }
}

case! {
    /// Waits that are configured away, and what is configured away beside waits.
    configured_away();
    async fn configured_away() -> (u32, Vec<u32>) {
        // `cfg` on a piece that awaits is not supported: `cfg!` decides.
        let n = if cfg!(any()) { later("never", 0).await } else { later("n", 1).await };
        if cfg!(any()) {
            yield_now().await;
        }
        let m = match n {
            1 if cfg!(any()) => later("never", 100).await,
            1 if cfg!(all()) => later("arm", 10).await,
            _ => 0,
        };
        let list = {
            #[cfg(any())]
            let list = missing();
            #[cfg(all())]
            let list = vec![n, m];
            list
        };
        (m, list)
    }
}

case! {
    /// Attributes on statements, blocks, closures and loops are kept and harmless.
    attributes();
    async fn attributes() -> u32 {
        #[allow(unused_mut)]
        let mut n = 1;
        #[allow(clippy::never_loop)]
        for i in 0..2 {
            #[allow(unused_variables)]
            let unused = later("i", i).await;
            #[expect(unused_variables)]
            let expected = noisy("expected");
        }
        #[rustfmt::skip]
        let m = { yield_now()  .await; n };
        #[allow(unused_braces)]
        { yield_now().await }
        #[allow(unused_parens)]
        let closure = |k: u32| (k + m);
        closure(n)
    }
}

case! {
    /// Attributes on the function and its parameters, and documentation.
    attributes_of_the_function(1, noisy("kept"));
    /// Documentation.
    #[inline]
    #[must_use]
    #[allow(unused_variables)]
    async fn attributes_of_the_function(
        #[allow(unused)] first: u32,
        #[allow(unused)] kept: Noisy,
    ) -> u32 {
        //! Inner documentation.
        #![allow(unused_mut)]
        let mut n = first;
        yield_now().await;
        n
    }
}

case! {
    /// Comments, doc comments on statements, empty statements and stray semicolons.
    punctuation();
    async fn punctuation() -> u32 {
        ;;
        /* before */ yield_now().await /* between */; // after
        let n = (((later("n", 1).await)));;
        { ; }
        {}
        ();
        n
    }
}
