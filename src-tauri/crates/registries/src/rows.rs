//! What the lists of vendors' APIs have in common: rows, what is said of those that can't be used, and what a
//! failure means for who asked.

use portolan_distribution::{Cursor, Error as WireError, Problem, SignInProblem};
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

/// The way through the pages of a list in which something is looked for: to its end, or as far as is worth it.
#[derive(Debug)]
pub(crate) struct Walk {
    next: Option<Cursor>,
    left: usize,
}

impl Walk {
    /// From the beginning, and at most through so many pages.
    pub(crate) fn through(pages: usize) -> Self {
        Self {
            next: None,
            left: pages,
        }
    }

    /// Whether another page is to be read.
    pub(crate) fn goes_on(&self) -> bool {
        self.left > 0
    }

    /// Where it begins; the first page has no cursor.
    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// Notes where the page that was read leads; one that leads to itself is the last.
    pub(crate) fn turn(&mut self, next: Option<Cursor>) {
        let is_last = next.is_none() || next == self.next;
        self.left = if is_last { 0 } else { self.left - 1 };
        self.next = next;
    }
}

/// What of a list is missing, and why: the rest of it is there.
pub(crate) fn missing(place: &str, error: &Error) -> Problem {
    Problem::Missing {
        place: place.to_owned(),
        reason: error.to_string(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_ends_with_its_list_at_a_page_that_leads_to_itself_or_after_so_many() {
        let next = |text: &str| Some(Cursor::from(text.to_owned()));
        let pages = |leads: [Option<Cursor>; 3]| {
            let mut walk = Walk::through(3);
            let mut read = 0;
            let mut leads = leads.into_iter().cycle();
            while walk.goes_on() {
                read += 1;
                walk.turn(leads.next().flatten());
            }
            read
        };
        assert_eq!(pages([next("2"), None, None]), 2);
        assert_eq!(pages([next("2"), next("2"), next("3")]), 2);
        assert_eq!(pages([next("2"), next("3"), next("4")]), 3);
    }
}
