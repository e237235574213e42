//! Which `macro_rules!` is meant by a path, or by a name that is imported by one.
//!
//! ```text
//! macro_rules! found { … }  pub(crate) use found;      in macros.rs
//! use crate::macros::found;  found!(n)                 here: by its name
//! crate::macros::found!(n)                             or by its path
//! ```
//!
//! A name is that of the module that the call stands in, if nothing in the text is: of what it imports, of what is defined with `#[macro_export]`
//! if it is the root, and else of what it imports together with everything else. Modules that are not in the crate, or imported themselves, are not
//! looked into. Two macros of one name cannot be told apart by rustc either, if neither hides the other, so that one that is found is the one
//! that is meant: unless something is there under a condition.

use super::file::Within;
use super::place::{Place, Source, Uncertain};
use super::uses::{Reach, Use};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Imports of imports, and modules in modules.
const DEEPEST: usize = 16;

/// A module of the crate: the files around it, of which it is the first, or a module in that.
#[derive(Clone)]
struct Scope {
    files: Vec<(Source, usize)>,
    within: Within,
}

/// Where a path begins, and how far it may lead yet.
#[derive(Clone, Copy)]
struct Search<'s> {
    from: &'s Scope,
    left: usize,
}

impl Place {
    /// The rules as they stand in the file.
    pub(super) fn by_path(&self, path: &str) -> Result<Option<String>, Uncertain> {
        // What is around the last file is not known where that is not the root of the crate.
        if !self.files.last().is_some_and(|(source, _)| source.is_root()) {
            return Ok(None);
        }
        let scope = Scope::around(&self.files)?;
        let words: Vec<String> = path.split("::").map(str::to_owned).collect();
        if scope.is_imported_in_a_block(&words[0])? {
            return Err(Uncertain);
        }
        Search { from: &scope, left: DEEPEST }.resolve(&scope, &words)
    }
}

impl Search<'_> {
    fn deeper(self) -> Result<Self, Uncertain> {
        let left = self.left.checked_sub(1).ok_or(Uncertain)?;
        Ok(Search { left, ..self })
    }

    /// What a path means in a module.
    fn resolve(self, scope: &Scope, path: &[String]) -> Result<Option<String>, Uncertain> {
        let (last, prefix) = path.split_last().ok_or(Uncertain)?;
        match self.module(scope, prefix)? {
            Some(module) => self.deeper()?.lookup(&module, last),
            None => Ok(None),
        }
    }

    /// The module that a path means, if it is one of the crate.
    fn module(self, scope: &Scope, path: &[String]) -> Result<Option<Scope>, Uncertain> {
        let mut module = scope.clone();
        for word in path {
            let next = match word.as_str() {
                "crate" => Some(module.root()),
                "self" => Some(module),
                "super" => module.parent()?,
                name => match module.child(name)? {
                    Some(child) => Some(child),
                    None => self.imported_module(&module, name)?,
                },
            };
            let Some(next) = next else { return Ok(None) };
            module = next
        }
        Ok(Some(module))
    }

    fn imported_module(self, scope: &Scope, name: &str) -> Result<Option<Scope>, Uncertain> {
        let mut imports = self.imports(scope, Some(name))?.into_iter();
        match (imports.next(), imports.next()) {
            (None, _) => Ok(None),
            (Some(import), None) if import.is_certain && import.path.len() > 1 => {
                self.deeper()?.module(scope, &import.path)
            }
            _ => Err(Uncertain),
        }
    }

    /// What a name means in a module.
    fn lookup(self, module: &Scope, name: &str) -> Result<Option<String>, Uncertain> {
        let imports = self.imports(module, Some(name))?;
        let mut found = None;
        for import in &imports {
            let rules = self.import(module, import)?;
            // The same name may be that of a function, too.
            if !import.is_certain || found.is_some() && rules.is_some() {
                return Err(Uncertain);
            }
            found = found.or(rules)
        }
        if !imports.is_empty() {
            return Ok(found);
        }
        if module.is_root()
            && let Some(rules) = module.source().exported(name)?
        {
            return Ok(Some(rules));
        }
        for import in self.imports(module, None)? {
            let Some(target) = self.deeper()?.module(module, &import.path)? else { continue };
            match self.deeper()?.lookup(&target, name)? {
                Some(_) if !import.is_certain => return Err(Uncertain),
                Some(rules) => return Ok(Some(rules)),
                None => {}
            }
        }
        Ok(None)
    }

    fn import(self, module: &Scope, import: &Use) -> Result<Option<String>, Uncertain> {
        match &import.path[..] {
            // Behind the definition: `pub(crate) use found;`.
            [name] => module.place(import.at).in_text(name),
            path => self.deeper()?.resolve(module, path),
        }
    }

    /// What a module imports under that name, if it can be seen from here.
    fn imports<'m>(self, module: &'m Scope, name: Option<&str>) -> Result<Vec<&'m Use>, Uncertain> {
        let contents = module.source().file.contents().ok_or(Uncertain)?;
        let is_meant = |import: &&Use| import.within == module.within && import.name.as_deref() == name;
        let is_seen = |import: &&Use| match import.reach {
            Reach::Crate => true,
            Reach::Parent => module.parent().ok().flatten().is_some_and(|parent| self.from.is_within(&parent)),
            Reach::Module => self.from.is_within(module),
        };
        let imports: Vec<&Use> = contents.uses.iter().filter(is_meant).filter(is_seen).collect();
        // What is not understood may be anything.
        if contents.uses.iter().any(|import| import.path.is_empty()) { Err(Uncertain) } else { Ok(imports) }
    }
}

