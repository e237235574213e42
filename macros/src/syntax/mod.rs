//! From tokens to the small tree: syn's expressions are the leaves, and syn ends here.

pub mod args;
pub mod body;
mod control;
mod flatten;
mod guards;
pub mod known;
mod labels;
pub mod macros;
pub mod operands;
pub mod params;
pub mod patterns;
pub mod signature;
pub mod suspend;
pub mod tree;
