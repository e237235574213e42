//! In arguments of macros.

use super::*;

macro_rules! told {
    ($what:literal, $($value:expr),*) => {
        log(format_args!($what, $($value),*))
    };
}

macro_rules! once {
    ($value:expr) => {
        op("once", $value)
    };
}

macro_rules! sometimes {
    ($go:expr, $value:expr) => {
        if $go { Some($value) } else { None }
    };
}

case! {
    /// An unknown macro looks at what may be moved later.
    handed_to_macros(true);
    async fn handed_to_macros(go: bool) -> u32 {
        let (a, b, held) = (part("a"), noisy("b"), noisy("held"));
        let lent = &held;
        yield_now().await;
        told!("{} and {}", a.0, b);
        if go {
            let n = a.epsilon().await + later("b", b).await.by_ref();
            yield_now().await;
            return n;
        }
        told!("{} {}", b, lent);
        yield_now().await;
        a.alpha().by_ref()
    }
}

case! {
    /// Consumed in arguments of macros, of those that everybody knows and of others.
    mod consumed_in_macros => async {
        (run(noisy_n("a", 1), Text("b".into(), noisy("b")), true).await, run(noisy_n("a", 2), Text("c".into(), noisy("c")), false).await)
    };
    struct Text(String, Noisy);
    impl From<Text> for String {
        fn from(text: Text) -> String {
            text.1.by_ref();
            text.0.clone()
        }
    }
    co! {
        async fn run(a: Noisy, text: impl Into<String>, go: bool) -> (String, Option<u32>, u32) {
            let (b, c) = (noisy("b"), noisy("c"));
            yield_now().await;
            let name = format!("{}-{}", text.into(), b.by_ref());
            look("name", &name).await;
            let number = sometimes!(go, a.into_number());
            yield_now().await;
            let n = once!(c.into_number());
            yield_now().await;
            (name, number, n)
        }
    }
}
