//! Makes, changes and takes away rules, each written down with what it was, so that it can be set back.

use portolan_contract::{
    ActivityDeed, Code, Event, Failure, Hint, Nothing, PruneOf, SetVendorRule,
};
use portolan_registries::{Error, Nature};

use super::{name_of, read::own_rules, recast};
use crate::{App, administration::scope_of, changes, failures::OrFail, images::invalid_repository};

impl App {
    /// Makes, changes or takes away a rule. Refused when it is otherwise by now.
    pub async fn set_vendor_rule(&self, request: SetVendorRule) -> Result<Nothing, Failure> {
        let SetVendorRule { at, before, after } = request;
        if before == after {
            return Ok(Nothing {});
        }
        let connection = at.connection.clone();
        let name = name_of(&at.scope).to_owned();
        let deed = ActivityDeed::VendorRule {
            scope: at.scope.clone(),
            before: before.clone().map(Box::new),
            after: after.clone().map(Box::new),
        };
        let work = async {
            let registry = self.registry(&at.connection).await?;
            let own = own_rules(&registry, &at.connection)?;
            let scope = scope_of(&at.scope)?;
            let before = before.as_ref().map(recast).transpose()?;
            let after = after.as_ref().map(recast).transpose()?;
            let replaced = own.replace(&scope, before.as_ref(), after.as_ref()).await;
            replaced.map_err(|error| match error {
                Error::Native {
                    nature: Nature::Conflict,
                    ..
                } => changes::changed(vec![name.clone()]),
                error => refused(&error),
            })
        };
        self.recorded(&connection, deed, &name, Box::pin(work))
            .await?;
        self.events.tell(Event::VendorRulesChanged { connection });
        Ok(Nothing {})
    }

    /// Has the registry itself remove the tags that a rule takes. There is no way back.
    pub async fn remove_matching_tags(&self, request: PruneOf) -> Result<Nothing, Failure> {
        let PruneOf { of, rule } = request;
        let name = of
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&of.repository, &problem))?;
        let deed = ActivityDeed::VendorRemoval {
            repository: of.repository.clone(),
            rule: Box::new(rule.clone()),
        };
        let work = async {
            let registry = self.registry(&of.connection).await?;
            let own = own_rules(&registry, &of.connection)?;
            let removed = own.remove_matching(&name, &recast(&rule)?).await;
            removed.map_err(|error| refused(&error))
        };
        self.recorded(&of.connection, deed, &of.repository, Box::pin(work))
            .await?;
        Ok(Nothing {})
    }
}

/// What a vendor refuses of a rule, in its own words.
fn refused(error: &Error) -> Failure {
    match error {
        Error::Request(portolan_distribution::Error::Refuses {
            status: 400 | 409 | 412 | 422,
            complaint,
            ..
        }) => {
            let said = complaint.as_ref().map(|said| said.message.clone());
            Failure::new(
                Code::Conflict,
                Hint::RuleRefused {
                    said: said.unwrap_or_default(),
                },
                portolan_contract::Retry::AfterChange,
                error.to_string(),
            )
        }
        error => Err::<(), _>(error.clone())
            .or_fail()
            .err()
            .unwrap_or_else(|| Failure::unexpected(error.to_string())),
    }
}
