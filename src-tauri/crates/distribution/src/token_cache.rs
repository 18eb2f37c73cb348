//! The tokens at hand on one connection, found by what a verb needs.

use crate::{
    scope::{self, Scope},
    token::Token,
};

/// Tokens kept; the oldest go first.
const TOKEN_COUNT: usize = 1_000;

/// The tokens of one connection.
#[derive(Debug, Default)]
pub(crate) struct TokenCache(Vec<Kept>);

#[derive(Debug)]
struct Kept {
    /// What the verbs needed, which is what the token is found by: registries name other scopes, or
    /// none, in their challenges.
    needed: Vec<Scope>,
    /// What was asked for.
    asked: Vec<Scope>,
    token: Token,
}

impl TokenCache {
    /// A fresh token that is enough for `needed`, and what it was asked for.
    pub(crate) fn find(&mut self, needed: &[Scope]) -> Option<(Token, Vec<Scope>)> {
        self.0.retain(|kept| kept.token.is_fresh());
        let kept = self.0.iter().find(|kept| {
            // A token for nothing in particular says whether the sign-in is good; others need not.
            needed.is_empty() == kept.needed.is_empty() && scope::cover(&kept.needed, needed)
        })?;
        Some((kept.token.clone(), kept.asked.clone()))
    }

    /// Keeps a token that was asked for as `asked`, because `needed` was needed.
    pub(crate) fn keep(&mut self, needed: &[Scope], asked: &[Scope], token: &Token) {
        self.0.retain(|kept| kept.needed != needed);
        if self.0.len() >= TOKEN_COUNT {
            self.0.remove(0);
        }
        self.0.push(Kept {
            needed: needed.to_vec(),
            asked: asked.to_vec(),
            token: token.clone(),
        });
    }

    /// Forgets what was refused where `needed` was needed.
    pub(crate) fn forget(&mut self, needed: &[Scope]) {
        self.0.retain(|kept| !scope::cover(&kept.needed, needed));
    }
}
