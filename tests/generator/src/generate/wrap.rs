//! Ways around a value: an expression of a type out of others of the same type.

use super::places::{awaits, wrap_receiver};
use super::state::Loan;
use super::types::Ty;
use super::{Exit, Feature, Writer};

impl Writer {
    pub fn wrapped(&mut self, ty: &Ty) -> String {
        if self.can_await() && self.chance(55) {
            return self.awaited(ty);
        }
        match self.rng.u32(0..16) {
            0 => self.branch(ty),
            13 if self.has(Feature::Diverging) => self.diverging(ty),
            14 | 15 if self.has(Feature::UserMacros) => self.given_to_macro(ty),
            1 | 2 if self.has(Feature::Matches) => self.match_value(ty),
            3 => {
                let count = self.rng.usize(1..3);
                self.inner_block(count, ty)
            }
            4 if !ty.borrows() => self.labelled(ty),
            5 if !ty.borrows() && self.has(Feature::Loops) => self.loop_with_value(ty),
            6 | 7 => format!("op({}, {})", self.event("o"), self.value(ty)),
            8 if !ty.borrows() => {
                let pair = format!("({}, {})", self.value(ty), self.argument(&Ty::Noisy));
                self.first_of(pair)
            }
            9 if ty.is_copy() => format!("[{}][0]", self.value(ty)),
            9 => format!("*Box::new({})", self.value(ty)),
            10 if self.can_leave() && self.has(Feature::Question) => self.questioned(ty),
            11 if self.has(Feature::Closures) && !ty.borrows() => self.called_at_once(ty),
            12 if self.has(Feature::Methods) => format!("Some({}).unwrap()", self.value(ty)),
            _ => self.made_or_near(ty),
        }
    }

    /// The first part of a pair. A part of a temporary that is made behind an await cannot be moved, which is one of the limits.
    pub fn first_of(&mut self, pair: String) -> String {
        if !awaits(&pair) || self.has(Feature::Limits) {
            return format!("{pair}.0");
        }
        let name = self.fresh_name("x");
        format!("{{ let {name} = {pair}; {name}.0 }}")
    }

    fn made_or_near(&mut self, ty: &Ty) -> String {
        self.near(ty).unwrap_or_else(|| self.value(ty))
    }

    /// `….await`, whose output is of that type.
    pub fn awaited(&mut self, ty: &Ty) -> String {
        self.pay_await();
        let name = self.event("l");
        match self.rng.u32(0..15) {
            0..4 => format!("later({name}, {}).await", self.value(ty)),
            11..13 if self.has(Feature::Selects) && !ty.borrows() => self.select(Some(ty)),
            13 | 14 if self.has(Feature::Joins) && !ty.borrows() => self.joined_value(ty),
            10 if self.has(Feature::AsyncBlocks) && !ty.borrows() => {
                let (parameter, text) = (self.fresh_name("a"), ty.text());
                let argument = self.value(ty);
                format!("(async |{parameter}: {text}| later({name}, {parameter}).await)({argument}).await")
            }
            4 => format!("now({name}, {}).await", self.value(ty)),
            5 => format!("leaf({name}, 2, {}).await", self.value(ty)),
            6 if self.has(Feature::AsyncBlocks) && !ty.borrows() => self.async_block(ty),
            7 if self.has(Feature::Helpers) && !ty.borrows() => self.awaited_helper(ty),
            8 if self.has(Feature::References) && *ty == Ty::Num => {
                self.need("async fn read_later(n: &Noisy, m: u32) -> u32 { yield_now().await; n.by_ref() + m }");
                format!("read_later({}, {}).await", self.argument(&Ty::Noisy.shared()), self.value(&Ty::Num))
            }
            9 => {
                let result = self.value(ty);
                format!("{}.await", wrap_receiver(format!("later({name}, {result})")))
            }
            _ => format!("later({name}, {}).await", self.value(ty)),
        }
    }

