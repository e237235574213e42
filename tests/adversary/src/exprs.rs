//! Changes of one expression or pattern, wherever it stands.

use crate::body;
use fastrand::Rng;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, UnOp, parse_quote};

/// One kind of change: whether it fits, and the change itself. `names` are all locals of the body.
pub struct Rule {
    pub name: &'static str,
    fits: fn(&Expr) -> bool,
    change: fn(&mut Expr, &[String], &mut Rng),
}

pub const RULES: &[Rule] = &[
    Rule {
        name: "unique reference for a shared one",
        fits: |e| matches!(e, Expr::Reference(e) if e.mutability.is_none()),
        change: |e, _, _| {
            if let Expr::Reference(e) = e {
                e.mutability = Some(Default::default())
            }
        },
    },
    Rule {
        name: "shared reference for a unique one",
        fits: |e| matches!(e, Expr::Reference(e) if e.mutability.is_some()),
        change: |e, _, _| {
            if let Expr::Reference(e) = e {
                e.mutability = None
            }
        },
    },
    Rule {
        name: "value for a reference",
        fits: |e| matches!(e, Expr::Reference(_)),
        change: |e, _, _| {
            if let Expr::Reference(inner) = e {
                *e = (*inner.expr).clone()
            }
        },
    },
    Rule {
        name: "no dereference",
        fits: |e| matches!(e, Expr::Unary(e) if matches!(e.op, UnOp::Deref(_))),
        change: |e, _, _| {
            if let Expr::Unary(inner) = e {
                *e = (*inner.expr).clone()
            }
        },
    },
    Rule { name: "reference for a value", fits: is_name, change: |e, _, _| *e = parse_quote!((&#e)) },
    Rule { name: "unique reference for a value", fits: is_name, change: |e, _, _| *e = parse_quote!((&mut #e)) },
    Rule { name: "reborrow", fits: is_name, change: |e, _, _| *e = parse_quote!((&mut *#e)) },
    Rule { name: "dereference", fits: is_name, change: |e, _, _| *e = parse_quote!((*#e)) },
    Rule { name: "move out", fits: is_name, change: |e, _, _| *e = parse_quote!({ #e }) },
    Rule { name: "other local", fits: is_name, change: other_name },
    Rule { name: "other local", fits: is_name, change: other_name },
    Rule {
        name: "capture by value or not",
        fits: |e| matches!(e, Expr::Closure(_) | Expr::Async(_)),
        change: |e, _, _| {
            let capture = match e {
                Expr::Closure(e) => &mut e.capture,
                Expr::Async(e) => &mut e.capture,
                _ => return,
            };
            *capture = if capture.is_some() { None } else { Some(Default::default()) }
        },
    },
    Rule {
        name: "temporary for a local",
        fits: |e| matches!(e, Expr::Reference(e) if is_name(&e.expr)),
        change: |e, _, _| {
            if let Expr::Reference(e) = e {
                let inner = &e.expr;
                *e.expr = parse_quote!({ #inner })
            }
        },
    },
    Rule { name: "wait before a value", fits: is_name, change: |e, _, _| *e = parse_quote!({ yield_now().await; #e }) },
    Rule {
        name: "waited-for argument",
        fits: |e| matches!(e, Expr::Call(e) if !e.args.is_empty()),
        change: |e, _, rng| {
            if let Expr::Call(e) = e {
                let arg = rng.usize(..e.args.len());
                let arg = &mut e.args[arg];
                *arg = parse_quote!(later("argument", #arg).await)
            }
        },
    },
    Rule {
        name: "waited-for argument of a method",
        fits: |e| matches!(e, Expr::MethodCall(e) if !e.args.is_empty()),
        change: |e, _, rng| {
            if let Expr::MethodCall(e) = e {
                let arg = rng.usize(..e.args.len());
                let arg = &mut e.args[arg];
                *arg = parse_quote!(later("argument", #arg).await)
            }
        },
    },
    Rule {
        name: "held across the argument",
        fits: |e| matches!(e, Expr::Call(e) if !e.args.is_empty()),
        change: |e, names, rng| {
            if let (Expr::Call(e), Some(other)) = (e, rng.choice(names)) {
                let other = body::ident(other);
                let arg = rng.usize(..e.args.len());
                let arg = &mut e.args[arg];
                *arg = match rng.u8(..3) {
                    0 => parse_quote!({ drop(#other); yield_now().await; #arg }),
                    1 => parse_quote!({ #other = fresh(); yield_now().await; #arg }),
                    _ => parse_quote!({ touch_mut(&mut #other); yield_now().await; #arg }),
                }
            }
        },
    },
    Rule {
        name: "clone left out",
        fits: |e| matches!(e, Expr::MethodCall(e) if e.method == "clone" || e.method == "cloned" || e.method == "copied" || e.method == "to_owned"),
        change: |e, _, _| {
            if let Expr::MethodCall(inner) = e {
                *e = (*inner.receiver).clone()
            }
        },
    },
    Rule {
        name: "call left out",
        fits: |e| matches!(e, Expr::MethodCall(_)),
        change: |e, _, _| {
            if let Expr::MethodCall(inner) = e {
                *e = (*inner.receiver).clone()
            }
        },
    },
    Rule {
        name: "wait left out",
        fits: |e| matches!(e, Expr::Await(_)),
        change: |e, _, _| {
            if let Expr::Await(inner) = e {
                *e = (*inner.base).clone()
            }
        },
    },
    Rule {
        name: "moved receiver",
        fits: |e| matches!(e, Expr::MethodCall(e) if is_name(&e.receiver)),
        change: |e, _, _| {
            if let Expr::MethodCall(e) = e {
                let receiver = &e.receiver;
                *e.receiver = parse_quote!({ #receiver })
            }
        },
    },
    Rule {
        name: "borrowed or unborrowed scrutinee",
        fits: |e| matches!(e, Expr::Match(_) | Expr::ForLoop(_) | Expr::Let(_)),
        change: |e, _, rng| {
            let scrutinee = match e {
                Expr::Match(e) => &mut e.expr,
                Expr::ForLoop(e) => &mut e.expr,
                Expr::Let(e) => &mut e.expr,
                _ => return,
            };
            **scrutinee = match &**scrutinee {
                Expr::Reference(inner) => (*inner.expr).clone(),
                scrutinee if rng.bool() => parse_quote!((&#scrutinee)),
                scrutinee => parse_quote!((&mut #scrutinee)),
            }
        },
    },
];

fn is_name(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(e) if e.path.get_ident().is_some_and(|name| {
        let name = name.to_string();
        name.starts_with(|c: char| c.is_lowercase() || c == '_')
    }))
}

fn other_name(expr: &mut Expr, names: &[String], rng: &mut Rng) {
    if let Some(other) = rng.choice(names) {
        // By its text, which may begin with `r#`, or be `self`.
        let other: syn::Path = syn::parse_str(other).expect("it is a name");
        *expr = parse_quote!(#other)
    }
}

/// Makes the change at a random place where it fits, if there is one.
pub fn change(rule: &Rule, block: &mut syn::Block, names: &[String], rng: &mut Rng) -> bool {
    let mut walk = Walk { rule, names, rng, seen: 0, wanted: usize::MAX };
    walk.visit_block_mut(block);
    if walk.seen == 0 {
        return false;
    }
    walk.wanted = walk.rng.usize(..walk.seen);
    walk.seen = 0;
    walk.visit_block_mut(block);
    true
}

struct Walk<'w> {
    rule: &'w Rule,
    names: &'w [String],
    rng: &'w mut Rng,
    seen: usize,
    wanted: usize,
}

impl VisitMut for Walk<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if (self.rule.fits)(expr) {
            if self.seen == self.wanted {
                (self.rule.change)(expr, self.names, self.rng)
            }
            self.seen += 1;
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Lets the locals of a name be changed, where they are declared alone.
pub fn make_mutable(sig: &mut syn::Signature, block: &mut syn::Block, name: &str) {
    struct Declarations<'d>(&'d str);
    impl Declarations<'_> {
        fn declare(&self, pat: &mut Pat) {
            if let Pat::Ident(pat) = pat
                && pat.by_ref.is_none()
                && pat.ident == self.0
            {
                pat.mutability = Some(Default::default())
            }
        }
    }
    impl VisitMut for Declarations<'_> {
        fn visit_local_mut(&mut self, local: &mut syn::Local) {
            self.declare(&mut local.pat);
            visit_mut::visit_local_mut(self, local)
        }
        fn visit_pat_type_mut(&mut self, param: &mut syn::PatType) {
            self.declare(&mut param.pat)
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let mut declarations = Declarations(name);
    declarations.visit_signature_mut(sig);
    declarations.visit_block_mut(block)
}

/// Changes how a random binding binds: `mut`, `ref`, `ref mut`, or not.
pub fn change_binding(block: &mut syn::Block, rng: &mut Rng) -> bool {
    struct Bindings<'b> {
        rng: &'b mut Rng,
        seen: usize,
        wanted: usize,
    }
    impl VisitMut for Bindings<'_> {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            if let Pat::Ident(binding) = pat
                && !binding.ident.to_string().starts_with(char::is_uppercase)
            {
                if self.seen == self.wanted {
                    match (self.rng.u8(..4), &binding.by_ref, &binding.mutability) {
                        (0 | 1, None, Some(_)) => binding.mutability = None,
                        (_, Some(_), _) => binding.by_ref = None,
                        (_, None, None) => binding.by_ref = Some(Default::default()),
                        (2, ..) => binding.by_ref = Some(Default::default()),
                        (..) => {
                            let ident = &binding.ident;
                            *pat = parse_quote!(&#ident)
                        }
                    }
                }
                self.seen += 1;
                return;
            }
            visit_mut::visit_pat_mut(self, pat)
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let mut bindings = Bindings { rng, seen: 0, wanted: usize::MAX };
    bindings.visit_block_mut(block);
    if bindings.seen == 0 {
        return false;
    }
    bindings.wanted = bindings.rng.usize(..bindings.seen);
    bindings.seen = 0;
    bindings.visit_block_mut(block);
    true
}
