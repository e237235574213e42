//! Phases: text in, snapshot out. `UPDATE_EXPECT=1 cargo test -p resumable-macros` blesses.

mod blocks;
mod files;
mod items;
mod known;
mod macros;
mod near;
mod overlap;
mod phases;
mod promoted;
mod signature;
