//! Writes programs.
//!
//! A body is written from its first token to its last, in the order in which it is evaluated, so that `state` can say at each
//! point what may be named, moved, lent and assigned. Three rules make bodies come to an end and be comparable:
//!
//! * every loop is bounded, by a range or by a counter that nothing else touches;
//! * each await costs something, more in a loop, and when the budget is spent none is written any more;
//! * every value, operand and future has a name of its own in the log.
//!
//! Every other program is not like that, but `dense`.
//!
//! Each program draws at first which features it has: a body in which everything is possible seldom has much of one thing
//! (this is known as swarm testing).

mod blocks;
mod branches;
mod closures;
mod decisions;
mod dense;
mod diverging;
mod futures;
mod loops;
mod macros;
mod own;
mod parts;
mod patterns;
mod places;
mod state;
mod statements;
mod types;
mod values;
mod wrap;

use crate::program::{MARK, Name, Program};
use fastrand::Rng;
use futures::Family;
use state::{Local, Locals, Role, State};
use types::Ty;

/// What a program may or may not use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feature {
    Loops,
    Matches,
    Closures,
    References,
    Guards,
    Shadowing,
    AsyncBlocks,
    Macros,
    Question,
    Leaving,
    Collections,
    Helpers,
    Temporaries,
    Methods,
    /// Macros of the program's own, which do with their arguments as they like.
    UserMacros,
    /// Branches that end in what never returns.
    Diverging,
    /// Moves and assignments in conditions.
    Decisions,
    /// What is moved in a loop gets another value before the next turn.
    Remakes,
    /// Parts are moved, the rest is used.
    Parts,
    /// `Copy` structs that borrow.
    Copies,
    /// `select!`, of tokio and of futures.
    Selects,
    /// `join!` and `try_join!`, of both.
    Joins,
    /// Forms that the README says are not supported in general.
    Limits,
}

const FEATURES: [Feature; 23] = [
    Feature::Loops,
    Feature::Matches,
    Feature::Closures,
    Feature::References,
    Feature::Guards,
    Feature::Shadowing,
    Feature::AsyncBlocks,
    Feature::Macros,
    Feature::Question,
    Feature::Leaving,
    Feature::Collections,
    Feature::Helpers,
    Feature::Temporaries,
    Feature::Methods,
    Feature::UserMacros,
    Feature::Diverging,
    Feature::Decisions,
    Feature::Remakes,
    Feature::Parts,
    Feature::Copies,
    Feature::Selects,
    Feature::Joins,
    Feature::Limits,
];

/// In so many of a hundred programs, code is put into macros.
const MACROS: u32 = 30;

/// A loop or a labelled block around the place where code is written.
#[derive(Clone, Debug)]
struct Exit {
    label: Option<String>,
    /// What a `break` carries.
    value: Option<Ty>,
    is_loop: bool,
    can_continue: bool,
    /// The state in which each turn begins.
    entry: Locals,
    /// The states at its breaks.
    breaks: Vec<Locals>,
    /// Of the code around it.
    loops: usize,
}

/// Writes one function.
struct Writer {
    rng: Rng,
    features: Vec<Feature>,
    locals: Locals,
    exits: Vec<Exit>,
    /// What the function returns.
    output: Ty,
    /// No await, `?`, `return` or `break` out of it may be written: in closures.
    in_closure: bool,
    /// No `?`, `return` or `break` out of it, as in closures, but awaits: in async blocks.
    in_async_block: bool,
    /// The locals below this index are captured, in a closure or an async block.
    outside: usize,
    /// Code that is not reached is not written.
    reachable: bool,
    /// The depth of expressions.
    depth: usize,
    /// How much may still be written.
    fuel: i32,
    /// How many awaits may still happen, and how often the code being written is run.
    awaits: i32,
    times: i32,
    /// References made now may borrow locals of scopes up to this depth.
    limit: usize,
    /// References made now may borrow temporaries.
    borrow_temporaries: bool,
    /// In code that leaves a loop, and may therefore move what is outside: nothing but `return` leaves it elsewhere.
    leaving: bool,
    /// The first local of the pattern that is being written.
    pattern: Option<usize>,
    /// The locals that were named, and whether as a whole.
    mentions: Vec<(usize, bool)>,
    names: usize,
    /// The items that the body needs, and the macros, with imports of such.
    items: Vec<&'static str>,
    macros: Vec<&'static str>,
    /// The macros stand in the body.
    macros_inside: bool,
    /// Whose macros that await may be imported.
    imports: Option<Family>,
}

/// The program of that name. Those with odd numbers are `dense`.
pub fn program(name: Name) -> Program {
    let mut rng = Rng::with_seed(u64::from(name.seed) << 32 | u64::from(name.number));
    if name.number % 2 == 1 {
        return dense::program(name, rng);
    }
    let features = FEATURES.into_iter().filter(|feature| {
        let probability = match feature {
            Feature::Limits => 5,
            Feature::Selects | Feature::Joins => 35,
            _ => 70,
        };
        rng.u32(0..100) < probability
    });
    let features = features.collect();
    let mut writer = Writer::new(rng, features);
    writer.program(name)
}

impl Writer {
    fn new(rng: Rng, features: Vec<Feature>) -> Writer {
        Writer {
            rng,
            features,
            locals: Locals::default(),
            exits: Vec::new(),
            output: Ty::Unit,
            in_closure: false,
            in_async_block: false,
            outside: 0,
            reachable: true,
            depth: 0,
            fuel: 0,
            awaits: 0,
            times: 1,
            limit: usize::MAX,
            borrow_temporaries: true,
            leaving: false,
            pattern: None,
            mentions: Vec::new(),
            names: 0,
            items: Vec::new(),
            macros: Vec::new(),
            macros_inside: false,
            imports: None,
        }
    }

