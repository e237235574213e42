//! The promises of the runtime, one module per area. Native futures only, so that nothing here depends on the attribute.

mod support;

mod auto_traits;
mod blocking;
mod cancel;
mod crew;
mod executor;
mod fs;
mod guarantees;
mod http_client;
mod http_framing;
mod http_server;
mod io;
mod join;
mod join_set;
mod mpsc;
mod net;
mod oneshot;
mod seeds;
mod timers;
mod wakers;
