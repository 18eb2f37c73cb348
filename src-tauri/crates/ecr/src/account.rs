//! An account as somebody is signed in to it: what all its registries and regions share.

use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::Timestamp;
use portolan_distribution::{Connector, Egress};

use crate::{
    Api, Endpoints, Error, Identity, Observe, Partition, Result, Surroundings, Unobserved,
    endpoint::{PUBLIC_SEAT, is_account},
    error::Call,
    events::Pace,
    http::SdkHttp,
    sdk::{Clients, Patience, Setup},
    sign_in::{AskCode, KeepTokens, Keeper, Nobody, SignIn, Steps, identify},
};

/// What a connection to Amazon ECR is set up with.
#[derive(Clone, Debug)]
pub struct AccountSettings {
    /// How to sign in.
    pub sign_in: SignIn,
    /// The regions, in the order to show; at least one.
    pub regions: Vec<String>,
    /// The registry of another account that shares it; one's own where it is not said.
    pub registry_id: Option<String>,
    /// One's own account, where it is known from before: then nobody is asked for it.
    pub known_account: Option<String>,
    /// Which endpoints.
    pub endpoints: Endpoints,
    /// The way out of this network.
    pub egress: Egress,
    /// What of this machine the sign-in depends on.
    pub surroundings: Surroundings,
    /// How often requests are tried.
    pub patience: Patience,
    /// Asks for codes of a second factor.
    pub ask: Arc<dyn AskCode>,
    /// Keeps tokens of Identity Center.
    pub keep: Arc<dyn KeepTokens>,
    /// Is told of every attempt at a request.
    pub observe: Arc<dyn Observe>,
}

impl AccountSettings {
    /// One way to sign in and these regions; everything else as it is usual.
    pub fn new(sign_in: SignIn, regions: Vec<String>) -> Self {
        Self {
            sign_in,
            regions,
            registry_id: None,
            known_account: None,
            endpoints: Endpoints::default(),
            egress: Egress::default(),
            surroundings: Surroundings::default(),
            patience: Patience::default(),
            ask: Arc::new(Nobody),
            keep: Arc::new(Nobody),
            observe: Arc::new(Unobserved),
        }
    }
}

/// An account, signed in to when something is first asked. Shared by cloning.
#[derive(Clone, Debug)]
pub struct Account(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connector: Connector,
    settings: AccountSettings,
    setup: Setup,
    keeper: Keeper,
    identity: Mutex<Option<Identity>>,
    ecr: Clients<aws_sdk_ecr::Client>,
    pace: Pace,
    public: Clients<aws_sdk_ecrpublic::Client>,
}

impl Account {
    /// An account by its settings. Nothing is asked yet; an error is a setting that can't be used.
    pub fn new(connector: &Connector, mut settings: AccountSettings) -> Result<Self> {
        let refuse = |setting, reason: String| Error::Setting { setting, reason };
        let Some(region) = settings.regions.first().cloned() else {
            return Err(refuse("regions", "there is none".to_owned()));
        };
        if let Some(region) = settings.regions.iter().find(|it| !is_region(it)) {
            return Err(refuse("regions", format!("{region:?} is no region's name")));
        }
        let partition = Partition::of_region(&region);
        let is_foreign = |it: &&String| Partition::of_region(it) != partition;
        if let Some(foreign) = settings.regions.iter().find(is_foreign) {
            let reason = format!("{region} and {foreign} belong to separate partitions");
            return Err(refuse("regions", reason));
        }
        if let Some(id) = settings.registry_id.as_ref().filter(|id| !is_account(id)) {
            let reason = format!("{id:?} is not a number of twelve digits");
            return Err(refuse("registry id", reason));
        }
        let approved = settings.endpoints.approved_hosts(&settings.regions)?;
        settings.egress.approved_hosts.extend(approved);
        let observe = Arc::clone(&settings.observe);
        let setup = Setup {
            http: SdkHttp::new(connector, settings.egress.clone(), observe)?,
            endpoints: settings.endpoints.clone(),
            patience: settings.patience,
        };
        let steps = Steps {
            connector: connector.clone(),
            setup: setup.clone(),
            surroundings: settings.surroundings.clone(),
            region,
            ask: Arc::clone(&settings.ask),
            keep: Arc::clone(&settings.keep),
            observe: Arc::clone(&settings.observe),
        };
        Ok(Self(Arc::new(Inner {
            connector: connector.clone(),
            keeper: Keeper::new(steps, settings.sign_in.clone()),
            settings,
            setup,
            identity: Mutex::default(),
            ecr: Clients::default(),
            pace: Pace::default(),
            public: Clients::default(),
        })))
    }

    /// The regions, as they were given.
    pub fn regions(&self) -> &[String] {
        &self.0.settings.regions
    }

