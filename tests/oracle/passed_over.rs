//! Patterns in which `..` or alternatives pass over parts: what binds nothing is kept as a whole, to the end of the arm.

use crate::harness::*;

struct Trio(Noisy, Noisy, Noisy);

struct Named {
    a: Noisy,
    b: Noisy,
}

enum Kind {
    One(Noisy),
    Two(Noisy, Noisy),
    Three { n: Noisy },
    Four,
}

fn kind(n: u32) -> Kind {
    match n {
        1 => Kind::One(noisy("one")),
        2 => Kind::Two(noisy("two"), noisy("also")),
        3 => Kind::Three { n: noisy("three") },
        _ => Kind::Four,
    }
}

case! {
    variants();
    async fn variants() -> u32 {
        let mut total = 0;
        for n in 1..5 {
            total += match later("kind", kind(n)).await {
                Kind::One(..) => later("one", 1).await,
                Kind::Two(_, _) | Kind::Three { n: _ } => later("two or three", 2).await,
                Kind::Four => 4,
            };
        }
        total
    }
}

case! {
    structs();
    async fn structs() -> u32 {
        let n = match (later("trio", Trio(noisy("a"), noisy("b"), noisy("c"))).await, noisy("d")) { (Trio(..), d) => later("trio", d.by_ref()).await };
        n + match (later("named", Named { a: noisy("a"), b: noisy("b") }).await, noisy("e")) { (Named { .. }, _) => later("named", 1).await }
    }
}

case! {
    parts();
    async fn parts() -> u32 {
        match (noisy("x"), kind(2), Some(noisy("z"))) {
            (x, Kind::Two(..) | Kind::One(_), Some(_) | None) => later("first", x.by_ref()).await,
            (_, Kind::Three { .. } | Kind::Four, ..) => later("second", 1).await,
        }
    }
}

case! {
    if_lets();
    async fn if_lets() -> u32 {
        if let Kind::One(..) | Kind::Two(..) = later("k", kind(2)).await { later("found", 1).await } else { 2 }
    }
}

case! {
    of_reference();
    async fn of_reference() -> u32 {
        let k = kind(2);
        match later("k", &k).await { Kind::One(..) | Kind::Two(..) => later("found", 1).await, &Kind::Three { .. } | _ => later("other", 2).await }
    }
}

case! {
    for_loops();
    async fn for_loops() -> u32 {
        let mut n = 0;
        for (Trio(..), x) in [(Trio(noisy("a"), noisy("b"), noisy("c")), noisy("x"))] { n += later("turn", x.by_ref()).await; }
        n
    }
}

case! {
    guards();
    async fn guards() -> u32 {
        match (kind(2), noisy("x")) {
            (Kind::Two(..), x) if op("no", false) => later("first", x.by_ref()).await,
            (Kind::One(..) | Kind::Two(..), x) if later("guard", true).await => later("second", x.by_ref()).await,
            (Kind::One(..), x) => 1,
            (_, x) => later("third", x.by_ref()).await,
        }
    }
}
