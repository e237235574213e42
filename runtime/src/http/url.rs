//! The parts of a URL that a request needs.

use super::Error;
use crate::prelude::*;
use std::fmt;
use std::net::Ipv6Addr;

/// `http://host:port/path?query`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) is_https: bool,
    /// A name or an address, without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    /// Host and port as they stand in the URL: the value of the `host` header.
    pub(super) authority: String,
    /// Path and query: what is asked for.
    pub(super) target: String,
}

impl Url {
    /// Accepts nothing that would be more than one token in a request, so that a URL cannot smuggle a header in.
    pub(super) fn parse(url: &str) -> Result<Url, Error> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(Error::BadUrl("it must begin with http://"));
        };
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            return Err(Error::BadUrl("it must begin with http://"));
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (host, port) = parse_authority(authority)?;
        let port = port.unwrap_or(if is_https { 443 } else { 80 });
        let target = rest.split('#').next().unwrap_or_default();
        if !target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::BadUrl("percent-encode spaces, control characters and non-ascii characters"));
        }
        let slash = if target.starts_with('/') { "" } else { "/" };
        Ok(Url { is_https, host: host.into(), port, authority: authority.into(), target: format!("{slash}{target}") })
    }
}

impl Url {
    /// Where a reference in a document of this URL points to: RFC 3986, 5.2. What is not ASCII, or a space, and should have been percent-encoded, is.
    pub(super) fn join(&self, reference: &str) -> Result<Url, Error> {
        if reference.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Error::BadUrl("the location is not utf-8"));
        }
        let reference = &*encode(reference.split('#').next().unwrap_or_default());
        let scheme = if self.is_https { "https" } else { "http" };
        let path = self.target.split('?').next().unwrap_or_default();
        let is_absolute = reference.find(':').is_some_and(|colon| !reference[..colon].contains(['/', '?']));
        let whole = if is_absolute {
            reference.to_owned()
        } else if reference.starts_with("//") {
            format!("{scheme}:{reference}")
        } else {
            let target = match reference.chars().next() {
                None => self.target.clone(),
                Some('/') => reference.to_owned(),
                Some('?') => format!("{path}{reference}"),
                Some(_) => {
                    let directory = path.rfind('/').map_or("/", |slash| &path[..=slash]);
                    format!("{directory}{reference}")
                }
            };
            format!("{scheme}://{}{target}", self.authority)
        };
        let mut url = Url::parse(&whole)?;
        let (path, query) = url.target.split_at(url.target.find('?').unwrap_or(url.target.len()));
        url.target = remove_dots(path) + query;
        Ok(url)
    }

    pub(super) fn is_same_server(&self, other: &Url) -> bool {
        self.is_https == other.is_https && self.port == other.port && self.host.eq_ignore_ascii_case(&other.host)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.target)
    }
}

/// The text with percent-encoded bytes where it is not ASCII, RFC 3987, 3.1, and where there are spaces, as some servers write them.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte.is_ascii() && byte != b' ' {
            true => encoded.push(byte.into()),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The path without `.` and `..`: RFC 3986, 5.2.4.
fn remove_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
        if is_last && matches!(segment, "." | "..") {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

fn parse_authority(authority: &str) -> Result<(&str, Option<u16>), Error> {
    if authority.contains('@') {
        return Err(Error::BadUrl("it has a user name: leave it out, and use Request::basic_auth"));
    }
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let Some((host, port)) = rest.split_once(']') else { return Err(Error::BadUrl("the bracket is not closed")) };
        if host.parse::<Ipv6Addr>().is_err() {
            return Err(Error::BadUrl("brackets hold an ipv6 address"));
        }
        (host, port)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let (host, port) = authority.split_at(end);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if host.is_empty() || !host.bytes().all(is_name) {
            return Err(Error::BadUrl("the host is not a name or an address"));
        }
        (host, port)
    };
    Ok((host, parse_port(port)?))
}