    fn program(&mut self, name: Name) -> Program {
        self.fuel = *self.pick(&[15, 25, 40, 70]);
        self.awaits = *self.pick(&[3, 6, 9, 14]);
        let mut output = self.type_of_output();
        if self.has(Feature::Question) && self.chance(70) {
            output = if self.chance(50) { output.option() } else { Ty::Result(Box::new(output)) };
        }
        self.output = output;
        self.locals.remakes = self.has(Feature::Remakes);
        self.macros_inside = self.chance(50);
        self.imports = *self.pick(&[None, Some(Family::Tokio), Some(Family::Futures)]);
        let mut arguments = Vec::new();
        let mut parameters = Vec::new();
        for _ in 0..self.rng.usize(0..4) {
            self.parameter(&mut parameters, &mut arguments);
        }
        let output = self.output.clone();
        let count = self.rng.usize(3..8);
        let mut body = self.block(count, Some(&output));
        let macros: String = self.macros.iter().map(|item| format!("{item}\n")).collect();
        let mut items: String = self.items.iter().map(|item| format!("{item}\n")).collect();
        if self.macros_inside {
            body.insert_str(1, &macros);
        } else {
            items.push_str(&macros);
        }
        let parameters = parameters.join(", ");
        let body = format!("async fn body({parameters}) -> {} {body}", output.text());
        let items = |before: &str, body: &str| tidy(&format!("{items}{before}{MARK}\n{body}\n"));
        let program = Program::new(name, items("", &body), format!("body({})", arguments.join(", ")));
        if !self.chance(MACROS) {
            return program;
        }
        let (body, before) = own::with_macros(&mut self.rng, &body);
        Program { items: items(&before, &body), ..program }
    }

    fn parameter(&mut self, parameters: &mut Vec<String>, arguments: &mut Vec<String>) {
        let owned = self.type_of_local();
        let (ty, argument) = match self.rng.u32(0..10) {
            0 if !owned.borrows() => (owned.clone().shared(), format!("leak({})", self.plain(&owned))),
            1 if !owned.borrows() => (owned.clone().unique(), format!("leak({})", self.plain(&owned))),
            _ if owned.borrows() => (Ty::Noisy, self.plain(&Ty::Noisy)),
            _ => (owned.clone(), self.plain(&owned)),
        };
        let mutable = self.chance(50);
        let name = format!("p{}", parameters.len());
        let keyword = if mutable { "mut " } else { "" };
        parameters.push(format!("{keyword}{name}: {}", ty.text()));
        arguments.push(argument);
        self.locals.push(Local { mutable, ..local(&name, ty) });
    }

    fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.rng.usize(0..from.len())]
    }

    /// A name that nothing else has, for what is seen in the log.
    fn event(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("\"{kind}{}\"", self.names)
    }

    /// A name for a local: new, or of one that is in scope already.
    fn local_name(&mut self) -> String {
        if self.has(Feature::Shadowing) && self.chance(15) {
            let known = self.pattern.unwrap_or(usize::MAX);
            let values = self.locals.indices().filter(|at| {
                let local = self.locals.get(*at);
                *at < known && local.role == Role::Value && local.hidden_by.is_none() && !local.is_part()
            });
            let values: Vec<usize> = values.collect();
            if !values.is_empty() {
                let at = *self.pick(&values);
                return self.locals.get(at).name.clone();
            }
        }
        self.fresh_name("x")
    }

    fn fresh_name(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{kind}{}", self.names)
    }

    fn need_macro(&mut self, item: &'static str) {
        if !self.macros.contains(&item) {
            self.macros.push(item);
        }
    }

    fn need(&mut self, item: &'static str) {
        if !self.items.contains(&item) {
            self.items.push(item);
        }
    }

    /// Names the items of the types that the type is made of.
    fn need_type(&mut self, ty: &Ty) {
        match ty {
            Ty::Pair => self.need("#[derive(Debug)]\nstruct Pair { left: Noisy, right: Noisy }"),
            Ty::Shape => self.need("#[derive(Debug)]\nenum Shape { One(Noisy), Two { a: Noisy, n: u32 }, Empty }"),
            Ty::Guard => self.need(
                "#[derive(Debug)]\nstruct Guard { held: Noisy, n: u32 }\n\
                 impl Drop for Guard { fn drop(&mut self) { log(format_args!(\"guard {}: dropped\", self.n)); } }",
            ),
            Ty::Seen => self.need(
                "#[derive(Clone, Copy, Debug)]\nstruct Seen<'a> { of: &'a Noisy, n: u32 }\n\
                 impl Seen<'_> { fn look(self) -> u32 { self.of.by_ref() + self.n } }\n\
                 fn seen<'a>(of: &'a Noisy, n: u32) -> Seen<'a> { Seen { of, n } }",
            ),
            _ => {}
        }
    }

    fn can_await(&self) -> bool {
        !self.in_closure && self.awaits >= self.times
    }

    fn pay_await(&mut self) {
        self.awaits -= self.times;
    }

    fn can_leave(&self) -> bool {
        !self.in_closure && !self.in_async_block
    }
}

/// A local with a value.
fn local(name: &str, ty: Ty) -> Local {
    Local {
        name: name.to_owned(),
        ty,
        role: Role::Value,
        mutable: false,
        state: State::Init,
        retired: false,
        hidden_by: None,
        loans: Vec::new(),
        scope: 0,
        loops: 0,
    }
}

/// The items as `rustfmt` would nearly have them.
fn tidy(items: &str) -> String {
    match syn::parse_file(items) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("the generator wrote something that is not Rust: {error}\n{items}"),
    }
}
