//! Tests a connection: says what was tried, what was answered, and what to change. Writes nothing.

use std::sync::Arc;

use portolan_contract::{
    ConnectionId, ConnectionReport, Failure, Finding, TestConnection, TestOutcome, TestStep,
    TestedThing,
};
use portolan_credentials::SecretStore;
use portolan_distribution::ClientCertificate;
use portolan_oci::RepositoryName;
use portolan_registries::{Capabilities, Error, Outcome, Trial, Tried};
use portolan_storage::PemSource;

use crate::{
    App,
    connected::{SignIn, client_key_name, show_capabilities},
    failures::{OrFail, ToFailure},
    vendors::{Parts, show_kind},
};

use super::{
    draft::{self, ReadDraft},
    edit::carry_over,
};

impl App {
    /// Tries everything that can be tried without writing.
    pub async fn test_connection(
        &self,
        request: TestConnection,
    ) -> Result<ConnectionReport, Failure> {
        let mut draft = draft::read(request.draft)?;
        let before = match &request.of {
            Some(id) => Some(self.stored_connection(id).await?),
            None => None,
        };
        if let Some(before) = &before {
            carry_over(&mut draft, &before.draft)?;
        } else if draft.needs_secret() && draft.secret.is_none() {
            return Err(Failure::invalid("password", "empty"));
        }
        if draft.stored.amazon.is_some() {
            let repository = draft.repository.as_deref();
            let of = request.of.as_ref();
            return self
                .test_amazon(&draft.stored, draft.secret.clone(), repository, of)
                .await;
        }
        let mut report = ConnectionReport {
            host: draft.stored.host.clone(),
            kind: show_kind(&draft.stored.kind),
            repository: draft.repository.clone(),
            steps: vec![passed(
                TestedThing::Address,
                Finding::Said {
                    text: draft.stored.host.clone(),
                },
            )],
            capabilities: portolan_contract::Capabilities::default(),
            works: false,
        };
        let sign_in = match self.tested_sign_in(&draft, request.of.as_ref()).await {
            Ok(sign_in) => sign_in,
            Err(failure) => {
                report.steps.push(failed(TestedThing::Credentials, failure));
                return Ok(report);
            }
        };
        if let Err(error) = sign_in.check().await {
            report
                .steps
                .push(failed(TestedThing::Credentials, error.to_failure()));
            return Ok(report);
        }
        report
            .steps
            .push(passed(TestedThing::Credentials, Finding::Nothing));
        let certificate = self.tested_certificate(&draft, request.of.as_ref()).await?;
        let endpoint = self.endpoint(&draft.stored, certificate)?;
        let kind = self.recognise(&mut draft.stored, &endpoint).await;
        report.kind = show_kind(&draft.stored.kind);
        let parts = Parts {
            host: draft.stored.host.clone(),
            endpoint,
            known: Capabilities::default(),
            sign_in: Arc::new(sign_in),
            connection: request.of.clone(),
        };
        let registry = self.make_registry(kind, parts)?;
        let repository = draft
            .repository
            .as_deref()
            .and_then(|name| name.parse::<RepositoryName>().ok());
        let trials = registry.test(repository.as_ref()).await;
        report.works = trials.iter().all(|trial| trial.outcome != Outcome::Failed);
        report.steps.extend(trials.into_iter().map(show_trial));
        report.capabilities = show_capabilities(&registry.observed());
        Ok(report)
    }

    /// Signs in with what was typed, or else with what the edited connection keeps.
    async fn tested_sign_in(
        &self,
        draft: &ReadDraft,
        of: Option<&ConnectionId>,
    ) -> Result<SignIn, Failure> {
        let secrets = SecretStore::session_only();
        if let Some(secret) = &draft.secret {
            secrets.put_for_session(&draft.stored.host, secret.clone());
        } else if draft.needs_secret()
            && let Some(id) = of
        {
            secrets.put_for_session(&draft.stored.host, self.secrets.get(&id.0).await.or_fail()?);
        }
        Ok(SignIn {
            // The test's own store knows the secret by the host that it is for.
            id: draft.stored.host.clone(),
            host: draft.stored.host.clone(),
            access: draft.stored.access.clone(),
            secrets,
            surroundings: self.surroundings.clone(),
        })
    }

    async fn tested_certificate(
        &self,
        draft: &ReadDraft,
        of: Option<&ConnectionId>,
    ) -> Result<Option<ClientCertificate>, Failure> {
        let Some(kept) = &draft.stored.client_certificate else {
            return Ok(None);
        };
        let PemSource::Text(certificates) = kept.certificate.clone() else {
            return Ok(None);
        };
        let key = match (&draft.client_key, of) {
            (Some(key), _) => key.clone(),
            (None, Some(id)) => self.secrets.get(&client_key_name(&id.0)).await.or_fail()?,
            (None, None) => return Ok(None),
        };
        Ok(Some(ClientCertificate { certificates, key }))
    }
}

/// Something that was tried, as the window shows it.
pub(crate) fn show_trial(trial: Trial) -> TestStep {
    TestStep {
        what: match trial.tried {
            Tried::Reach => TestedThing::Reach,
            Tried::Protocol => TestedThing::Protocol,
            Tried::SignIn => TestedThing::SignIn,
            Tried::Catalog => TestedThing::Catalog,
            Tried::Tags => TestedThing::Tags,
            Tried::Referrers => TestedThing::Referrers,
        },
        outcome: match trial.outcome {
            Outcome::Passed => TestOutcome::Passed,
            Outcome::Failed => TestOutcome::Failed,
            Outcome::Noted => TestOutcome::Noted,
            Outcome::Skipped => TestOutcome::Skipped,
        },
        finding: show_finding(trial.finding),
        milliseconds: trial.took.as_millis() as u64,
        failure: trial.error.as_ref().map(Error::to_failure),
    }
}

fn show_finding(finding: portolan_registries::Finding) -> Finding {
    use portolan_registries::Finding as Found;
    match finding {
        Found::Nothing => Finding::Nothing,
        Found::Said(text) => Finding::Said { text },
        Found::Answered { host } => Finding::Answered { host },
        Found::Repositories { count, more } => Finding::Repositories { count, more },
        Found::Tags {
            repository,
            count,
            more,
        } => Finding::Tags {
            repository,
            count,
            more,
        },
        Found::Referrers { image, count } => Finding::Referrers { image, count },
        Found::NoReferrersApi => Finding::NoReferrersApi,
        Found::Open => Finding::Open,
        Found::NoRepository => Finding::NoRepository,
        Found::NoImage => Finding::NoImage,
    }
}

fn passed(what: TestedThing, finding: Finding) -> TestStep {
    TestStep {
        what,
        outcome: TestOutcome::Passed,
        finding,
        milliseconds: 0,
        failure: None,
    }
}

fn failed(what: TestedThing, failure: Failure) -> TestStep {
    TestStep {
        what,
        outcome: TestOutcome::Failed,
        finding: Finding::Nothing,
        milliseconds: 0,
        failure: Some(failure),
    }
}
