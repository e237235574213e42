//! Values whose whole life is visible.

use super::world;
use std::fmt::{self, Debug, Display};

/// Logs how it is made, used, cloned and dropped, and detects a second drop or a use after the drop.
///
/// It owns no heap memory, so that a machine which drops it twice is found out by its log and not by a crash.
pub struct Noisy {
    name: &'static str,
    number: Option<u32>,
    id: u64,
}

/// A new value.
pub fn noisy(name: &'static str) -> Noisy {
    Noisy::new(name, None)
}

/// A new value that is one of several, in loops.
pub fn noisy_n(name: &'static str, number: u32) -> Noisy {
    Noisy::new(name, Some(number))
}

impl Noisy {
    fn new(name: &'static str, number: Option<u32>) -> Self {
        let mut noisy = Noisy { name, number, id: 0 };
        noisy.id = world::born(noisy.to_string());
        world::log(format_args!("{noisy}: made"));
        noisy
    }

    /// Uses the value by shared reference, and gives its number back (0 without one).
    pub fn by_ref(&self) -> u32 {
        self.used("used by reference")
    }

    /// Uses the value by unique reference, and raises its number.
    pub fn by_mut(&mut self) -> u32 {
        self.number = Some(self.number.unwrap_or(0) + 1);
        self.used("used by unique reference")
    }

    /// Consumes the value, under a name that says so by convention.
    pub fn into_number(self) -> u32 {
        self.used("consumed")
    }

    /// Consumes the value, under a name that says nothing.
    pub fn finish(self) -> u32 {
        self.used("finished")
    }

    /// Passes the value through.
    pub fn renamed(mut self, name: &'static str) -> Self {
        self.used("renamed");
        self.name = name;
        self
    }

    fn used(&self, how: &str) -> u32 {
        world::used(self.id);
        world::log(format_args!("{self}: {how}"));
        self.number.unwrap_or(0)
    }
}

impl Clone for Noisy {
    fn clone(&self) -> Self {
        self.used("cloned");
        Noisy { name: self.name, number: self.number, id: world::born(self.to_string()) }
    }
}

impl PartialEq for Noisy {
    fn eq(&self, other: &Self) -> bool {
        self.used("compared");
        other.used("compared");
        (self.name, self.number) == (other.name, other.number)
    }
}

impl Display for Noisy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "{}{number}", self.name),
            None => f.write_str(self.name),
        }
    }
}

impl Debug for Noisy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{self}>")
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        world::died(self.id);
        world::log_drop(format_args!("{self}: dropped"));
    }
}

/// A guard that looks at what it guards when it drops: it must drop first, and the value must not have moved.
pub struct Watch<'a, T: Debug + ?Sized> {
    name: &'static str,
    value: &'a T,
}

/// Guards `value`.
pub fn watch<'a, T: Debug + ?Sized>(name: &'static str, value: &'a T) -> Watch<'a, T> {
    world::log(format_args!("{name}: watches {value:?}"));
    Watch { name, value }
}

impl<'a, T: Debug + ?Sized> Watch<'a, T> {
    /// The guarded value itself.
    pub fn value(&self) -> &'a T {
        self.value
    }

    /// The guarded value, as it is now.
    pub fn seen(&self) -> String {
        format!("{:?}", self.value)
    }
}

impl<T: Debug + ?Sized> Drop for Watch<'_, T> {
    fn drop(&mut self) {
        world::log_drop(format_args!("{}: dropped, sees {:?}", self.name, self.value));
    }
}
