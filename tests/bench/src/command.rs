//! What is asked for after `cargo bench … --`.

/// The flags of a benchmark, and which of its rows are wanted.
pub struct Command {
    flags: Vec<String>,
    filters: Vec<String>,
}

impl Command {
    /// Prints what is known, and exits, if a flag is not among the known ones.
    pub fn read(known: &[&str]) -> Command {
        // Cargo says `--bench` to every benchmark.
        let arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        let (flags, filters): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument.starts_with("--"));
        if let Some(unknown) = flags.iter().find(|flag| !known.contains(&flag.as_str())) {
            fail(&format!("`{unknown}` is unknown: there are {known:?}, and parts of names to choose rows by"));
        }
        Command { flags, filters }
    }

    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    /// Whether a row of this name is wanted: all are, unless parts of names are given.
    pub fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|part| name.contains(part.as_str()))
    }
}

/// Ends a benchmark that cannot go on.
pub fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    std::process::exit(1)
}
