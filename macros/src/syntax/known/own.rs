//! Macros that the body itself defines. They are seen, so they are written out as well, whatever they do: await, return, leave a loop, and
//! mention locals that stay in their places. So are those that stand before the function in its file, and await or return: with others rustc does
//! what they do, and would call one unused that is only written out.
//!
//! ```text
//! macro_rules! retry { ($error:expr) => {{ reconnect(router).await?; log($error); continue 'outer; }}; }
//! None => retry!(error),        None => { reconnect(router).await?; log(error); continue 'outer; },
//! ```
//!
//! What is written is one text, and a `macro_rules!` is two: its locals are others than those around its call, be their names the same, and what
//! it mentions is what was there where it was defined. So its locals get other names where they would be taken for others, and a call stays a macro
//! call where another name would come to mean something else, and where anything about its rules is not certain.

mod around;
mod file;
mod matching;
mod names;
mod paths;
pub mod place;
mod rules;
pub mod scan;
pub mod uses;

use self::around::Effects;
use self::names::Names;
pub use self::names::{Finder, declared};
use self::rules::{Rule, Style};
use crate::names::{OWN, is_of_no_macro, renamed_in};
use crate::syntax::function::Function;
use crate::syntax::{body, groups, macros, suspend};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::collections::HashSet;
use syn::parse::Parser;
use syn::visit::Visit;
use syn::{Block, Expr, ItemMacro, Stmt};

/// What a macro that writes itself ends with.
const DEEPEST: usize = 32;

/// The macros in scope, innermost last.
#[derive(Default)]
pub struct Definitions {
    known: Vec<Definition>,
    /// How many calls are being written out, one in another.
    pub depth: usize,
    /// How many have been.
    written: usize,
    /// The locals and labels that are in scope, innermost last, and perhaps some more.
    locals: Vec<Local>,
    /// How often the statement waits whose temporaries live where a call stands.
    waits: usize,
}

struct Local {
    name: String,
    /// An unknown macro may have declared it. Where that could hide something from a macro of the body, it is kept from it.
    maybe: bool,
}

/// How much is in scope around a block.
#[derive(Clone, Copy)]
pub struct Around {
    macros: usize,
    locals: usize,
}

struct Definition {
    name: String,
    /// What a `use` calls one that stands around the function.
    mention: String,
    rules: Vec<Rule>,
    /// What one does that stands around the function.
    around: Option<Effects>,
    /// The macros that one calls that stands around the function.
    called: Vec<String>,
    /// Whether something in the text of one that stands around the function is there under a condition. A function that it is written out in is
    /// compiled for each combination of them, so it is not where rustc can do without.
    has_conditions: bool,
    /// All names that it may mention.
    mentioned: HashSet<String>,
    /// How many locals are in scope where it is defined.
    locals: usize,
    is_used: bool,
}

impl Definitions {
    /// With those that are in scope where the function stands.
    pub fn around(function: &Function, block: &Block) -> Self {
        let mut definitions = Definitions { known: around::definitions(function, block), ..Definitions::default() };
        definitions.declare(names::declared(|finder| finder.visit_signature(&function.sig)));
        definitions
    }

    /// Those that stand around the function, and have been written out: mentioned in the body, so that rustc knows what they mean there, too. And
    /// whether a parameter has the same name.
    pub fn mentions(&self) -> impl Iterator<Item = (&str, bool)> {
        let is_written = |definition: &&Definition| definition.around.is_some() && definition.is_used;
        let is_parameter = |name: &str| self.locals.iter().any(|local| local.name == name);
        let mentions = self.known.iter().filter(is_written).map(|definition| definition.mention.as_str());
        mentions.map(move |name| (name, is_parameter(name)))
    }

    /// Goes on to a statement, or to what a block ends with, and gives what is to be said again behind it.
    pub fn next(&mut self, stmt: &Stmt, is_tail: bool) -> usize {
        let outer = self.waits;
        let is_around = |definition: &Definition| definition.around.is_some();
        let own = if self.known.iter().any(is_around) { around::waits(stmt.to_token_stream()) } else { 0 };
        self.waits = if is_tail { outer.max(own) } else { own };
        outer
    }

    /// The statement around goes on.
    pub fn go_on(&mut self, waits: usize) {
        self.waits = waits
    }

    pub fn enter(&self) -> Around {
        Around { macros: self.known.len(), locals: self.locals.len() }
    }

    /// Leaves what has been entered.
    pub fn leave(&mut self, around: Around) {
        self.locals.truncate(around.locals)
    }

