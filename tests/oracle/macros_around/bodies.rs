// What `macros_around.rs` includes twice: once the attribute is of a tool, and does nothing.

macro_rules! attempt {
    ($err: expr, $self: ident) => {
        match $err {
            Ok(value) => value,
            Err(err) => {
                $self.abort().await;
                return Err(From::from(err));
            }
        }
    };
}

pub struct Client {
    name: Noisy,
}

impl Client {
    #[rust_analyzer::coroutine]
    async fn abort(&mut self) {
        yield_now().await;
        self.name.by_mut();
    }

    #[rust_analyzer::coroutine]
    async fn command(&mut self, n: u32) -> Result<u32, Noisy> {
        yield_now().await;
        if n > 2 { Err(noisy("refused")) } else { Ok(n + self.name.by_ref()) }
    }

    /// A macro that awaits and returns, and is given what it calls.
    #[rust_analyzer::coroutine]
    pub async fn connect(&mut self, n: u32) -> Result<u32, Noisy> {
        let held = noisy("held");
        let first = attempt!(self.command(n).await, self);
        let second = attempt!(self.command(first).await, self);
        Ok(first + second + held.by_ref())
    }
}

#[rust_analyzer::coroutine]
pub async fn attempts() -> u32 {
    let mut client = Client { name: noisy("client") };
    let first = client.connect(1).await.unwrap_or(7);
    let second = client.connect(3).await.unwrap_or(8);
    first + second
}

/// With locals, a format that captures one, and rules that call each other.
macro_rules! twice {
    ($future:expr) => {{
        let first = $future.await;
        let second = $crate::harness::later("second", first).await;
        log(format!("{first} and {second}"));
        noisy("made in a macro").by_ref() + first + second
    }};
    (add $($n:expr),+ $(,)?) => { 0 $(+ twice!($n))+ };
}

/// One of the body hides it.
#[rust_analyzer::coroutine]
pub async fn rules() -> u32 {
    let kept = noisy("kept");
    let n = twice!(add later("one", 1), later("two", kept.by_ref()),);
    macro_rules! twice {
        ($e:expr) => {
            $e
        };
    }
    n + twice!(3) + kept.by_ref()
}

/// It leaves loops of the function's, with a label that it is given and without one.
macro_rules! next {
    ($which:expr, $label:lifetime, $n:ident) => {
        match leaf("which", 1, $which).await {
            0 => continue,
            1 => $n += noisy("one").by_ref(),
            2 => continue $label,
            _ => break $label $n,
        }
    };
}

#[rust_analyzer::coroutine]
pub async fn loops() -> u32 {
    let mut sum = 0;
    'outer: loop {
        let turn = noisy_n("turn", sum);
        for which in [0, 1, sum + 1, 9] {
            let step = noisy("step");
            next!(which, 'outer, sum);
            yield_now().await;
            sum += step.by_ref() + turn.by_ref();
        }
    }
}

/// By `?`, and in what another one is given.
macro_rules! read {
    ($value:expr) => {
        later("read", $value).await?
    };
}
macro_rules! both {
    ($first:expr, $second:expr) => {
        (read!($first), read!($second))
    };
}

#[rust_analyzer::coroutine]
async fn reads(first: Result<Noisy, u32>, second: Option<Result<Noisy, u32>>) -> Result<u32, u32> {
    let last = noisy("last");
    let (a, b) = match second {
        Some(second) => both!(first, second),
        None => (read!(first), noisy("none")),
    };
    yield_now().await;
    Ok(a.by_ref() + b.by_ref() + last.by_ref())
}

#[rust_analyzer::coroutine]
pub async fn questions() -> [Result<u32, u32>; 4] {
    [
        reads(Ok(noisy("a")), Some(Ok(noisy("b")))).await,
        reads(Ok(noisy("a")), Some(Err(2))).await,
        reads(Err(1), Some(Ok(noisy("b")))).await,
        reads(Ok(noisy("a")), None).await,
    ]
}

