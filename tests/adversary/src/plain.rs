//! Bodies in which nothing waits: an awaiting macro becomes what a plain function may do with its futures.
//!
//! Its borrows are those of the original: all futures are there when one of them is waited for, and those of `select!` are gone
//! when a handler runs. So what rustc has against the original, apart from the waits, it has against this.
//!
//! ```text
//! join!(a(), b())                 { let (held_0, held_1) = (a(), b()); (held_0.waited_for(), held_1.waited_for()) }
//! select! { x = a() => c(x), y = b() => d(y) }
//!     {
//!         if flip() { match { let (held_0, held_1) = (a(), b()); held_0.waited_for() } { x => c(x), _ => fresh() } }
//!         else if flip() { … } else { fresh() }
//!     }
//! ```

use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Ident, Pat, Stmt, Token, parse_quote};

/// The text of a module, its awaiting macros written out. What cannot be parsed stays as it is.
pub fn written_out(text: &str) -> String {
    let Ok(mut file) = syn::parse_file(text) else { return text.to_owned() };
    WriteOut.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
}

struct WriteOut;

impl VisitMut for WriteOut {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(e) = expr
            && let Some(plain) = plain(&e.mac)
        {
            *expr = plain;
        }
        visit_mut::visit_expr_mut(self, expr)
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        if let Stmt::Macro(e) = stmt
            && let Some(plain) = plain(&e.mac)
        {
            *stmt = Stmt::Expr(plain, e.semi_token);
        }
        visit_mut::visit_stmt_mut(self, stmt)
    }
}

fn plain(mac: &syn::Macro) -> Option<Expr> {
    match mac.path.segments.last()?.ident.to_string().as_str() {
        "join" => mac.parse_body().ok().map(join),
        "try_join" => mac.parse_body().ok().map(try_join),
        "select" | "select_biased" => mac.parse_body().ok().map(select),
        _ => None,
    }
}

/// `biased; a(), b()`
struct Futures(Vec<Expr>);

impl Parse for Futures {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        biased(input)?;
        let futures = input.parse_terminated(Expr::parse, Token![,])?;
        Ok(Futures(futures.into_iter().collect()))
    }
}

fn biased(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Ident) && input.peek2(Token![;]) {
        input.parse::<Ident>()?;
        input.parse::<Token![;]>()?;
    }
    Ok(())
}

fn held(count: usize) -> Vec<Ident> {
    (0..count).map(|n| format_ident!("held_future_{n}")).collect()
}

