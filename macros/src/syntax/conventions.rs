//! What the name of a method tells of what it does with its receiver, by the conventions of std, of the API guidelines, and of the crates that
//! asynchronous code is made of. A macro sees no types: what follows from a name is a guess, which `codegen` verifies.

/// Whether a method with this name is taken to consume its receiver, if that is not used again: by the naming conventions of the standard
/// library and the API guidelines. codegen verifies the guess, so a wrong one is an error.
pub fn consumes_receiver(e: &syn::ExprMethodCall, of_temporary: bool) -> bool {
    const NAMES: &[&str] = &[
        "acquire_many_owned",
        "acquire_owned",
        "and_modify",
        "bytes_stream",
        "detach",
        "error_for_status",
        "framed",
        "join_all",
        "left_future",
        "left_stream",
        "lock_owned",
        "map_unchecked",
        "map_unchecked_mut",
        "never_error",
        "on_upgrade",
        "or_default",
        "or_insert",
        "or_insert_with",
        "or_insert_with_key",
        "read_owned",
        "remote_handle",
        "reunite",
        "right_future",
        "right_stream",
        "serve_with_incoming",
        "serve_with_shutdown",
        "shutdown_background",
        "shutdown_timeout",
        "sink_map_err",
        "try_acquire_owned",
        "try_lock_owned",
        "unit_error",
        "wait_with_output",
        "write_owned",
        "unwrap",
        "expect",
        "map",
        "map_err",
        "map_or",
        "map_or_else",
        "and_then",
        "or_else",
        "ok_or",
        "ok_or_else",
        "filter_map",
        "flatten",
        "flat_map",
        "zip",
        "chain",
        "rev",
        "step_by",
        "take_while",
        "skip_while",
        "enumerate",
        "peekable",
        "collect",
        "try_collect",
        "fold",
        "for_each",
        "for_each_concurrent",
        "try_for_each",
        "then",
        "buffered",
        "buffer_unordered",
        "cloned",
        "copied",
        "fuse",
        "boxed",
        "boxed_local",
        "into",
        "try_into",
        "catch_unwind",
        "compat",
        "compat_write",
        "err_into",
        "flatten_stream",
        "flatten_unordered",
        "freeze",
        "inspect_err",
        "inspect_ok",
        "map_ok",
        "map_ok_or_else",
        "now_or_never",
        "ok_into",
        "project",
        "take_until",
        "transpose",
        "try_buffer_unordered",
        "try_buffered",
        "try_concat",
        "try_filter",
        "try_filter_map",
        "try_flatten",
        "try_flatten_stream",
        "try_skip_while",
        "try_take_while",
    ];
    // Builders, their futures, and iterators: a local is as often a channel, a socket or a statistic.
    const OF_TEMPORARIES: &[&str] = &[
        "json",
        "text",
        "bytes",
        "header",
        "headers",
        "body",
        "form",
        "bearer_auth",
        "basic_auth",
        "build",
        "inspect",
        "map_while",
        "max",
        "max_by",
        "max_by_key",
        "min",
        "min_by",
        "min_by_key",
        "partition",
        "product",
        "reduce",
        "scan",
        "sum",
        "unzip",
    ];
    // Where they are told how many, or which: `Option::take` is not.
    const WITH_ARGUMENT: &[&str] = &[
        "and",
        "change_context",
        "context",
        "filter",
        "or",
        "skip",
        "take",
        "with_context",
        "wrap_err",
        "wrap_err_with",
        "xor",
    ];
    // Where they are told nothing: `join` of a list is, and `send` of a channel.
    const WITHOUT_ARGUMENT: &[&str] = &["err", "join", "ok", "send"];
    let name = e.method.to_string();
    let prefixes = ["into_", "unwrap_", "expect_"];
    NAMES.contains(&name.as_str())
        || ASKS_BY_VALUE.contains(&name.as_str())
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
        // Of a clock, `timeout` is told of what, too.
        || (of_temporary && name == "timeout" && e.args.len() == 1)
        || (of_temporary && (OF_TEMPORARIES.contains(&name.as_str()) || is_given_with(&name)))
        || (e.args.len() == 1 && WITH_ARGUMENT.contains(&name.as_str()))
        || (e.args.is_empty() && WITHOUT_ARGUMENT.contains(&name.as_str()))
}

