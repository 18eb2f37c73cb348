//! Tests a connection to Amazon: who one is there, what each region answers, which permission lacks.

use portolan_contract::{
    ConnectionId, ConnectionReport, Failure, Finding, TestOutcome, TestStep, TestedThing,
};
use portolan_credentials::SecretString;
use portolan_ecr::{PrivateRegistry, PublicRegistry};
use portolan_oci::RepositoryName;
use portolan_registries::{Outcome, Registry};
use portolan_storage::ConnectionDraft;

use super::hosts::ECR_PUBLIC;
use crate::{
    App, connected::show_capabilities, connections::show_trial, failures::OrFail,
    vendors::show_kind,
};

impl App {
    /// Signs in, asks who that is, and tries every region. Writes nothing.
    pub(crate) async fn test_amazon(
        &self,
        draft: &ConnectionDraft,
        typed: Option<SecretString>,
        repository: Option<&str>,
        of: Option<&ConnectionId>,
    ) -> Result<ConnectionReport, Failure> {
        let mut report = ConnectionReport {
            host: draft.host.clone(),
            kind: show_kind(&draft.kind),
            repository: repository.map(str::to_owned),
            steps: Vec::new(),
            capabilities: portolan_contract::Capabilities::default(),
            works: false,
        };
        let account = self.amazon_account(of, draft, typed).await?;
        let step = |what, found: Result<Finding, Failure>| match found {
            Ok(finding) => TestStep {
                what,
                outcome: TestOutcome::Passed,
                finding,
                milliseconds: 0,
                failure: None,
            },
            Err(failure) => TestStep {
                what,
                outcome: TestOutcome::Failed,
                finding: Finding::Nothing,
                milliseconds: 0,
                failure: Some(failure),
            },
        };
        let signed_in = account.sign_in().await.or_fail();
        let failed = signed_in.is_err();
        report.steps.push(step(
            TestedThing::Credentials,
            signed_in.map(|_| Finding::Nothing),
        ));
        if failed {
            return Ok(report);
        }
        let identity = account.identity().await.or_fail();
        let failed = identity.is_err();
        report.steps.push(step(
            TestedThing::Identity,
            identity.map(|identity| Finding::Identity {
                account: identity.account,
                arn: identity.arn,
            }),
        ));
        if failed {
            return Ok(report);
        }
        let registry: Box<dyn Registry> = if draft.kind == ECR_PUBLIC {
            Box::new(PublicRegistry::open(account).await.or_fail()?)
        } else {
            Box::new(PrivateRegistry::open(account).await.or_fail()?)
        };
        registry.host().clone_into(&mut report.host);
        let repository = repository.and_then(|name| name.parse::<RepositoryName>().ok());
        let trials = registry.test(repository.as_ref()).await;
        report.works = trials.iter().all(|trial| trial.outcome != Outcome::Failed);
        report.steps.extend(trials.into_iter().map(show_trial));
        report.capabilities = show_capabilities(&registry.observed());
        Ok(report)
    }
}
