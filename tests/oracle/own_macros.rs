//! This crate's own `select!`, `join!` and `try_join!`, three ways: tokio's in rustc's `async fn`, ours there, where rustc expands it, and
//! ours in a coroutine, whose compiler writes it out. All three do the same. `join!` begins with the first, as tokio's does with `biased;`.

use crate::harness::*;

/// The bodies, with the macros of one crate, and an attribute or none.
macro_rules! bodies {
    ([$($crate_:ident)+], $($attr:tt)*) => {
        $($attr)*
        pub async fn branches(which: usize) -> u32 {
            let before = noisy_n("before", 2);
            let value = $($crate_)+::select! {
                biased;
                (a, b) = leaf("a", 1 + which, (noisy_n("in a", 1), noisy("dropped"))) => {
                    yield_now().await;
                    a.by_ref()
                },
                n = look("before", &before), if op("condition", which == 1) => {
                    n.by_ref() + later("b too", 5).await
                }
                Some(mut x) = leaf("c", 2 - which, (which == 2).then(|| noisy_n("in c", 7))) => x.by_mut(),
                else => op("else", 9),
            };
            yield_now().await;
            value + before.by_ref()
        }

        $($attr)*
        pub async fn leaving() -> Result<u32, u32> {
            let mut turn = 0;
            let sum = 'outer: loop {
                let _guard = noisy_n("guard", turn);
                turn += 1;
                loop {
                    $($crate_)+::select! {
                        biased;
                        _ = leaf("a", 0, ()), if turn == 1 => continue 'outer,
                        _ = leaf("b", 1, ()), if turn == 2 => break,
                        n = leaf("c", 1, Ok::<u32, u32>(turn)), if turn == 3 => break 'outer n?,
                        else => return Ok(0),
                    }
                }
            };
            let n = $($crate_)+::select! { n = later("last", Err::<u32, u32>(sum)) => n?, };
            Ok(n)
        }

        $($attr)*
        pub async fn pinned() -> u32 {
            let mut stop = std::pin::pin!(leaf("stop", 5, noisy_n("stop", 1)));
            let mut sum = noisy_n("sum", 0);
            loop {
                $($crate_)+::select! {
                    biased;
                    n = leaf("number", 1, noisy_n("number", 3)) => {
                        yield_now().await;
                        sum = noisy_n("sum", sum.by_ref() + n.by_ref());
                    }
                    stopped = &mut stop => break sum.by_ref() + stopped.by_ref(),
                }
            }
        }

        $($attr)*
        pub async fn joined() -> u32 {
            let held = noisy_n("held", 1);
            let (a, b, c) = $($crate_)+::join!(
                biased;
                leaf("a", 2, noisy_n("a", 1)),
                look("b", &held),
                async { $($crate_)+::join!(biased; later("c", noisy_n("c", 3)), leaf("d", 3, 4)) },
            );
            yield_now().await;
            a.by_ref() + b.by_ref() + c.0.by_ref() + c.1
        }

        $($attr)*
        pub async fn tried(fails: bool) -> Result<u32, String> {
            let _guard = noisy("guard");
            let (a, b) = $($crate_)+::try_join!(
                biased;
                leaf("a", 4, Ok::<_, String>(noisy_n("a", 1))),
                leaf("b", 1, if fails { Err("b".to_string()) } else { Ok(noisy_n("b", 2)) }),
            )?;
            yield_now().await;
            Ok(a.by_ref() + b.by_ref())
        }

        $($attr)*
        pub async fn in_closure() -> u32 {
            let base = noisy_n("base", 1);
            let add = async |n: u32| {
                let (a, b) = $($crate_)+::join!(biased; later("a", n), look("base", &base));
                $($crate_)+::select! { biased; c = leaf("c", 1, 4) => a + b.by_ref() + c, else => 0 }
            };
            add(1).await + add(2).await
        }
    };
}

mod tokios {
    use super::*;
    bodies! { [tokio], }
}

mod expanded {
    use super::*;
    bodies! { [resumable], }
}

mod written_out {
    use super::*;
    bodies! { [resumable], #[resumable::coroutine] }
}

macro_rules! same {
    ($($test:ident => $call:expr;)+) => {
        $(
            #[test]
            fn $test() {
                let seen = [
                    { use tokios::*; observe(auto::auto_traits!(|| $call), || $call) },
                    { use expanded::*; observe(auto::auto_traits!(|| $call), || $call) },
                    { use written_out::*; observe(auto::auto_traits!(|| $call), || $call) },
                ];
                let [tokios, expanded, written_out] = seen;
                if let Some(difference) = difference(&tokios, &expanded) {
                    panic!("expanded by rustc: {difference}");
                }
                assert_same(tokios, written_out);
            }
        )+
    };
}

same! {
    the_first_branch => branches(0);
    the_second_branch => branches(1);
    the_third_branch => branches(2);
    handlers_leave => leaving();
    a_future_goes_on => pinned();
    all_are_joined => joined();
    all_are_tried => tried(false);
    one_fails => tried(true);
    in_closures => in_closure();
}
