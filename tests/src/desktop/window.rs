//! An open window: finding what is in it by role and name, and using the keyboard.

use std::{fs, path::Path, time::Duration};

use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    error::CmdError,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    control::{Accessible, Control},
    driver::Driver,
    keys,
};
use crate::deadline::{PATIENCE, until};

/// How WebDriver writes a reference to an element (W3C WebDriver §12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The window of a running program.
#[derive(Debug)]
pub struct Window {
    client: Client,
    driver: Driver,
}

impl Window {
    pub(super) async fn open(driver: Driver, program: &Path, arguments: &[&str]) -> Self {
        let options = json!({ "binary": program, "args": arguments });
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session = builder.capabilities(capabilities).connect(driver.url());
        match tokio::time::timeout(2 * PATIENCE, session).await {
            Ok(Ok(client)) => Self { client, driver },
            Ok(Err(error)) => panic!("no window opened: {error}\n{}", driver.log()),
            Err(late) => panic!("no window opened in time: {late}\n{}", driver.log()),
        }
    }

    /// Ends the program as the end of a session does, and waits until it has: WebDriver's own way would
    /// kill it, and nothing that it does at its end would ever be seen.
    pub async fn close(self) {
        let Self { client, driver } = self;
        driver.end_program().await;
        drop(client);
        // Ending what is left of a process group waits for it.
        tokio::task::spawn_blocking(move || drop(driver)).await.ok();
    }

    /// Ends the program as a power cut would: no warning, no time. The window is gone then.
    pub async fn kill_program(&self) {
        self.driver.kill_program().await;
    }

    /// The one element with that role and name, as soon as it is there.
    pub async fn find(&self, role: &str, name: &str) -> Control {
        self.find_one(None, role, name, false).await
    }

    /// The one element with that role whose name contains `part`.
    pub async fn find_like(&self, role: &str, part: &str) -> Control {
        self.find_one(None, role, part, true).await
    }

    /// Waits until something with that role has `part` in its name, however many do.
    pub async fn arrives(&self, role: &str, part: &str) {
        until(&format!("{role} like {part:?}"), async || {
            (!self.ask(None, role, Some(part), true).await.is_empty()).then_some(())
        })
        .await;
    }

    /// The one element with that role and name inside another.
    pub async fn find_in(&self, scope: &Control, role: &str, name: &str) -> Control {
        self.find_one(Some(scope), role, name, false).await
    }

    /// All elements of a role that are there now.
    pub async fn all(&self, role: &str) -> Vec<Control> {
        self.ask(None, role, None, false).await
    }

    /// All elements of a role inside another that are there now.
    pub async fn all_in(&self, scope: &Control, role: &str) -> Vec<Control> {
        self.ask(Some(scope), role, None, false).await
    }

