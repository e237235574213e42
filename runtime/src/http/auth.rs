//! Names and passwords in headers: RFC 7617.

use super::Error;
use crate::prelude::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The value of an `authorization` header, in UTF-8 as the RFC recommends.
pub(super) fn basic(user: &str, password: &str) -> Result<String, Error> {
    if user.contains(':') {
        return Err(Error::BadHeader("a user name for basic authentication has no colon"));
    }
    if user.chars().chain(password.chars()).any(char::is_control) {
        return Err(Error::BadHeader("a user name or password contains a control character"));
    }
    Ok(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_encoded() {
        let encoded = |user, password| basic(user, password).unwrap();
        assert_eq!(encoded("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(encoded("test", "123\u{a3}"), "Basic dGVzdDoxMjPCow==");
        assert_eq!(encoded("", ""), "Basic Og==");
        assert_eq!(encoded("a", "b"), "Basic YTpi");
        assert_eq!(encoded("a", ":"), "Basic YTo6");
        assert_eq!(encoded("\u{3ff}", "?>"), "Basic z786Pz4=");
        for (user, password) in [("a:b", ""), ("a\n", ""), ("", "\0"), ("", "\u{85}")] {
            assert!(matches!(basic(user, password), Err(Error::BadHeader(_))), "{user:?}, {password:?}");
        }
    }
}
