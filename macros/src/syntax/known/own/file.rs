//! A source file, as far as it tells which `macro_rules!` are in scope where.

use super::scan::{self, Kind, Token};
use super::uses::{self, Reach, Use};
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// The features that a crate is built with.
pub type Features = HashSet<String>;

pub struct File {
    pub text: String,
    features: Option<Rc<Features>>,
    contents: OnceCell<Option<Contents>>,
}

#[derive(Default)]
pub struct Contents {
    pub macros: Vec<Definition>,
    pub modules: Vec<Module>,
    pub uses: Vec<Use>,
    /// What macros and attributes are given: nobody knows where that ends up.
    pub given: Vec<Range<usize>>,
}

pub struct Definition {
    pub name: Range<usize>,
    /// The rules, with the brackets around them.
    pub rules: Range<usize>,
    pub scope: Range<usize>,
    /// It is there under no condition, and means what it says.
    pub is_certain: bool,
    /// With `#[macro_export]`: a path to it begins at the root of the crate.
    pub is_exported: bool,
}

/// What an item stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Within {
    File,
    /// The body of this module of the file.
    Module(usize),
    Block,
}

/// `mod name;` or `mod name { … }`.
pub struct Module {
    pub name: Range<usize>,
    /// What is in it, where it is in the same file.
    pub body: Option<Range<usize>>,
    /// From its end to the end of what is around it: where its macros are in scope, if they are outside of it.
    pub scope: Range<usize>,
    /// It has the attribute `macro_use`, perhaps.
    pub is_used: bool,
    /// It is there under no condition.
    pub is_certain: bool,
    /// It is in the file that its name says.
    pub is_named: bool,
    pub within: Within,
}

impl Module {
    /// Whether it is of the file, and not of a module in it.
    pub fn is_top(&self) -> bool {
        self.within == Within::File
    }

    /// Whether the place is in its body.
    pub fn holds(&self, at: usize) -> bool {
        self.body.as_ref().is_some_and(|body| body.contains(&at))
    }
}

impl File {
    /// Each file is read once. Where it is not rustc that runs this, it is read again when it has changed.
    pub fn read(path: &Path, features: Option<Rc<Features>>) -> Option<Rc<File>> {
        /// With the time when they had changed last, if that matters.
        type Files = HashMap<PathBuf, (Option<SystemTime>, Rc<File>)>;
        thread_local! {
            static FILES: RefCell<Files> = RefCell::default();
        }
        let time = if features.is_none() { Some(path.metadata().and_then(|data| data.modified()).ok()?) } else { None };
        let read = FILES.with_borrow(|files| files.get(path).cloned());
        if let Some((_, file)) = read.filter(|(read_at, _)| *read_at == time) {
            return Some(file);
        }
        let text = std::fs::read_to_string(path).ok()?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let file = Rc::new(File::of(text, features));
        FILES.with_borrow_mut(|files| files.insert(path.to_owned(), (time, file.clone())));
        Some(file)
    }

    pub fn of(text: String, features: Option<Rc<Features>>) -> File {
        File { text, features, contents: OnceCell::new() }
    }

    /// `None` where the text is not understood.
    pub fn contents(&self) -> Option<&Contents> {
        self.contents.get_or_init(|| Contents::of(&self.text, self.features.as_deref())).as_ref()
    }

    /// Whether it has an attribute that brings its macros into the scope of what is around it, perhaps.
    pub fn is_used(&self) -> bool {
        self.text.contains("#![macro_use")
    }

    /// The place in the text of a line and a column, which are counted from one, and columns by characters.
    pub fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = match line.checked_sub(1)? {
            0 => 0,
            before => self.text.match_indices('\n').nth(before - 1)?.0 + 1,
        };
        let (at, _) = self.text[start..].char_indices().nth(column.checked_sub(1)?)?;
        Some(start + at)
    }
}

/// Behind all that is in a file.
pub const END: usize = usize::MAX - 1;

/// The end of a scope that ends with the file: what is in it is in scope at [`END`].
const NEVER: usize = usize::MAX;

impl Contents {
    fn of(text: &str, features: Option<&Features>) -> Option<Contents> {
        let (tokens, contents) = (scan::tokens(text)?, Contents::default());
        let open = vec![Open::default()];
        let mut reader = Reader { text, tokens: &tokens, features, contents, open, attributes: Vec::new() };
        reader.read()?;
        Some(reader.contents)
    }
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    features: Option<&'t Features>,
    contents: Contents,
    /// The brackets around, outermost first, and the file itself.
    open: Vec<Open>,
    /// The attributes of what comes next.
    attributes: Vec<Attribute<'t>>,
}

struct Attribute<'t> {
    /// The first word, and whether that is all of it.
    word: &'t str,
    is_word: bool,
    /// `macro_use` is among its words.
    imports: bool,
    /// Whether what stands behind it is there, if that is known.
    holds: Option<bool>,
}

