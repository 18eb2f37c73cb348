//! Signs the person's own Docker or Podman in to a region's registry: the password goes from Amazon to the
//! engine, and is kept nowhere on the way.

use portolan_contract::{
    AmazonRegionAt, Engine, EngineLogin, EngineLogins, EngineSignedIn, Failure, LoginCommand,
    LoginKeeper, Shell, SignInEngine,
};
use portolan_credentials::{LoginKeeper as Keeper, SignInSource, find_login_engines, log_in};

use super::hosts::hosts;
use crate::{
    App,
    commands::{AmazonLogin, login_line},
    failures::OrFail,
};

/// What commands are shown for.
const ENGINES: [Engine; 2] = [Engine::Docker, Engine::Podman];

impl App {
    /// The engines that could be signed in to a region's registry, and the commands that do it by hand.
    pub async fn list_engine_logins(
        &self,
        request: AmazonRegionAt,
    ) -> Result<EngineLogins, Failure> {
        let (host, login) = self.login_of(&request).await?;
        let found = find_login_engines(&host, &self.surroundings).await;
        let engines = found.into_iter().map(|found| EngineLogin {
            engine: shown(found.engine),
            keeper: match found.keeper {
                Keeper::Helper(name) => LoginKeeper::Helper { name },
                Keeper::Amazon => LoginKeeper::Amazon,
                Keeper::File(path) => LoginKeeper::File {
                    path: path.display().to_string(),
                },
            },
        });
        let command = |engine, shell| LoginCommand {
            engine,
            shell,
            text: login_line(engine, &host, &login, shell),
        };
        Ok(EngineLogins {
            engines: engines.collect(),
            commands: [Shell::Posix, Shell::PowerShell]
                .into_iter()
                .flat_map(|shell| ENGINES.map(|engine| command(engine, shell)))
                .collect(),
            host,
        })
    }

    /// Signs an engine in. Where it keeps sign-ins in a plain file, the person must have been asked.
    pub async fn sign_in_engine(&self, request: SignInEngine) -> Result<EngineSignedIn, Failure> {
        let engine = match request.engine {
            Engine::Docker => SignInSource::Docker,
            Engine::Podman => SignInSource::Podman,
            _ => {
                return Err(Failure::invalid(
                    "engine",
                    "only Docker and Podman are signed in",
                ));
            }
        };
        let at = AmazonRegionAt {
            connection: request.connection,
            region: request.region,
        };
        let (host, _) = self.login_of(&at).await?;
        let found = find_login_engines(&host, &self.surroundings).await;
        let keeper = found.into_iter().find(|found| found.engine == engine);
        match keeper.map(|found| found.keeper) {
            Some(Keeper::File(path)) if !request.plain_file_agreed => {
                return Err(Failure::invalid(
                    "plainFileAgreed",
                    format!("{} is a plain file", path.display()),
                ));
            }
            Some(Keeper::Amazon) => {
                return Err(Failure::invalid(
                    "engine",
                    "Amazon's helper signs it in by itself",
                ));
            }
            // One that is not there says so itself.
            Some(Keeper::File(_) | Keeper::Helper(_)) | None => {}
        }
        let ecr = self.ecr(&at.connection).await?;
        let token = ecr.registry_token(&at.region).await.or_fail()?;
        let surroundings = &self.surroundings;
        log_in(engine, &host, &token.user, &token.password, surroundings)
            .await
            .or_fail()?;
        Ok(EngineSignedIn {
            host,
            until: token.expires_at.as_millisecond(),
        })
    }

    /// The registry of a region, and how one signs in to it.
    async fn login_of(&self, at: &AmazonRegionAt) -> Result<(String, AmazonLogin), Failure> {
        // Whose the registries are is known with the first question.
        self.ecr(&at.connection).await?;
        let draft = self.stored_connection(&at.connection).await?.draft;
        let here = hosts(&draft)
            .into_iter()
            .find(|here| here.prefix == at.region);
        let here = here.ok_or_else(|| {
            Failure::invalid(
                "region",
                format!("{} is none of this connection's", at.region),
            )
        })?;
        let login = AmazonLogin::of(&draft, Some(here.prefix));
        Ok((here.host, login))
    }
}

fn shown(engine: SignInSource) -> Engine {
    match engine {
        SignInSource::Docker => Engine::Docker,
        SignInSource::Podman => Engine::Podman,
    }
}
