//! Macros that stand before a function in its file, and await or return: they are written out.
//!
//! They are looked for in the file as it stands, so that the functions must not stand in what a macro is given, as they do with `both!`. So
//! `macros_around/bodies.rs` is included twice, and what the path `rust_analyzer` means makes the difference: a tool, whose attributes do
//! nothing, or this crate.

use crate::harness::*;

mod native {
    use super::*;

    include!("macros_around/bodies.rs");
}

mod ours {
    use super::*;
    use resumable as rust_analyzer;

    include!("macros_around/bodies.rs");
}

macro_rules! same_as_native {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                let native = observe(auto::auto_traits!(|| native::$name()), || native::$name());
                let ours = observe(auto::auto_traits!(|| ours::$name()), || ours::$name());
                assert_same(native, ours);
            }
        )+
    };
}

same_as_native! { attempts rules loops questions scopes statements items names given declares operands closures conditions words }
