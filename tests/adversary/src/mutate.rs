//! Mutants: valid bodies, changed at random into what is probably not valid any more.

use crate::body::{self, Edit, Gap, Survey};
use crate::corpus::{self, Case, Topic};
use crate::{exprs, kinds, signature, templates};
use fastrand::Rng;
use syn::visit::Visit;
use syn::{Block, Expr, Stmt, parse_quote};

/// A case that was changed.
#[derive(Clone)]
pub struct Mutant {
    pub topic: usize,
    pub case: Case,
    /// The compiled function that was changed.
    pub function: usize,
    /// What was done.
    pub changes: Vec<String>,
    /// What the coroutine is handed to, besides being polled.
    pub demand: Option<&'static str>,
}

/// The mutant number `number` of a seed.
pub fn mutant(topics: &[Topic], seed: u64, number: u64) -> Mutant {
    let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03));
    let all: usize = topics.iter().map(|topic| topic.cases.len()).sum();
    let mut nth = rng.usize(..all);
    let topic = topics
        .iter()
        .position(|topic| match nth.checked_sub(topic.cases.len()) {
            Some(left) => {
                nth = left;
                false
            }
            None => true,
        })
        .expect("the number is one of a case");
    let mut case = topics[topic].cases[nth].clone();
    let functions = corpus::functions(&mut case).max(1);
    let function = rng.usize(..functions);
    let mut mutant = Mutant { topic, case, function, changes: Vec::new(), demand: None };
    let wanted = [1, 1, 1, 2, 2, 3][rng.usize(..6)];
    let mut attempts = 0;
    while mutant.changes.len() < wanted && attempts < 50 {
        attempts += 1;
        change(&mut mutant, &mut rng);
    }
    mutant
}

fn change(mutant: &mut Mutant, rng: &mut Rng) {
    if rng.u8(..40) == 0 {
        let demand = ["require_static", "require_send", "require_sync"][rng.usize(..3)];
        mutant.demand = Some(demand);
        return mutant.changes.push(demand.to_owned());
    }
    let number = mutant.changes.len();
    let mut call = mutant.case.call.clone();
    let mut done = None;
    corpus::with_function(&mut mutant.case, mutant.function, &mut |(sig, block)| {
        let before = block.clone();
        done = match rng.u8(..32) {
            0..8 => borrow(sig, block, number, rng),
            8..11 => escape(sig, block, number, rng),
            11..16 => insert(sig, block, number, rng),
            16..18 => signature::change(sig, block, &mut call, rng).map(str::to_owned),
            18..24 => statement(sig, block, rng).map(str::to_owned),
            24..26 => exprs::change_binding(block, rng).then(|| "other binding".to_owned()),
            _ => expression(sig, block, rng),
        };
        // A plain function that awaits is a coroutine of ours, and nothing to rustc.
        if sig.asyncness.is_none() && waits(block) {
            *block = before;
            done = None;
        }
    });
    if let Some(done) = done {
        mutant.case.call = call;
        mutant.changes.push(done)
    }
}

/// Whether the function itself waits, and not only a block in it.
fn waits(block: &Block) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
            self.0 = true
        }
        fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder(false);
    finder.visit_block(block);
    finder.0
}

/// Something is kept of a local, the local is used in a way that conflicts, and what was kept is used.
fn borrow(sig: &mut syn::Signature, block: &mut Block, number: usize, rng: &mut Rng) -> Option<String> {
    let survey = body::survey(sig, block);
    let from = local_gap(&survey, rng)?;
    let hold = rng.choice(templates::HOLD)?;
    let (x, y) = (from.local(hold, &survey.kinds, rng)?, rng.choice(&from.scope)?);
    let mut later: Vec<&Gap> = survey.gaps.iter().filter(|gap| from.is_seen_from(gap)).collect();
    later.truncate(12);
    let (mut middle, mut end) = (*rng.choice(&later)?, *rng.choice(&later)?);
    if (middle.block, middle.index) > (end.block, end.index) {
        std::mem::swap(&mut middle, &mut end)
    }
    let suitable = |template: &&&str| {
        let wanted = kinds::wanted(template);
        wanted.is_empty() || survey.kinds.get(x).is_some_and(|kind| wanted.contains(kind))
    };
    let conflicts: Vec<_> = templates::CONFLICT.iter().filter(suitable).collect();
    let conflict = *rng.choice(&conflicts)?;
    let use_ = rng.choice(templates::USE)?;
    let wait = |rng: &mut Rng| if rng.u8(..3) == 0 { "yield_now().await;" } else { "" };
    let first = format!("{hold} {}", wait(rng));
    let second = format!("{conflict} {}", wait(rng));
    let edits = vec![
        insertion(from, &first, (x, y), number),
        insertion(middle, &second, (x, y), number),
        insertion(end, use_, (x, y), number),
    ];
    body::apply(block, edits);
    mutable(sig, block, x, rng);
    Some(format!("{first} … {second} … {use_} (X = {x}, Y = {y})"))
}

