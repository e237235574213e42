//! Macro calls in bodies: inline captures, locals and waits among their arguments.

use crate::harness::*;

case! {
    /// `format!` with inline captures of locals, before and after waits.
    format_captures();
    async fn format_captures() -> Vec<String> {
        let name = String::from("n");
        let held = noisy_n("held", 3);
        let width = 6;
        let a = format!("{name}: {held:?} {width:>width$} {0:?} {x}", 1, x = 2);
        look("name", &name).await;
        let b = format!("{name:?} {held} {{escaped}} {:1$}", 5, width);
        yield_now().await;
        vec![a, b, format!("{held} {name:.0$}", 1)]
    }
}

case! {
    /// `format!` with awaited arguments, positional and named.
    format_awaits();
    async fn format_awaits() -> String {
        let n = 7;
        format!("{} {n} {b} {}", later("a", 1).await, op("c", 3), b = later("b", noisy("b")).await)
    }
}

case! {
    /// `write!` and `writeln!` into a local, with an awaited argument and `?`.
    writing();
    async fn writing() -> Result<String, std::fmt::Error> {
        use std::fmt::Write;
        let mut text = String::new();
        write!(text, "{}", 1)?;
        let word = later("word", "w").await;
        writeln!(text, " {word}")?;
        edit("text", &mut text, |text| text.push('.')).await;
        write!(&mut text, "{word:?}")?;
        Ok(text)
    }
}

case! {
    /// The assert family over locals and over awaited values, all of which hold.
    asserts_hold();
    async fn asserts_hold() -> u32 {
        let a = noisy_n("a", 1);
        let list = vec![1, 2];
        assert!(a.by_ref() == 1);
        yield_now().await;
        assert!(later("condition", true).await, "message {a}");
        assert_eq!(list, vec![1, 2], "lists of {}", list.len());
        assert_eq!(later("left", 2).await, later("right", 2).await);
        assert_ne!(list.len(), op("three", 3));
        debug_assert!(a.by_ref() < 2);
        list[0]
    }
}

case! {
    /// Awaited values in assertions of debug builds, and in messages: evaluated only where they are wanted.
    waits_that_may_not_run();
    async fn waits_that_may_not_run() -> u32 {
        let _guard = noisy("guard");
        debug_assert_eq!(later("debug", 2).await, 2);
        debug_assert!(later("debug too", true).await, "{}", later("no message", 1).await);
        std::debug_assert_ne!(later("three", 3).await, 4);
        assert!(op("holds", later("holds", true).await), "{}", op("never", later("never", 1).await));
        3
    }
}

case! {
    /// A message that is wanted, and awaits.
    message_awaits();
    async fn message_awaits() -> u32 {
        let guard = noisy_n("guard", 1);
        let list = vec![1, 2];
        assert!(list.len() == 2 || later("never", false).await, "{}", later("unwanted", 1).await);
        assert!(list.len() > op("two", 2) && guard.by_ref() == 1, "{list:?} {} {n}", later("message", 1).await, n = later("named", noisy("n")).await);
        guard.by_ref()
    }
}

case! {
    /// A guard of `matches!` that awaits, and sees what the pattern binds.
    guard_of_matches_awaits();
    async fn guard_of_matches_awaits() -> (bool, bool, bool) {
        let value = Some(noisy_n("value", 3));
        let a = matches!(&value, Some(n) if later("three", n.by_ref()).await == 3);
        let b = matches!(later("scrutinee", 5).await, 4 | 5 if later("guard", false).await);
        (a, b, matches!(value, None if later("never", true).await))
    }
}

case! {
    /// An assertion that fails, with a message made of locals, after a wait.
    assert_fails();
    async fn assert_fails() -> u32 {
        let guard = noisy("guard");
        let list = vec![1, 2];
        yield_now().await;
        assert_eq!(list.len(), later("n", 3).await, "list of {guard} is {list:?}");
        0
    }
}

case! {
    /// `vec!` in its three shapes, with waits among its elements.
    vectors();
    async fn vectors() -> (Vec<Noisy>, Vec<u32>, Vec<u32>) {
        let n = 2;
        let all = vec![noisy("a"), later("b", noisy("b")).await, noisy("c")];
        yield_now().await;
        (all, vec![later("element", 4).await; n], vec![])
    }
}

case! {
    /// `matches!` over locals and awaited values, with a guard.
    matching();
    async fn matching() -> (bool, bool, bool) {
        let option = Some(noisy_n("x", 3));
        let a = matches!(&option, Some(x) if x.by_ref() == 3);
        yield_now().await;
        let b = matches!(later("b", Some(2)).await, Some(1 | 2));
        (a, b, matches!(option, None))
    }
}

