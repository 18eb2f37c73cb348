//! One element of the window, found by its role and name.

use std::fmt;

use fantoccini::{Locator, elements::Element, error::CmdError, key::Key};
use serde::Deserialize;

/// What a screen reader would say of an element.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Accessible {
    /// Its ARIA role, explicit or its element's own; empty where it has none.
    pub role: String,
    /// Its accessible name, with white space collapsed; empty where it has none.
    pub name: String,
    /// How deep it is among the accessible ones.
    #[serde(default)]
    pub depth: usize,
    /// Its HTML tag, for the person who reads a failure.
    #[serde(default)]
    pub tag: String,
}

impl fmt::Display for Accessible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            role, name, depth, ..
        } = self;
        write!(
            formatter,
            "{:indent$}{role} {name:?}",
            "",
            indent = depth * 2
        )
    }
}

/// An element that was there when it was found.
#[derive(Clone)]
pub struct Control {
    pub(super) element: Element,
    pub(super) accessible: Accessible,
}

impl fmt::Debug for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.accessible.fmt(formatter)
    }
}

impl Control {
    /// Its accessible name.
    pub fn name(&self) -> &str {
        &self.accessible.name
    }

    /// Its role.
    pub fn role(&self) -> &str {
        &self.accessible.role
    }

    /// Presses it with the mouse; `false` when it went before it could be.
    pub async fn try_click(&self) -> bool {
        self.press().await.is_ok()
    }

    /// Presses it with the mouse.
    pub async fn click(&self) {
        self.press()
            .await
            .unwrap_or_else(|error| self.fail("clicked", &error));
    }

    /// A person presses the label of a checkbox or radio whose own input is drawn by the page.
    async fn press(&self) -> Result<(), CmdError> {
        let Err(error) = self.element.click().await else {
            return Ok(());
        };
        if !matches!(self.role(), "checkbox" | "radio" | "switch") {
            return Err(error);
        }
        let label = self.element.find(Locator::XPath("ancestor::label[1]"));
        label.await?.click().await
    }

    /// Replaces what is written in it, as a person does: all of it is selected and typed over.
    pub async fn fill(&self, text: &str) {
        let select_all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let nothing = char::from(Key::Backspace).to_string();
        let text = if text.is_empty() { &nothing } else { text };
        for typed in [select_all.as_str(), text] {
            self.element
                .send_keys(typed)
                .await
                .unwrap_or_else(|error| self.fail("filled", &error));
        }
    }

    /// Types into it, after what is written there.
    pub async fn type_text(&self, text: &str) {
        self.element
            .send_keys(text)
            .await
            .unwrap_or_else(|error| self.fail("typed into", &error));
    }

    /// The text that it shows.
    pub async fn text(&self) -> String {
        self.element
            .text()
            .await
            .unwrap_or_else(|error| self.fail("read", &error))
    }

    /// The text that it shows, unless it has gone. Asked of the page: the driver's own answer fails where a
    /// field with suggestions is in it (their options belong to no list that it knows).
    pub async fn try_text(&self) -> Option<String> {
        self.element.prop("innerText").await.ok().flatten()
    }

    /// What is written in it, of a text field.
    pub async fn value(&self) -> String {
        self.property("value").await
    }

    /// A property of its element as text, `""` where it has none.
    pub async fn property(&self, name: &str) -> String {
        let value = self.element.prop(name).await;
        value
            .unwrap_or_else(|error| self.fail("asked", &error))
            .unwrap_or_default()
    }

    /// An attribute such as `aria-selected`.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        self.element
            .attr(name)
            .await
            .unwrap_or_else(|error| self.fail("asked", &error))
    }

    /// Whether it can be used.
    pub async fn is_enabled(&self) -> bool {
        self.attribute("aria-disabled").await.as_deref() != Some("true")
            && self
                .element
                .is_enabled()
                .await
                .unwrap_or_else(|error| self.fail("asked", &error))
    }

    /// Whether it can be used now; not where it has gone.
    pub async fn can_be_used(&self) -> bool {
        let disabled = self.element.attr("aria-disabled").await;
        matches!(disabled, Ok(value) if value.as_deref() != Some("true"))
            && self.element.is_enabled().await.unwrap_or(false)
    }

    fn fail(&self, verb: &str, error: &CmdError) -> ! {
        panic!("{} could not be {verb}: {error}", self.accessible)
    }
}
