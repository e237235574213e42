//! Where mutants come from: the cases of `tests/oracle`, and the seeds of this package, which are written the same way.

use std::path::{Path, PathBuf};
use std::{fs, mem};
use syn::parse::{Parse, ParseStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Item, Token};

/// A file of cases.
pub struct Topic {
    pub name: String,
    /// What its cases share: everything but the cases.
    pub shared: Vec<Item>,
    pub cases: Vec<Case>,
}

/// One valid body, with what belongs to it.
#[derive(Clone)]
pub struct Case {
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests name what is not valid"))]
    pub name: String,
    /// A function to be compiled has the attribute `#[co]`.
    pub items: Vec<Item>,
    /// What starts the coroutine.
    pub call: syn::Expr,
}

/// The packages around this one.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All topics, sorted by name.
pub fn read() -> Vec<Topic> {
    let mut paths: Vec<PathBuf> = ["tests/oracle", "tests/adversary/seeds"]
        .iter()
        .flat_map(|directory| fs::read_dir(root().join(directory)).expect("the corpus is there"))
        .map(|entry| entry.expect("the directory can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    paths.sort();
    paths.iter().map(|path| topic(path)).filter(|topic| !topic.cases.is_empty()).collect()
}

fn topic(path: &Path) -> Topic {
    let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("the file can be read");
    let text = text.replace("$crate::harness", "crate::harness").replace("crate::harness", "::adversary::harness");
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut topic = Topic { name, shared: Vec::new(), cases: Vec::new() };
    for item in file.items {
        match item {
            // What is no function, for instance a whole `impl`, is not changed.
            Item::Macro(item) if item.mac.path.is_ident("case") => topic.cases.extend(item.mac.parse_body::<Case>()),
            item => topic.shared.push(item),
        }
    }
    topic
}

/// `name(args); async fn …` or `mod name => call; items`, see `case!`.
impl Parse for Case {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(syn::Attribute::parse_outer)?;
        if input.parse::<Option<Token![mod]>>()?.is_some() {
            let name: syn::Ident = input.parse()?;
            input.parse::<Token![=>]>()?;
            let call = input.parse()?;
            input.parse::<Token![;]>()?;
            let mut items = rest(input)?;
            expand_co(&mut items);
            return Ok(Case { name: name.to_string(), items, call });
        }
        let call: syn::Expr = input.parse()?;
        input.parse::<Token![;]>()?;
        let mut items = rest(input)?;
        let Some(Item::Fn(function)) = items.first_mut() else { return Err(input.error("a case is a function")) };
        function.attrs.push(syn::parse_quote!(#[co]));
        Ok(Case { name: function.sig.ident.to_string(), items, call })
    }
}

fn rest(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}

/// `co! { fn }` becomes `#[co] fn`, wherever it stands.
fn expand_co(items: &mut [Item]) {
    for item in items {
        ExpandCo.visit_item_mut(item)
    }
}

struct ExpandCo;

impl VisitMut for ExpandCo {
    fn visit_item_mut(&mut self, item: &mut Item) {
        if let Item::Macro(found) = item
            && found.mac.path.is_ident("co")
            && let Ok(mut function) = found.mac.parse_body::<syn::ItemFn>()
        {
            function.attrs.push(syn::parse_quote!(#[co]));
            *item = Item::Fn(function);
        }
        visit_mut::visit_item_mut(self, item)
    }

    fn visit_impl_item_mut(&mut self, item: &mut syn::ImplItem) {
        if let syn::ImplItem::Macro(found) = item
            && found.mac.path.is_ident("co")
            && let Ok(mut function) = found.mac.parse_body::<syn::ImplItemFn>()
        {
            function.attrs.push(syn::parse_quote!(#[co]));
            *item = syn::ImplItem::Fn(function);
        }
    }

    fn visit_trait_item_mut(&mut self, item: &mut syn::TraitItem) {
        if let syn::TraitItem::Macro(found) = item
            && found.mac.path.is_ident("co")
            && let Ok(mut function) = found.mac.parse_body::<syn::TraitItemFn>()
        {
            function.attrs.push(syn::parse_quote!(#[co]));
            *item = syn::TraitItem::Fn(function);
        }
    }
}

/// A function that is compiled: its signature and its body.
pub type Function<'f> = (&'f mut syn::Signature, &'f mut syn::Block);

/// Calls `change` with the `nth` compiled function of the case, and says whether there is one.
pub fn with_function(case: &mut Case, nth: usize, change: &mut dyn FnMut(Function<'_>)) -> bool {
    let mut finder = Finder { left: nth, change, found: false };
    for item in &mut case.items {
        finder.visit_item_mut(item)
    }
    finder.found
}

/// The number of compiled functions.
pub fn functions(case: &mut Case) -> usize {
    (0..).take_while(|nth| with_function(case, *nth, &mut |_| {})).count()
}

struct Finder<'c> {
    left: usize,
    change: &'c mut dyn FnMut(Function<'_>),
    found: bool,
}

impl Finder<'_> {
    fn visit(&mut self, attrs: &[syn::Attribute], function: Function<'_>) {
        if self.found || !attrs.iter().any(|attr| attr.path().is_ident("co")) {
            return;
        }
        if self.left == 0 {
            self.found = true;
            (self.change)(function)
        } else {
            self.left -= 1
        }
    }
}

impl VisitMut for Finder<'_> {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        let attrs = mem::take(&mut item.attrs);
        self.visit(&attrs, (&mut item.sig, &mut item.block));
        item.attrs = attrs;
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        let attrs = mem::take(&mut item.attrs);
        self.visit(&attrs, (&mut item.sig, &mut item.block));
        item.attrs = attrs;
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        let attrs = mem::take(&mut item.attrs);
        if let Some(block) = &mut item.default {
            self.visit(&attrs, (&mut item.sig, block));
        }
        item.attrs = attrs;
    }
}
