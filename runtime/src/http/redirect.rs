//! Responses that point elsewhere.

use super::request::{Body, Parts};
use super::{Error, Method, Response};

/// Headers that are about the body, and go with it.
const ABOUT_THE_BODY: &str = "content-";
/// Headers that are for one server only, and no other is to see.
const CONFIDENTIAL: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Whether a response with this status may point elsewhere, and then has a body that nobody wants.
pub(super) fn may_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Makes the request the one that the response points to. False if it points nowhere, or the request cannot be repeated: then the response
/// stands as it is.
///
/// As RFC 9110, 15.4, and as browsers do: 307 and 308 repeat the request; 303, and for POST also 301 and 302, ask by GET.
pub(super) fn redirected(parts: &mut Parts, response: &Response) -> Result<bool, Error> {
    let method = match (response.status(), parts.method) {
        (303, Method::Head) => Method::Head,
        (303, _) | (301 | 302, Method::Post) => Method::Get,
        (301 | 302 | 307 | 308, method) => method,
        _ => return Ok(false),
    };
    let Some(location) = response.header("location") else { return Ok(false) };
    if method == parts.method && matches!(parts.body, Body::Reader(_)) {
        return Ok(false);
    }
    let url = parts.url.join(location)?;
    if method != parts.method {
        parts.body = Body::Empty;
        parts.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with(ABOUT_THE_BODY));
    }
    if !url.is_same_server(&parts.url) {
        parts.headers.retain(|(name, _)| !CONFIDENTIAL.iter().any(|secret| name.eq_ignore_ascii_case(secret)));
    }
    (parts.method, parts.url) = (method, url);
    Ok(true)
}
