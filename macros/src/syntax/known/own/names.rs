//! What names come to mean where the text of a macro stands for its call.
//!
//! Names of the definition are marked here, by a beginning that nobody's names have. One that is mentioned inside the scope of a name of the
//! same text, but of the other side, would be taken for that: they collide. If that of the definition is a local of the text, it gets another
//! name.
//!
//! ```text
//! macro_rules! twice { ($e:expr) => {{ let n = number().await; n + $e }}; }
//! twice!(n)       { let renamed_n = number().await; renamed_n + n }
//! ```

use crate::names;
use crate::syntax::macros::{self, MacroKind};
use crate::syntax::patterns;
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeSet, HashMap, HashSet};
use syn::parse::Parser;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Pat, Stmt};

/// Where the names of the text of a call belong.
#[derive(Default)]
pub struct Names {
    /// The names of the definition that mean something outside of it.
    pub free: HashSet<String>,
    /// Those that would be taken for others.
    collide: BTreeSet<String>,
    /// How often a name of the definition is that of a local, or a label.
    locals: HashMap<String, usize>,
    /// Locals that stand for fields of the same name, as in `S { x }`.
    fields: HashSet<String>,
    has_items: bool,
    /// The statement that is visited declares what is in scope behind the text.
    is_left: bool,
    /// What is in scope, innermost last.
    scope: Vec<Declared>,
}

struct Declared {
    name: Name,
    /// A macro that nobody knows has it: it may be declared by that, or not.
    maybe: bool,
}

#[derive(PartialEq, Eq)]
struct Name {
    text: String,
    /// It is of the definition.
    is_own: bool,
}

impl Name {
    fn of(text: &str) -> Name {
        match text.strip_prefix(names::OWN) {
            Some(text) => Name { text: text.to_owned(), is_own: true },
            None => Name { text: text.to_owned(), is_own: false },
        }
    }

    fn label(label: &syn::Lifetime) -> Name {
        let name = Name::of(&label.ident.to_string());
        Name { text: format!("'{}", name.text), ..name }
    }
}

impl Names {
    /// Those of the marked text. `None` where it is not certain.
    pub fn of(marked: TokenStream) -> Option<Names> {
        let block = Block::parse_within.parse2(marked).ok()?;
        let mut names = Names::default();
        for stmt in &block {
            names.is_left = matches!(stmt, Stmt::Local(_));
            names.visit_stmt(stmt)
        }
        Some(names).filter(|names| !names.has_items)
    }

    /// Which of them get others: those that collide, or are in scope behind the call, and are locals of the marked text wherever they stand in it.
    /// One that collides and is not is an error.
    pub fn renamed(&mut self, marked: TokenStream) -> Result<HashSet<String>, String> {
        let mut counts = HashMap::new();
        if !self.collide.is_empty() {
            count(marked, &mut counts)
        }
        let is_local = |name: &&String| {
            !self.free.contains(*name) && !self.fields.contains(*name) && self.locals.get(*name) == counts.get(*name)
        };
        match self.collide.iter().find(|name| !is_local(name)) {
            Some(name) => Err(name.clone()),
            None => Ok(std::mem::take(&mut self.collide).into_iter().collect()),
        }
    }

    fn mention(&mut self, name: Name) {
        self.count(&name);
        let mut is_declared = false;
        for declared in self.scope.iter().rev().filter(|declared| declared.name.text == name.text) {
            if declared.name != name {
                self.collide.insert(name.text.clone());
            } else if !declared.maybe {
                is_declared = true;
                break;
            }
        }
        if name.is_own && !is_declared {
            self.free.insert(name.text);
        }
    }

    fn declare(&mut self, name: Name) {
        self.count(&name);
        self.bring_into_scope(name, false)
    }

    fn bring_into_scope(&mut self, name: Name, maybe: bool) {
        self.scope.push(Declared { name, maybe });
    }

    fn count(&mut self, name: &Name) {
        if name.is_own {
            *self.locals.entry(name.text.clone()).or_default() += 1
        }
    }

    fn pattern(&mut self, pat: &Pat) {
        let text = |name: &Ident| names::text(name);
        let (bindings, _) = patterns::names(&unmarked(pat));
        let bound: HashSet<String> = bindings.iter().map(|binding| text(&binding.ident)).collect();
        let mut found = Idents::default();
        found.visit_pat(pat);
        // What begins with an upper-case letter is told without its mark.
        let declared =
            found.names.iter().map(text).map(|text| Name::of(&text)).filter(|name| bound.contains(&name.text));
        declared.collect::<Vec<_>>().into_iter().for_each(|name| self.declare(name));
        self.fields.extend(found.fields.iter().map(text).map(|text| Name::of(&text).text));
        self.visit_pat(pat);
    }

