//! Dense programs: few statements, in which operands, temporaries and scrutinees stand deep in one another.
//!
//! All that they are about is what drops when. So every value is a `Noisy` of its own, made, moved or lent where it stands, and
//! no form needs to know what is around it. A body of the other kind has more of everything, but seldom an operand before a
//! `match` on a temporary before an await.

use crate::program::{MARK, Name, Program};
use fastrand::Rng;

const ITEMS: &str = "\
#[derive(Debug)] struct Pair { left: Noisy, right: Noisy }
fn first(a: Noisy, _: Noisy) -> Noisy { a }
fn second(_: Noisy, b: Noisy) -> Noisy { b }
fn like(n: &Noisy) -> Noisy { n.clone() }
fn is(n: &Noisy) -> bool { n.by_ref() == 0 }
fn pick(all: [Noisy; 2]) -> Noisy { let [a, b] = all; drop(b); a }
fn either<T>(a: T, _: T) -> T { a }
async fn read(n: &Noisy) -> Noisy { yield_now().await; n.clone() }
async fn keep(a: Noisy, _: Noisy) -> Noisy { yield_now().await; a }
";

struct Writer {
    rng: Rng,
    names: usize,
    awaits: usize,
    /// Locals that have not been moved.
    locals: Vec<String>,
    /// Nothing may wait, or leave.
    in_closure: bool,
}

pub fn program(name: Name, mut rng: Rng) -> Program {
    let awaits = rng.usize(1..5);
    let mut writer = Writer { rng, names: 0, awaits, locals: Vec::new(), in_closure: false };
    let mut parameters = Vec::new();
    let mut arguments = Vec::new();
    for at in 0..writer.rng.usize(0..3) {
        parameters.push(format!("mut p{at}: Noisy"));
        arguments.push(format!("noisy({})", writer.name("n")));
        writer.locals.push(format!("p{at}"));
    }
    let body: String = (0..writer.rng.usize(0..3)).map(|_| writer.statement(3)).collect();
    let tail = writer.value(4);
    let parameters = parameters.join(", ");
    let items = format!("{ITEMS}{MARK}\nasync fn body({parameters}) -> Option<Noisy> {{ {body} Some({tail}) }}\n");
    Program::new(name, super::tidy(&items), format!("body({})", arguments.join(", ")))
}

impl Writer {
    fn name(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("\"{kind}{}\"", self.names)
    }

    fn local(&mut self) -> String {
        self.names += 1;
        format!("x{}", self.names)
    }

    fn statement(&mut self, depth: usize) -> String {
        let local = self.local();
        let text = match self.rng.u32(0..20) {
            0 | 1 => format!("let mut {local} = {};", self.value(depth)),
            2 => format!("let mut {local}: Noisy = {};", self.value(depth)),
            3 => return format!("let {local} = &{}; {local}.by_ref();", self.value(depth)),
            4 => return format!("let _ = {};", self.value(depth)),
            5 => return format!("{};", self.value(depth)),
            6 => return format!("{}.by_ref();", self.receiver(depth)),
            7 => {
                let (value, next) = (self.value(depth), self.value(depth));
                format!("let mut {local} = {value}; {local} = {next};")
            }
            8 => format!("let mut {local}; {local} = {};", self.value(depth)),
            9 if !self.in_closure => {
                let value = self.option(depth);
                format!("let Some(mut {local}) = {value} else {{ return None }};")
            }
            10 => {
                let (left, right, other) = (self.value(depth - 1), self.value(depth - 1), self.local());
                self.locals.push(other.clone());
                format!("let (mut {local}, mut {other}) = ({left}, {right});")
            }
            11 => {
                return format!("if {} {{ {} }}", self.condition(depth), self.in_branch(|writer| writer.statement(1)));
            }
            12 => return self.loop_over(depth),
            13 if !self.in_closure => {
                return format!("if !{} {{ return Some({}) }}", self.condition(depth), self.in_branch(|w| w.value(1)));
            }
            14 => return self.lent(depth, &local),
            15 if !self.locals.is_empty() && !self.in_closure => {
                let at = self.rng.usize(0..self.locals.len());
                let place = self.locals.swap_remove(at);
                let value = self.value(depth);
                let assigned =
                    if self.rng.bool() { format!("{place} = {value};") } else { format!("*(&mut {place}) = {value};") };
                self.locals.push(place);
                return assigned;
            }
            16 => {
                return format!(
                    "let mut {local} = {}.by_ref(); {local} += {}.by_ref();",
                    self.receiver(depth),
                    self.receiver(depth)
                );
            }
            17 => return format!("assert!(is(&{}) || true);", self.value(depth)),
            _ => return format!("drop({});", self.value(depth)),
        };
        self.locals.push(local);
        text
    }