/// The last one before the function is meant, in the innermost block that has one.
pub fn scopes() -> impl std::future::Future<Output = u32> {
    macro_rules! chosen {
        () => {
            later("never", 1).await
        };
    }
    {
        macro_rules! chosen {
            () => {
                later("inner", 2).await + twice!(later("outer's", 3))
            };
        }

        #[rust_analyzer::coroutine]
        async fn choose() -> u32 {
            let block = async { twice!(later("in a block", 4)) };
            chosen!() + block.await
        }

        macro_rules! chosen {
            () => {};
        }
        chosen! {}
        choose()
    }
}

/// Several statements.
macro_rules! log_and_wait {
    ($what:expr) => {
        log($what);
        later("waited", ()).await;
    };
}

#[rust_analyzer::coroutine]
pub async fn statements() {
    let kept = noisy("kept");
    log_and_wait!("first");
    log(format_args!("{}", kept.by_ref()));
    log_and_wait! { "second" }
    log(format_args!("{}", kept.by_ref()));
}

/// Functions and constants are those of where it is called.
macro_rules! of_the_caller {
    ($n:expr) => {
        chosen(later("chosen", $n).await, CHOSEN)
    };
}

#[rust_analyzer::coroutine]
pub async fn items() -> u32 {
    fn chosen(n: u32, m: u32) -> u32 {
        n * m
    }
    const CHOSEN: u32 = 3;
    let sum = of_the_caller!(2);
    let other = {
        const CHOSEN: u32 = 5;
        of_the_caller!(sum)
    };
    sum + other
}

/// A name means one thing in it and another where it is called.
macro_rules! hygienic {
    ($value:expr, $sum:ident) => {{
        let n = later("n", noisy("of the macro")).await;
        let sum = n.by_ref() + $value;
        $sum += later("sum", sum).await;
        format!("{n:?} {sum}")
    }};
}

#[rust_analyzer::coroutine]
pub async fn names() -> String {
    let n = noisy("n");
    let mut sum = 1;
    let first = hygienic!(n.by_ref() + sum, sum);
    yield_now().await;
    let second = hygienic!(2, sum);
    format!("{first}, {second}, {n:?}, {sum}")
}

/// A name is taken for one, also where the local lives across a wait.
macro_rules! told {
    ($name:ident => $value:expr) => {{
        log(format_args!("the name {}", stringify!($name)));
        $value
    }};
    ($($rest:tt)+) => {{
        log("something else");
        0
    }};
}

/// What awaits in what it is given, it does as often as it likes.
macro_rules! when {
    ($condition:expr, $code:expr) => {
        if $condition { $code } else { 0 }
    };
}
macro_rules! repeated {
    ($code:expr) => {
        $code + $code
    };
}

#[rust_analyzer::coroutine]
pub async fn given() {
    let kept = noisy("kept");
    let held = &kept;
    yield_now().await;
    let n = told!(kept => kept.by_ref());
    let m = when!(held.by_ref() > 90, later("never", n).await) + when!(n > 0, later("n", n).await);
    log(format_args!("{}", repeated!(later("twice", m).await + held.by_ref())));
}

/// What it declares is in scope behind it.
macro_rules! declare {
    ($name:ident = $value:expr) => {
        let value = $value;
        let $name = (value, noisy("beside"));
    };
}

#[rust_analyzer::coroutine]
pub async fn declares() -> u32 {
    let value = noisy("value");
    declare!(first = value.by_ref());
    yield_now().await;
    declare!(second = later("second", first.0).await);
    yield_now().await;
    second.0 + first.1.by_ref() + second.1.by_ref() + value.by_ref()
}

/// What it has of temporaries lives as long as those around it.
macro_rules! made_of_two {
    () => {
        vec![noisy("first"), (noisy("second"), noisy("left")).0]
    };
}
macro_rules! looked_at {
    ($value:expr) => {
        $value.by_ref()
    };
}

#[rust_analyzer::coroutine]
pub async fn operands() -> u32 {
    let n = later("outer", later("inner", made_of_two![]).await.iter().map(Noisy::by_ref).sum::<u32>()).await;
    let m = later("looked at", looked_at!(noisy("temporary"))).await;
    let both = (looked_at!(later("awaited", noisy("also")).await), later("last", n).await);
    both.0 + both.1 + m
}

