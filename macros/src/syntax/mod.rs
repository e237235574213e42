//! From tokens to the small tree: syn's expressions are the leaves, and syn ends here.

pub mod args;
pub mod body;
pub mod cfg;
mod control;
mod cross;
pub mod editions;
mod extend;
mod flatten;
pub mod function;
mod groups;
mod guards;
pub mod item;
pub mod known;
pub mod labels;
mod lets;
mod literals;
pub mod macros;
mod naming;
pub mod nested;
pub mod operands;
pub mod params;
mod parts;
pub mod patterns;
pub mod scope;
pub mod signature;
pub mod suspend;
pub mod tree;
