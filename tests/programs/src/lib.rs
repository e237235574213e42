//! Programs of ordinary size: what the attribute has to compile once it leaves the test cases.
//!
//! Each is written once and compiled in four ways. This library is native; the test includes the same files as modules of its own, where
//! `cfg(test)` is on and with it the attribute. Both have each program once for either runtime, which it finds under the same names:
//! `runtime::spawn`, `runtime::TcpStream`. A program returns what it has to say, and no line of that depends on time.
//!
//! `{client}.quit()` is how a program says that a method with an everyday name takes its receiver by value: see the README.
// Once for each runtime.
#![allow(clippy::duplicate_mod)]

pub mod programs;
