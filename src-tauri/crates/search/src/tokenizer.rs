//! Our words as the engine's tokens.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::words::Words;

/// The name that the schema knows it by.
pub(crate) const NAME: &str = "words";

/// Knows our tokenizer, and the raw one for values that are compared whole.
pub(crate) fn tokenizers() -> TokenizerManager {
    let known = TokenizerManager::default();
    known.register(NAME, WordTokenizer::default());
    known
}

#[derive(Clone, Debug, Default)]
struct WordTokenizer {
    token: Token,
}

#[derive(Debug)]
struct WordStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream {
            words: Words::new(text),
            token: &mut self.token,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = self.words.advance() else {
            return false;
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
