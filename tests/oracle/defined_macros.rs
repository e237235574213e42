//! Macros that the body itself defines: they are seen into, whatever they do.

use crate::harness::*;

async fn attempt(n: u32) -> Result<Noisy, Noisy> {
    yield_now().await;
    if n > 3 { Ok(noisy_n("ok", n)) } else { Err(noisy_n("err", n)) }
}

async fn look_at(what: &Noisy, by: &mut Noisy) -> Result<u32, Noisy> {
    yield_now().await;
    by.by_mut();
    Ok(what.by_ref() + by.by_ref())
}

case! {
    /// A macro that awaits, with a local of its own, and what it is given moved.
    awaits(2);
    async fn awaits(n: u32) -> u32 {
        macro_rules! disconnect {
            ($router:expr, $err:expr) => {{
                let replica = noisy_n("replica", 7);
                look("router", &$router).await;
                later("sent", $err).await;
                replica.by_ref()
            }};
        }
        let router = noisy_n("router", n);
        let err = noisy("err");
        let held = &router;
        match attempt(n).await {
            Ok(_) => disconnect!(held, err),
            Err(other) if n == 2 => disconnect!(router, other) + 1,
            Err(_) => 0,
        }
    }
}

case! {
    /// Macros that await, return by `?`, and go on with a loop, one within another.
    mod retries => start();
    co! {
        async fn send(inner: &Noisy, router: &mut Noisy, commands: Vec<Noisy>, most: u32) -> Result<u32, Noisy> {
            let mut attempted = 0;
            'outer: loop {
                macro_rules! retry {
                    ($err:expr) => {{
                        attempted += 1;
                        if attempted > most {
                            let err: Option<Noisy> = $err;
                            return err.map_or(Ok(attempted), Err);
                        } else {
                            look_at(inner, router).await?;
                            continue 'outer;
                        }
                    }};
                }
                macro_rules! skip_and_retry {
                    ($n:expr, $err:expr) => {{
                        let _ = look("skip", &inner).await;
                        log(&format!("{} {attempted}", $n));
                        retry!($err);
                    }};
                }
                let first = match commands.get(attempted as usize) {
                    Some(first) => first,
                    None => retry!(None),
                };
                for command in commands.iter() {
                    if let Err(err) = attempt(command.by_ref()).await {
                        skip_and_retry!(command.by_ref(), Some(err));
                    }
                }
                return Ok(first.by_ref() + router.by_ref());
            }
        }
    }
    co! {
        async fn start() -> Vec<Result<u32, Noisy>> {
            let (inner, mut router) = (noisy_n("inner", 1), noisy_n("router", 2));
            vec![
                send(&inner, &mut router, vec![noisy_n("command", 5)], 2).await,
                send(&inner, &mut router, vec![noisy_n("command", 5), noisy_n("command", 1)], 2).await,
                send(&inner, &mut router, vec![], 1).await,
            ]
        }
    }
}

case! {
    /// Macros that give a value or return, and mention `self`.
    mod values => start();
    struct Listener(Option<Noisy>);
    impl Listener {
        co! {
            async fn notify(&mut self, n: u32) -> u32 {
                macro_rules! try_or_disable {
                    ($match_expr:expr) => {
                        match $match_expr {
                            Ok(v) => v,
                            Err(e) => {
                                self.0 = None;
                                return e.into_number();
                            }
                        }
                    };
                }
                let held = noisy("held");
                let first = try_or_disable!(attempt(n).await);
                let e = noisy_n("e", 1);
                let second = try_or_disable!(attempt(first.by_ref() + 1).await).into_number();
                drop(later("e", e).await);
                second + held.by_ref()
            }
        }
    }
    co! {
        async fn start() -> (u32, bool, u32) {
            let mut listener = Listener(Some(noisy("listener")));
            let n = listener.notify(4).await;
            let m = listener.notify(1).await;
            (n, listener.0.is_none(), m)
        }
    }
}

case! {
    /// Rules are tried in order; what repeats is written as often.
    rules(2);
    async fn rules(n: u32) -> u32 {
        macro_rules! sum {
            () => { 0 };
            (twice $e:expr) => {{ let e = $e; later("twice", e * 2).await }};
            ($first:expr $(, $rest:expr)* $(,)?) => { later("first", $first).await $(+ later("rest", $rest).await)* };
        }
        macro_rules! pairs {
            ($($name:ident = $value:expr),+ ; $last:literal) => {
                [$((stringify!($name), $value.by_ref())),+].iter().map(|pair| pair.1).sum::<u32>() + $last
            };
        }
        let (a, b) = (noisy_n("a", n), noisy_n("b", 5));
        let none: u32 = sum!();
        yield_now().await;
        none + sum!(twice a.by_ref()) + sum!(1, b.by_ref(), 2,) * sum!(a.by_ref() + 1) + pairs!(x = a, y = b; 3)
    }
}