#[derive(Default)]
struct Open {
    start: usize,
    /// A macro, or an attribute, is given what is in it, or what is around it.
    is_given: bool,
    /// The module whose body it is.
    module: Option<usize>,
    /// What is in scope to its end.
    macros: Vec<usize>,
    modules: Vec<usize>,
    uses: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Option<()> {
        for (index, token) in self.tokens.iter().enumerate() {
            let start = token.start;
            match token.kind {
                // Attributes are those of what stands directly behind them.
                Kind::Close => {
                    (self.open.len() > 1).then_some(())?;
                    if self.end(token.end) {
                        self.attributes.clear()
                    }
                    continue;
                }
                Kind::Open if self.innermost().is_given || self.is_attribute(index) || self.is_visibility(index) => {
                    if !self.innermost().is_given {
                        self.attribute(index)
                    }
                    self.open.push(Open { start, is_given: true, ..Open::default() });
                    continue;
                }
                _ if self.innermost().is_given => continue,
                Kind::Open => {
                    let (is_given, module) = (self.is_given(index), self.module_of(index));
                    self.open.push(Open { start, is_given, module, ..Open::default() })
                }
                Kind::Word if self.word(index) == Some("pub") => continue,
                Kind::Word => self.item(index),
                Kind::Sign(b'#' | b'!') => continue,
                Kind::Sign(_) | Kind::Literal => {}
            }
            self.attributes.clear()
        }
        (self.open.len() == 1).then_some(())?;
        self.end(NEVER);
        Some(())
    }

