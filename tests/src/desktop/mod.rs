//! The driver of the real window: WebKitGTK on a screen that is not there, a D-Bus session and a
//! home of its own, and WebKit's WebDriver to see and press. Everything is found by role and name,
//! as a screen reader finds it.
//!
//! Each window has its own screen: two on one would fight for the keyboard's focus.

mod close_button;
mod control;
mod driver;
mod keys;
mod portal;
mod screen;
mod tray;
mod window;

use std::{
    any::Any,
    fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
};

use futures_util::FutureExt;

pub use control::{Accessible, Control};
pub use portal::{Asked, FilePortal};
pub use tray::{TrayEntry, TrayHost};
pub use window::Window;

use crate::{Bus, FreshHome, Keyring, built_program, tools::target};
use driver::Driver;
use screen::Screen;

/// One window opens at a time: WebKit's driver looks for a free port, lets go of it and hands it to the
/// program, and two that do so at once can end up with the same.
static OPENING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A person's desktop: a screen, a session bus with a keyring, and a home. Windows opened on it one
/// after another find what the earlier ones have kept.
#[derive(Debug)]
pub struct Desktop {
    // Fields are dropped in this order.
    screen: Screen,
    bus: Bus,
    home: FreshHome,
    program: Option<PathBuf>,
    has_portal: bool,
    /// What programs find in their environment besides.
    variables: Vec<(String, String)>,
}

impl Desktop {
    /// A desktop with a fresh home and an open keyring.
    pub async fn start() -> Self {
        Self::start_with(FreshHome::new(), Keyring::Open).await
    }

    /// A desktop with this home and a keyring in this state.
    pub async fn start_with(home: FreshHome, keyring: Keyring) -> Self {
        let bus = Bus::start(&home, keyring).await;
        let screen = Screen::start(home.root());
        Self {
            screen,
            bus,
            home,
            program: None,
            has_portal: false,
            variables: Vec::new(),
        }
    }

    /// The home of the person.
    pub const fn home(&self) -> &FreshHome {
        &self.home
    }

    /// How many secrets Portolan has in the keyring of this desktop.
    pub async fn kept_secrets(&self) -> usize {
        self.bus.kept_secrets().await
    }

    /// The program that is opened.
    pub fn program(&self) -> PathBuf {
        self.program
            .clone()
            .unwrap_or_else(|| built_program("portolan"))
    }

    /// Opens another program than Portolan from now on, for tests of the driver itself.
    pub fn set_program(&mut self, program: &Path) -> &mut Self {
        self.program = Some(program.to_owned());
        self
    }

    /// Puts a variable into the environment of what is opened from now on.
    pub fn set_variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets the system's dialogs for files choose this one from now on, as a person would.
    pub async fn choose_file(&mut self, file: &Path) -> FilePortal {
        self.has_portal = true;
        FilePortal::start(self.bus.address(), file).await
    }

    /// Shows icons of what runs behind from now on, as most desktops do.
    pub async fn show_icons(&self) -> TrayHost {
        TrayHost::start(self.bus.address()).await
    }

    /// How many windows of that title can be seen.
    pub fn count_windows(&self, title: &str) -> usize {
        close_button::count(self.screen.display(), title).unwrap()
    }

    /// Presses the button that closes the window of that title. Answers how many there were.
    pub fn press_close(&self, title: &str) -> usize {
        close_button::press(self.screen.display(), title).unwrap()
    }

    /// Opens the program's window with these arguments.
    pub async fn open(&self, arguments: &[&str]) -> Window {
        let program = self.program();
        let _turn = OPENING.lock().await;
        let driver = Driver::start(self).await;
        Window::open(driver, &program, arguments).await
    }

    /// Opens the window, makes the journey, and closes it. When the journey fails, a picture of the
    /// window and what a screen reader would find there are kept in `target/journeys` under `name`.
    pub async fn journey(&self, name: &str, steps: impl AsyncFnOnce(&Window)) {
        self.journey_at(&[], name, steps).await;
    }

    /// The same with a window that is opened with these arguments.
    pub async fn journey_at(
        &self,
        arguments: &[&str],
        name: &str,
        steps: impl AsyncFnOnce(&Window),
    ) {
        let window = self.open(arguments).await;
        let outcome = AssertUnwindSafe(steps(&window)).catch_unwind().await;
        if let Err(panic) = outcome {
            self.keep_evidence(&window, name).await;
            // It may be what hangs: it is not waited for.
            drop(window);
            resume_unwind(panic);
        }
        window.close().await;
    }

    /// Tries to keep what helps to understand a failure; the failure itself is what must be reported.
    async fn keep_evidence(&self, window: &Window, name: &str) {
        let folder = target().join("journeys");
        let kept: Result<(), Box<dyn Any + Send>> = AssertUnwindSafe(async {
            fs::create_dir_all(&folder).unwrap();
            let mut tree = vec![window.address().await];
            tree.extend(window.accessible().await.iter().map(ToString::to_string));
            tree.push(window.log());
            let logs = fs::read_dir(self.home.portolan().join("logs"));
            for log in logs.into_iter().flatten().flatten() {
                tree.extend(fs::read_to_string(log.path()).ok());
            }
            fs::write(folder.join(format!("{name}.txt")), tree.join("\n")).unwrap();
            window.screenshot(&folder.join(format!("{name}.png"))).await;
        })
        .catch_unwind()
        .await;
        if kept.is_ok() {
            println!("see {}/{name}.png and .txt", folder.display());
        }
    }
}
