//! Which `macro_rules!` are in scope where a function stands.
//!
//! rustc looks for a macro that is called by a single name among the `macro_rules!` that stand before the call, in the blocks and modules around it,
//! and in modules with `#[macro_use]`, and takes the last one. Only where there is none it goes by paths. So where the text shows one, it is known:
//! the function's file shows what is in it, and where the file is a module, the file that says so. It is not certain where that may be hidden by
//! another one, which is there under a condition, or in a file that is not found. What a macro defines between the two rustc takes for ambiguous
//! (E0659), if the name is mentioned by itself. Where the text shows none, it is looked for by its path.

use super::file::{END, Features, File, Module};
use crate::names;
use proc_macro2::{Ident, TokenStream};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A place in a file, and that of the file in the one it is a module of, and so on.
pub struct Place {
    pub(super) files: Vec<(Source, usize)>,
}

#[derive(Clone)]
pub struct Source {
    pub(super) path: PathBuf,
    pub(super) file: Rc<File>,
    /// The crate that it is of, if that is known.
    pub(super) of: Option<Crate>,
}

/// What the running rustc compiles.
#[derive(Clone)]
pub struct Crate {
    pub root: Rc<Path>,
    pub features: Rc<Features>,
}

/// Nobody knows what a name means.
pub struct Uncertain;

impl Place {
    /// The place of a name that rustc has read from a file.
    pub fn of(name: &Ident) -> Option<Place> {
        if !proc_macro::is_available() || !names::is_of_no_macro(name.span()) {
            return None;
        }
        let span = name.span().unwrap();
        let source = Source::read(span.local_file()?.canonicalize().ok()?, Crate::of_the_build())?;
        let at = source.file.offset(span.line(), span.column())?;
        source.file.text[at..].starts_with(&name.to_string()).then(|| Place::within(source, at))
    }

    /// That place in a file.
    pub fn within(source: Source, at: usize) -> Place {
        let mut files = vec![(source, at)];
        while let Some((parent, at)) = files.last().and_then(|(source, _)| source.parent()) {
            files.push((parent, at))
        }
        Place { files }
    }

    /// The rules of the macro that a name or a path means here.
    pub fn rules(&self, name: &str) -> Option<TokenStream> {
        let (source, at) = self.files.first()?;
        let given = &source.file.contents()?.given;
        if given.iter().any(|range| range.contains(at)) || ATTRIBUTES.contains(&name) {
            return None;
        }
        let found = match self.in_text(name).ok()? {
            Some(found) => found,
            None => self.by_path(name).ok()??,
        };
        let group = found.parse::<TokenStream>().ok()?.into_iter().next()?;
        if let proc_macro2::TokenTree::Group(group) = group { Some(group.stream()) } else { None }
    }

    /// The same as they stand in the file, of what the text shows to be in scope.
    pub(super) fn in_text(&self, name: &str) -> Result<Option<String>, Uncertain> {
        let mut files = self.files.iter();
        files.find_map(|(source, at)| source.find(name, 0, *at).transpose()).transpose()
    }
}

/// Names of attributes: that a macro is meant by one, where it is only mentioned, rustc takes for ambiguous.
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "allow", "automatically_derived", "bench", "cfg", "cfg_attr", "cold", "coroutine", "coverage", "crate_name", "crate_type",
    "debugger_visualizer", "deny", "deprecated", "derive", "doc", "expect", "export_name", "feature", "forbid", "fundamental",
    "global_allocator", "ignore", "inline", "instruction_set", "lang", "link", "link_name", "link_ordinal", "link_section",
    "macro_export", "macro_use", "marker", "must_use", "naked", "no_core", "no_link", "no_main", "no_mangle", "no_std",
    "non_exhaustive", "optimize", "panic_handler", "path", "proc_macro", "proc_macro_attribute", "proc_macro_derive",
    "recursion_limit", "repr", "should_panic", "stable", "target_feature", "test", "thread_local", "track_caller",
    "type_length_limit", "unstable", "used", "warn", "windows_subsystem",
];

impl Crate {
    /// Nothing where it is another program that runs this, or where some of its options are in a file, which is not looked into.
    fn of_the_build() -> Option<Crate> {
        let options: Option<Vec<String>> =
            std::env::args_os().skip(1).map(|option| option.into_string().ok()).collect();
        Crate::of(&options?)
    }

