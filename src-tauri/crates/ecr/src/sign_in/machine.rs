//! The role of the EC2 machine that this runs on, from its instance metadata.

use std::time::Duration;

use aws_config::{
    imds::{self, credentials::ImdsCredentialsProvider},
    provider_config::ProviderConfig,
};
use aws_credential_types::{Credentials, provider::ProvideCredentials as _};
use aws_smithy_async::{rt::sleep::TokioSleep, time::SystemTimeSource};

use super::chain::Steps;
use crate::{Error, Result, error::chain};

/// A machine that is none of Amazon's answers nothing: it must not be waited for.
const PATIENCE: Duration = Duration::from_secs(1);

impl Steps {
    /// Whether the surroundings forbid to ask.
    pub(super) fn is_machine_asked(&self) -> bool {
        let disabled = self.surroundings.variable("AWS_EC2_METADATA_DISABLED");
        !disabled.is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Asks for the role's credentials.
    pub(super) async fn of_machine(&self) -> Result<Credentials> {
        let refuse = |reason: String| Error::NoCredentials {
            reason: format!("this machine has no role: {reason}"),
        };
        let endpoint = self
            .surroundings
            .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            .unwrap_or("http://169.254.169.254");
        let url = url::Url::parse(endpoint).map_err(|error| refuse(error.to_string()))?;
        let config = ProviderConfig::empty()
            .with_http_client(self.metadata_for(&url)?)
            .with_sleep_impl(TokioSleep::new())
            .with_time_source(SystemTimeSource::new());
        let client = imds::Client::builder()
            .configure(&config)
            .endpoint(endpoint)
            .map_err(|error| refuse(error.to_string()))?
            .max_attempts(1)
            .connect_timeout(PATIENCE)
            .read_timeout(PATIENCE)
            .build();
        let provider = ImdsCredentialsProvider::builder()
            .configure(&config)
            .imds_client(client)
            .build();
        let found = provider.provide_credentials().await;
        found.map_err(|error| refuse(chain(&error)))
    }
}
