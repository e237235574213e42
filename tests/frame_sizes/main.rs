//! A frame is never larger than rustc's, but for the exceptions that are argued here.
//!
//! `cargo bench -p bench --bench size` prints the sizes of the same shapes.

mod blocks;
mod shapes;

/// Shapes whose frame is larger than rustc's, each with the reason. A shape that is not larger any more comes off the list.
const EXCEPTIONS: [(&str, &str); 2] = [("scopes_of_different_types", BESIDE), ("owner_after_wait", BESIDE)];

const BESIDE: &str = "the state lies beside what shares its place, which is aligned as its most aligned part is, and not in a gap of each part";

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
