//! Logos of public repositories: a chosen file is looked at before anything is asked, and the one that is
//! there is fetched to be shown and kept.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use portolan_contract::{Failure, LogoCheck, LogoFile, LogoProblem, PublicLogo, RepositoryAt};
use portolan_policy::amazon_names::{Complaint, Problem, check_logo, limits};
use tokio::io::AsyncReadExt as _;

use crate::{App, amazon::setting::name, failures::OrFail};

/// Bytes of a chosen file that are read: a larger one is refused anyway.
const BUDGET: u64 = 4 * limits::LOGO_BYTES as u64;

impl App {
    /// Looks at a picture that somebody chose as a logo.
    pub async fn check_public_logo(&self, request: LogoFile) -> Result<LogoCheck, Failure> {
        let bytes = read_some(&request.path).await?;
        let (size, complaints) = check_logo(&bytes);
        Ok(LogoCheck {
            url: size.map(|_| show(&bytes)),
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            bytes: bytes.len() as u64,
            problems: complaints.iter().filter_map(show_problem).collect(),
        })
    }

    /// The logo that a public repository has.
    pub async fn read_public_logo(&self, request: RepositoryAt) -> Result<PublicLogo, Failure> {
        let ecr = self.ecr_public(&request.connection).await?;
        let name = name(&request.repository)?;
        let Some(address) = ecr.catalog(&name).await.or_fail()?.logo_url else {
            return Ok(PublicLogo {
                url: None,
                lost_if_changed: false,
            });
        };
        let fetched = ecr.fetch_logo(&address).await;
        let fetched = fetched.inspect_err(|error| tracing::info!(%error, "no logo to show"));
        let url = fetched.ok().filter(|bytes| is_logo(bytes));
        Ok(PublicLogo {
            lost_if_changed: url.is_none(),
            url: url.map(|bytes| show(&bytes)),
        })
    }
}

/// The bytes of a file that can be a logo.
pub(super) async fn read_file(path: &str) -> Result<Bytes, Failure> {
    let bytes = read_some(path).await?;
    match check_logo(&bytes).1.first() {
        Some(complaint) => Err(Failure::invalid("logo", complaint.to_string())),
        None => Ok(bytes.into()),
    }
}

/// Whether bytes can be put as a logo, such as those that were fetched.
pub(super) fn is_logo(bytes: &[u8]) -> bool {
    check_logo(bytes).1.is_empty()
}

async fn read_some(path: &str) -> Result<Vec<u8>, Failure> {
    let unreadable = |problem: std::io::Error| Failure::invalid("logo", problem.to_string());
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let mut bytes = Vec::new();
    let read = file.take(BUDGET).read_to_end(&mut bytes).await;
    read.map_err(unreadable)?;
    Ok(bytes)
}

fn show(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

fn show_problem(complaint: &Complaint) -> Option<LogoProblem> {
    Some(match complaint.problem {
        Problem::NotPng => LogoProblem::NotPng,
        Problem::TooManyBytes { most, .. } => LogoProblem::TooManyBytes { most: most as u64 },
        Problem::Side { .. } => LogoProblem::Side {
            least: *limits::LOGO_SIDE.start(),
            most: *limits::LOGO_SIDE.end(),
        },
        // Of texts and lists, which a picture is not.
        _ => return None,
    })
}
