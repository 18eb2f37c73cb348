//! Keys as people write them: `Control+L`, `Shift+Tab`, `Escape`, `a`.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

/// Pressing the keys of a chord in their order, and letting them go in the opposite one.
pub(super) fn chord(text: &str) -> KeyActions {
    // A plus sign alone is a key too.
    let names: Vec<&str> = if text == "+" {
        vec!["+"]
    } else {
        text.split('+').collect()
    };
    let keys: Vec<char> = names.into_iter().map(key).collect();
    let actions = KeyActions::new("keyboard".to_owned());
    let down = keys
        .iter()
        .fold(actions, |it, key| it.then(KeyAction::Down { value: *key }));
    keys.iter()
        .rev()
        .fold(down, |it, key| it.then(KeyAction::Up { value: *key }))
}

/// Pressing one key after another.
pub(super) fn typing(text: &str) -> KeyActions {
    text.chars()
        .fold(KeyActions::new("keyboard".to_owned()), |actions, value| {
            actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
        })
}

fn key(name: &str) -> char {
    let special = match name {
        "Alt" => Key::Alt,
        "Backspace" => Key::Backspace,
        "Control" => Key::Control,
        "Delete" => Key::Delete,
        "Down" => Key::Down,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F5" => Key::F5,
        "F6" => Key::F6,
        "F10" => Key::F10,
        "Home" => Key::Home,
        "Insert" => Key::Insert,
        "Left" => Key::Left,
        "Meta" => Key::Meta,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Right" => Key::Right,
        "Shift" => Key::Shift,
        "Space" => return ' ',
        "Tab" => Key::Tab,
        "Up" => Key::Up,
        _ => {
            let mut characters = name.chars();
            return match (characters.next(), characters.next()) {
                // A capital would ask for the shift key, which the chord names itself.
                (Some(one), None) => one.to_ascii_lowercase(),
                _ => panic!("no key is called {name:?}"),
            };
        }
    };
    special.into()
}
