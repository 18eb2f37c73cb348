//! What a vendor's refusal means, in the errors that the protocol has: so the window has words and buttons
//! for it already.

use portolan_distribution::{Complaint, Error as WireError, Operation, SignInProblem};

use super::{Lenient as _, VendorAnswer};
use crate::Result;

/// A success as it is, anything else as the error that it means.
pub(super) fn read(host: &str, what: &str, answer: VendorAnswer) -> Result<VendorAnswer> {
    let status = answer.status();
    let host = host.to_owned();
    // A page for people is no answer of an API, whatever its status: a block that says 404 would otherwise
    // be taken for "it is gone".
    if answer.is_web_page() && status != 401 && status != 429 {
        return Err(WireError::Protocol {
            host,
            what: format!("a web page ({status}) in place of an answer"),
        }
        .into());
    }
    if (200..300).contains(&status) {
        return Ok(answer);
    }
    let complaint = answer.complaint();
    let until = answer.web.retry_after;
    Err(match status {
        401 => WireError::Unauthorized {
            host,
            reason: if answer.is_signed {
                SignInProblem::WrongCredentials
            } else {
                SignInProblem::NoCredentials
            },
            complaint,
        },
        // GitHub's limits come as 403 too, and say until when.
        403 if until.is_some() => WireError::RateLimited {
            host,
            until,
            complaint,
        },
        403 => {
            let (missing, granted) = rights(&answer);
            WireError::Forbidden {
                host,
                asked: missing,
                granted,
                complaint: complaint.or_else(|| challenged(&answer)),
            }
        }
        404 | 410 => WireError::NotFound {
            what: what.to_owned(),
            complaint,
        },
        405 | 501 => WireError::Unsupported {
            what: Operation::Other,
            complaint,
        },
        429 => WireError::RateLimited {
            host,
            until,
            complaint,
        },
        500.. => WireError::Server {
            host,
            status,
            complaint,
        },
        _ => WireError::Refuses {
            host,
            status,
            complaint,
        },
    }
    .into())
}

/// The rights that are missing, and those that there are, where the vendor says it: GitHub in
/// `X-Accepted-OAuth-Scopes` and `X-OAuth-Scopes`, GitLab in `scope`, others in a challenge (RFC 6750, 3.1).
fn rights(answer: &VendorAnswer) -> (Vec<String>, Option<Vec<String>>) {
    let split = |text: &str| {
        let scopes = text.split([',', ' ']).map(str::trim);
        let scopes = scopes.filter(|scope| !scope.is_empty());
        scopes.map(str::to_owned).collect::<Vec<_>>()
    };
    let granted = answer.text("x-oauth-scopes").map(split);
    if let Some(accepted) = answer.text("x-accepted-oauth-scopes") {
        let has = granted.clone().unwrap_or_default();
        let missing = split(accepted).into_iter().filter(|it| !has.contains(it));
        return (missing.collect(), granted);
    }
    let said = answer
        .json()
        .text("scope")
        .map(str::to_owned)
        .or_else(|| quoted(answer.text("www-authenticate")?, "scope"));
    (said.map(|said| split(&said)).unwrap_or_default(), granted)
}

/// What a challenge says is wrong, where the content says nothing.
fn challenged(answer: &VendorAnswer) -> Option<Box<Complaint>> {
    let challenge = answer.text("www-authenticate")?;
    let code = quoted(challenge, "error")?;
    Some(Box::new(Complaint {
        code,
        further_codes: Vec::new(),
        message: quoted(challenge, "error_description").unwrap_or_default(),
        detail: None,
    }))
}

/// The value of `name="…"`.
fn quoted(text: &str, name: &str) -> Option<String> {
    let (_, after) = text.split_once(&format!("{name}=\""))?;
    let (value, _) = after.split_once('"')?;
    Some(value.chars().filter(|it| !it.is_control()).collect())
}
