//! What the walk does on each stop: finds controls without a role or a name and, where `PORTOLAN_SHOTS`
//! names a folder, takes the picture.

use std::{cell::RefCell, env, fs, path::PathBuf};

use portolan_tests::desktop::Window;

/// The folder for pictures, if they are wanted (`cargo xtask shots`).
pub(crate) fn wanted_folder() -> Option<PathBuf> {
    env::var_os("PORTOLAN_SHOTS").map(PathBuf::from)
}

/// What was seen in one look of the window.
pub(crate) struct Album<'a> {
    window: &'a Window,
    look: &'static str,
    nameless: RefCell<Vec<String>>,
}

impl<'a> Album<'a> {
    pub(crate) fn of(window: &'a Window, look: &'static str) -> Self {
        Self {
            window,
            look,
            nameless: RefCell::default(),
        }
    }

    /// Looks at what is open now, once it has come to rest.
    pub(crate) async fn look_at(&self, stop: &str) {
        self.window.settled().await;
        let nameless = self.window.unnamed().await;
        let nameless = nameless.iter().map(|control| format!("{stop}: {control}"));
        self.nameless.borrow_mut().extend(nameless);
        if let Some(folder) = wanted_folder() {
            fs::create_dir_all(&folder).unwrap();
            // What has just come may still be fading in.
            let finish = "document.getAnimations().forEach((one) => one.finish())";
            self.window.script(finish, vec![]).await;
            let file = folder.join(format!("{stop}-{}.png", self.look));
            self.window.screenshot(&file).await;
        }
    }

    /// Fails when a control without a role or a name was met anywhere.
    pub(crate) fn close(self) {
        let nameless = self.nameless.into_inner();
        assert!(nameless.is_empty(), "{}", nameless.join("\n"));
    }
}
