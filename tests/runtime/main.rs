//! The promises of the runtime, one module per area. Native futures only, so that nothing here depends on the attribute.

mod executor;
mod net;