    /// The same of a block. A macro that has been written out need not be used otherwise.
    pub fn leave_block(&mut self, around: Around, block: &mut Block) {
        self.leave(around);
        for definition in self.known.drain(around.macros..).filter(|definition| definition.is_used) {
            for stmt in &mut block.stmts {
                if let Stmt::Item(syn::Item::Macro(item)) = stmt
                    && item.ident.as_ref().is_some_and(|name| *name == definition.name)
                {
                    item.attrs.push(syn::parse_quote!(#[allow(unused_macros)]));
                }
            }
        }
    }

    /// Brings locals and labels into scope.
    pub fn declare(&mut self, names: HashSet<String>) {
        self.locals.extend(names.into_iter().map(|name| Local { name, maybe: false }))
    }

    /// The same of those that an unknown macro may declare.
    pub fn declare_perhaps(&mut self, mac: &syn::Macro) {
        if body::may_declare(mac) {
            let names = names::may_be_declared(mac.tokens.clone());
            self.locals.extend(names.into_iter().map(|name| Local { name, maybe: true }))
        }
    }

    /// Brings a macro into scope. One with attributes may be there or not.
    pub fn define(&mut self, item: &ItemMacro) {
        let Some(name) = item.ident.as_ref().map(|name| name.to_string()) else { return };
        let rules = if item.attrs.is_empty() { rules::read(item.mac.tokens.clone()) } else { None };
        // Without a rule it hides one of the same name, and is left alone.
        let (rules, mentioned) = (rules.unwrap_or_default(), names::mentioned(item.mac.tokens.clone()));
        let (name, mention, locals) = (name.clone(), name, self.locals.len());
        self.known.push(Definition {
            name,
            mention,
            rules,
            around: None,
            called: Vec::new(),
            has_conditions: false,
            mentioned,
            locals,
            is_used: false,
        });
    }

    /// Whether the macro, which nobody knows, may declare a local that one of these would see.
    pub fn may_be_hidden_by(&self, mac: &syn::Macro) -> bool {
        let is_mentioned = |name: &String| self.known.iter().any(|definition| definition.mentioned.contains(name));
        let unknown = macros::parse(mac).is_none_or(|call| !call.is_known());
        !self.known.is_empty() && unknown && names::mentioned(mac.tokens.clone()).iter().any(is_mentioned)
    }

    /// What a call in the place of an expression stands for.
    pub fn expr(&mut self, e: &syn::ExprMacro, in_closure: bool) -> Option<Expr> {
        let written = self.written(&e.mac, false, in_closure).filter(|_| e.attrs.is_empty())?;
        let mut expr = syn::parse2(written.tokens.clone()).ok()?;
        groups::open_in_expr(&mut expr);
        self.used(written);
        Some(expr)
    }

    /// What a call in the place of a statement stands for: one, or several if it declares something.
    pub fn stmts(&mut self, mac: &syn::StmtMacro, in_closure: bool) -> Option<Vec<Stmt>> {
        let written = self.written(&mac.mac, mac.semi_token.is_some(), in_closure).filter(|_| mac.attrs.is_empty())?;
        let mut stmts = Block::parse_within.parse2(written.tokens.clone()).ok()?;
        let declares = stmts.iter().any(|stmt| matches!(stmt, Stmt::Local(_)));
        let is_certain = |stmt: &Stmt| matches!(stmt, Stmt::Local(_)) || self.declares_nothing(stmt);
        if stmts.is_empty() || !stmts.iter().all(is_certain) {
            return None;
        }
        // What the last statement gives is given by nobody.
        if let (Some(Stmt::Expr(_, end @ None)), Some(semi)) = (stmts.last_mut(), mac.semi_token) {
            *end = Some(semi)
        }
        if stmts.len() > 1 && !declares {
            stmts = vec![Stmt::Expr(syn::parse_quote!({ #(#stmts)* }), mac.semi_token)];
        }
        let mut block: Block = syn::parse_quote!({ #(#stmts)* });
        groups::open_in_block(&mut block);
        self.used(written);
        Some(block.stmts)
    }

    /// Whether nothing that follows sees what it does but by its effects.
    fn declares_nothing(&mut self, stmt: &Stmt) -> bool {
        let Stmt::Macro(mac) = stmt else { return matches!(stmt, Stmt::Expr(..)) };
        if macros::parse(&mac.mac).is_some_and(|call| call.is_known()) {
            return true;
        }
        let Some(written) = self.written(&mac.mac, mac.semi_token.is_some(), false) else { return false };
        let Ok(stmts) = Block::parse_within.parse2(written.tokens) else { return false };
        self.depth += 1;
        let declares_nothing = stmts.iter().all(|stmt| self.declares_nothing(stmt));
        self.depth -= 1;
        declares_nothing
    }

    pub fn defines(&self, mac: &syn::Macro) -> bool {
        self.find(mac).is_some()
    }

    fn find(&self, mac: &syn::Macro) -> Option<usize> {
        let name = uses::text(&mac.path)?;
        let index = self.known.iter().rposition(|definition| name == definition.name)?;
        // What a macro calls may be another one there.
        (self.known[index].around.is_none() || is_of_no_macro(called(mac))).then_some(index)
    }

    fn written(&mut self, mac: &syn::Macro, is_statement: bool, in_closure: bool) -> Option<Written> {
        let index = self.find(mac).filter(|_| self.depth < DEEPEST)?;
        let definition = &self.known[index];
        let (rule, bindings) = matching::first_match(&definition.rules, mac.tokens.clone())?;
        // Rustc does nearly the same with it, or just the same.
        let given = Effects::of(mac.tokens.clone());
        // What is awaited in it must be seen, to be awaited before it.
        let is_seen_into = in_closure || !given.awaits || macros::parse(mac).is_some();
        let is_for_rustc = definition.around.is_some_and(|effects| {
            is_seen_into
                && (in_closure || effects.are_for_rustc(mac, is_statement))
                && self.hands_on(definition, rule, mac, in_closure)
                && !self.calls_one_of_the_body(definition)
        });
        let is_rather_for_rustc = |effects: Effects| effects.are_for_rustc(mac, is_statement) && !given.awaits;
        if definition.has_conditions && definition.around.is_some_and(is_rather_for_rustc) {
            return None;
        }
        let span = definition.around.map(|_| called(mac));
        let marked = rule.write(&bindings, Style { mark: OWN, marked: None, span })?;
        if is_for_rustc && (in_closure || !self.ends_early(mac, &marked)) {
            return None;
        }
        let mut names = Names::of(marked.clone())?;
        // What stands around the function sees no label in it.
        if span.is_some() && names.free.iter().any(|name| name.starts_with('\'')) {
            return None;
        }
        let renamed = names.renamed(marked);
        let hidden = names.free.iter().find(|name| self.hides(definition, name));
        let (mark, nothing) = (renamed_in(self.written), HashSet::new());
        let style = Style { mark: &mark, marked: Some(renamed.as_ref().unwrap_or(&nothing)), span };
        let mut tokens = rule.write(&bindings, style)?;
        if let Some(name) = renamed.as_ref().err().or(hidden) {
            // Others may be rustc's business yet.
            let is_left = span.is_none() && self.is_same_rule(definition, rule, mac);
            if is_for_rustc || (is_left && suspend::await_among(tokens).is_none()) {
                return None;
            }
            tokens = means_two_things(name, mac);
        }
        Some(Written { index, tokens })
    }

    /// Whether a call does what it does where locals are other expressions, and what it awaits is awaited before: it takes the same rule, which does
    /// nothing else to it, and declares nothing.
    /// In a closure of rustc's all that counts is the rule.
    fn hands_on(&self, definition: &Definition, rule: &Rule, mac: &syn::Macro, in_closure: bool) -> bool {
        let does_nothing = || {
            let given = Effects::of(mac.tokens.clone());
            rule.hands_on() || !(given.awaits || given.returns && rule.has_closure())
        };
        self.is_same_rule(definition, rule, mac) && (in_closure || !rule.declares() && does_nothing())
    }

    /// Whether rustc may drop temporaries of the call before the statement ends, because that waits, and it is an operand.
    fn ends_early(&self, mac: &syn::Macro, text: &TokenStream) -> bool {
        let given = around::waits(mac.tokens.clone());
        (given > 1 || self.waits > given) && rules::has_temporaries(text.clone())
    }

    /// Whether the call takes the rule also where locals are other expressions.
    fn is_same_rule(&self, definition: &Definition, rule: &Rule, mac: &syn::Macro) -> bool {
        let locals = self.locals.iter().map(|local| local.name.clone()).collect();
        let veiled = names::veiled(mac.tokens.clone(), &locals);
        matching::first_match(&definition.rules, veiled).is_none_or(|(other, _)| std::ptr::eq(other, rule))
    }

    /// Whether the name means something else than where the macro is defined.
    fn hides(&self, definition: &Definition, name: &str) -> bool {
        let is_other = |local: &Local| local.name == *name && (!local.maybe || definition.around.is_some());
        self.locals[definition.locals..].iter().any(is_other)
    }

    /// What it calls may be another macro where it is called.
    fn calls_one_of_the_body(&self, definition: &Definition) -> bool {
        let is_of_the_body =
            |name: &String| self.known.iter().any(|known| known.around.is_none() && known.name == *name);
        definition.called.iter().any(is_of_the_body)
    }

    fn used(&mut self, written: Written) {
        self.known[written.index].is_used = true;
        self.written += 1;
    }
}

fn called(mac: &syn::Macro) -> Span {
    mac.path.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
}

fn means_two_things(name: &str, mac: &syn::Macro) -> TokenStream {
    let called = mac.path.to_token_stream();
    let message = format!(
        "`{called}!` is written out where it is called, and `{name}` means one thing there and another in its definition: rename one of them"
    );
    quote::quote_spanned!(super::at(mac)=> ::core::compile_error!(#message))
}

/// What stands for a call.
struct Written {
    index: usize,
    tokens: TokenStream,
}
