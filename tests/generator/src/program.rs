//! A program: items, some of them coroutines, and the call that starts one.
//!
//! It is text, not a tree: the generator knows types and borrows while it writes, afterwards nobody needs them. In the text
//! the line [`MARK`] stands above each coroutine, and what takes its place makes the two versions.

use std::fmt::{self, Display};
use std::str::FromStr;

/// Stands above each coroutine.
pub const MARK: &str = "#[co]";

/// Which program: the number `number` of the seed `seed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub seed: u32,
    pub number: u32,
}

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.seed, self.number)
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Name, String> {
        let parts = text.split_once('/').and_then(|(seed, number)| Some((seed.parse().ok()?, number.parse().ok()?)));
        let (seed, number) =
            parts.ok_or_else(|| format!("`{text}` is not a program: write seed/number, as in 7/123"))?;
        Ok(Name { seed, number })
    }
}

#[derive(Clone, Debug)]
pub struct Program {
    pub name: Name,
    /// Rust items, with [`MARK`] above each coroutine.
    pub items: String,
    /// The same before code of theirs was put into macros: where nothing is hidden.
    pub plain: String,
    /// The expression that makes the coroutine.
    pub call: String,
}

/// Who compiles the coroutines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Native,
    Ours,
}

impl Version {
    pub const BOTH: [Version; 2] = [Version::Native, Version::Ours];

    /// As it stands in names of files and in what the judge says.
    pub fn text(self) -> &'static str {
        match self {
            Version::Native => "native",
            Version::Ours => "ours",
        }
    }
}

impl Program {
    /// One of which nothing was put into macros.
    pub fn new(name: Name, items: String, call: String) -> Program {
        Program { name, plain: items.clone(), items, call }
    }

    /// A module with the function `start`, as the judge wants it.
    pub fn module(&self, version: Version) -> String {
        let attribute = match version {
            Version::Native => "",
            Version::Ours => "#[resumable::coroutine]",
        };
        let items = self.items.replace(MARK, attribute);
        format!(
            "use judge::harness::*;\n\n{items}\npub fn start() -> judge::Erased {{\n    judge::erase({})\n}}\n",
            self.call
        )
    }

    /// The program as a case of the oracle.
    pub fn case(&self) -> String {
        let mut text = format!("case! {{\n    /// Program {}.\n    mod program => {};\n", self.name, self.call);
        let mut in_coroutine = false;
        for line in self.items.lines() {
            if line.trim() == MARK {
                in_coroutine = true;
                text.push_str("    co! {\n");
            } else {
                let indent = if in_coroutine { "        " } else { "    " };
                text.push_str(&format!("{indent}{line}\n"));
                if in_coroutine && line == "}" {
                    in_coroutine = false;
                    text.push_str("    }\n");
                }
            }
        }
        text.push('}');
        text
    }

    pub fn statements(&self) -> usize {
        self.items.matches(';').count()
    }

    pub fn awaits(&self) -> usize {
        self.items.matches(".await").count()
    }
}
