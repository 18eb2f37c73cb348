//! Says while it is typed whether a short name can be, and where it would go.

use portolan_containers::{find_file_for, read_name, read_short_names, read_target};
use portolan_contract::{CheckShortName, Failure, ShortNameCheck};

use super::show::{show_alias, show_name_problem, show_path, show_target_problem};
use crate::{App, app::off_the_loop};

impl App {
    /// What is wrong with a name and a target, what counts for the name now, and which file it would be
    /// written to.
    pub async fn check_short_name(
        &self,
        request: CheckShortName,
    ) -> Result<ShortNameCheck, Failure> {
        let layout = self.containers_layout().await?;
        off_the_loop(move || {
            let known = read_short_names(&layout);
            let (name, target) = (read_name(&request.name), read_target(&request.target));
            let typed = name.as_deref().unwrap_or_default();
            ShortNameCheck {
                file: show_path(&find_file_for(&layout, &known, typed)),
                existing: known.winner(typed).map(show_alias),
                name: name
                    .as_ref()
                    .err()
                    .map(|problem| show_name_problem(*problem)),
                target: target
                    .as_ref()
                    .err()
                    .map(|problem| show_target_problem(*problem)),
                written: target.ok(),
            }
        })
        .await
    }
}