    /// Whether it is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        !self.ask(None, role, Some(name), false).await.is_empty()
    }

    /// Waits until nothing has that role and name.
    pub async fn gone(&self, role: &str, name: &str) {
        until(&format!("{role} {name:?} to go"), async || {
            (!self.has(role, name).await).then_some(())
        })
        .await;
    }

    /// Presses it with the mouse, again if the page changed under the pointer.
    pub async fn click(&self, role: &str, name: &str) {
        until(&format!("a click on {role} {name:?}"), async || {
            let control = self.find(role, name).await;
            control.try_click().await.then_some(())
        })
        .await;
    }

    /// Waits until some element's text contains `text`: for what has no role of its own.
    pub async fn shows(&self, text: &str) {
        until(&format!("the window to show {text:?}"), async || {
            let shown = self.script("return document.body.innerText", vec![]).await;
            shown
                .as_str()
                .is_some_and(|shown| shown.contains(text))
                .then_some(())
        })
        .await;
    }

    /// Waits until no element's text contains `text`.
    pub async fn hides(&self, text: &str) {
        until(&format!("the window to hide {text:?}"), async || {
            let shown = self.script("return document.body.innerText", vec![]).await;
            shown
                .as_str()
                .is_some_and(|shown| !shown.contains(text))
                .then_some(())
        })
        .await;
    }

    /// Goes somewhere as a person does: by the address box.
    pub async fn go_to(&self, address: &str) {
        self.find("combobox", "Address").await;
        self.press("Control+L").await;
        self.focus_reaches("combobox", "Address").await;
        self.type_text(address).await;
        self.press("Enter").await;
    }

    /// Waits until the page has stopped changing: the same outline several times in a row, and
    /// nothing in it that says it is busy.
    pub async fn settled(&self) {
        let mut last = Value::Null;
        let mut same = 0;
        until("the page to settle", async || {
            let busy = "return document.querySelector('[aria-busy=true], progress') !== null";
            let is_busy = self.script(busy, vec![]).await == Value::Bool(true);
            let outline = self.call("outline", vec![]).await;
            same = if outline == last && !is_busy {
                same + 1
            } else {
                0
            };
            last = outline;
            (same >= 5).then_some(())
        })
        .await;
    }

    /// Presses a chord such as `Control+L`, `Shift+Tab` or `Escape`.
    pub async fn press(&self, chord: &str) {
        self.limited(self.client.perform_actions(keys::chord(chord)))
            .await;
    }

    /// Drags one thing onto another with the mouse, in several moves as a hand does.
    pub async fn drag(&self, from: &Control, to: &Control) {
        let over = |control: &Control, x: f64| PointerAction::MoveToElement {
            element: control.element.clone(),
            duration: Some(Duration::from_millis(80)),
            x,
            y: 0.0,
        };
        let moves = MouseActions::new("mouse".to_owned())
            .then(over(from, 0.0))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(over(from, 20.0))
            .then(over(to, 6.0))
            .then(over(to, 0.0))
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.limited(self.client.perform_actions(moves)).await;
    }

    /// Types on the keyboard into whatever has the focus.
    pub async fn type_text(&self, text: &str) {
        self.limited(self.client.perform_actions(keys::typing(text)))
            .await;
    }

    /// What has the keyboard's focus, if anything has.
    pub async fn focused(&self) -> Option<Accessible> {
        serde_json::from_value(self.call("focused", vec![]).await).unwrap()
    }

    /// Waits until the focus is there.
    pub async fn focus_reaches(&self, role: &str, name: &str) {
        until(&format!("the focus on {role} {name:?}"), async || {
            self.focused()
                .await
                .filter(|it| it.role == role && it.name == name)
                .map(drop)
        })
        .await;
    }

    /// Waits until the page has this title.
    pub async fn titled(&self, title: &str) {
        until(&format!("the title {title:?}"), async || {
            (self.limited(self.client.title()).await == title).then_some(())
        })
        .await;
    }

    /// The address of the page, as the web view has it.
    pub async fn address(&self) -> String {
        self.limited(self.client.current_url()).await.to_string()
    }

    /// Everything that a screen reader would find, in the order of the page.
    pub async fn accessible(&self) -> Vec<Accessible> {
        serde_json::from_value(self.call("outline", vec![]).await).unwrap()
    }

    /// Everything that can be focused or pressed but has no role or no name in WebKit's own
    /// accessibility tree, described by tag and by what the page says of it.
    pub async fn unnamed(&self) -> Vec<String> {
        let mut unnamed = Vec::new();
        for control in self.controls(self.call("controls", vec![]).await) {
            let role = self.computed(&control.element, "computedrole").await;
            let name = self.computed(&control.element, "computedlabel").await;
            // A control that went since is no control without a name.
            let (Some(role), Some(name)) = (role, name) else {
                continue;
            };
            let Accessible {
                tag,
                role: ours,
                name: seen,
                ..
            } = &control.accessible;
            let no_role = matches!(role.as_str(), "" | "generic" | "none") && ours.is_empty();
            // ARIA names a row by its content; WebKit leaves that to the screen reader.
            let no_name = name.trim().is_empty() && (ours != "row" || seen.is_empty());
            if no_role || no_name {
                unnamed.push(format!(
                    "<{tag}> {ours:?} {seen:?}, to WebKit {role:?} {name:?}"
                ));
            }
        }
        unnamed
    }

    /// Writes a picture of the page as a PNG, once two in a row are the same: what is in the page is
    /// painted some frames later, and on a busy machine many.
    pub async fn screenshot(&self, file: &Path) {
        let frames = "const done = arguments[arguments.length - 1]; \
                      requestAnimationFrame(() => requestAnimationFrame(() => done(null)));";
        // A page that is not composited answers with its next painting, which may never come: an
        // invisible point is painted again and again meanwhile.
        let beat = "const point = document.createElement('i'); \
                    point.style = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px'; \
                    let odd = false; \
                    const paint = () => { \
                      odd = !odd; \
                      point.style.background = odd ? 'rgba(0, 0, 0, 0)' : 'rgba(255, 0, 0, 0)'; \
                    }; \
                    document.documentElement.append(point); \
                    const timer = setInterval(paint, 10); \
                    window.endBeat = () => { clearInterval(timer); point.remove(); };";
        self.script(beat, vec![]).await;
        let mut last = Vec::new();
        let picture = until("two pictures in a row that are the same", async || {
            self.limited(self.client.execute_async(frames, vec![]))
                .await;
            let picture = self.limited(self.client.screenshot()).await;
            let is_still = picture == last;
            last.clone_from(&picture);
            is_still.then_some(picture)
        })
        .await;
        self.script("window.endBeat()", vec![]).await;
        fs::write(file, picture).unwrap();
    }

    /// Makes the window this large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.limited(self.client.set_window_size(width, height))
            .await;
    }

    /// Runs a script in the page: for measuring, never for finding or pressing.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.limited(self.client.execute(script, arguments)).await
    }

    /// As [`Window::script`], for a script that ends when it calls its last argument.
    pub async fn script_to_its_end(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.limited(self.client.execute_async(script, arguments))
            .await
    }

    /// Opens an address in the window, for tests of the driver itself.
    pub async fn visit(&self, address: &str) {
        self.limited(self.client.goto(address)).await;
    }

    /// What the program wrote to its terminal.
    pub fn log(&self) -> String {
        self.driver.log()
    }

    /// The process that the program descends from.
    pub fn process(&self) -> u32 {
        self.driver.id()
    }

    async fn find_one(
        &self,
        scope: Option<&Control>,
        role: &str,
        name: &str,
        part: bool,
    ) -> Control {
        let found = until(&format!("{role} {name:?}"), async || {
            let found = self.ask(scope, role, Some(name), part).await;
            (!found.is_empty()).then_some(found)
        })
        .await;
        assert!(
            found.len() == 1,
            "{} elements are {role} {name:?}: {found:#?}",
            found.len()
        );
        found.into_iter().next().unwrap()
    }

    async fn ask(
        &self,
        scope: Option<&Control>,
        role: &str,
        name: Option<&str>,
        part: bool,
    ) -> Vec<Control> {
        let scope = scope.map_or(Value::Null, |control| {
            serde_json::to_value(&control.element).unwrap_or_default()
        });
        let arguments = vec![scope, json!(role), json!(name), json!(part)];
        let script = calling("find");
        let found = self.client.execute(&script, arguments);
        match self.answered(found).await {
            Ok(found) => self.controls(found),
            // What it was to be looked for in has gone.
            Err(error) if error.is_stale_element_reference() => Vec::new(),
            Err(error) => self.fail(&error),
        }
    }

    fn controls(&self, found: Value) -> Vec<Control> {
        let Value::Array(found) = found else {
            panic!("no list of elements: {found}")
        };
        found
            .into_iter()
            .map(|it| {
                let id = it["element"][ELEMENT]
                    .as_str()
                    .expect("an element")
                    .to_owned();
                let element = Element::from_element_id(self.client.clone(), ElementRef::from(id));
                Control {
                    element,
                    accessible: serde_json::from_value(it).unwrap(),
                }
            })
            .collect()
    }

    /// Calls a function of `accessible.js`.
    async fn call(&self, function: &str, arguments: Vec<Value>) -> Value {
        self.script(&calling(function), arguments).await
    }

    /// A role or name as WebKit's own accessibility tree has it.
    async fn computed(&self, element: &Element, what: &'static str) -> Option<String> {
        let command = Computed {
            element: element.element_id().to_string(),
            what,
        };
        let value = self.client.issue_cmd(command).await.ok()?;
        Some(value.as_str().unwrap_or_default().to_owned())
    }

    /// What a command answers; a refusal fails the test.
    async fn limited<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> T {
        self.answered(command)
            .await
            .unwrap_or_else(|error| self.fail(&error))
    }

    /// No command may hang a test: the program may have died, or WebKit may not answer.
    async fn answered<T>(
        &self,
        command: impl Future<Output = Result<T, CmdError>>,
    ) -> Result<T, CmdError> {
        match tokio::time::timeout(PATIENCE + Duration::from_secs(5), command).await {
            Ok(answer) => answer,
            Err(late) => panic!("the window does not answer: {late}\n{}", self.driver.log()),
        }
    }

    fn fail(&self, error: &CmdError) -> ! {
        panic!("the window refused: {error}\n{}", self.driver.log())
    }
}

/// A script that calls a function of `accessible.js`.
fn calling(function: &str) -> String {
    let functions = include_str!("accessible.js");
    format!("{functions}\nreturn {function}(...arguments);")
}

/// `GET …/element/{id}/computedrole` and `…/computedlabel` (W3C WebDriver §12.4).
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!(
            "session/{session}/element/{}/{}",
            self.element, self.what
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}