/// The port with its colon, or nothing.
fn parse_port(port: &str) -> Result<Option<u16>, Error> {
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(None),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map(Some).map_err(|_| Error::BadUrl("the port is larger than 65535"))
        }
        _ => Err(Error::BadUrl("the port is not a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[track_caller]
    fn check(url: &str, host: &str, port: u16, authority: &str, target: &str) {
        let (host, authority, target) = (host.into(), authority.into(), target.into());
        let expected = Url { is_https: false, host, port, authority, target };
        assert_eq!(Url::parse(url).unwrap(), expected);
    }

    #[test]
    fn takes_urls_apart() {
        check("http://example.org", "example.org", 80, "example.org", "/");
        check("HTTP://example.org:8080/a/b?c=d#e", "example.org", 8080, "example.org:8080", "/a/b?c=d");
        check("http://127.0.0.1:1?q", "127.0.0.1", 1, "127.0.0.1:1", "/?q");
        check("http://[::1]:81/x", "::1", 81, "[::1]:81", "/x");
        check("http://h#/not/a/path", "h", 80, "h", "/");
    }

    #[test]
    fn references_are_resolved() {
        let base = Url::parse("http://a:1/b/c/d?q").unwrap();
        let joined = |reference: &str| base.join(reference).unwrap().to_string();
        // Those of RFC 3986, 5.4, that are about http.
        assert_eq!(joined("g"), "http://a:1/b/c/g");
        assert_eq!(joined("./g"), "http://a:1/b/c/g");
        assert_eq!(joined("g/"), "http://a:1/b/c/g/");
        assert_eq!(joined("/g"), "http://a:1/g");
        assert_eq!(joined("//g"), "http://g/");
        assert_eq!(joined("?y"), "http://a:1/b/c/d?y");
        assert_eq!(joined("g?y#s"), "http://a:1/b/c/g?y");
        assert_eq!(joined("#s"), "http://a:1/b/c/d?q");
        assert_eq!(joined(""), "http://a:1/b/c/d?q");
        assert_eq!(joined("."), "http://a:1/b/c/");
        assert_eq!(joined("./"), "http://a:1/b/c/");
        assert_eq!(joined(".."), "http://a:1/b/");
        assert_eq!(joined("../g"), "http://a:1/b/g");
        assert_eq!(joined("../.."), "http://a:1/");
        assert_eq!(joined("../../../g"), "http://a:1/g");
        assert_eq!(joined("/./g"), "http://a:1/g");
        assert_eq!(joined("g;x=1/../y"), "http://a:1/b/c/y");
        assert_eq!(joined("g?y/./x"), "http://a:1/b/c/g?y/./x");
        assert_eq!(joined("HTTPS://h/x"), "https://h/x");
        assert_eq!(Url::parse("https://h").unwrap().port, 443);
        assert!(base.join("ftp://h/").is_err());
        assert!(base.join("mailto:a").is_err());
        // What a server has not encoded, as browsers do; but neither a name nor what was no text.
        assert_eq!(joined("/ä?ö=é#ü"), "http://a:1/%C3%A4?%C3%B6=%C3%A9");
        assert_eq!(joined("日本/%41"), "http://a:1/b/c/%E6%97%A5%E6%9C%AC/%41");
        assert_eq!(joined("http://h/ä"), "http://h/%C3%A4");
        assert!(base.join("http://ä/").is_err());
        assert!(base.join("/\u{fffd}").is_err());
        assert_eq!(joined("/a b?c d"), "http://a:1/a%20b?c%20d");
        assert!(base.join("http://a b/").is_err());
        assert!(base.join("/a\tb").is_err());
        assert!(base.join("/a\r\nx: y").is_err());
    }

    #[test]
    fn refuses_what_it_cannot_send() {
        let refused = [
            "",
            "example.org",
            "ftp://example.org",
            "http://",
            "http:///path",
            "http://user@host/",
            "http://host:/",
            "http://host:65536/",
            "http://host:+1/",
            "http://host:1:2/",
            "http://[::1/",
            "http://[::1]x/",
            "http://[nonsense]/",
            "http://ho st/",
            "http://host\r\nx: y/",
            "http://host/a b",
            "http://host/a\r\nx: y",
            "http://host/ä",
        ];
        for url in refused {
            assert!(matches!(Url::parse(url), Err(Error::BadUrl(_))), "{url:?} was accepted");
        }
    }
}
