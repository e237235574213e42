//! The words and brackets of a source file, by their places in its text.
//!
//! What rustc makes tokens of a text for, has lost its places. Literals and comments are passed over, and of signs only brackets are of interest,
//! and what may stand before them. The lexical structure is that of the Reference, chapters "Comments" and "Tokens".

pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    Open,
    Close,
    Sign(u8),
    Literal,
}

/// All of them. `None` where a literal or a comment does not end.
pub fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut scan = Scan { text: text.as_bytes(), at: 0 };
    if text.starts_with("#!") && !text[2..].trim_start().starts_with('[') {
        scan.line()
    }
    let mut tokens = Vec::new();
    loop {
        scan.blank()?;
        let start = scan.at;
        let Some(first) = scan.peek(0) else { return Some(tokens) };
        let kind = scan.token(first)?;
        tokens.push(Token { kind, start, end: scan.at });
    }
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn starts_with(&self, start: &str) -> bool {
        self.text[self.at..].starts_with(start.as_bytes())
    }

    /// To the end of the line.
    fn line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    /// Passes over white space and comments.
    fn blank(&mut self) -> Option<()> {
        loop {
            match self.peek(0) {
                Some(byte) if byte.is_ascii_whitespace() || byte == 0x0b => self.at += 1,
                _ if self.starts_with("//") => self.line(),
                _ if self.starts_with("/*") => self.comment()?,
                _ => return Some(()),
            }
        }
    }

    fn comment(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            let (step, change) = match (self.peek(0)?, self.peek(1)) {
                (b'/', Some(b'*')) => (2, 1),
                (b'*', Some(b'/')) => (2, -1),
                _ => (1, 0),
            };
            self.at += step;
            depth += change;
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn token(&mut self, first: u8) -> Option<Kind> {
        match first {
            b'"' => self.string(),
            b'\'' => self.quote(),
            b'(' | b'[' | b'{' => self.sign(Kind::Open),
            b')' | b']' | b'}' => self.sign(Kind::Close),
            b'0'..=b'9' => {
                self.word();
                Some(Kind::Literal)
            }
            first if is_word(first) => self.word_or_literal(),
            first => self.sign(Kind::Sign(first)),
        }
    }

    fn sign(&mut self, kind: Kind) -> Option<Kind> {
        self.at += 1;
        Some(kind)
    }

    fn word(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len())
    }

    /// A word, or a literal that begins with one: `b"…"`, `br#"…"#`, `b'…'`. `r#name` is a word.
    fn word_or_literal(&mut self) -> Option<Kind> {
        let start = self.at;
        self.word();
        match (&self.text[start..self.at], self.peek(0)) {
            (b"r" | b"br" | b"cr", Some(b'"')) => self.raw_string(0),
            (b"b" | b"c", Some(b'"')) => self.string(),
            (b"b", Some(b'\'')) => self.quote(),
            (word @ (b"r" | b"br" | b"cr"), Some(b'#')) => {
                let hashes = self.text[self.at..].iter().take_while(|byte| **byte == b'#').count();
                match self.peek(hashes) {
                    Some(b'"') => self.raw_string(hashes),
                    Some(next) if *word == *b"r" && hashes == 1 && is_word(next) => {
                        self.at += 1;
                        self.word();
                        Some(Kind::Word)
                    }
                    _ => Some(Kind::Word),
                }
            }
            _ => Some(Kind::Word),
        }
    }

    /// From the `#`s, or the `"`, on.
    fn raw_string(&mut self, hashes: usize) -> Option<Kind> {
        self.at += hashes + 1;
        loop {
            let is_end = self.peek(0)? == b'"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some(b'#'));
            self.at += 1;
            if is_end {
                self.at += hashes;
                return Some(Kind::Literal);
            }
        }
    }

    /// From the `"` on.
    fn string(&mut self) -> Option<Kind> {
        self.until(b'"')
    }

    /// What begins with a `'`: a literal, or a lifetime.
    fn quote(&mut self) -> Option<Kind> {
        let second = self.peek(1)?;
        let rest = std::str::from_utf8(&self.text[self.at + 1..]).ok()?;
        let width = rest.chars().next()?.len_utf8();
        if second == b'\\' || self.peek(1 + width) == Some(b'\'') {
            return self.until(b'\'');
        }
        self.at += 1;
        self.word();
        Some(Kind::Literal)
    }

    /// To the end of a literal in such quotes.
    fn until(&mut self, quote: u8) -> Option<Kind> {
        self.at += 1;
        loop {
            let byte = self.peek(0)?;
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                return Some(Kind::Literal);
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}