impl Scope {
    /// The module that the place is in.
    fn around(files: &[(Source, usize)]) -> Result<Scope, Uncertain> {
        let (source, at) = files.first().ok_or(Uncertain)?;
        let contents = source.file.contents().ok_or(Uncertain)?;
        let is_around = |index: &usize| contents.modules[*index].holds(*at);
        let within = (0..contents.modules.len()).rev().find(is_around).map_or(Within::File, Within::Module);
        Ok(Scope { files: files.to_vec(), within })
    }

    fn source(&self) -> &Source {
        &self.files[0].0
    }

    fn place(&self, at: usize) -> Place {
        let mut files = self.files.clone();
        files[0].1 = at;
        Place { files }
    }

    fn root(&self) -> Scope {
        Scope { files: self.files.last().cloned().into_iter().collect(), within: Within::File }
    }

    fn is_root(&self) -> bool {
        self.files.len() == 1 && self.within == Within::File
    }

    fn parent(&self) -> Result<Option<Scope>, Uncertain> {
        let within = match self.within {
            // A file is a module of a file.
            Within::File if self.files.len() > 1 => {
                return Ok(Some(Scope { files: self.files[1..].to_vec(), within: Within::File }));
            }
            Within::File => return Ok(None),
            Within::Module(index) => self.source().file.contents().ok_or(Uncertain)?.modules[index].within,
            Within::Block => return Err(Uncertain),
        };
        Ok(Some(Scope { within, ..self.clone() }))
    }

    fn child(&self, name: &str) -> Result<Option<Scope>, Uncertain> {
        let file = &self.source().file;
        let modules = &file.contents().ok_or(Uncertain)?.modules;
        let is_meant = |index: &usize| {
            let module = &modules[*index];
            module.within == self.within && file.text[module.name.clone()] == *name
        };
        let mut found = (0..modules.len()).filter(is_meant);
        let Some(index) = found.next() else { return Ok(None) };
        let module = &modules[index];
        if found.next().is_some() || !module.is_certain {
            return Err(Uncertain);
        }
        if module.body.is_some() {
            return Ok(Some(Scope { within: Within::Module(index), ..self.clone() }));
        }
        let source = self.source().source_of(module).filter(|_| module.is_named).ok_or(Uncertain)?;
        let mut files = vec![(source, 0), (self.source().clone(), module.name.start)];
        files.extend(self.files[1..].iter().cloned());
        Ok(Some(Scope { files, within: Within::File }))
    }

    /// Whether it is the other module, or in it.
    fn is_within(&self, outer: &Scope) -> bool {
        let is_same = |(source, _): &&(Source, usize)| source.path == outer.source().path;
        let Some((source, at)) = self.files.iter().find(is_same) else { return false };
        match (outer.within, source.file.contents()) {
            (Within::File, _) => true,
            (Within::Module(index), Some(contents)) => contents.modules[index].holds(*at),
            (Within::Module(_) | Within::Block, _) => false,
        }
    }

    /// Whether a block around the place may import the name.
    fn is_imported_in_a_block(&self, name: &str) -> Result<bool, Uncertain> {
        let (source, at) = &self.files[0];
        let is_meant = |import: &Use| {
            import.within == Within::Block
                && import.around.contains(at)
                && import.name.as_ref().is_none_or(|imported| imported == name)
        };
        Ok(source.file.contents().ok_or(Uncertain)?.uses.iter().any(is_meant))
    }
}

impl Source {
    /// The rules of the macro of that name, wherever in the crate it is exported from. A second one would be an error (E0428).
    fn exported(&self, name: &str) -> Result<Option<String>, Uncertain> {
        let Some(of) = &self.of else { return Ok(None) };
        for path in exporting(&of.root).iter() {
            let Some(source) = Source::read(path.clone(), Some(of.clone())) else { continue };
            let contents = source.file.contents().ok_or(Uncertain)?;
            let text = &source.file.text;
            let mut found = contents.macros.iter().filter(|of| of.is_exported && text[of.name.clone()] == *name);
            let Some(definition) = found.next() else { continue };
            let place = Place::within(source.clone(), definition.name.start);
            if !place.files.last().is_some_and(|(source, _)| source.is_root()) {
                continue;
            }
            let is_certain = definition.is_certain && found.next().is_none() && place.is_certain();
            return if is_certain { Ok(Some(text[definition.rules.clone()].to_owned())) } else { Err(Uncertain) };
        }
        Ok(None)
    }
}

impl Place {
    /// Whether all modules around it are there under no condition.
    fn is_certain(&self) -> bool {
        self.files.iter().all(|(source, at)| {
            let is_around = |module: &&super::file::Module| module.holds(*at) || module.name.start == *at;
            let contents = source.file.contents();
            contents.is_some_and(|contents| contents.modules.iter().filter(is_around).all(|module| module.is_certain))
        })
    }
}

/// The files beside the root of a crate, and below, that may export macros. They are looked for once.
fn exporting(root: &Rc<Path>) -> Rc<[PathBuf]> {
    thread_local! {
        static EXPORTING: RefCell<HashMap<Rc<Path>, Rc<[PathBuf]>>> = RefCell::default();
    }
    if let Some(known) = EXPORTING.with_borrow(|known| known.get(root).cloned()) {
        return known;
    }
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = root.parent().map(Path::to_owned).into_iter().collect();
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path)
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && std::fs::read_to_string(&path).is_ok_and(|text| text.contains("macro_export"))
            {
                found.push(path)
            }
        }
    }
    found.sort();
    let found: Rc<[PathBuf]> = found.into();
    EXPORTING.with_borrow_mut(|known| known.insert(root.clone(), found.clone()));
    found
}
