//! What is run: once as coroutines of the attribute, and once as rustc's.

#[macro_use]
mod between;
#[macro_use]
mod net;
#[macro_use]
mod tasks;

macro_rules! bodies {
    ($module:ident, $attribute:meta) => {
        pub mod $module {
            mod between {
                between!($attribute);
            }
            mod net {
                net!($attribute);
            }
            mod tasks {
                tasks!($attribute);
            }
            pub use {between::*, net::*, tasks::*};
        }
    };
}

bodies!(ours, resumable::coroutine);
bodies!(native, allow(clippy::needless_pass_by_value));