case! {
    /// `dbg!` passes a local and an awaited value through.
    debugging();
    async fn debugging() -> (u32, Noisy) {
        let n = dbg!(later("n", 3).await) + 1;
        let held = noisy("held");
        yield_now().await;
        // What lives across a wait is not moved into a macro: it gets another local.
        let shown = held;
        let held = dbg!(shown);
        yield_now().await;
        (dbg!(n), held)
    }
}

case! {
    /// `todo!`, `unreachable!` and `panic!` in branches: the last is taken.
    diverging(2);
    async fn diverging(n: u32) -> u32 {
        let _guard = noisy("guard");
        match later("n", n).await {
            0 => todo!(),
            1 => unreachable!("{n}"),
            2 => panic!("taken with {n}, {}", later("argument", 5).await),
            _ => unimplemented!("more than {}", n),
        }
    }
}

case! {
    /// `println!` and its kin as statements, over locals that are borrowed elsewhere.
    printing();
    async fn printing() -> usize {
        let text = String::from("text");
        println!("{text}");
        look("text", &text).await;
        eprintln!("{} {text:?}", text.len());
        print!("");
        eprint!("{}", later("n", 1).await);
        text.len()
    }
}

case! {
    /// Macros of no known shape: items, constants and text.
    other_macros();
    async fn other_macros() -> (u32, &'static str, usize, bool) {
        let line = line!() / line!();
        yield_now().await;
        let text = concat!("a", 1, stringify!(b.await));
        yield_now().await;
        (line, text, env!("CARGO_PKG_NAME").len(), cfg!(test))
    }
}

case! {
    /// An own macro whose arguments are expressions, with locals and waits in them.
    mod own_macro => run();
    macro_rules! largest {
        ($first:expr $(, $rest:expr)* $(,)?) => {{
            let mut largest = $first;
            $( let other = $rest; if other > largest { largest = other; } )*
            largest
        }};
    }
    co! {
        async fn run() -> u32 {
            let held = noisy_n("held", 4);
            let largest = largest!(1, held.by_ref(), later("six", 6).await, 2);
            yield_now().await;
            largest!(largest + held.by_ref(), 3)
        }
    }
}

case! {
    /// An own macro in statement position that stands for several statements.
    mod own_statement_macro => run();
    macro_rules! bump {
        // In a block: as a statement of a coroutine, a macro that is handed a name is an expression.
        ($n:ident) => {{ $n += 1; log($n); }};
    }
    co! {
        async fn run() -> u32 {
            let mut n = 1;
            bump!(n);
            yield_now().await;
            bump!(n);
            n
        }
    }
}

case! {
    /// `std::pin::pin!`: its temporary lives as long as the variable.
    pinning();
    async fn pinning() -> u32 {
        let mut future = std::pin::pin!(later("pinned", 3));
        let n = std::future::poll_fn(|cx| {
            log("polled once by hand");
            std::task::Poll::Ready(future.as_mut().poll(cx).is_ready())
        })
        .await;
        yield_now().await;
        let rest = future.await;
        let other = std::pin::pin!(async { later("inside", 4).await });
        rest + other.await + n as u32
    }
}

case! {
    /// A tree of arguments that mention locals across waits, and await.
    trees();
    async fn trees() -> Vec<String> {
        macro_rules! json {
            ({ $($key:literal : $value:expr),* }) => { vec![$(format!("{}={:?}", $key, &$value)),*] };
            ([ $($value:expr),* ]) => { vec![$(format!("{:?}", &$value)),*] };
        }
        let name = noisy("name");
        look("name", &name).await;
        let mut all = json!({ "name": name, "later": later("value", 2).await, "sum": 1 + 2 });
        yield_now().await;
        all.extend(json!([name, later("last", noisy("last")).await]));
        all
    }
}

case! {
    /// `vec!` takes locals that were borrowed across a wait.
    lists_take();
    async fn lists_take() -> Vec<Noisy> {
        let (a, b) = (noisy("a"), noisy("b"));
        let n = op("n", 3);
        let borrowed = look("a", &a).await;
        look("b", &b).await;
        let numbers = vec![n, 4];
        yield_now().await;
        let first = vec![a];
        look("first", &first).await;
        let kept = noisy_n("kept", numbers[0] + n);
        let mut all = if numbers.len() == 2 { vec![b, kept] } else { vec![kept] };
        yield_now().await;
        all.extend(first);
        all
    }
}

