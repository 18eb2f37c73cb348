//! One command line for a POSIX shell, quoted where it must be.

/// A command line in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(String);

impl Line {
    /// Begins with the program and its subcommands.
    pub(crate) fn of(words: &[&str]) -> Self {
        words
            .iter()
            .fold(Self::default(), |line, word| line.word(word))
    }

    /// Adds one word, which the shell will read as exactly this.
    pub(crate) fn word(mut self, word: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(&quote(word));
        self
    }

    /// Adds a word where `wanted`.
    pub(crate) fn word_if(self, wanted: bool, word: &str) -> Self {
        if wanted { self.word(word) } else { self }
    }

    /// Adds words where there is a value for the last.
    pub(crate) fn option(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.word(name).word(value),
            None => self,
        }
    }

    /// The text.
    pub(crate) fn end(self) -> String {
        self.0
    }
}

/// A word as a shell reads it unchanged: single quotes around anything that it could read otherwise.
fn quote(word: &str) -> String {
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'.' | b'_' | b'-' | b'/' | b':' | b'@' | b'=' | b'+' | b','
            )
    };
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_could_read_otherwise_is_quoted() {
        let line = Line::of(&["docker", "pull"])
            .word("[::1]:5000/a:b")
            .word("it's $HOME");
        assert_eq!(line.end(), r"docker pull '[::1]:5000/a:b' 'it'\''s $HOME'");
        assert_eq!(
            quote("localhost:5000/a/b@sha256:0f"),
            "localhost:5000/a/b@sha256:0f"
        );
        assert_eq!(quote(""), "''");
    }
}
