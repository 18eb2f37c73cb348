//! Lists the sign-ins that Docker and Podman already have.

use portolan_contract::{Failure, KnownSignIn, KnownSource, Nothing};
use portolan_credentials::{SignInKeeper, SignInSource};

use crate::App;

impl App {
    /// What Docker and Podman know, without any secret. A file that can't be read is left out, and named
    /// in the log.
    pub async fn list_known_sign_ins(&self, _: Nothing) -> Result<Vec<KnownSignIn>, Failure> {
        let known = portolan_credentials::list_known_sign_ins(&self.surroundings).await;
        for problem in &known.problems {
            tracing::info!(%problem, "a sign-in file or helper could not be read");
        }
        let show = |sign_in: portolan_credentials::KnownSignIn| KnownSignIn {
            source: match sign_in.source {
                SignInSource::Docker => KnownSource::Docker,
                SignInSource::Podman => KnownSource::Podman,
            },
            host: sign_in.host,
            user: sign_in.user,
            path: match sign_in.keeper {
                SignInKeeper::File(path) | SignInKeeper::Helper { file: path, .. } => {
                    path.display().to_string()
                }
                SignInKeeper::Environment => "DOCKER_AUTH_CONFIG".to_owned(),
            },
        };
        Ok(known.sign_ins.into_iter().map(show).collect())
    }
}
