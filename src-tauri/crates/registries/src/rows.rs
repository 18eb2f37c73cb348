//! What the lists of vendors' APIs have in common: rows, what is said of those that can't be used, and what a
//! failure means for who asked.

use portolan_distribution::{Error as WireError, Problem, SignInProblem};
use serde_json::Value;

use crate::{
    Error, Result,
    vendor_api::{VendorAnswer, VendorApi},
};

/// Letters shown of what can't be used.
const SHOWN: usize = 80;

/// The rows of an answer that is a list, or that has one in `member`. An answer without the list says
/// nothing of what there is, so it is not taken for an empty one.
pub(crate) fn rows<'a>(
    api: &VendorApi,
    answer: &'a VendorAnswer,
    member: Option<&str>,
) -> Result<&'a [Value]> {
    let json = answer.json();
    let list = match member {
        Some(member) => json.get(member).and_then(Value::as_array),
        None => json.as_array(),
    };
    let list = list.ok_or_else(|| WireError::Protocol {
        host: api.host(),
        what: "an answer without its list".to_owned(),
    })?;
    Ok(list)
}

/// What can't be used of a list, by its name, made safe to show.
pub(crate) fn unusable(name: &str) -> Problem {
    let shown = name.chars().filter(|letter| !letter.is_control());
    Problem::Unusable(shown.take(SHOWN).collect())
}

/// Reads each row; those that can't be used are told beside the others.
pub(crate) fn read_each<'a, T>(
    rows: impl IntoIterator<Item = &'a Value>,
    read: impl Fn(&Value) -> Result<T, Problem>,
) -> (Vec<T>, Vec<Problem>) {
    let mut items = Vec::new();
    let mut problems = Vec::new();
    for row in rows {
        match read(row) {
            Ok(item) => items.push(item),
            // More of the same say no more.
            Err(problem) if problems.len() < 20 => problems.push(problem),
            Err(_) => {}
        }
    }
    (items, problems)
}

/// Whether it is refused to who asks, and not to everybody.
pub(crate) fn is_forbidden(error: &Error) -> bool {
    matches!(
        error,
        Error::Request(WireError::Forbidden { .. } | WireError::Unauthorized { .. })
    )
}

/// Whether an API hides something that the protocol may still read, or says in its own words why not: what
/// is somebody else's, and what nobody in particular asks for. A wrong sign-in is none of these.
pub(crate) fn is_hidden(error: &Error) -> bool {
    match error {
        Error::Request(WireError::Forbidden { asked, .. }) => asked.is_empty(),
        Error::Request(WireError::Unauthorized { reason, .. }) => {
            *reason == SignInProblem::NoCredentials
        }
        error => error.is_not_found(),
    }
}

/// Whether the credentials lack a right that the vendor names.
pub(crate) fn lacks_right(error: &Error) -> bool {
    matches!(error, Error::Request(WireError::Forbidden { asked, .. }) if !asked.is_empty())
}

/// The error for what is not there.
pub(crate) fn not_found(what: String) -> Error {
    Error::Request(WireError::NotFound {
        what,
        complaint: None,
    })
}