    /// A `let` that refers to values which live as long.
    fn lent(&mut self, depth: usize, local: &str) -> String {
        let (value, other) = (self.value(depth), self.value(depth - 1));
        match self.rng.u32(0..9) {
            0 => format!("let {local} = ({other}, &{value}); is({local}.1);"),
            1 => format!("let {local} = (&{value}, {other}); is({local}.0);"),
            2 => format!("let {local} = [&{value}, &{other}]; is({local}[0]);"),
            3 => format!("let ref {local} = {value}; is({local});"),
            4 => format!("let (ref {local}, _) = ({value}, {other}); is({local});"),
            5 if !self.in_closure => {
                format!("let Some(ref {local}) = {} else {{ return Some({other}) }}; is({local});", self.option(depth))
            }
            6 => {
                let (yes, no) = (self.other(depth), self.other(depth));
                format!("let {local} = if {} {{ &{yes} }} else {{ &{no} }}; is({local});", self.condition(2))
            }
            7 if self.can_await() => {
                self.awaits -= 1;
                let name = self.name("l");
                format!("let {local} = std::pin::pin!(later({name}, {value})); drop({local}.await);")
            }
            _ => format!("let {local} = &mut {value}; {local}.by_mut();"),
        }
    }

    /// A loop of one or two turns.
    fn loop_over(&mut self, depth: usize) -> String {
        let (local, count) = (self.local(), self.local());
        match self.rng.u32(0..3) {
            0 => {
                let (a, b) = (self.value(depth - 1), self.value(depth - 1));
                format!("for {local} in [{a}, {b}] {{ {} }}", self.in_branch(|writer| writer.turn(&local)))
            }
            1 => {
                let value = self.option(depth);
                format!("for {local} in {value} {{ {} }}", self.in_branch(|writer| writer.turn(&local)))
            }
            _ => {
                let pattern = self.pick(&["Some(mut q)", "Some(ref q)", "Some(_)"]);
                let value = self.in_branch(|writer| writer.option(2));
                let turn = self.in_branch(|writer| writer.turn("()"));
                format!(
                    "let mut {count} = 0; while let {pattern} = {value} {{ {turn} {count} += 1; if {count} == 2 {{ break }} }}"
                )
            }
        }
    }

    fn turn(&mut self, local: &str) -> String {
        let jump = self.pick(&["", "", "continue;", "break;"]);
        format!("{} let _ = &{local}; {jump}", self.statement(1))
    }