case! {
    /// Elements that wait, in a list that lives across another wait.
    lists_that_are_passed_on();
    async fn lists_that_are_passed_on() -> (Vec<Noisy>, usize) {
        let all = later("list", vec![noisy("a"), later("b", noisy("b")).await, noisy("c")]).await;
        let pair = (vec![all.len(), later("d", noisy_n("d", 1)).await.by_ref() as usize], later("wait", 2).await);
        let deep = later("deep", vec![vec![String::from("e"), String::from("f") + &*leak(String::from("g"))], vec![later("h", String::from("h")).await]]).await;
        let named = vec![String::from("i")];
        let kept = later("kept", vec![named, vec![later("j", String::from("j")).await]]).await;
        let consumed = later("consumed", vec![0, Some(noisy_n("mapped", 2)).map_or(2, |n| n.finish())]).await;
        let called = later("called", vec![String::from("k") + &*leak(String::from("l")), noisy("named").to_string()]).await;
        (all, pair.0.len() + pair.1 + deep.concat().concat().len() + kept.len() + consumed.len() + called.concat().len())
    }
}

case! {
    /// Macros that do not do what they are given, or in a loop of their own: control comes past what leaves the body, or never returns.
    come_past();
    async fn come_past() -> u32 {
        macro_rules! when { ($condition:expr, $code:expr) => { if $condition { $code } } }
        macro_rules! never { ($($code:tt)*) => {} }
        macro_rules! first { ({ $first:expr; $($others:tt)* }) => { $first } }
        macro_rules! around { ($code:expr) => { loop { $code } } }
        let a = noisy("a");
        look("borrows", &a).await;
        when!(op("no", false), return 1);
        later("a", 1).await;
        let b = noisy("b");
        look("borrows", &b).await;
        never!(panic!("never"));
        later("b", 1).await;
        let mut c = noisy("c");
        look("borrows", &c).await;
        drop(c);
        first!({ c = noisy("d"); return 2 });
        later("c", 1).await;
        loop {
            let e = noisy("e");
            look("borrows", &e).await;
            around!({ break });
            later("e", 1).await;
            when!(op("yes", true), break);
        }
        later("end", 3).await
    }
}

case! {
    /// A place that a macro is given beside what is awaited is that place: it may be assigned to, borrowed, or taken.
    places_of_unknown_macros(4);
    async fn places_of_unknown_macros(n: u32) -> (u32, Noisy) {
        macro_rules! set { ($place:expr, $value:expr) => { $place = $value } }
        macro_rules! grow { ($place:expr, $($value:expr),*) => { { $($place += $value;)* } } }
        macro_rules! touch { ($place:expr, $value:expr) => { $value + $place.by_mut() } }
        let mut pair = (n, noisy("old"));
        set!(pair.0, later("b", pair.0 + 5).await);
        set!(pair.1, later("c", noisy("new")).await);
        let mut list = vec![1, 2];
        grow!(list[1], later("d", 3).await, later("e", 4).await);
        touch!(pair.1, later("f", 2).await);
        (list[1] + later("g", pair.0).await, pair.1)
    }
}

case! {
    /// What is assigned before a macro, in one of several ways, is not assigned in the argument of the macro, in which a way ends.
    assigned_before_a_macro(1);
    async fn assigned_before_a_macro(n: u32) -> u32 {
        macro_rules! pass { ($value:expr) => { $value } }
        let a;
        match n { _ => a = later("a", noisy("a")).await }
        drop(a);
        let n = later("b", pass!(if false { 1 } else { n })).await;
        let c;
        if n == 1 { c = later("c", noisy("c")).await } else { c = noisy("another") }
        drop(c);
        later("d", pass!(match n { 0 => return 7, n => n + 1 })).await
    }
}

case! {
    /// A macro is in scope from where it stands: before, another one of its name is meant.
    hides_another_macro(1);
    async fn hides_another_macro(n: u32) -> (u32, u32, u32, u32) {
        macro_rules! number { () => { 1 } }
        let a = number!() + n;
        macro_rules! number { () => { 2 } }
        let guard = noisy_n("guard", number!());
        let b = later("b", number!()).await;
        let c = number!();
        macro_rules! number { () => { 3 } }
        let d = number!() + later("d", guard.by_ref()).await;
        fn helper() -> u32 { 4 }
        (a, b + c, d, later("e", number!() + helper()).await)
    }
}