    /// A call of another coroutine.
    fn awaited_helper(&mut self, ty: &Ty) -> String {
        match (ty, self.rng.u32(0..3)) {
            (Ty::Num, 0) => {
                self.need("#[co]\nasync fn show(value: impl std::fmt::Debug + Send, n: &impl Seeable) -> u32 { let seen = n.see(); yield_now().await; log(format_args!(\"{value:?}\")); seen + n.see() }");
                self.need("trait Seeable: Sync { fn see(&self) -> u32; }\nimpl Seeable for Noisy { fn see(&self) -> u32 { self.by_ref() } }");
                let ty = self.simple_type();
                let (value, noisy) = (self.value(&ty), self.argument(&Ty::Noisy.shared()));
                format!("show({value}, {noisy}).await")
            }
            (Ty::Num, 1) => {
                self.need("#[co]\nasync fn look_twice(n: &Noisy, m: &mut u32) -> u32 { *m += n.by_ref(); yield_now().await; *m += 1; n.by_ref() + *m }");
                let (noisy, number) = (self.argument(&Ty::Noisy.shared()), self.argument(&Ty::Num.unique()));
                format!("look_twice({noisy}, {number}).await")
            }
            (Ty::Noisy, 0 | 1) => {
                self.need("#[co]\nasync fn merge(a: Noisy, b: Noisy) -> Noisy { let _held = noisy(\"held\"); if later(\"m\", a.by_ref()).await > b.by_ref() { a } else { yield_now().await; b } }");
                format!("merge({}, {}).await", self.value(&Ty::Noisy), self.value(&Ty::Noisy))
            }
            _ => {
                self.need("#[co]\nasync fn echo<T>(value: T) -> T { yield_now().await; value }");
                format!("echo({}).await", self.value(ty))
            }
        }
    }

    /// `async { … }.await`, and `async move { … }`, which is awaited at once or later.
    fn async_block(&mut self, ty: &Ty) -> String {
        let moves = self.chance(60);
        let Some((block, _)) = self.block_that_awaits(ty, moves) else { return self.value(ty) };
        if !moves || self.chance(50) {
            return format!("{block}.await");
        }
        let name = self.fresh_name("b");
        format!("{{ let {name} = {block}; yield_now().await; {name}.await }}")
    }

    /// `async { … }` or `async move { … }`, and what it captures, if that can be captured.
    pub fn block_that_awaits(&mut self, ty: &Ty, moves: bool) -> Option<(String, Vec<usize>)> {
        let (before, first_inside) = (self.locals.clone(), self.locals.indices().end);
        let mentioned = std::mem::take(&mut self.mentions);
        let outer = std::mem::replace(&mut self.outside, first_inside);
        let outside = std::mem::replace(&mut self.in_async_block, true);
        let exits = std::mem::take(&mut self.exits);
        let floor = self.locals.move_floor;
        if !moves && !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        let count = self.rng.usize(0..3);
        let block = self.inner_block(count, ty);
        self.locals.move_floor = floor;
        self.in_async_block = outside;
        self.outside = outer;
        self.exits = exits;
        let captured = self.captures(first_inside);
        self.mentions.extend(mentioned);
        let block = if block.starts_with('{') { block } else { format!("{{ {block} }}") };
        if moves && !captured.iter().all(|(at, whole)| self.can_capture(*at, *whole, &before)) {
            self.locals = before;
            return None;
        }
        let captured: Vec<usize> = captured.into_iter().map(|(at, _)| at).collect();
        if moves {
            captured.iter().for_each(|at| self.locals.capture(*at));
        }
        Some((format!("async {}{block}", if moves { "move " } else { "" }), captured))
    }

    /// A block with a tail; it may borrow from outside only if its value does.
    pub fn inner_block(&mut self, count: usize, ty: &Ty) -> String {
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let block = self.block(count, Some(ty));
        self.borrow_temporaries = temporaries;
        block
    }

    fn labelled(&mut self, ty: &Ty) -> String {
        let label = self.label_name();
        self.push_exit(Some(label.clone()), Some(ty.clone()), false, false);
        let count = self.rng.usize(1..4);
        let block = self.inner_block(count, ty);
        self.pop_exit();
        format!("{label}: {block}")
    }

