//! Lists all short names with their files.

use portolan_containers::read_short_names;
use portolan_contract::{Failure, Nothing, ShortNames};

use super::show::{show_alias, show_file, show_mode, show_path};
use crate::{App, app::off_the_loop};

impl App {
    /// Every short name of every file that the engines on this machine read, now.
    pub async fn list_short_names(&self, _: Nothing) -> Result<ShortNames, Failure> {
        let podman = self.podman().await.map(|engine| engine.version.clone());
        let layout = self.containers_layout().await?;
        let (layout, known) = off_the_loop(move || {
            let known = read_short_names(&layout);
            (layout, known)
        })
        .await?;
        Ok(ShortNames {
            aliases: known.aliases.iter().map(show_alias).collect(),
            files: known.files.iter().map(show_file).collect(),
            search_registries: known.search.clone(),
            search_file: known.search_path.as_deref().map(show_path),
            mode: show_mode(known.mode),
            own_file: show_path(&layout.own_file()),
            own_file_is_read: layout.reads_own_folder(),
            podman,
        })
    }
}
