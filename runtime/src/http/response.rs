//! What a server answered.

use super::Error;
use super::head::Head;
use crate::prelude::*;

/// A complete response.
#[derive(Debug, Clone)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    url: String,
}

impl Response {
    pub(super) fn new(head: Head, body: Vec<u8>, url: String) -> Self {
        Response { status: head.status, headers: head.headers, body, url }
    }

    /// The URL that has answered: the last one, if there were redirects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The status code, such as 200.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is one of success, 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The response, unless its status is one of failure, 400 to 599: for `?`.
    ///
    /// # Errors
    ///
    /// [`Error::Status`] then.
    pub fn error_for_status(self) -> Result<Response, Error> {
        if (400..600).contains(&self.status) { Err(Error::Status(self.status)) } else { Ok(self) }
    }

    /// The headers, names and values, in the order in which they came. Bytes that are not UTF-8 have been replaced by U+FFFD.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of the first header of that name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`Error::NotText`] if it is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|_| Error::NotText)
    }

    /// The body.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`Error::NotText`] if it is not UTF-8.
    pub fn into_string(self) -> Result<String, Error> {
        String::from_utf8(self.body).map_err(|_| Error::NotText)
    }
}
