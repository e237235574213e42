//! Struct literals that take what they do not name from another struct, beside a wait.

use crate::harness::*;

struct Config {
    name: Noisy,
    limit: u32,
    tail: Option<Box<dyn Fn(u32) -> u32 + Send + Sync>>,
    last: Noisy,
}

impl Config {
    fn make(n: u32) -> Config {
        log("made");
        Config { name: noisy_n("name", n), limit: n, tail: None, last: noisy_n("last", n) }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config::make(7)
    }
}

async fn send(config: Config) -> u32 {
    let n = look("config", &config.name).await;
    log(n);
    config.tail.as_ref().map_or(config.limit, |tail| tail(config.limit)) + config.last.by_ref()
}

case! {
    /// What is left of the base drops at the end of the statement.
    one_field(4);
    async fn one_field(n: u32) -> u32 {
        let sum = send(Config { name: noisy("own"), ..Config::make(n) }).await;
        log("behind");
        sum
    }
}

case! {
    fields_and_default(4);
    async fn fields_and_default(n: u32) -> u32 {
        let sum = send(Config { limit: n, tail: Some(Box::new(move |m| m + n)), ..Default::default() }).await;
        log("behind");
        sum
    }
}

case! {
    no_field(4);
    async fn no_field(n: u32) -> u32 {
        let sum = send(Config { ..Config::make(n) }).await;
        log("behind");
        sum
    }
}

case! {
    /// Between operands, with a name that stands for its field.
    between_operands(4);
    async fn between_operands(n: u32) -> (u32, u32) {
        async fn both(a: Noisy, config: Config, n: u32) -> (u32, u32) {
            (send(config).await, a.by_ref() + n)
        }
        let last = noisy("mine");
        let limit = n + 1;
        let sum = both(noisy("before"), Config { last, limit, ..Config::make(n) }, later("after", 3).await).await;
        log("behind");
        sum
    }
}

case! {
    /// A value of a field ends the function.
    left_early(2);
    async fn left_early(n: u32) -> Option<u32> {
        let limit = (n > 3).then_some(n);
        let sum = send(Config { name: noisy("own"), limit: limit?, ..Config::make(n) }).await;
        log("behind");
        Some(sum)
    }
}

case! {
    /// The base is a copy of what lives on.
    of_a_clone(4);
    async fn of_a_clone(n: u32) -> u32 {
        #[derive(Clone)]
        struct Options { name: Noisy, more: (u32, Noisy) }
        async fn apply(options: Options) -> u32 {
            later("name", options.name.by_ref() + options.more.0).await + options.more.1.by_ref()
        }
        let options = Options { name: noisy("name"), more: (n, noisy("more")) };
        let mut sum = 0;
        for n in 0..2 {
            sum += apply(Options { name: noisy_n("of", n), ..options.clone() }).await;
            log(n);
        }
        sum + options.more.1.by_ref()
    }
}

case! {
    /// The base is awaited, and so is what the literal is for.
    awaited_base(4);
    async fn awaited_base(n: u32) -> u32 {
        let sum = send(Config { name: noisy("own"), ..later("base", Config::make(n)).await }).await;
        let in_block = Config { limit: later("limit", 3).await, ..{ yield_now().await; Config::make(n) } };
        log("behind");
        sum + send(Config { last: noisy("other"), ..{ let base = in_block; yield_now().await; base } }).await
    }
}
