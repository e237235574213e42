//! The parts of a URL that a request needs.

use super::Error;
use crate::prelude::*;
use std::net::Ipv6Addr;

/// `http://host:port/path?query`, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Url {
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
        if scheme.eq_ignore_ascii_case("https") {
            return Err(Error::BadUrl("https is not supported, only http"));
        }
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(Error::BadUrl("it must begin with http://"));
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (host, port) = parse_authority(authority)?;
        let target = rest.split('#').next().unwrap_or_default();
        if !target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::BadUrl("percent-encode spaces, control characters and non-ascii characters"));
        }
        let slash = if target.starts_with('/') { "" } else { "/" };
        Ok(Url { host: host.into(), port, authority: authority.into(), target: format!("{slash}{target}") })
    }
}

fn parse_authority(authority: &str) -> Result<(&str, u16), Error> {
    if authority.contains('@') {
        return Err(Error::BadUrl("user names and passwords are not supported"));
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
fn parse_port(port: &str) -> Result<u16, Error> {
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(80),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map_err(|_| Error::BadUrl("the port is larger than 65535"))
        }
        _ => Err(Error::BadUrl("the port is not a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, host: &str, port: u16, authority: &str, target: &str) {
        let expected = Url { host: host.into(), port, authority: authority.into(), target: target.into() };
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
    fn refuses_what_it_cannot_send() {
        let refused = [
            "",
            "example.org",
            "https://example.org",
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