    fn scoped(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        visit(self);
        self.scope.truncate(outer);
    }

    /// The names that a macro is given which cannot be seen into: it may declare them.
    fn tokens(&mut self, tokens: TokenStream) {
        let given: Vec<String> = macros::mentioned_idents(tokens.clone()).iter().map(names::text).collect();
        given.iter().for_each(|text| self.bring_into_scope(Name::of(text), true));
        given.iter().for_each(|text| self.mention(Name::of(text)));
        let outer = self.scope.len();
        let (declared, mentioned): (Vec<_>, Vec<_>) =
            labels(tokens).into_iter().partition(|(_, is_declared)| *is_declared);
        declared.into_iter().for_each(|(label, _)| self.declare(label));
        mentioned.into_iter().for_each(|(label, _)| self.mention(label));
        self.scope.truncate(outer)
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_block(&mut self, block: &'ast Block) {
        self.scoped(|names| visit::visit_block(names, block))
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let is_left = std::mem::take(&mut self.is_left);
        if let Some(init) = &local.init {
            visit::visit_local_init(self, init)
        }
        let before = self.scope.len();
        self.pattern(&local.pat);
        if is_left {
            let own = self.scope[before..].iter().filter(|declared| declared.name.is_own);
            self.collide.extend(own.map(|declared| declared.name.text.clone()))
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.scoped(|names| {
            names.pattern(&arm.pat);
            names.visit_expr(&arm.body)
        })
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::If(e) => {
                self.scoped(|names| {
                    names.visit_expr(&e.cond);
                    names.visit_block(&e.then_branch)
                });
                e.else_branch.iter().for_each(|(_, els)| self.visit_expr(els));
            }
            Expr::While(e) => self.scoped(|names| visit::visit_expr_while(names, e)),
            Expr::Let(e) => {
                self.visit_expr(&e.expr);
                self.pattern(&e.pat)
            }
            Expr::ForLoop(e) => {
                self.visit_expr(&e.expr);
                self.scoped(|names| {
                    e.label.iter().for_each(|label| names.visit_label(label));
                    names.pattern(&e.pat);
                    names.visit_block(&e.body)
                })
            }
            Expr::Closure(e) => self.scoped(|names| {
                e.inputs.iter().for_each(|input| names.pattern(input));
                names.visit_expr(&e.body)
            }),
            Expr::Loop(e) => self.scoped(|names| visit::visit_expr_loop(names, e)),
            Expr::Block(e) => self.scoped(|names| visit::visit_expr_block(names, e)),
            Expr::Path(e) => {
                if let Some(name) = e.path.get_ident() {
                    self.mention(Name::of(&names::text(name)))
                }
            }
            Expr::Verbatim(tokens) => self.tokens(tokens.clone()),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if let (None, syn::Member::Named(name)) = (field.colon_token, &field.member) {
            self.fields.insert(Name::of(&names::text(name)).text);
        }
        self.visit_expr(&field.expr)
    }

    fn visit_label(&mut self, label: &'ast syn::Label) {
        self.declare(Name::label(&label.name))
    }

    fn visit_expr_break(&mut self, e: &'ast syn::ExprBreak) {
        e.label.iter().for_each(|label| self.mention(Name::label(label)));
        visit::visit_expr_break(self, e)
    }

    fn visit_expr_continue(&mut self, e: &'ast syn::ExprContinue) {
        e.label.iter().for_each(|label| self.mention(Name::label(label)));
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let known = macros::parse(mac).filter(|call| call.is_known());
        match known {
            Some(call) if !matches!(call.kind, MacroKind::Matches { .. }) => {
                call.args.iter().for_each(|arg| self.visit_expr(&arg.expr))
            }
            _ => self.tokens(mac.tokens.clone()),
        }
    }

    /// What an item is called is the same for all, and it has names of its own.
    fn visit_item(&mut self, _: &'ast syn::Item) {
        self.has_items = true
    }

    fn visit_type(&mut self, _: &'ast syn::Type) {}
}

/// Names that the tokens may mention.
pub fn mentioned(tokens: TokenStream) -> HashSet<String> {
    macros::mentioned_idents(without_fragments(tokens)).iter().map(names::text).collect()
}

/// Names in the tokens that a macro may declare: not those of functions, macros, modules and fields.
pub fn may_be_declared(tokens: TokenStream) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut after_dot = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_member =
            std::mem::replace(&mut after_dot, matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.'));
        let is_path = match tokens.peek() {
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
            Some(TokenTree::Punct(sign)) => {
                sign.as_char() == '!' || sign.as_char() == ':' && sign.spacing() == Spacing::Joint
            }
            _ => false,
        };
        match token {
            TokenTree::Ident(name) if !is_member && !is_path => _ = found.insert(names::text(&name)),
            TokenTree::Group(group) => found.extend(may_be_declared(group.stream())),
            _ => {}
        }
    }
    found
}

/// The tokens with locals in parentheses, where they are expressions.
pub fn veiled(tokens: TokenStream, locals: &HashSet<String>) -> TokenStream {
    let mut after_dot = false;
    let veil = |token: TokenTree| {
        let is_member =
            std::mem::replace(&mut after_dot, matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.'));
        match token {
            TokenTree::Ident(name) if !is_member && locals.contains(&names::text(&name)) => {
                Group::new(Delimiter::Parenthesis, TokenTree::Ident(name).into()).into()
            }
            TokenTree::Group(group) => Group::new(group.delimiter(), veiled(group.stream(), locals)).into(),
            token => token,
        }
    };
    tokens.into_iter().map(veil).collect()
}

/// Without `$name`.
fn without_fragments(tokens: TokenStream) -> TokenStream {
    let mut after_dollar = false;
    let is_left = |token: TokenTree| {
        let is_name = matches!(token, TokenTree::Ident(_)) && after_dollar;
        after_dollar = matches!(&token, TokenTree::Punct(dollar) if dollar.as_char() == '$');
        match token {
            _ if is_name => None,
            TokenTree::Group(group) => Some(Group::new(group.delimiter(), without_fragments(group.stream())).into()),
            token => Some(token),
        }
    };
    tokens.into_iter().filter_map(is_left).collect::<Vec<TokenTree>>().into_iter().collect()
}

/// What is declared in what the finder visits, as deep as it may be.
pub fn declared(visit: impl FnOnce(&mut Finder)) -> HashSet<String> {
    let mut finder = Finder(HashSet::new());
    visit(&mut finder);
    finder.0
}

pub struct Finder(HashSet<String>);

impl<'ast> Visit<'ast> for Finder {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.0.insert(names::text(&pat.ident));
        visit::visit_pat_ident(self, pat)
    }

    fn visit_label(&mut self, label: &'ast syn::Label) {
        self.0.insert(Name::label(&label.name).text);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let Some(call) = macros::parse(mac) {
            call.args.iter().for_each(|arg| self.visit_expr(&arg.expr));
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// The labels in the tokens, and whether they are declared there.
fn labels(tokens: TokenStream) -> Vec<(Name, bool)> {
    let mut labels = Vec::new();
    let mut after_quote = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_label =
            std::mem::replace(&mut after_quote, matches!(&token, TokenTree::Punct(quote) if quote.as_char() == '\''));
        match token {
            TokenTree::Ident(name) if is_label => {
                let name = Name::of(&names::text(&name));
                let is_declared = matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
                labels.push((Name { text: format!("'{}", name.text), ..name }, is_declared))
            }
            TokenTree::Group(group) => labels.extend(self::labels(group.stream())),
            _ => {}
        }
    }
    labels
}

/// How often each name of the definition stands in the marked text.
fn count(tokens: TokenStream, counts: &mut HashMap<String, usize>) {
    each_name(tokens, &mut |name| {
        if name.is_own {
            *counts.entry(name.text).or_default() += 1
        }
    })
}

/// Names, labels, and what strings may capture.
fn each_name(tokens: TokenStream, found: &mut dyn FnMut(Name)) {
    let mut after_quote = false;
    for token in tokens {
        let is_label =
            std::mem::replace(&mut after_quote, matches!(&token, TokenTree::Punct(quote) if quote.as_char() == '\''));
        match token {
            TokenTree::Ident(name) => {
                let name = Name::of(&names::text(&name));
                found(if is_label { Name { text: format!("'{}", name.text), ..name } } else { name })
            }
            TokenTree::Group(group) => each_name(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                    macros::captures(&text.value()).iter().for_each(|name| found(Name::of(name)))
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

#[derive(Default)]
struct Idents {
    names: Vec<Ident>,
    /// Those that are names of fields, too.
    fields: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Idents {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.names.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat)
    }

    fn visit_field_pat(&mut self, field: &'ast syn::FieldPat) {
        if let (None, syn::Member::Named(name)) = (field.colon_token, &field.member) {
            self.fields.push(name.clone())
        }
        visit::visit_field_pat(self, field)
    }

    fn visit_expr(&mut self, _: &'ast Expr) {}
}

/// The pattern without marks.
fn unmarked(pat: &Pat) -> Pat {
    struct Unmark;
    impl syn::visit_mut::VisitMut for Unmark {
        fn visit_ident_mut(&mut self, name: &mut Ident) {
            let text = names::text(name);
            if let Some(text) = text.strip_prefix(names::OWN) {
                *name = Ident::new(text, name.span())
            }
        }
    }
    let mut pat = pat.clone();
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Unmark, &mut pat);
    pat
}
