//! Our words as the engine's tokens.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::{dense::sum, words::Words};

/// The name that the schema knows it by.
pub(crate) const NAME: &str = "words";

/// Knows our tokenizer, and the raw one for values that are compared whole.
pub(crate) fn tokenizers() -> TokenizerManager {
    let known = TokenizerManager::default();
    known.register(NAME, WordTokenizer::default());
    known
}

/// A longer text repeats its words; what it has had need not be given again, as places are not kept.
const LONG: usize = 512;
/// So many words are remembered, in places that their sums decide.
const REMEMBERED: usize = 2048;

#[derive(Clone, Debug, Default)]
struct WordTokenizer {
    token: Token,
    seen: Vec<u64>,
}

#[derive(Debug)]
struct WordStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
    /// Empty for a short text.
    seen: &'a mut [u64],
}

impl WordStream<'_> {
    /// Whether the word was given before, as far as that is remembered.
    fn is_repeated(&mut self) -> bool {
        if self.seen.is_empty() {
            return false;
        }
        let sum = sum(self.words.word().as_bytes());
        let place = &mut self.seen[sum as usize % REMEMBERED];
        std::mem::replace(place, sum) == sum
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        self.seen.clear();
        if text.len() > LONG {
            self.seen.resize(REMEMBERED, 0);
        }
        WordStream {
            words: Words::new(text),
            token: &mut self.token,
            seen: &mut self.seen,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let place = loop {
            let Some(place) = self.words.advance() else {
                return false;
            };
            if !self.is_repeated() {
                break place;
            }
        };
        self.token.text.clear();
        self.token.text.push_str(self.words.word());
        (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
