//! The promises of the runtime, one module per area. Native futures only, so that nothing here depends on the attribute.

mod support;

mod auto_traits;
mod blocking;
mod broadcast;
mod buffered;
mod cancel;
mod combine;
mod crew;
mod crew_ends;
mod executor;
mod extremes;
mod fs;
mod guarantees;
mod http_client;
mod http_duplex;
mod http_framing;
mod http_requests;
mod http_server;
mod interop;
mod io;
mod join;
mod join_set;
mod locks;
mod marks;
mod mpsc;
mod nesting;
mod net;
mod notify;
mod oneshot;
mod seeds;
mod sockets;
mod timers;
mod tracker;
mod waiters;
mod wakers;
