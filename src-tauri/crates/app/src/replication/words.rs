//! Rules in the words of the contract and of the room `policy`.

use portolan_contract::{
    ConnectionId, CopyDestination, CopyRule, CopyRuleProblem, Rhythm as Shown,
};
use portolan_policy::{
    replication::{DeleteReplication, Destination, Filter, Problem, Rule},
    schedule::Rhythm,
};

pub(super) fn read_rule(rule: &CopyRule) -> Rule {
    Rule {
        id: rule.id.clone(),
        name: rule.name.clone(),
        source: rule.source.0.clone(),
        destinations: rule
            .destinations
            .iter()
            .map(|destination| Destination {
                connection: destination.connection.0.clone(),
                prefix: destination.prefix.clone(),
            })
            .collect(),
        repository_filters: rule
            .prefixes
            .iter()
            .map(|prefix| Filter::beginning(prefix))
            .collect(),
        delete_replication: DeleteReplication {
            enabled: rule.deletes,
        },
        on_change: rule.on_change,
        schedule: rule.rhythm.map(|rhythm| match rhythm {
            Shown::Hours { hours } => Rhythm::Hours(hours),
            Shown::Daily { minute } => Rhythm::Daily(minute),
        }),
    }
}

pub(super) fn show_rule(rule: &Rule) -> CopyRule {
    CopyRule {
        id: rule.id.clone(),
        name: rule.name.clone(),
        source: ConnectionId(rule.source.clone()),
        prefixes: rule
            .repository_filters
            .iter()
            .map(|filter| filter.filter.clone())
            .collect(),
        destinations: rule
            .destinations
            .iter()
            .map(|destination| CopyDestination {
                connection: ConnectionId(destination.connection.clone()),
                prefix: destination.prefix.clone(),
            })
            .collect(),
        deletes: rule.delete_replication.enabled,
        on_change: rule.on_change,
        rhythm: rule.schedule.map(|rhythm| match rhythm {
            Rhythm::Hours(hours) => Shown::Hours { hours },
            Rhythm::Daily(minute) => Shown::Daily { minute },
        }),
    }
}

pub(super) fn show_problem(problem: Problem) -> CopyRuleProblem {
    match problem {
        Problem::NoName => CopyRuleProblem::NoName,
        Problem::NameTaken => CopyRuleProblem::NameTaken,
        Problem::UnknownSource => CopyRuleProblem::UnknownSource,
        Problem::NoDestination => CopyRuleProblem::NoDestination,
        Problem::TooManyDestinations => CopyRuleProblem::TooManyDestinations,
        Problem::TooManyFilters => CopyRuleProblem::TooManyFilters,
        Problem::UnknownDestination { connection } => {
            CopyRuleProblem::UnknownDestination { connection }
        }
        Problem::ReadOnly { connection } => CopyRuleProblem::ReadOnly { connection },
        Problem::DestinationTwice { connection } => {
            CopyRuleProblem::DestinationTwice { connection }
        }
        Problem::BadPrefix { prefix } => CopyRuleProblem::BadPrefix { prefix },
        Problem::BadFilter { filter } => CopyRuleProblem::BadFilter { filter },
        Problem::OntoItself { connection } => CopyRuleProblem::OntoItself { connection },
        Problem::Circle { through } => CopyRuleProblem::Circle { through },
        Problem::BadTime => CopyRuleProblem::BadTime,
        Problem::FilterCovered { filter, by } => CopyRuleProblem::FilterCovered { filter, by },
        Problem::MatchesNothing { filter } => CopyRuleProblem::MatchesNothing { filter },
        Problem::Shadowed { by } => CopyRuleProblem::Shadowed { by },
        Problem::Overlaps { rule } => CopyRuleProblem::Overlaps { rule },
        Problem::DeletesDiffer { rule } => CopyRuleProblem::DeletesDiffer { rule },
        Problem::Collides { rule, connection } => CopyRuleProblem::Collides { rule, connection },
        Problem::Production { connection } => CopyRuleProblem::Production { connection },
    }
}
