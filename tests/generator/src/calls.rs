//! What stands in calls of macros: expressions between commas, or the branches of a `select!`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Macro, Pat, Token};

/// A call that is written in one of these ways.
pub enum Call {
    /// `biased;` may stand before them, as in `join!`.
    Arguments {
        biased: bool,
        arguments: Punctuated<Expr, Token![,]>,
    },
    Select {
        biased: bool,
        branches: Vec<Branch>,
    },
}

/// A branch of a `select!`.
pub struct Branch {
    pub start: Start,
    pub condition: Option<Expr>,
    pub handler: Expr,
}

/// What stands before the handler.
pub enum Start {
    /// `pat = future`
    Future(Box<(Pat, Expr)>),
    /// `else`, `complete`, `default`
    Otherwise(TokenStream),
}

impl Call {
    pub fn parse(mac: &Macro) -> Option<Call> {
        let is_select = mac.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with("select"));
        let parser = |input: ParseStream| if is_select { select(input) } else { arguments(input) };
        parser.parse2(mac.tokens.clone()).ok()
    }

    pub fn expressions(&self) -> Vec<&Expr> {
        match self {
            Call::Arguments { arguments, .. } => arguments.iter().collect(),
            Call::Select { branches, .. } => branches.iter().flat_map(Branch::expressions).collect(),
        }
    }

    pub fn expressions_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Call::Arguments { arguments, .. } => arguments.iter_mut().collect(),
            Call::Select { branches, .. } => branches.iter_mut().flat_map(Branch::expressions_mut).collect(),
        }
    }

    /// What stands between the brackets.
    pub fn tokens(&self) -> TokenStream {
        let (Call::Arguments { biased, .. } | Call::Select { biased, .. }) = self;
        let biased = biased.then(|| quote!(biased;));
        match self {
            Call::Arguments { arguments, .. } => quote!(#biased #arguments),
            Call::Select { branches, .. } => quote!(#biased #(#branches)*),
        }
    }
}

impl Branch {
    fn expressions(&self) -> Vec<&Expr> {
        let future = match &self.start {
            Start::Future(start) => Some(&start.1),
            Start::Otherwise(_) => None,
        };
        self.condition.iter().chain(future).chain([&self.handler]).collect()
    }

    fn expressions_mut(&mut self) -> Vec<&mut Expr> {
        let future = match &mut self.start {
            Start::Future(start) => Some(&mut start.1),
            Start::Otherwise(_) => None,
        };
        self.condition.iter_mut().chain(future).chain([&mut self.handler]).collect()
    }
}

impl ToTokens for Branch {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Branch { start, condition, handler } = self;
        let start = match start {
            Start::Future(start) => {
                let (pat, future) = &**start;
                quote!(#pat = #future)
            }
            Start::Otherwise(word) => word.clone(),
        };
        let condition = condition.as_ref().map(|condition| quote!(, if #condition));
        tokens.extend(quote!(#start #condition => #handler,));
    }
}

fn arguments(input: ParseStream) -> syn::Result<Call> {
    Ok(Call::Arguments { biased: biased(input)?, arguments: Punctuated::parse_terminated(input)? })
}

fn select(input: ParseStream) -> syn::Result<Call> {
    let biased = biased(input)?;
    let mut branches = Vec::new();
    while !input.is_empty() {
        branches.push(branch(input)?);
    }
    Ok(Call::Select { biased, branches })
}

fn branch(input: ParseStream) -> syn::Result<Branch> {
    if input.peek2(Token![=>]) && !input.peek(Token![_]) {
        let word = if input.peek(Token![else]) {
            input.parse::<Token![else]>()?.to_token_stream()
        } else {
            input.parse::<Ident>()?.to_token_stream()
        };
        return Ok(Branch { start: Start::Otherwise(word), condition: None, handler: handler(input)? });
    }
    let pat = Pat::parse_multi_with_leading_vert(input)?;
    input.parse::<Token![=]>()?;
    let future = input.parse()?;
    let condition = match input.parse::<Option<Token![,]>>()? {
        None => None,
        Some(_) => {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        }
    };
    Ok(Branch { start: Start::Future(Box::new((pat, future))), condition, handler: handler(input)? })
}

/// `=> expr,`, where a block needs no comma.
fn handler(input: ParseStream) -> syn::Result<Expr> {
    input.parse::<Token![=>]>()?;
    let handler = if input.peek(syn::token::Brace) {
        Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: input.parse()? })
    } else {
        input.parse()?
    };
    input.parse::<Option<Token![,]>>()?;
    Ok(handler)
}

fn biased(input: ParseStream) -> syn::Result<bool> {
    let is_biased = input.peek2(Token![;]) && input.fork().parse::<Ident>().is_ok_and(|word| word == "biased");
    if is_biased {
        input.parse::<Ident>()?;
        input.parse::<Token![;]>()?;
    }
    Ok(is_biased)
}