fn join(Futures(futures): Futures) -> Expr {
    let held = held(futures.len());
    parse_quote!({
        let (#(#held,)*) = (#(#futures,)*);
        (#(#held.waited_for(),)*)
    })
}

fn try_join(Futures(futures): Futures) -> Expr {
    let held = held(futures.len());
    parse_quote!('joined: {
        let (#(#held,)*) = (#(#futures,)*);
        Ok((#(match #held.waited_for() { Ok(value) => value, Err(error) => break 'joined Err(error) },)*))
    })
}

struct Select {
    branches: Vec<Branch>,
    otherwise: Option<Expr>,
}

/// `pat = future, if condition => handler`
struct Branch {
    pat: Pat,
    future: Expr,
    condition: Option<Expr>,
    handler: Expr,
}

impl Parse for Select {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        biased(input)?;
        let mut select = Select { branches: Vec::new(), otherwise: None };
        while !input.is_empty() {
            if (input.peek(Token![else]) || input.peek(Ident) || input.peek(Token![default])) && input.peek2(Token![=>])
            {
                input.call(syn::ext::IdentExt::parse_any).map(|_: Ident| ())?;
                input.parse::<Token![=>]>()?;
                select.otherwise = Some(handler(input)?);
                continue;
            }
            let pat = Pat::parse_multi_with_leading_vert(input)?;
            input.parse::<Token![=]>()?;
            let future = input.parse()?;
            let condition = match input.parse::<Option<Token![,]>>()? {
                Some(_) => {
                    input.parse::<Token![if]>()?;
                    Some(input.parse()?)
                }
                None => None,
            };
            input.parse::<Token![=>]>()?;
            select.branches.push(Branch { pat, future, condition, handler: handler(input)? });
        }
        Ok(select)
    }
}

fn handler(input: ParseStream<'_>) -> syn::Result<Expr> {
    let handler = Expr::parse_with_earlier_boundary_rule(input)?;
    input.parse::<Option<Token![,]>>()?;
    Ok(handler)
}

fn select(Select { branches, otherwise }: Select) -> Expr {
    let held = held(branches.len());
    let futures: Vec<&Expr> = branches.iter().map(|branch| &branch.future).collect();
    let conditions = branches.iter().filter_map(|branch| branch.condition.as_ref());
    let chosen = branches.iter().zip(&held).map(|(Branch { pat, handler, .. }, one)| {
        quote!(if flip() {
            match { let (#(#held,)*) = (#(#futures,)*); #one.waited_for() } {
                #pat => #handler,
                _ => fresh(),
            }
        } else)
    });
    let otherwise = otherwise.map_or_else(|| quote!(fresh()), |otherwise| quote!(#otherwise));
    parse_quote!({
        #(let _: bool = #conditions;)*
        #(#chosen)* { #otherwise }
    })
}

#[cfg(test)]
mod tests {
    use crate::rustc::{Depth, Module, Rustc, Side};

    /// They are accepted as they stand, and not where two futures borrow the same uniquely: it is no blanket excuse.
    #[test]
    fn awaiting_macros_have_a_plain_version() {
        let body = |body: &str| {
            let text = format!(
                "use ::adversary::{{*, harness::*}};\n#[co]\nasync fn body() -> u32 {{ let mut n = 1; {body} n }}\n"
            );
            Module { topic: 0, text }
        };
        let valid = [
            r#"let (_, _) = futures::join!(later("a", &mut n), later("b", &2));"#,
            r#"let _: Result<(u32, u32), ()> = tokio::try_join!(later("a", Ok(n)), later("b", Ok(n)));"#,
            r#"tokio::select! { biased; a = later("a", &mut n) => { *a += 1; } Some(_) = later("b", Some(3)), if n > 2 => { yield_now().await; } else => {} };"#,
            r#"{ let a = later("a", &mut n); tokio::pin!(a); tokio::select! { _ = &mut a => {} _ = later("b", 4) => {} } }"#,
            r#"tokio::select! { a = later("a", &mut n) => drop(a), b = later("b", 3) => { n += b } }"#,
        ];
        let invalid = [
            r#"futures::join!(later("a", &mut n), later("b", &n));"#,
            r#"let _: Result<(&mut u32, &u32), ()> = tokio::try_join!(later("a", Ok(&mut n)), later("b", Ok(&n)));"#,
            r#"tokio::select! { a = later("a", &mut n) => drop(a), b = later("b", &n) => drop(b) }"#,
            r#"let r = &n; tokio::select! { a = later("a", &mut n) => drop((a, r)), b = later("b", &3) => drop(b) }"#,
        ];
        let modules: Vec<Module> = valid.iter().chain(&invalid).map(|text| body(text)).collect();
        let topics = [Module { topic: 0, text: String::new() }];
        let all: Vec<&Module> = modules.iter().collect();
        let rustc = Rustc::new();
        for side in [Side::Native, Side::Plain] {
            let verdicts = rustc.judge(&topics, &all, side, Depth::Check, "plain");
            for (text, verdict) in valid.iter().zip(&verdicts) {
                assert!(verdict.is_none(), "{side:?} rejects {text}: {verdict:?}");
            }
            for (text, verdict) in invalid.iter().zip(&verdicts[valid.len()..]) {
                let borrows = |code: &str| ["E0499", "E0502", "E0505", "E0506"].contains(&code);
                let about_borrows = verdict.iter().flatten().any(|complaint| borrows(&complaint.code));
                assert!(about_borrows, "{side:?} does not see what {text} borrows: {verdict:?}");
            }
        }
    }
}