/// The same of a local, which is a transaction. What is told where to is as often a writer, and a temporary is as often a guard of what it is.
pub fn consumes_local(e: &syn::ExprMethodCall) -> bool {
    const NAMES: &[&str] = &["commit", "finalize", "rollback"];
    e.args.is_empty() && NAMES.iter().any(|name| e.method == name)
}

/// Whether what a method with this name gives is its receiver with something more: the ending of a path is put to another path.
fn is_given_with(name: &str) -> bool {
    const OF_PATHS: &[&str] = &["with_added_extension", "with_extension", "with_file_name"];
    name.starts_with("with_") && !OF_PATHS.contains(&name)
}

/// Whether a method with this name is taken to look at a receiver that the function owns: another one, where it is the last to mention it, is
/// taken to consume it, as what gets its receiver by value passes it on.
pub fn keeps_receiver(method: &syn::Ident) -> bool {
    const NAMES: &[&str] = &["clone", "cmp", "contains", "eq", "hash", "len", "log", "ne", "partial_cmp", "push"];
    const PREFIXES: &[&str] = &["as_", "check_", "contains_", "get", "has_", "iter", "log_", "set_", "to_"];
    let name = method.to_string();
    NAMES.contains(&name.as_str()) || asks(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a method is taken to consume the local that its value is assigned to, as those of builders do. Those of texts, of paths and of
/// sets look at it.
pub fn passes_receiver_on(method: &syn::Ident, args: usize) -> bool {
    const LOOKED_AT: &[&str] = &[
        "canonicalize",
        "child",
        "concat",
        "difference",
        "file_name",
        "find",
        "intersection",
        "join",
        "last",
        "nth",
        "parent",
        "range",
        "repeat",
        "replace",
        "replacen",
        "symmetric_difference",
        "union",
        "upgrade",
    ];
    const PREFIXES: &[&str] = &["slice", "split", "strip_", "trim"];
    let name = method.to_string();
    let looked_at = LOOKED_AT.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    // Without an argument it is as well an iterator's, a queue's, or that of a link in a list.
    let gives = name.starts_with("set_") || is_given_with(&name);
    let looks = name.starts_with("with_") || borrows_receiver(method, args) || keeps_receiver(method);
    args > 0 && !looked_at && (gives || !looks)
}

/// Whether a method with this name consumes its receiver for all that conventions are worth.
pub fn surely_consumes_receiver(method: &syn::Ident) -> bool {
    const NAMES: &[&str] = &["unwrap", "expect", "map_err", "ok_or", "ok_or_else", "and_then", "collect", "into"];
    let name = method.to_string();
    NAMES.contains(&name.as_str()) || ["into_", "unwrap_", "expect_"].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a method with this name borrows its receiver, by the conventions of std, of futures and of tokio: collections, cells, channels,
/// streams, readers and writers.
pub fn borrows_receiver(method: &syn::Ident, args: usize) -> bool {
    const NAMES: &[&str] = &[
        "accept",
        "acquire",
        "by_ref",
        "changed",
        "clear",
        "clone",
        "contains",
        "contains_key",
        "drain",
        "entry",
        "extend",
        "first",
        "flush",
        "get",
        "get_mut",
        "insert",
        "iter",
        "iter_mut",
        "keys",
        "len",
        "load",
        "lock",
        "next",
        "notified",
        "notify_one",
        "notify_waiters",
        "peek",
        "pop",
        "pop_back",
        "pop_front",
        "push",
        "push_back",
        "push_front",
        "push_str",
        "read",
        "recv",
        "remove",
        "retain",
        "store",
        "tick",
        "values",
        "write",
    ];
    const PREFIXES: &[&str] = &["as_", "poll_", "set_", "try_lock", "try_recv"];
    let name = method.to_string();
    if name == "try_lock_owned" {
        return false;
    }
    // What sends one value is a channel or a sink; without one it is a builder.
    NAMES.contains(&name.as_str())
        || asks(&name)
        || reads_or_writes(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || (name == "send" && args == 1)
        // What is given something makes it of both, by whatever means.
        || (name.starts_with("to_") && args == 0)
}

/// Whether a method of such a name is now and then another one: one that gives one value to be sent, that fills or empties an entry of a map, that
/// tells a builder something, that makes something else of what is not used again, or that waits, as no method of a collection does.
pub fn may_yet_move(method: &syn::Ident, awaited: bool) -> bool {
    let name = method.to_string();
    // What is sent by a sender of one value is not awaited.
    name == "insert"
        || name == "remove"
        || name.starts_with("set_")
        || (name == "send" && !awaited)
        || (awaited && is_of_collections(&name))
        || (name.starts_with("to_") && !gives_copy(&name))
}

/// Those that change a collection, which have other owners where they are awaited.
fn is_of_collections(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "clear",
        "drain",
        "entry",
        "extend",
        "pop",
        "pop_back",
        "pop_front",
        "push",
        "push_back",
        "push_front",
        "retain",
    ];
    NAMES.contains(&name)
}

/// Whether what such a method is known of is declared with `mut`: an iterator, a stream, what watches a value. Of something else it may be any.
pub fn wants_mut(method: &syn::Ident) -> bool {
    method == "changed" || method == "next"
}

/// Whether a method of such a name is as often one of what the receiver refers to: bytes are chained to others by a reference to them.
pub fn may_yet_look(method: &syn::Ident) -> bool {
    method == "chain"
}

/// Whether a method is one of std's `to_…`, all of which borrow what has a destructor.
fn gives_copy(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "to_ascii_lowercase",
        "to_ascii_uppercase",
        "to_lowercase",
        "to_mut",
        "to_os_string",
        "to_owned",
        "to_path_buf",
        "to_socket_addrs",
        "to_str",
        "to_string",
        "to_string_lossy",
        "to_uppercase",
        "to_vec",
    ];
    NAMES.contains(&name)
}

/// Whether a method is one of std's or tokio's readers and writers, like `read_exact`. `read_command` may be anybody's.
fn reads_or_writes(name: &str) -> bool {
    const NUMBERS: &[&str] = &["f32", "f64", "i128", "i16", "i32", "i64", "i8", "u128", "u16", "u32", "u64", "u8"];
    const READ: &[&str] =
        &["at", "buf", "buf_exact", "byte", "exact", "exact_at", "line", "to_end", "to_string", "until", "vectored"];
    const WRITTEN: &[&str] =
        &["all", "all_at", "all_buf", "all_vectored", "at", "buf", "char", "fmt", "str", "vectored"];
    let (rest, known) = match (name.strip_prefix("read_"), name.strip_prefix("write_")) {
        (Some(rest), _) => (rest, READ),
        (_, Some(rest)) => (rest, WRITTEN),
        (None, None) => return false,
    };
    let number = rest.strip_suffix("_le").or(rest.strip_suffix("_be")).unwrap_or(rest);
    known.contains(&rest) || NUMBERS.contains(&number)
}

/// `is_…` methods that are given what they ask about.
const ASKS_BY_VALUE: &[&str] = &["is_err_and", "is_none_or", "is_ok_and", "is_some_and"];

/// Whether a method with this name asks something about a receiver that it borrows.
pub fn asks(name: &str) -> bool {
    name.starts_with("is_") && !ASKS_BY_VALUE.contains(&name)
}
