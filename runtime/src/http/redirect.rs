//! Responses that point elsewhere.

use super::head::Head;
use super::request::{Body, Parts};
use super::url::Url;
use super::{Error, Method};

/// Headers that are about the body, and go with it.
const ABOUT_THE_BODY: &str = "content-";
/// Headers that are for one server only, and no other is to see.
const CONFIDENTIAL: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// What becomes of responses that point elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirects {
    Follow,
    /// They are responses like others.
    Keep,
}

/// What of a request matters to where it may be redirected.
pub(super) struct Origin {
    pub(super) method: Method,
    pub(super) url: Url,
    can_repeat: bool,
}

/// Where to ask instead.
pub(super) struct Redirect {
    method: Method,
    url: Url,
}

impl Origin {
    pub(super) fn of(parts: &Parts) -> Self {
        let can_repeat = !matches!(parts.body, Body::Reader(..));
        Origin { method: parts.method, url: parts.url.clone(), can_repeat }
    }

    /// Where the response points. Nowhere also if the request cannot be repeated there: then the response stands as it is.
    ///
    /// As RFC 9110, 15.4, and as browsers do: 307 and 308 repeat the request; 303, and for POST also 301 and 302, ask by GET.
    pub(super) fn redirected(&self, head: &Head) -> Result<Option<Redirect>, Error> {
        let method = match (head.status, self.method) {
            (303, Method::Head) => Method::Head,
            (303, _) | (301 | 302, Method::Post) => Method::Get,
            (301 | 302 | 307 | 308, method) => method,
            _ => return Ok(None),
        };
        let Some(location) = head.header("location") else { return Ok(None) };
        if method == self.method && !self.can_repeat {
            return Ok(None);
        }
        let url = self.url.join(location).map_err(|error| match error {
            Error::BadUrl(reason) => Error::BadRedirect(reason),
            error => error,
        })?;
        Ok(Some(Redirect { method, url }))
    }
}

impl Parts {
    /// Makes the request the one that asks there.
    pub(super) fn follow(&mut self, Redirect { method, url }: Redirect) {
        if method != self.method {
            self.body = Body::Empty;
            self.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with(ABOUT_THE_BODY));
        }
        if !url.is_same_server(&self.url) {
            self.headers.retain(|(name, _)| !CONFIDENTIAL.iter().any(|secret| name.eq_ignore_ascii_case(secret)));
        }
        (self.method, self.url) = (method, url);
    }
}