    /// A loop that is left in its first turn.
    fn loop_with_value(&mut self, ty: &Ty) -> String {
        let label = self.chance(40).then(|| self.label_name());
        self.push_exit(label.clone(), Some(ty.clone()), true, false);
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        self.locals.enter();
        let count = self.rng.usize(1..3);
        let mut text = self.statements(count);
        if self.reachable {
            let mark = self.locals.temporary.len();
            text.push_str(&format!("break {};", self.left(ty)));
            self.locals.temporary.truncate(mark);
            let state = self.locals.clone();
            self.exits.last_mut().expect("it was pushed").breaks.push(state);
        }
        self.locals.leave();
        self.borrow_temporaries = temporaries;
        self.reachable = false;
        self.pop_exit();
        format!("{}loop {{ {text} }}", label.map(|label| label + ": ").unwrap_or_default())
    }

    /// `?`, on what mostly goes on.
    fn questioned(&mut self, ty: &Ty) -> String {
        let fails = self.chance(10);
        let value = self.value(ty);
        let value = match (&self.output, fails) {
            (Ty::Option(_), false) => format!("Some({value})"),
            (Ty::Option(_), true) => format!("Some({value}).filter(|_| false)"),
            (Ty::Result(_), false) => format!("Ok::<_, String>({value})"),
            (Ty::Result(_), true) => format!("Err::<{}, String>(String::from(\"e\"))", ty.text()),
            _ => return value,
        };
        if self.can_await() && self.chance(60) {
            self.pay_await();
            return format!("later({}, {value}).await?", self.event("q"));
        }
        format!("{value}?")
    }

    /// A closure that is called where it stands.
    fn called_at_once(&mut self, ty: &Ty) -> String {
        let (outside, exits) = (std::mem::replace(&mut self.in_closure, true), std::mem::take(&mut self.exits));
        let mut moves = self.chance(50);
        let floor = self.locals.move_floor;
        // What lives across an await in its place cannot be moved there, which is one of the limits.
        let may_move = moves && self.chance(30);
        if !may_move && !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        let (first_inside, mentioned) = (self.locals.indices().end, std::mem::take(&mut self.mentions));
        let outer = std::mem::replace(&mut self.outside, first_inside);
        let value = self.inner_block(0, ty);
        let captured = self.captures(first_inside);
        self.mentions.extend(mentioned);
        // What it took along would drop too early: see `taken_along_by_a_closure` among the differences.
        moves &= captured.iter().all(|(at, _)| self.locals.get(*at).ty.is_copy());
        self.locals.move_floor = floor;
        self.in_closure = outside;
        self.outside = outer;
        self.exits = exits;
        format!("({}|| {value})()", if moves { "move " } else { "" })
    }

    pub fn push_exit(&mut self, label: Option<String>, value: Option<Ty>, is_loop: bool, can_continue: bool) {
        let (loops, entry) = (self.locals.loops, self.locals.clone());
        self.exits.push(Exit { label, value, is_loop, can_continue, entry, breaks: Vec::new(), loops });
    }

    /// The states at the breaks join the one at the end.
    pub fn pop_exit(&mut self) {
        let exit = self.exits.pop().expect("it was pushed");
        for state in exit.breaks {
            self.join(state);
        }
    }

    /// Another path comes in, with this state.
    pub fn join(&mut self, state: super::Locals) {
        if self.reachable {
            self.locals.merge(&state);
        } else {
            self.take_state(&state);
            self.reachable = true;
        }
    }

    /// Goes on as on another path, in the present scope.
    pub fn take_state(&mut self, state: &super::Locals) {
        for at in self.locals.indices() {
            let other = state.get(at).clone();
            let hidden_by = self.locals.get(at).hidden_by;
            *self.locals.get_mut(at) = super::Local { hidden_by, ..other };
        }
    }

    /// Statement-long loans since `mark`, which become those of a local.
    pub fn loans_since(&self, mark: usize) -> Vec<Loan> {
        self.locals.temporary.get(mark..).map(<[Loan]>::to_vec).unwrap_or_default()
    }
}