/// A reference to an inner local is kept outside.
fn escape(sig: &mut syn::Signature, block: &mut Block, number: usize, rng: &mut Rng) -> Option<String> {
    let survey = body::survey(sig, block);
    let outside = rng.choice(&survey.gaps)?;
    let inside: Vec<&Gap> =
        survey.gaps.iter().filter(|gap| outside.is_seen_from(gap) && gap.scope.len() > outside.scope.len()).collect();
    let inside = rng.choice(&inside)?;
    let x = rng.choice(&inside.scope[outside.scope.len()..])?;
    let ends: Vec<&Gap> =
        survey.gaps.iter().filter(|gap| gap.block == outside.block && gap.index >= outside.index).collect();
    let end = rng.choice(&ends)?;
    let (declare, keep) = *rng.choice(&[
        ("let mut held = None;", "held = Some(&X);"),
        ("let mut held = None;", "held = Some(&mut X);"),
        ("let mut held = None;", "held.replace(&X);"),
        ("let held = std::cell::Cell::new(None);", "held.set(Some(&X));"),
        ("let mut held = Vec::new();", "held.push(&X);"),
        ("let mut held = Vec::new();", "held.push(&mut X);"),
        ("let held; let place = std::cell::OnceCell::new();", "place.set(&X);"),
        ("let held;", "held = &X;"),
        ("let mut held = None; let slot = &mut held;", "*slot = Some(&X);"),
        ("let mut held: Vec<Box<dyn Erased>> = Vec::new();", "held.push(Box::new(&X));"),
        ("let mut held: Box<dyn Fn()> = Box::new(|| ());", "held = Box::new(|| touch(&X));"),
        ("let mut held = None;", "held = Some(async { touch(&X) });"),
        ("let mut held = None;", "held = Some(Guard(&X));"),
        ("let held = std::cell::RefCell::new(Vec::new());", "held.borrow_mut().push(X.iter());"),
        ("let mut held = None;", "held = X.as_ref();"),
        ("let mut held = None;", "held = Some(X.as_str());"),
    ])?;
    let use_ = rng.choice(templates::USE)?;
    let edits = vec![
        insertion(outside, declare, (x, x), number),
        insertion(inside, keep, (x, x), number),
        insertion(end, use_, (x, x), number),
    ];
    body::apply(block, edits);
    mutable(sig, block, x, rng);
    Some(format!("{declare} … {keep} … {use_} (X = {x})"))
}

/// Something that conflicts with itself, or with the rest of the body.
fn insert(sig: &mut syn::Signature, block: &mut Block, number: usize, rng: &mut Rng) -> Option<String> {
    let survey = body::survey(sig, block);
    let gap = local_gap(&survey, rng)?;
    let text = match rng.u8(..8) {
        0 => "yield_now().await;",
        1 => rng.choice(templates::TEMPORARY)?,
        _ => rng.choice(templates::CONFLICT)?,
    };
    let (x, y) = (gap.local(text, &survey.kinds, rng)?, rng.choice(&gap.scope)?);
    body::apply(block, vec![insertion(gap, text, (x, y), number)]);
    mutable(sig, block, x, rng);
    Some(format!("{text} (X = {x}, Y = {y})"))
}

/// Mostly: that something is not `mut` hides what else is wrong.
fn mutable(sig: &mut syn::Signature, block: &mut Block, name: &str, rng: &mut Rng) {
    if rng.u8(..8) != 0 {
        exprs::make_mutable(sig, block, name)
    }
}

fn expression(sig: &syn::Signature, block: &mut Block, rng: &mut Rng) -> Option<String> {
    let survey = body::survey(sig, block);
    let mut names: Vec<String> = survey.gaps.iter().flat_map(|gap| gap.scope.clone()).collect();
    names.sort();
    names.dedup();
    let rule = rng.choice(exprs::RULES)?;
    exprs::change(rule, block, &names, rng).then(|| rule.name.to_owned())
}

