//! Links that lead out of the program: checked, and handed to the system. Nothing here asks the network.

use portolan_contract::{Failure, Nothing, OpenLink};
use url::Url;

use crate::{App, app::off_the_loop};

/// Longer ones are no address that a person means to open.
const LONGEST: usize = 8 * 1024;

impl App {
    /// Opens a link outside; see [`OpenLink`].
    pub async fn open_link(&self, request: OpenLink) -> Result<Nothing, Failure> {
        let url = checked(&request.url)?;
        off_the_loop(move || open::that_detached(url.as_str()))
            .await?
            .map_err(|problem| Failure::unexpected(format!("no program opens links: {problem}")))?;
        Ok(Nothing {})
    }
}

/// The address as it may be handed to the system: of a scheme that shows something and runs nothing, and
/// written as the URL standard writes it, so that no shell or browser reads it as an option.
fn checked(text: &str) -> Result<Url, Failure> {
    if text.len() > LONGEST {
        return Err(Failure::invalid("url", "it is longer than 8 KiB"));
    }
    let url = Url::parse(text).map_err(|problem| Failure::invalid("url", problem.to_string()))?;
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.password().is_none() => Ok(url),
        "http" | "https" => Err(Failure::invalid("url", "it carries a name or password")),
        "mailto" => Ok(url),
        other => Err(Failure::invalid(
            "url",
            format!("links of {other:?} are not opened"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_show_something_are_opened() {
        for link in [
            "https://nginx.org/en/docs/?a=1#b",
            "http://localhost:8080/",
            "mailto:team@example.com",
        ] {
            assert_eq!(checked(link).map(String::from).as_deref(), Ok(link));
        }
    }

    #[test]
    fn links_that_run_something_or_hide_where_they_lead_are_refused() {
        for link in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "file:///etc/passwd",
            "portolan://ghcr.io/x",
            "smb://host/share",
            "//example.com",
            "--help",
            "https://bank.example@evil.example/",
            "",
        ] {
            assert!(checked(link).is_err(), "{link}");
        }
        assert!(checked(&format!("https://example.com/{}", "a".repeat(LONGEST))).is_err());
    }

    #[test]
    fn what_a_shell_would_read_is_written_so_that_it_does_not() {
        let url = checked("https://example.com/a b\"$(id)`id`'").unwrap();
        assert!(!url.as_str().contains([' ', '"', '`']), "{url}");
    }
}