    /// What may run never, or twice: it moves nothing that is declared outside.
    fn in_branch<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let locals = std::mem::take(&mut self.locals);
        let written = write(self);
        self.locals = locals;
        written
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.rng.usize(0..from.len())]
    }

    fn leaf(&mut self) -> String {
        if !self.locals.is_empty() && self.rng.u32(0..100) < 40 {
            let at = self.rng.usize(0..self.locals.len());
            return match self.rng.u32(0..3) {
                0 if !self.in_closure => self.locals.swap_remove(at),
                1 => format!("like(&{})", self.locals[at]),
                _ => format!("{}.clone()", self.locals[at]),
            };
        }
        format!("noisy({})", self.name("n"))
    }

    fn can_await(&self) -> bool {
        !self.in_closure && self.awaits > 0
    }

    fn awaited(&mut self, depth: usize) -> String {
        self.awaits -= 1;
        let name = self.name("l");
        match self.rng.u32(0..9) {
            0 => format!("read(&{}).await", self.value(depth)),
            1 => format!("keep({}, {}).await", self.value(depth), self.value(depth)),
            2 => format!("now({name}, {}).await", self.value(depth)),
            3 => format!("async move {{ {} }}.await", self.closed(|writer| writer.value(depth))),
            4 => format!("like(later({name}, &{}).await)", self.value(depth)),
            5 => format!("later({name}, {}).await.unwrap()", self.option(depth)),
            _ => format!("later({name}, {}).await", self.value(depth)),
        }
    }

    fn closed<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let in_closure = std::mem::replace(&mut self.in_closure, true);
        let written = self.in_branch(write);
        self.in_closure = in_closure;
        written
    }

    /// A `Noisy`.
    fn value(&mut self, depth: usize) -> String {
        if depth == 0 {
            return if self.can_await() && self.rng.bool() { self.awaited(0) } else { self.leaf() };
        }
        let depth = depth - 1;
        if self.can_await() && self.rng.u32(0..100) < 25 {
            return self.awaited(depth);
        }
        let local = self.local();
        match self.rng.u32(0..38) {
            0 | 1 => format!("first({}, {})", self.value(depth), self.value(depth)),
            2 | 3 => format!("second({}, {})", self.value(depth), self.value(depth)),
            4 => format!("like(&{})", self.value(depth)),
            5 => format!("either({}, {})", self.value(depth), self.value(depth)),
            6 => format!("{}.clone()", self.receiver(depth)),
            7 => {
                let name = self.name("r");
                format!("{}.renamed({name})", self.receiver(depth))
            }
            8 => format!("*Box::new({})", self.value(depth)),
            9 => format!("std::mem::replace(&mut {}, {})", self.value(depth), self.value(depth)),
            10 => format!("pick([{}, {}])", self.value(depth), self.value(depth)),
            11 => format!("{}.unwrap()", self.option(depth)),
            12 if !self.in_closure => format!("{}?", self.option(depth)),
            13 => format!("{}.unwrap_or({})", self.option(depth), self.value(depth)),
            14 => format!("{{ {} }}", self.value(depth)),
            15 => format!("{{ {} {} }}", self.scoped_statement(depth), self.value(depth)),
            16 => format!("{{ let {local} = {}; {local} }}", self.value(depth)),
            17 => format!("{{ let {local} = &{}; like({local}) }}", self.value(depth)),
            18 => format!(
                "('a: {{ if {} {{ break 'a {} }} {} }})",
                self.condition(depth),
                self.other(depth),
                self.other(depth)
            ),
            19 => format!("loop {{ break {} }}", self.in_branch(|writer| writer.value(depth))),
            20 => format!("(|| {})()", self.closed(|writer| writer.value(depth))),
            21 => format!(
                "{{ let pair = Pair {{ left: {}, right: {} }}; pair.left }}",
                self.value(depth),
                self.value(depth)
            ),
            22 | 23 => {
                format!("if {} {{ {} }} else {{ {} }}", self.condition(depth), self.other(depth), self.other(depth))
            }
            24 | 25 => {
                let (pattern, value, yes) = self.option_matched(depth);
                format!("if let {pattern} = {value} {{ {yes} }} else {{ {} }}", self.other(depth))
            }
            26..29 => {
                let (pattern, value, yes) = self.option_matched(depth);
                let rest = self.pick(&["None", "_"]);
                format!("match {value} {{ {pattern} => {yes}, {rest} => {} }}", self.other(depth))
            }
            29 => {
                let (pattern, result) = self.pair_pattern();
                let (left, right) = (self.value(depth), self.value(depth));
                let result = if result.is_empty() { self.other(depth) } else { result.into() };
                format!("match ({left}, {right}) {{ {pattern} => {result} }}")
            }
            30 => {
                let (reference, value) = (self.pick(&["", "&"]), self.value(depth));
                format!("match {reference}{value} {{ {local} => {} }}", self.other(depth))
            }
            31 => format!("vec![{}, {}].pop().unwrap()", self.value(depth), self.value(depth)),
            32 => format!("[{}, {}][0].clone()", self.value(depth), self.value(depth)),
            33 => {
                let (value, yes) = (self.value(depth), self.other(depth));
                format!(
                    "match {value} {{ {local} if is(&{local}) => first({local}, {yes}), _ => {} }}",
                    self.other(depth)
                )
            }
            34 => {
                let (value, yes, no) = (self.value(depth), self.other(depth), self.other(depth));
                format!("match &{value} {{ {local} if is({local}) => first(like({local}), {yes}), _ => {no} }}")
            }
            35 => {
                let format = self.pick(&["\"{}\"", "\"{:?}\""]);
                format!("{{ drop(format!({format}, {})); {} }}", self.value(depth), self.value(depth))
            }
            36 if self.awaits > 1 && !self.in_closure => {
                self.awaits -= 2;
                let (a, b) = (self.name("j"), self.name("j"));
                format!(
                    "first(futures::join!(later({a}, {}), later({b}, {})).0, {})",
                    self.value(depth),
                    self.value(depth),
                    self.leaf()
                )
            }
            _ => self.leaf(),
        }
    }

    /// The same where a method is called of it.
    fn receiver(&mut self, depth: usize) -> String {
        let value = self.value(depth);
        let is_simple = value.starts_with(|c: char| c.is_alphanumeric())
            && !["if ", "match ", "loop "].iter().any(|word| value.starts_with(word));
        if is_simple { value } else { format!("({value})") }
    }

    fn pair_pattern(&mut self) -> (&'static str, &'static str) {
        let all = [("(x, _)", "x"), ("(_, y)", "y"), ("(_, _)", ""), ("(x, y)", "y"), ("(ref x, y)", "y"), ("_", "")];
        all[self.rng.usize(0..all.len())]
    }

    fn other(&mut self, depth: usize) -> String {
        self.in_branch(|writer| writer.value(depth.saturating_sub(1)))
    }

    fn scoped_statement(&mut self, depth: usize) -> String {
        let before = self.locals.clone();
        let statement = self.statement(depth.max(1));
        self.locals.retain(|local| before.contains(local));
        statement
    }

    /// An `Option<Noisy>`.
    fn option(&mut self, depth: usize) -> String {
        match self.rng.u32(0..6) {
            0 if self.can_await() => {
                self.awaits -= 1;
                let name = self.name("l");
                format!("later({name}, Some({})).await", self.value(depth))
            }
            1 => format!("Some({}).filter(|n| is(n))", self.value(depth)),
            2 => format!("Some(&{}).cloned()", self.value(depth)),
            3 => format!("{}.map(|n| n)", self.option(depth.saturating_sub(1))),
            _ => format!("Some({})", self.value(depth)),
        }
    }

    /// A pattern for an option, the option, and what is done where it matches.
    fn option_matched(&mut self, depth: usize) -> (&'static str, String, String) {
        match self.rng.u32(0..7) {
            0 => ("Some(x)", format!("&{}", self.option(depth)), "like(x)".into()),
            1 => ("Some(x)", format!("Some(&{})", self.value(depth)), "like(x)".into()),
            2 => ("Some(ref x)", self.option(depth), "like(x)".into()),
            3 => ("Some(x)", format!("{}.as_ref()", self.option(depth)), "like(x)".into()),
            4 => ("Some(_)", self.option(depth), self.other(depth)),
            5 => {
                let value = self.option(depth);
                ("Some(ref x)", value, format!("second(like(x), {})", self.other(depth)))
            }
            _ => {
                let value = self.option(depth);
                ("Some(x)", value, format!("first(x, {})", self.other(depth)))
            }
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let below = depth.saturating_sub(1);
        let name = self.name("c");
        match self.rng.u32(0..9) {
            0 if self.can_await() => {
                self.awaits -= 1;
                format!("later({name}, true).await")
            }
            1 => format!("({} && {})", self.condition(below), self.in_branch(|writer| writer.condition(below))),
            2 => format!("({} || {})", self.condition(below), self.in_branch(|writer| writer.condition(below))),
            3 => format!("!{}", self.condition(below)),
            4 => format!("({} == {})", self.value(depth), self.value(below)),
            5 => format!("matches!({}, Some(_))", self.option(depth)),
            6 => format!("{}.is_some()", self.option(depth)),
            _ => format!("is(&{})", self.value(depth)),
        }
    }
}
