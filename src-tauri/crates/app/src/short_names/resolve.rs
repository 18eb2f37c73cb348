//! Says what an engine would pull when it is given a name.

use portolan_containers::{Meaning, find_meaning, read_short_names};
use portolan_contract::{Failure, ResolveShortName, ShortNameMeaning};

use super::show::{show_candidate, show_mode, show_name_problem, show_path, show_problem};
use crate::{App, app::off_the_loop};

impl App {
    /// What `podman pull` makes of a text, which may have a tag or a digest.
    pub async fn resolve_short_name(
        &self,
        request: ResolveShortName,
    ) -> Result<ShortNameMeaning, Failure> {
        let layout = self.containers_layout().await?;
        off_the_loop(move || {
            let known = read_short_names(&layout);
            match find_meaning(&known, &request.text) {
                Ok(meaning) => show_meaning(&meaning),
                Err(problem) => ShortNameMeaning::Invalid {
                    problem: show_name_problem(problem),
                },
            }
        })
        .await
    }
}

fn show_meaning(meaning: &Meaning) -> ShortNameMeaning {
    match meaning {
        Meaning::Qualified(candidate) => ShortNameMeaning::Qualified {
            candidate: show_candidate(candidate),
        },
        Meaning::Alias { candidate, path } => ShortNameMeaning::Alias {
            candidate: show_candidate(candidate),
            file: show_path(path),
        },
        Meaning::Search {
            candidates,
            mode,
            path,
        } => ShortNameMeaning::Search {
            candidates: candidates.iter().map(show_candidate).collect(),
            mode: show_mode(*mode),
            file: path.as_deref().map(show_path),
        },
        Meaning::Nothing => ShortNameMeaning::Nothing,
        Meaning::Broken { path, problem } => ShortNameMeaning::Broken {
            file: show_path(path),
            problem: show_problem(problem),
        },
    }
}