    pub fn of(options: &[String]) -> Option<Crate> {
        let is_file = |option: &&String| !option.starts_with('-') && option.ends_with(".rs");
        let mut files = options.iter().filter(is_file);
        let root = files.next().filter(|_| files.next().is_none())?;
        if options.iter().any(|option| option.starts_with('@')) {
            return None;
        }
        let behind = |(at, option): (usize, &String)| match option.strip_prefix("--cfg") {
            Some("") => options.get(at + 1).cloned(),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        let feature = |cfg: String| Some(cfg.strip_prefix("feature=\"")?.strip_suffix('"')?.to_owned());
        let features = options.iter().enumerate().filter_map(behind).filter_map(feature).collect();
        Some(Crate { root: Path::new(root).canonicalize().ok()?.into(), features: Rc::new(features) })
    }
}

impl Source {
    pub fn read(path: PathBuf, of: Option<Crate>) -> Option<Source> {
        let file = File::read(&path, of.as_ref().map(|of| of.features.clone()))?;
        Some(Source { path, file, of })
    }

    /// A file that is all there is.
    #[cfg(test)]
    pub fn of(text: &str) -> Source {
        Source { path: PathBuf::new(), file: Rc::new(File::of(text.to_owned(), None)), of: None }
    }

    pub(super) fn is_root(&self) -> bool {
        self.of.as_ref().is_some_and(|of| *of.root == *self.path)
    }

    /// The folder with the files of its modules.
    fn folder(&self) -> Option<PathBuf> {
        let folder = self.path.parent()?;
        let is_folder = self.is_root() || self.path.file_name().is_some_and(|name| name == "mod.rs");
        Some(if is_folder { folder.to_owned() } else { folder.join(self.path.file_stem()?) })
    }

    /// The file that this one is a module of, and where that says so.
    pub(super) fn parent(&self) -> Option<(Source, usize)> {
        let root = self.of.as_ref().filter(|_| !self.is_root())?.root.clone();
        let is_folder = self.path.file_name().is_some_and(|name| name == "mod.rs");
        let own = if is_folder { self.path.parent()?.to_owned() } else { self.path.with_extension("") };
        let (folder, name) = (own.parent()?, own.file_name()?.to_str()?);
        let beside = [root.to_path_buf(), folder.with_extension("rs"), folder.join("mod.rs")];
        let read = |path: PathBuf| Source::read(path, self.of.clone());
        let mut parents =
            beside.into_iter().filter_map(read).filter(|parent| parent.folder().as_deref() == Some(folder));
        let parent = parents.next()?;
        let modules = &parent.file.contents()?.modules;
        let is_this = |module: &&Module| module.is_top() && parent.file.text[module.name.clone()] == *name;
        let mut found = modules.iter().filter(is_this);
        // Of several only one is there, and of one with another path it is not this file.
        let module =
            found.next().filter(|module| module.body.is_none() && module.is_named && found.next().is_none())?;
        let at = module.name.start;
        Some((parent, at))
    }

    /// The rules of the macro of that name that is in scope there, if one is that stands behind `from`.
    fn find(&self, name: &str, from: usize, at: usize) -> Result<Option<String>, Uncertain> {
        let contents = self.file.contents().ok_or(Uncertain)?;
        let text = &self.file.text;
        let is_near = |scope: &Range<usize>| scope.start > from && scope.contains(&at);
        let is_meant = |index: &usize| {
            let of = &contents.macros[*index];
            text[of.name.clone()] == *name && is_near(&of.scope)
        };
        let last = (0..contents.macros.len()).filter(is_meant).max_by_key(|index| contents.macros[*index].scope.start);
        let last = last.map(|index| &contents.macros[index]);
        let is_behind =
            |module: &&Module| is_near(&module.scope) && last.is_none_or(|last| module.scope.start > last.scope.start);
        let mut modules: Vec<&Module> = contents.modules.iter().filter(is_behind).collect();
        modules.sort_by_key(|module| std::cmp::Reverse(module.scope.start));
        for module in modules {
            let found = self.find_in(module, name)?;
            match found {
                Some(_) if !module.is_certain => return Err(Uncertain),
                Some(rules) => return Ok(Some(rules)),
                None => {}
            }
        }
        match last {
            Some(last) if !last.is_certain => Err(Uncertain),
            last => Ok(last.map(|last| text[last.rules.clone()].to_owned())),
        }
    }

    /// The same of a macro that a module brings into scope behind it.
    fn find_in(&self, module: &Module, name: &str) -> Result<Option<String>, Uncertain> {
        if let Some(body) = &module.body {
            return if module.is_used { self.find(name, body.start, body.end - 1) } else { Ok(None) };
        }
        match self.source_of(module).filter(|_| module.is_named) {
            Some(source) if module.is_used || source.file.is_used() => source.find(name, 0, END),
            None if module.is_used => Err(Uncertain),
            _ => Ok(None),
        }
    }

    /// The file that a module is in.
    pub(super) fn source_of(&self, module: &Module) -> Option<Source> {
        let folder = self.folder().filter(|_| module.is_top() && self.of.is_some())?;
        let name = &self.file.text[module.name.clone()];
        let paths = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
        paths.into_iter().find_map(|path| Source::read(path, self.of.clone()))
    }
}
