//! The programs, twice.

pub mod runtimes;

/// One of each, for a runtime.
macro_rules! programs {
    ($runtime:ident) => {
        #[path = "."]
        pub mod $runtime {
            use super::runtimes::$runtime as runtime;

            #[path = "chat/mod.rs"]
            pub mod chat;
            #[path = "crawler.rs"]
            pub mod crawler;
            #[path = "key_value/mod.rs"]
            pub mod key_value;
        }
    };
}

programs!(resumable);
programs!(tokio);