/// In a closure it takes the rule that it takes, and a closure of its own is left by what leaves it.
macro_rules! named {
    ($name:ident) => {
        $name.by_ref()
    };
    ($other:expr) => {
        90
    };
}
macro_rules! called {
    ($value:expr) => {
        (|| $value)()
    };
}

#[rust_analyzer::coroutine]
pub async fn closures() -> Option<u32> {
    let kept = noisy_n("kept", 1);
    let held = &kept;
    yield_now().await;
    let n = (|| named!(kept))() + named!(kept);
    let m = called!({
        if n > 1 {
            return 7;
        }
        3
    });
    let last = called!({ Some(later("never", 1)).is_none().then_some(5)?; Some(2) });
    yield_now().await;
    Some(n + m + last.unwrap_or(4) + held.by_ref())
}

/// With pieces that are there under conditions, some of them unknown: a field, statements that await, and what a format captures.
macro_rules! repaired {
    (function = $function:expr, repair = $repair:expr) => {
        match $function {
            Err(Failed {
                #[cfg(any())]
                    trace: _trace,
                #[cfg(not(any()))]
                    noisy: _noisy,
                ..
            }) => {
                #[cfg(all(any(), unix))]
                log(format!("{_trace}"));
                #[cfg(not(all(any(), unix)))]
                log(format!("{}", _noisy.by_ref()));
                #[cfg(any(unix, windows))]
                later("waited", ()).await;
                $repair;
                $function
            }
            value => value,
        }
    };
}

#[derive(Debug)]
pub struct Failed {
    noisy: Noisy,
    #[allow(dead_code)]
    times: u32,
}

pub struct Storage {
    flash: Noisy,
    #[allow(dead_code)]
    broken: u32,
}

impl Storage {
    async fn fetch_inner(&mut self) -> Result<u32, Failed> {
        yield_now().await;
        if self.broken > 0 { Err(Failed { noisy: noisy("failed"), times: self.broken }) } else { Ok(self.flash.by_mut()) }
    }

    async fn repair(&mut self, only: u32) -> Result<(), Failed> {
        later("repaired", ()).await;
        if self.broken > only {
            return Err(Failed { noisy: noisy("not repaired"), times: 0 });
        }
        self.broken -= 1;
        Ok(())
    }

    #[rust_analyzer::coroutine]
    pub async fn fetch(&mut self, only: u32) -> Result<u32, Failed> {
        repaired!(function = self.fetch_inner().await, repair = self.repair(only).await?)
    }
}

/// A macro with conditions that neither awaits nor returns is rustc's.
macro_rules! told {
    ($text:literal $(, $value:expr)*) => {{
        #[cfg(unix)]
        log(format!($text $(, $value)*));
        #[cfg(all(windows, any()))]
        nowhere::log(format!($text $(, $value)*));
        #[cfg(not(unix))]
        let _ = ($(&$value),*);
    }};
}

#[rust_analyzer::coroutine]
pub async fn conditions() -> u32 {
    let mut storage = Storage { flash: noisy("flash"), broken: 1 };
    let first = storage.fetch(1).await.map_or(10, |n| n);
    told!("first {} of {}", first, storage.broken);
    storage.broken = 2;
    let second = match storage.fetch(1).await {
        Ok(n) => n,
        Err(failed) => failed.noisy.by_ref() + 20,
    };
    macro_rules! within {
        ($value:expr) => {{
            #[cfg(any())]
            later("never", 1).await;
            #[cfg(not(any()))]
            let held = later("held", $value).await;
            #[cfg(any())]
            let held = 7;
            yield_now().await;
            held.by_ref()
        }};
    }
    first + second + within!(noisy("within"))
}

/// What is awaited stands beside words of the macro's own, so that it is no expression.
macro_rules! with_words {
    (with: $value:expr; $($more:ident),*) => {
        ($value + 0 $(+ $more.by_ref())*)
    };
}

#[rust_analyzer::coroutine]
pub async fn words() -> u32 {
    let (a, b) = (noisy("a"), noisy("b"));
    let first = with_words!(with: later("first", 1).await; a, b);
    if with_words!(with: later("second", first).await;) > 1 { b.by_ref() + 1 } else { first }
}
