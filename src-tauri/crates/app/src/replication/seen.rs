//! Changes that are seen in a repository, for the rules that follow them.

use std::sync::Arc;

use portolan_contract::{RepositoryAt, TurnCause};

use super::run::Turn;
use crate::{App, changes::now};

impl App {
    /// Notes that tags of a repository were seen to come, go or move, for the rules that have their turn
    /// then.
    pub(crate) fn note_change(&self, at: &RepositoryAt) {
        for rule in self.copy_rules() {
            let is_meant =
                rule.on_change && rule.source == at.connection.0 && rule.takes(&at.repository);
            if is_meant {
                self.replicating.see(&rule.id, &at.repository);
            }
        }
    }

    /// Gives the rules their turn that follow what was seen, for those repositories alone.
    pub(super) fn run_seen(self: &Arc<Self>) {
        for (id, repositories) in self.replicating.take_seen() {
            let Ok(rule) = self.copy_rule(&id) else {
                continue;
            };
            self.start_turn(Turn {
                rule,
                cause: TurnCause::Seen,
                is_late: false,
                everything: false,
                only: Some(repositories),
                at: now(),
            });
        }
    }
}