case! {
    /// Their locals are others than those around the call, be they called the same.
    own_locals(2);
    async fn own_locals(n: u32) -> u32 {
        let x = noisy_n("x", n);
        macro_rules! add {
            ($e:expr) => {{
                let x = op("in the macro", 10);
                x + 1
            } + $e};
        }
        macro_rules! add_to_own {
            ($e:expr) => {{
                let y = 10;
                y + $e
            }};
        }
        let before = add!(x.by_ref());
        let y = 3;
        before + add_to_own!(y) + y + later("last", 1).await
    }
}

case! {
    /// Labels are names, too.
    labels(2);
    async fn labels(n: u32) -> u32 {
        macro_rules! of_a_label {
            ($e:expr) => {
                'a: {
                    if $e > 3 {
                        break 'a 1;
                    }
                    2
                }
            };
        }
        let m = later("m", n + 1).await;
        let third = 'b: {
            if of_a_label!(m) == 1 {
                break 'b 5;
            }
            of_a_label!(if n == 2 { break 'b 6 } else { 7 })
        };
        third + later("last", m).await
    }
}

case! {
    /// One hides another; inside of closures, blocks and other macros.
    hidden(2);
    async fn hidden(n: u32) -> u32 {
        let held = noisy_n("held", n);
        macro_rules! value { () => { held.by_ref() + later("outer", 1).await }; }
        let first = value!();
        let second = {
            macro_rules! value { () => { held.by_ref() * later("inner", 10).await }; }
            value!() + format!("{}", value!()).len() as u32
        };
        let third = vec![value!(), async { value!() }.await];
        macro_rules! log_held { () => { log(&format!("{}", held.by_ref())) }; }
                log_held!();
        first + second + third[1] + later("last", 1).await
    }
}

case! {
    /// Several statements; known macros inside.
    statements(2);
    async fn statements(n: u32) -> u32 {
        let mut list = vec![noisy_n("first", n)];
        macro_rules! both {
            ($a:expr, $b:expr) => {
                list.push($a);
                list.push(later("b", $b).await);
                log("pushed")
            };
        }
        macro_rules! first_of {
            ($a:expr, $b:expr) => {
                resumable::select! { biased; a = $a => a, b = $b => b, else => 0 }
            };
        }
        both!(noisy("a"), noisy("b"));
        if n > 1 { both! { noisy("c"), noisy("d") }; }
        first_of!(leaf("one", 2, 1u32), leaf("two", 1, 2u32)) + list.len() as u32
    }
}

case! {
    /// A call that is all of another one, statements after one another, and those at the end of a block.
    statements_of_others(2);
    async fn statements_of_others(n: u32) -> u32 {
        let mut count = 0;
        let held = noisy("held");
        macro_rules! pause {
            ($n:expr) => {
                log(format_args!("{} {count}", $n));
                assert!(count < 100);
                count += 1;
                look("held", &held).await;
                if count > $n + 3 {
                    return held.by_ref();
                }
            };
        }
        macro_rules! one {
            ($n:expr) => { pause!($n) };
        }
        macro_rules! all {
            ($($n:expr),*) => { $(one!($n);)* };
        }
        macro_rules! counted {
            () => { later("none", ()).await; };
            ($first:tt $($rest:tt)*) => { count += later("each", $first).await; counted!($($rest)*); };
        }
        macro_rules! last {
            ($n:expr) => { count += $n; look("last", &held).await; count }
        }
        one!(n);
        all!(1 + n, noisy("operand").by_ref() + 90);
        counted! { 1 2 }
        if n == 2 {
            counted!(3);
        }
        let inner = { last! { n } };
        drop(noisy_n("inner", inner));
        last! { n }
    }
}

case! {
    /// A macro behind the last wait of a block sees what was declared before it.
    mod behind_the_last_wait => taken(noisy("given"));
    async fn taken(given: Noisy) -> u32 {
        {
            let pair = (later("pair", given).await, 0);
            macro_rules! first {
                () => { pair.0 };
            }
            first!()
        };
        let n;
        if later("found", true).await {
            n = 1;
            let named = noisy("named");
            macro_rules! name {
                ($other:expr) => { named.by_ref() + $other };
            }
            log("between");
            name!(n)
        } else {
            2
        }
    }
}