    fn word(&self, index: usize) -> Option<&'t str> {
        let token = self.tokens.get(index).filter(|token| token.kind == Kind::Word)?;
        Some(&self.text[token.start..token.end])
    }

    fn is_sign(&self, index: Option<usize>, sign: u8) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.kind == Kind::Sign(sign))
    }

    /// `#[` or `#![`.
    fn is_attribute(&self, index: usize) -> bool {
        let before = |back| index.checked_sub(back);
        self.is_sign(before(1), b'#') || self.is_sign(before(1), b'!') && self.is_sign(before(2), b'#')
    }

    /// `pub(`.
    fn is_visibility(&self, index: usize) -> bool {
        index.checked_sub(1).is_some_and(|before| self.word(before) == Some("pub"))
    }

    /// What stands in `#![…]` is of what is around it.
    fn attribute(&mut self, index: usize) {
        let Some(word) = self.word(index + 1).filter(|_| self.is_attribute(index)) else { return };
        let is_within = |index: &usize| self.tokens.get(*index).is_some_and(|token| token.kind != Kind::Close);
        let imports = (index + 1..).take_while(is_within).any(|index| self.word(index) == Some("macro_use"));
        if self.is_sign(index.checked_sub(1), b'!') {
            if let Some(module) = self.innermost().module.filter(|_| imports) {
                self.contents.modules[module].is_used = true
            }
            return;
        }
        let is_word = self.tokens.get(index + 2).is_some_and(|next| next.kind == Kind::Close);
        let holds = match word {
            "cfg" => self.condition(index + 3).map(|(holds, _)| holds),
            "cfg_attr" => None,
            _ => Some(true),
        };
        self.attributes.push(Attribute { word, is_word, imports, holds })
    }

    /// Whether the condition that begins there holds, and where it ends. Of features that is known.
    fn condition(&self, index: usize) -> Option<(bool, usize)> {
        match self.word(index)? {
            "feature" if self.is_sign(Some(index + 1), b'=') => {
                let name = self.tokens.get(index + 2)?;
                let name = self.text[name.start..name.end].strip_prefix('"')?.strip_suffix('"')?;
                Some((self.features?.contains(name), index + 3))
            }
            operator @ ("all" | "any" | "not") => {
                let mut next = index + 2;
                let mut all = Vec::new();
                while self.tokens.get(next)?.kind != Kind::Close {
                    let (holds, end) = self.condition(next)?;
                    all.push(holds);
                    next = if self.is_sign(Some(end), b',') { end + 1 } else { end }
                }
                let holds = match operator {
                    "all" => all.iter().all(|holds| *holds),
                    "any" => all.contains(&true),
                    _ => !all.first()?,
                };
                Some((holds, next + 1))
            }
            _ => None,
        }
    }

    /// Whether what the attributes stand before is there, if that is known.
    fn is_there(&self) -> Option<bool> {
        if self.attributes.iter().any(|attribute| attribute.holds == Some(false)) {
            return Some(false);
        }
        self.attributes.iter().all(|attribute| attribute.holds.is_some()).then_some(true)
    }

    /// `name!(` or `name! name {`.
    fn is_given(&self, index: usize) -> bool {
        let called = |bang: Option<usize>| {
            let name = bang.and_then(|bang| bang.checked_sub(1));
            self.is_sign(bang, b'!') && name.is_some_and(|name| self.word(name).is_some())
        };
        let before = index.checked_sub(1);
        called(before) || before.is_some_and(|before| self.word(before).is_some()) && called(index.checked_sub(2))
    }

    /// The innermost brackets end there, and with them what is in scope in them. Gives whether that is no part of what a macro is given, and no
    /// attribute.
    fn end(&mut self, end: usize) -> bool {
        let Some(open) = self.open.pop() else { return false };
        let contents = &mut self.contents;
        open.macros.iter().for_each(|index| contents.macros[*index].scope.end = end);
        open.modules.iter().for_each(|index| contents.modules[*index].scope.end = end);
        open.uses.iter().for_each(|index| contents.uses[*index].around = open.start..end);
        if let Some(module) = open.module {
            contents.modules[module].body = Some(open.start..end);
            contents.modules[module].scope.start = end
        }
        let is_within = self.open.last().is_some_and(|outer| outer.is_given);
        if open.is_given && !is_within {
            contents.given.push(open.start..end);
            // It may be the rules of a macro.
            if let Some(definition) = contents.macros.last_mut().filter(|of| of.rules.start == open.start) {
                definition.rules.end = end;
                definition.scope.start = end
            }
        }
        !open.is_given
    }

    fn item(&mut self, index: usize) {
        match self.word(index) {
            Some("macro_rules") => self.macro_rules(index),
            Some("mod") => self.module(index),
            Some("use") => self.uses(index),
            _ => {}
        }
    }

    fn macro_rules(&mut self, index: usize) {
        let (Some(name), Some(rules)) = (self.tokens.get(index + 2), self.tokens.get(index + 3)) else { return };
        if !self.is_sign(Some(index + 1), b'!') || name.kind != Kind::Word || rules.kind != Kind::Open {
            return;
        }
        let is_there = self.is_there();
        if is_there == Some(false) {
            return;
        }
        const HARMLESS: &[&str] =
            &["allow", "cfg", "deny", "doc", "expect", "forbid", "macro_export", "rustfmt", "warn"];
        // `#[macro_export(local_inner_macros)]` changes what is called.
        let is_harmless = |of: &Attribute| HARMLESS.contains(&of.word) && (of.is_word || of.word != "macro_export");
        let is_certain = is_there.is_some() && self.attributes.iter().all(is_harmless);
        let is_exported = self.attributes.iter().any(|attribute| attribute.word == "macro_export");
        let (name, rules) = (name.start..name.end, rules.start..rules.start);
        let at = self.contents.macros.len();
        // Where it is in scope, is known at its end, and at the end of what is around.
        self.contents.macros.push(Definition { name, rules, scope: NEVER..NEVER, is_certain, is_exported });
        self.innermost().macros.push(at)
    }

    fn module(&mut self, index: usize) {
        let Some(name) = self.tokens.get(index + 1).filter(|name| name.kind == Kind::Word) else { return };
        let (name, end) = (name.start..name.end, name.end);
        let is_there = self.is_there();
        if is_there == Some(false) {
            return;
        }
        let has = |words: &[&str]| self.attributes.iter().any(|attribute| words.contains(&attribute.word));
        let module = Module {
            name,
            body: None,
            scope: end..end,
            is_used: self.attributes.iter().any(|attribute| attribute.imports),
            is_certain: is_there.is_some(),
            is_named: !has(&["cfg_attr", "path"]),
            within: self.within(),
        };
        let at = self.contents.modules.len();
        self.contents.modules.push(module);
        self.innermost().modules.push(at)
    }

    fn uses(&mut self, index: usize) {
        let is_there = self.is_there();
        if is_there == Some(false) {
            return;
        }
        for (path, name) in uses::imported(self.text, self.tokens, index + 1) {
            let (start, within) = (self.tokens[index].start, self.within());
            let (reach, is_certain) = (Reach::of(self.text, self.tokens, index), is_there.is_some());
            let at = self.contents.uses.len();
            self.contents.uses.push(Use { path, name, at: start, within, around: 0..NEVER, reach, is_certain });
            self.innermost().uses.push(at)
        }
    }

    fn within(&self) -> Within {
        match self.open.last().and_then(|open| open.module) {
            Some(module) => Within::Module(module),
            None if self.open.len() == 1 => Within::File,
            None => Within::Block,
        }
    }

    /// The module whose body begins there.
    fn module_of(&self, index: usize) -> Option<usize> {
        let name = self.tokens.get(index.checked_sub(1)?)?;
        let last = self.contents.modules.len().checked_sub(1)?;
        (self.contents.modules[last].name.start == name.start).then_some(last)
    }

    fn innermost(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}
