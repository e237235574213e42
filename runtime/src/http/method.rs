//! What is asked of a resource.

use std::fmt;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Fetches.
    Get,
    /// Fetches everything but the body.
    Head,
    /// Hands data over.
    Post,
    /// Stores under the URL.
    Put,
    /// Changes what is stored under the URL.
    Patch,
    /// Removes.
    Delete,
    /// Asks what can be done.
    Options,
}

impl Method {
    /// The name, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }

    /// Whether doing it twice is as good as once, so that it can be repeated when it is not known whether it was done (RFC 9110, 9.2.2).
    pub fn is_idempotent(self) -> bool {
        match self {
            Method::Get | Method::Head | Method::Put | Method::Delete | Method::Options => true,
            Method::Post | Method::Patch => false,
        }
    }

    /// Whether a request without a body says so: servers expect one.
    pub(super) fn expects_body(self) -> bool {
        matches!(self, Method::Post | Method::Put | Method::Patch)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
