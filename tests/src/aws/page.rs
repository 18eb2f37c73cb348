//! Pages of lists: how many a caller gets at once, and the token that leads to the next.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{call::Call, failure::Failure};

/// Where a page begins and how long it may be.
#[derive(Debug)]
pub(super) struct Page {
    operation: String,
    after: Option<String>,
    length: usize,
}

impl Page {
    /// The page that a call asks for by `nextToken` and `maxResults` (or as the members are named
    /// here), which may be at most `most`.
    pub(super) fn asked(
        call: &Call<'_>,
        usual: usize,
        most: u64,
        (token, length): (&str, &str),
    ) -> Result<Self, Failure> {
        let operation = call.operation.clone();
        let wanted = call.input[length].as_u64();
        if call.input.get(length).is_some() && !wanted.is_some_and(|it| (1..=most).contains(&it)) {
            let bound = format!("Member must have value between 1 and {most}");
            return Err(Failure::parameter(length, &bound));
        }
        let after = match call.input[token].as_str() {
            None => None,
            Some(token_text) => Some(
                place_of(token_text, &operation)
                    .ok_or_else(|| Failure::parameter(token, "Invalid token"))?,
            ),
        };
        Ok(Self {
            operation,
            after,
            length: wanted.map_or(usual, |it| it as usize),
        })
    }

    /// Cuts the page out of everything, which comes in the order of its keys; with the token of the
    /// next page where there is one.
    pub(super) fn cut<T>(
        &self,
        items: impl Iterator<Item = (String, T)>,
    ) -> (Vec<T>, Option<String>) {
        let mut rest = items
            .skip_while(|(key, _)| self.after.as_ref().is_some_and(|after| key <= after))
            .peekable();
        let (mut page, mut last) = (Vec::new(), String::new());
        while page.len() < self.length {
            let Some((key, item)) = rest.next() else {
                break;
            };
            page.push(item);
            last = key;
        }
        let token = rest.peek().map(|_| {
            // It means nothing to a caller, and nothing to another operation.
            STANDARD.encode(format!("{}\n{last}", self.operation))
        });
        (page, token)
    }
}

fn place_of(token: &str, operation: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (of, after) = text.split_once('\n')?;
    (of == operation).then(|| after.to_owned())
}