case! {
    /// Behind the last wait, and behind a macro there, a local may be consumed in any way.
    consumed_behind_a_macro();
    async fn consumed_behind_a_macro() -> u32 {
        let text = noisy_n("text", 3);
        let other = noisy("other");
        look("borrows", &text).await;
        look("borrows", &other).await;
        macro_rules! number { () => { 1 } }
        let renamed = text.renamed("renamed");
        macro_rules! number { () => { 2 } }
        let moved = move || other.by_ref() + number!();
        renamed.by_ref() + moved()
    }
}

case! {
    /// An argument that assigns a part is an expression, and may leave the function.
    parts_assigned_in_arguments(2);
    async fn parts_assigned_in_arguments(n: u32) -> Option<u32> {
        macro_rules! when { ($condition:expr, $code:expr) => { if $condition { $code } } }
        let mut pair = (noisy("a"), n);
        look("pair", &pair.0).await;
        when!(n > 1, pair.0 = noisy_n("b", { Some(3)? }));
        yield_now().await;
        when!(n > 2, pair.1 = { if n > 3 { return None } 4 });
        when!(n > 1, pair.1 = later_than(n)?);
        look("pair", &pair.0).await;
        Some(pair.1)
    }
}

fn later_than(n: u32) -> Option<u32> {
    n.checked_add(1)
}

case! {
    /// A macro of a log, by another name, that is given its level.
    events(1);
    async fn events(level: u32) -> u32 {
        macro_rules! leveled {
            (target: $target:expr, $level:expr, $($name:ident = $value:expr,)* $text:literal) => {
                if $level > 0 {
                    $(log(format_args!("{} {} {:?}", stringify!($name), $target, &$value));)*
                    log($text);
                }
            };
        }
        let (first, n) = (noisy("first"), later("n", 3).await);
        look("first", &first).await;
        look("n", &n).await;
        leveled!(target: "net", level, first = first, number = first.by_ref() + n, "sent");
        yield_now().await;
        leveled!(target: "net", n - 3, first = first.clone(), "never sent");
        first.by_ref() + n
    }
}

case! {
    /// Errors that macros make of a format, whose strings capture what lives across waits.
    errors_by_name(Some(2));
    async fn errors_by_name(n: Option<u32>) -> Result<u32, String> {
        macro_rules! protocol_err { ($($format:tt)+) => { format!("protocol: {}", format_args!($($format)+)) } }
        macro_rules! map_err { ($result:expr) => { $result.map_err(|_| String::from("mapped")) } }
        let (first, kept) = (noisy("first"), &n);
        look("first", &first).await;
        let n = n.ok_or_else(|| protocol_err!("no {n:?} of {}", first.by_ref()))?;
        look("kept", kept).await;
        let text = later("text", String::from("7")).await;
        let m: u32 = map_err!(text.parse())?;
        if n < m {
            return Err(protocol_err!("{n} of {m}, {first:?} {:?}", kept));
        }
        later("n", n).await;
        Err(protocol_err!("plain"))
    }
}

case! {
    /// A copy that was given away before, in a macro of one's own.
    copied_before(vec![1, 0]);
    async fn copied_before(list: Vec<u32>) -> u32 {
        macro_rules! shown { ($id:tt, $($format:tt)+) => {{ log(format_args!("{} {}", $id, format_args!($($format)+))) }} }
        let id = later("id", 3).await;
        look("id", &id).await;
        for n in list.iter() {
            let found = match later("found", n).await {
                0 => Ok(5),
                n => Err(*n),
            };
            let n = match either(n, found).await {
                Ok(n) => n,
                Err(error) => {
                    shown!(id, "{:?} {}", n, error);
                    continue;
                }
            };
            return n;
        }
        7
    }
}

async fn either<T: std::fmt::Debug>(given: T, found: Result<u32, u32>) -> Result<u32, u32> {
    look("given", &given).await;
    found
}

case! {
    /// What an unknown macro is given beside what is awaited, while a local is in scope that is older, and gets its value of that later.
    mod beside_what_gets_its_value_later => beside_what_gets_its_value_later();
    macro_rules! both { ($a:expr, $b:expr) => { ($a, $b) } }
    async fn echo(value: Noisy) -> Noisy {
        yield_now().await;
        value
    }
    co! {
        async fn beside_what_gets_its_value_later() -> u32 {
            let of_block = { both!(noisy("dropped"), later("a", 0).await); };
            let (first, second);
            first = { yield_now().await; of_block };
            second = echo({
                let pair = both!(later("b", noisy("b")).await, later("c", noisy("c")).await);
                yield_now().await;
                pair.0
            })
            .await;
            let _: () = first;
            second.by_ref()
        }
    }
}
