//! A frame is never larger than rustc's, but for the exceptions that are argued here.
//!
//! `cargo bench -p bench --bench size` prints the sizes of the same shapes.

mod shapes;

/// Shapes whose frame is larger than rustc's, each with the reason. A shape that is not larger any more comes off the list.
const EXCEPTIONS: [(&str, &str); 15] = [
    ("scopes_of_five", APART),
    ("scopes_of_different_types", APART),
    ("scopes_of_values", APART),
    ("scopes_nested", APART),
    ("match_arms", APART),
    ("match_bindings", APART),
    ("if_else", APART),
    ("let_else", APART),
    ("loops_in_sequence", APART),
    ("callee_bound", AWAITED),
    ("future_kept", AWAITED),
    ("wait_boxed", AWAITED),
    ("buffer_not_kept", "a local lives to the end of its scope if it has a destructor: only its type tells"),
    ("small_locals_borrowed", FLAGS),
    ("select_of_two", "the future that stands for `select!` remembers whether it is biased"),
];

const APART: &str = "locals that are never alive together do not share a place yet";
const AWAITED: &str = "a local that is awaited has a place, and the awaited future has another";
const FLAGS: &str =
    "each local that stays in its place has a flag, which rustc knows to be needless where nothing drops";

fn reason_to_exceed(name: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(shape, _)| *shape == name).map(|(_, why)| *why)
}

fn describe(shapes: &[shapes::Shape]) -> String {
    shapes.iter().map(|shape| format!("{}: native {}, ours {}\n", shape.name, shape.native, shape.ours)).collect()
}

#[test]
fn no_frame_is_larger_than_native() {
    let mut larger = shapes::all();
    larger.retain(|shape| shape.ours > shape.native && reason_to_exceed(shape.name).is_none());
    assert!(larger.is_empty(), "larger than native:\n{}", describe(&larger));
}

#[test]
fn exceptions_are_larger_than_native() {
    let mut small = shapes::all();
    small.retain(|shape| shape.ours <= shape.native && reason_to_exceed(shape.name).is_some());
    assert!(small.is_empty(), "not larger than native, take them off the list of exceptions:\n{}", describe(&small));
    let shapes = shapes::all();
    for (name, _) in EXCEPTIONS {
        assert!(shapes.iter().any(|shape| shape.name == name), "no shape is called `{name}`");
    }
}

#[test]
fn shapes_have_names_of_their_own() {
    let mut names: Vec<&str> = shapes::all().iter().map(|shape| shape.name).collect();
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
