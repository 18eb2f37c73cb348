//! The verbs of short names: list, check, resolve, change, undo. The files are the room `containers`'s.

mod change;
mod check;
mod list;
mod resolve;
mod show;

use portolan_containers::{Engine, Layout, Rules, find_engine};
use portolan_contract::Failure;

use crate::{App, app::off_the_loop};

impl App {
    /// The Podman that is installed, asked once.
    async fn podman(&self) -> Option<&Engine> {
        let asked = self
            .podman
            .get_or_init(|| find_engine(&self.surroundings))
            .await;
        asked.as_ref()
    }

    /// Where the files are, by the rules of the Podman that is installed, or else of the one that the
    /// system's files are for.
    async fn containers_layout(&self) -> Result<Layout, Failure> {
        let rules = self.podman().await.map(Engine::rules);
        let surroundings = self.surroundings.clone();
        off_the_loop(move || {
            let mut layout = Layout::of(&surroundings, Rules::BeforeSix);
            layout.rules = match rules {
                Some(rules) => rules,
                None if layout.looks_newer() => Rules::SinceSix,
                None => Rules::BeforeSix,
            };
            layout
        })
        .await
    }
}
