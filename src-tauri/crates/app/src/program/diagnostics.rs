//! What a person copies into a report: versions, capabilities, last failures. Nothing secret, and
//! nothing of what they keep where: hosts and names of connections stay out too.

use std::fmt::Write as _;

use portolan_contract::{AbilityState, Diagnostics, Failure, Nothing};

use crate::App;

impl App {
    /// Plain text without secrets.
    pub async fn read_diagnostics(&self, _: Nothing) -> Result<Diagnostics, Failure> {
        let about = self.read_about(Nothing {}).await?;
        let mut text = format!(
            "Portolan {}\n{}\nkeyring: {:?}\n",
            about.version, about.platform, about.keyring
        );
        let local = self.read_local_registry(Nothing {}).await?;
        let running = if local.running { "running" } else { "stopped" };
        line(
            &mut text,
            &format!(
                "local registry: {running}, {} repositories",
                local.repositories
            ),
        );
        for problem in &about.problems {
            line(&mut text, &format!("found at start: {problem}"));
        }
        line(&mut text, "");
        let connections = self.list_connections(Nothing {}).await?;
        for (number, connection) in connections.iter().enumerate() {
            let capabilities = &connection.capabilities;
            let named = [
                ("catalog", &capabilities.catalog),
                ("delete tag", &capabilities.delete_tag),
                ("delete digest", &capabilities.delete_digest),
                ("referrers", &capabilities.referrers),
                ("mount", &capabilities.mount),
                ("push", &capabilities.push),
            ];
            let abilities: Vec<String> = named
                .iter()
                .map(|(name, ability)| {
                    let state = match ability.state {
                        AbilityState::Yes => "yes",
                        AbilityState::No => "no",
                        AbilityState::Unknown => "not known yet",
                    };
                    format!("{name}: {state}")
                })
                .collect();
            line(
                &mut text,
                &format!(
                    "connection {} ({:?}): {}",
                    number + 1,
                    connection.kind,
                    abilities.join(", ")
                ),
            );
            if let Some(problem) = &connection.problem {
                line(&mut text, &format!("  problem: {problem}"));
            }
        }
        line(&mut text, "");
        line(
            &mut text,
            &format!("requests: {:?}", self.connector.counts()),
        );
        line(&mut text, "last failures:");
        for failure in self.recent_failures.lines() {
            line(&mut text, &format!("  {failure}"));
        }
        Ok(Diagnostics { text })
    }
}

fn line(text: &mut String, line: &str) {
    // Writing into a String can't fail.
    let _ = writeln!(text, "{line}");
}