    /// The partition of the regions.
    pub fn partition(&self) -> &'static Partition {
        Partition::of_region(self.main_region())
    }

    /// What it was set up with.
    pub fn settings(&self) -> &AccountSettings {
        &self.0.settings
    }

    /// Signs in where that is not done yet, and says until when it is good; `None` where it has no end.
    pub async fn sign_in(&self) -> Result<Option<Timestamp>> {
        let credentials = self.0.keeper.credentials().await?;
        let expiry = credentials.expiry();
        Ok(expiry.and_then(|expiry| Timestamp::try_from(expiry).ok()))
    }

    /// Until when the credentials at hand are good; `None` where there are none yet or they have no end.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.keeper.expires_at()
    }

    /// The access key at hand that nobody else can have, because it was got by signing in here: those of roles
    /// and of Identity Center. What other programs may use as well is none.
    pub fn own_access_key(&self) -> Option<String> {
        let is_own = matches!(
            self.0.settings.sign_in,
            SignIn::Role { .. } | SignIn::IdentityCenter { .. }
        );
        self.0.keeper.access_key().filter(|_| is_own)
    }

    /// Forgets the credentials at hand, so that the next request signs in anew.
    pub fn forget_credentials(&self) {
        self.0.keeper.forget();
        *self.identity_kept() = None;
    }

    /// Who is signed in; asked once.
    pub async fn identity(&self) -> Result<Identity> {
        if let Some(known) = self.identity_kept().clone() {
            return Ok(known);
        }
        let region = self.main_region();
        let client = aws_sdk_sts::Client::new(&self.config(Api::Sts, region)?);
        let call = self.call("sts:GetCallerIdentity", region, "*".to_owned());
        let found = identify(&client, &call).await;
        let found = found.inspect_err(|error| self.note(error))?;
        *self.identity_kept() = Some(found.clone());
        Ok(found)
    }

    /// The registry's id: the one that was set, else the account's own.
    pub async fn registry_id(&self) -> Result<String> {
        match self.known_registry_id() {
            Some(id) => Ok(id),
            None => Ok(self.identity().await?.account),
        }
    }

    /// The registry's id, as far as it is known without asking.
    pub fn known_registry_id(&self) -> Option<String> {
        let settings = &self.0.settings;
        let set = settings.registry_id.as_ref();
        let known = set.or(settings.known_account.as_ref()).cloned();
        known.or_else(|| Some(self.identity_kept().as_ref()?.account.clone()))
    }

    /// The client of the private registries' API in a region.
    pub(crate) fn ecr(&self, region: &str) -> Result<aws_sdk_ecr::Client> {
        self.0.ecr.get(region, || {
            let config = self.config(Api::Ecr, region)?;
            Ok(aws_sdk_ecr::Client::new(&config))
        })
    }

    /// The pace of questions to CloudTrail.
    pub(crate) fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// The client of the public registries' API, which has its seat in one region.
    pub(crate) fn ecr_public(&self) -> Result<aws_sdk_ecrpublic::Client> {
        self.0.public.get(PUBLIC_SEAT, || {
            let config = self.config(Api::EcrPublic, PUBLIC_SEAT)?;
            Ok(aws_sdk_ecrpublic::Client::new(&config))
        })
    }

    /// The settings of a client that signs with this account's credentials.
    pub(crate) fn config(&self, api: Api, region: &str) -> Result<aws_config::SdkConfig> {
        let credentials = SharedCredentialsProvider::new(self.0.keeper.clone());
        self.0.setup.config(api, region, Some(credentials))
    }

    pub(crate) fn connector(&self) -> &Connector {
        &self.0.connector
    }

    /// A set registry id, for requests, which mean one's own where they carry none.
    pub(crate) fn foreign_registry(&self) -> Option<String> {
        self.0.settings.registry_id.clone()
    }

    /// What is about to be asked, for errors to name.
    pub(crate) fn call(&self, action: &'static str, region: &str, resource: String) -> Call {
        Call {
            action,
            region: region.to_owned(),
            resource,
            source: self.0.settings.sign_in.source(),
        }
    }

    /// The same for a repository, by its resource name as far as that is known.
    pub(crate) fn repository_call(
        &self,
        action: &'static str,
        region: &str,
        repository: &str,
    ) -> Call {
        self.call(action, region, self.repository_arn(region, repository))
    }

    /// A repository's resource name; `*` stands for an account that is not known yet.
    pub(crate) fn repository_arn(&self, region: &str, repository: &str) -> String {
        let partition = self.partition().id;
        let account = self.known_registry_id().unwrap_or_else(|| "*".to_owned());
        format!("arn:{partition}:ecr:{region}:{account}:repository/{repository}")
    }

    /// What went wrong with a call; where it was the credentials, they are asked for anew next time.
    pub(crate) fn fail<E>(&self, call: &Call, error: SdkError<E, HttpResponse>) -> Error
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let error = call.fail(error);
        self.note(&error);
        error
    }

    fn note(&self, error: &Error) {
        if error.is_of_credentials() {
            self.0.keeper.forget();
        }
    }

    fn main_region(&self) -> &str {
        // There is at least one, or the account would not have been made.
        self.0
            .settings
            .regions
            .first()
            .map_or("us-east-1", String::as_str)
    }

    fn identity_kept(&self) -> std::sync::MutexGuard<'_, Option<Identity>> {
        self.0
            .identity
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name that can stand in a host and a path: lower case, digits and hyphens.
fn is_region(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.first().copied().is_some_and(is_word)
        && bytes.last().copied().is_some_and(is_word)
        && bytes.iter().all(|byte| is_word(*byte) || *byte == b'-')
        && text.len() <= 32
}