/// One statement is repeated, moved, left out or put under a condition.
fn statement(sig: &syn::Signature, block: &mut Block, rng: &mut Rng) -> Option<&'static str> {
    let survey = body::survey(sig, block);
    let place = rng.choice(&survey.stmts)?;
    let replace = |stmts| Edit::Replace { block: place.block, index: place.index, stmts };
    let is_tail = matches!(place.stmt, Stmt::Expr(_, None));
    let stmt = &place.stmt;
    let (name, edits) = match rng.u8(..14) {
        0..3 if !is_tail => {
            let gap = rng.choice(&survey.gaps)?;
            let copy = Edit::Insert { block: gap.block, index: gap.index, stmts: vec![stmt.clone()] };
            ("statement repeated", vec![copy])
        }
        3 if !is_tail => {
            let again = vec![stmt.clone(), stmt.clone()];
            ("statement doubled", vec![replace(again)])
        }
        4 | 5 if !is_tail => {
            let gap = rng.choice(&survey.gaps)?;
            let copy = Edit::Insert { block: gap.block, index: gap.index, stmts: vec![stmt.clone()] };
            ("statement moved", vec![replace(vec![]), copy])
        }
        6 if !is_tail => ("statement left out", vec![replace(vec![])]),
        7 => ("statement in a loop", vec![replace(vec![parse_quote!(loop { #stmt })])]),
        8 => (
            "statement in a loop that ends",
            vec![replace(vec![parse_quote!(while flip() { #stmt; yield_now().await; })])],
        ),
        9 => ("statement under a condition", vec![replace(vec![parse_quote!(if flip() { #stmt })])]),
        10 => (
            "statement in a closure",
            vec![replace(vec![
                parse_quote!(let mut closure = || { #stmt };),
                parse_quote!(closure();),
                parse_quote!(yield_now().await;),
                parse_quote!(closure();),
            ])],
        ),
        11 => ("statement in a block", vec![replace(vec![parse_quote!({ #stmt })])]),
        12 => ("statement in an async block", vec![replace(vec![parse_quote!(async { #stmt }.await;)])]),
        _ => ("initialiser changed", vec![replace(initialised(stmt, rng)?)]),
    };
    body::apply(block, edits);
    Some(name)
}

/// The same `let`, initialised in another way or not at all.
fn initialised(stmt: &Stmt, rng: &mut Rng) -> Option<Vec<Stmt>> {
    let Stmt::Local(local) = stmt else { return None };
    let init = &*local.init.as_ref()?.expr;
    let mut local = local.clone();
    let name = match &local.pat {
        syn::Pat::Ident(pat) => Some(pat.ident.clone()),
        _ => None,
    };
    let changed: Expr = match rng.u8(..8) {
        0 => {
            local.init = None;
            return Some(vec![Stmt::Local(local)]);
        }
        1 => {
            let name = name?;
            local.init = None;
            return Some(vec![Stmt::Local(local.clone()), parse_quote!(#name = #init;)]);
        }
        2 => {
            let name = name?;
            local.init = None;
            let late: Stmt = parse_quote!(if flip() { #name = #init; });
            return Some(vec![Stmt::Local(local.clone()), late]);
        }
        3 => parse_quote!(&#init),
        4 => parse_quote!(&mut #init),
        5 => parse_quote!({ let inner = #init; yield_now().await; &inner }),
        6 => parse_quote!(later("initialiser", #init).await),
        _ => parse_quote!(Some(#init).as_ref().unwrap()),
    };
    if let Some(init) = &mut local.init {
        *init.expr = changed
    }
    Some(vec![Stmt::Local(local)])
}

fn local_gap<'s>(survey: &'s Survey, rng: &mut Rng) -> Option<&'s Gap> {
    let gaps: Vec<&Gap> = survey.gaps.iter().filter(|gap| !gap.scope.is_empty()).collect();
    rng.choice(gaps)
}

fn insertion(gap: &Gap, template: &str, (x, y): (&str, &str), number: usize) -> Edit {
    Edit::Insert { block: gap.block, index: gap.index, stmts: statements(template, x, y, number) }
}

/// The statements of a template.
fn statements(template: &str, x: &str, y: &str, number: usize) -> Vec<Stmt> {
    let word = |text: &str, from: &str, to: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(from) {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let alone = !out.ends_with(is_part) || at > 0;
            let alone = alone && !rest[..at].ends_with(is_part) && !rest[at + from.len()..].starts_with(is_part);
            out.push_str(&rest[..at]);
            out.push_str(if alone { to } else { from });
            rest = &rest[at + from.len()..];
        }
        out + rest
    };
    let text = word(template, "held", &format!("held{number}"));
    // A name in a format string is one in braces.
    let text = word(&word(&text, "X", x), "Y", y);
    let block: Block = syn::parse_str(&format!("{{ {text} }}")).unwrap_or_else(|error| panic!("{template}: {error}"));
    block.stmts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_parse() {
        let all = [templates::HOLD, templates::USE, templates::CONFLICT, templates::TEMPORARY];
        for template in all.into_iter().flatten() {
            statements(template, "x", "y", 0);
        }
    }

    #[test]
    fn a_number_is_always_the_same_mutant() {
        let topics = corpus::read();
        for number in 0..50 {
            let (one, other) = (mutant(&topics, 1, number), mutant(&topics, 1, number));
            assert_eq!(one.changes, other.changes);
            assert_eq!(one.case.items, other.case.items);
        }
    }

    #[test]
    fn edits_keep_their_places() {
        let sig: syn::Signature = parse_quote!(async fn f(x: u32));
        let mut block: Block = parse_quote!({
            a();
            if b() {
                c();
            }
            d()
        });
        let survey = body::survey(&sig, &block);
        let edits = survey.gaps.iter().map(|gap| {
            let (block, index) = (gap.block, gap.index);
            let name = quote::format_ident!("at_{block}_{index}");
            Edit::Insert { block, index, stmts: vec![parse_quote!(#name();)] }
        });
        body::apply(&mut block, edits.collect());
        let expected: Block = parse_quote!({
            at_0_0();
            a();
            at_0_1();
            if b() {
                at_1_0();
                c();
                at_1_1();
            }
            at_0_2();
            d()
        });
        assert_eq!(block, expected);
    }
}
