//! How the SDKs' clients are set up: our way out, our credentials, their tries.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use aws_config::{
    AppName, BehaviorVersion, Region, SdkConfig, identity::IdentityCache, retry::RetryConfig,
    stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::{rt::sleep::TokioSleep, time::SystemTimeSource};
use jiff::Timestamp;

use crate::{Api, Endpoints, Result, http::SdkHttp};

/// How often a request is tried, and how long it is waited in between.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Patience {
    /// Tries, the first included.
    pub tries: u32,
    /// The longest first wait; it doubles.
    pub first_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 4,
            first_pause: Duration::from_secs(1),
        }
    }
}

/// What all clients of a connection share.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) http: SdkHttp,
    pub(crate) endpoints: Endpoints,
    pub(crate) patience: Patience,
}

impl Setup {
    /// The settings of a client of `api` in `region`; without `credentials` it signs nothing.
    pub(crate) fn config(
        &self,
        api: Api,
        region: &str,
        credentials: Option<SharedCredentialsProvider>,
    ) -> Result<SdkConfig> {
        let retry = RetryConfig::standard()
            .with_max_attempts(self.patience.tries)
            .with_initial_backoff(self.patience.first_pause);
        let mut builder = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .http_client(self.http.clone())
            .retry_config(retry)
            .sleep_impl(TokioSleep::new())
            .time_source(SystemTimeSource::new())
            // Credentials are kept and renewed here, once for all clients.
            .identity_cache(IdentityCache::no_cache())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Ok(name) = AppName::new("Portolan") {
            builder = builder.app_name(name);
        }
        if let Some(credentials) = credentials {
            builder = builder.credentials_provider(credentials);
        }
        builder = match self.endpoints.custom(api, region, "")? {
            Some(url) => builder.endpoint_url(url.as_str().trim_end_matches('/')),
            // Forms of Amazon's own endpoints; with another one the SDKs refuse them.
            None => builder
                .use_fips(self.endpoints.fips)
                .use_dual_stack(self.endpoints.dual_stack),
        };
        Ok(builder.build())
    }
}

/// Clients by region, each made when it is first needed.
#[derive(Debug)]
pub(crate) struct Clients<C>(Mutex<HashMap<String, C>>);

impl<C: Clone> Clients<C> {
    pub(crate) fn get(&self, region: &str, make: impl FnOnce() -> Result<C>) -> Result<C> {
        let mut clients = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(client) = clients.get(region) {
            return Ok(client.clone());
        }
        let client = make()?;
        clients.insert(region.to_owned(), client.clone());
        Ok(client)
    }
}

impl<C> Default for Clients<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// A moment of the SDKs as ours; `None` where it is beyond what can be told.
pub(crate) fn timestamp(moment: &aws_smithy_types::DateTime) -> Option<Timestamp> {
    Timestamp::new(moment.secs(), moment.subsec_nanos().cast_signed()).ok()
}