case! {
    /// Names mean one thing in the macro and another where it is called: locals, labels, what formats capture, what patterns bind.
    mod names_of_both => twice();
    co! {
        async fn twice() -> (u32, u32) {
            (run(Some(noisy("given"))).await, run(None).await)
        }
    }
    co! {
        async fn run(given: Option<Noisy>) -> u32 {
            macro_rules! add {
                ($e:expr) => {{
                    let n = later("n", noisy("of the macro")).await;
                    log(format!("{{n}} is {n:?}"));
                    let sum = n.by_ref() + $e;
                    sum
                }};
                (each $value:expr, $label:lifetime, $n:expr) => {
                    'outer: loop {
                        let label = noisy("label");
                        match later("turn", $value).await {
                            0 => break 'outer label.by_ref() + $n,
                            1 => break $label,
                            n => { later("turned", n).await; yield_now().await; break 'outer n + $n; }
                        }
                    }
                };
                (take $value:expr, $pat:pat, $name:ident, $f:path) => {
                    match $value {
                        n => match n {
                            $pat => { let n = later("taken", $name).await; $f(&n) }
                            _ => { let $name = n; yield_now().await; u32::from($name.is_none()) }
                        }
                    }
                };
            }
            let n = 3;
            let label = 5;
            let mut sum = add!(n + n);
            'outer: {
                sum += add!(each n, 'outer, n + label);
                sum += add!(add!(n));
                if sum > 10 {
                    sum += add!(each 1, 'outer, n);
                }
                sum += 1000;
            }
            sum + add!(take given, Some(n), n, Noisy::by_ref) + add!(take later("given", None::<Noisy>).await, Some(given), given, Noisy::by_ref)
        }
    }
}

case! {
    /// In closures, which stay rustc's: defined around them, and in them.
    in_closures(3);
    async fn in_closures(n: u32) -> u32 {
        let kept = noisy("kept");
        let held = &kept;
        macro_rules! seen {
            ($n:expr) => {
                held.by_ref() + $n
            };
        }
        let f = |m: u32| {
            macro_rules! inside {
                () => {
                    format!("{} {m}", kept.by_ref() + n)
                };
                ($e:expr) => {{
                    if $e > 7 {
                        return 100;
                    }
                    $e
                }};
            }
            log(inside!());
            seen!(m) + inside!(m + 3)
        };
        let sum = f(1) + f(9);
        yield_now().await;
        sum + held.by_ref()
    }
}

case! {
    /// A name that a macro mentions is declared anew around, but not where it is called.
    declared_elsewhere(2);
    async fn declared_elsewhere(n: u32) -> u32 {
        let kept = noisy("kept");
        macro_rules! look {
            ($n:expr) => {
                later("look", kept.by_ref() + $n).await
            };
        }
        let inner = {
            let kept = look!(n);
            later("inner", kept).await
        };
        let f = |kept: u32| kept + 1;
        let sum = match Some(inner) {
            Some(kept) if kept > 90 => kept,
            _ => look!(f(inner)),
        };
        if let Some(kept) = Some(sum).filter(|kept| *kept > 90) {
            return kept;
        }
        for kept in 0..2 {
            later("turn", kept).await;
        }
        'kept: loop {
            yield_now().await;
            break 'kept;
        }
        let last = look!(sum);
        let kept = 1;
        last + kept
    }
}

case! {
    /// A macro that declares what it is given a name for. Its own locals are no one's behind it.
    declares(2);
    async fn declares(n: u32) -> u32 {
        let older = noisy("older");
        macro_rules! row {
            ($name:ident, $n:expr) => {
                let first = noisy_n("of the macro", $n);
                let $name = later("row", noisy("row")).await;
                log(format_args!("{first:?} and {:?}", $name));
            };
            (both $a:ident $b:ident) => {
                let ($a, mut $b) = (later("a", noisy("a")).await, noisy("b"));
                $b.by_mut();
                older.by_ref()
            };
        }
        let first = noisy("first");
        row!(only, n);
        row! { second, first.by_ref() }
        row!(both a b);
        yield_now().await;
        {
            row!(only, 9);
            only.by_ref();
        }
        first.by_ref() + only.by_ref() + second.by_ref() + a.by_ref() + b.by_ref()
    }
}
