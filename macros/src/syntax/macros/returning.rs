//! What the name of a macro tells of whether it returns from the function.

use crate::syntax::suspend;

/// Whether a macro of that name never comes back, but returns an error.
pub fn returns(name: &str) -> bool {
    matches!(name, "bail" | "fail" | "throw")
}

/// Whether the name begins with a word for what has to hold. One that says that it does not, as `fail_with!`, need not come back at all, which is
/// of another type.
pub fn is_check(mac: &syn::Macro) -> bool {
    const WORDS: [&str; 5] = ["check", "ensure", "require", "try", "verify"];
    let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let word = name.split('_').next().unwrap_or_default();
    let known = matches!(name.as_str(), "ensure" | "try") || suspend::awaiting_macro(mac).is_some();
    WORDS.contains(&word) && !known
}
