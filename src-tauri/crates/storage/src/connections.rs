//! Connections: a registry plus how we sign in to it, and what it was seen to be able to do.
//!
//! No secret is in here: a typed one is in the system keyring under the connection's id.

use std::{collections::BTreeMap, fmt, path::PathBuf, str::FromStr};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Error, Store,
    error::refuse_secret_in_url,
    rows::{json, millis, now, read_json, read_text, read_time},
};

/// Names a connection for ever, also in the system keyring.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(Uuid);

impl ConnectionId {
    /// A new name that nothing has yet.
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl Default for ConnectionId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for ConnectionId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Who we are to the registry. The variants that need a secret say where it is, never what it is.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Access {
    /// Nobody in particular.
    #[default]
    Anonymous,
    /// A user and a password, which is in the keyring under the connection's id.
    Password {
        /// The user's name.
        user: String,
    },
    /// A token that is exchanged for others (OAuth2 refresh token), in the keyring.
    IdentityToken,
    /// A token that is sent as it is, in the keyring.
    RegistryToken,
    /// Whatever Docker's config.json says when it is needed.
    Docker,
    /// Whatever Podman's auth.json says when it is needed.
    Podman,
    /// By one of Amazon's ways.
    Amazon {
        /// Which.
        sign_in: AmazonSignIn,
    },
}

/// How a connection signs in to Amazon.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum AmazonSignIn {
    /// By what the environment, the container or the machine offers.
    Surroundings,
    /// By a profile of the person's shared files.
    Profile {
        /// Its name.
        name: String,
    },
    /// By an access key, whose secret is in the keyring under the connection's id.
    AccessKey {
        /// Its id.
        id: String,
    },
    /// By Identity Center, as a role in an account. Its tokens are in the keyring.
    IdentityCenter {
        /// Where one signs in.
        start_url: String,
        /// The region that it is in.
        region: String,
        /// The account.
        account: String,
        /// The role's name.
        role: String,
    },
}

/// What a connection to Amazon ECR says besides.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Amazon {
    /// The regions it covers, in the person's order.
    pub regions: Vec<String>,
    /// The registry of another account.
    #[serde(default)]
    pub registry: Option<String>,
    /// The account that one is signed in to, once it was seen.
    #[serde(default)]
    pub account: Option<String>,
    /// A role that is taken on after signing in.
    #[serde(default)]
    pub role: Option<AmazonRole>,
    /// Which endpoints are used.
    #[serde(default)]
    pub endpoints: AmazonEndpoints,
    /// The aliases of the public registry as they were last seen, the primary one first.
    #[serde(default)]
    pub aliases: Vec<RegistryAlias>,
    /// Aliases that the person has asked Amazon for and that were not seen since.
    #[serde(default)]
    pub awaited: Vec<String>,
}

/// An alias of a public registry.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct RegistryAlias {
    /// The name.
    pub name: String,
    /// Whether it can be used.
    pub status: AliasStatus,
    /// The one that the gallery shows.
    pub is_primary: bool,
    /// The one that Amazon gave.
    pub is_default: bool,
}

/// How far the request for an alias is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasStatus {
    /// It can be used.
    Active,
    /// Amazon looks at the request.
    Pending,
    /// Amazon has refused it.
    Rejected,
    /// A state that this program doesn't know.
    Unknown,
}

impl Amazon {
    /// The account whose registry it is, as far as it is known.
    pub fn registry(&self) -> Option<&str> {
        self.registry.as_deref().or(self.account.as_deref())
    }
}

/// A role to take on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct AmazonRole {
    /// Its resource name.
    pub arn: String,
    /// What its owner agreed on with whoever takes it on.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The device of the second factor that it asks for.
    #[serde(default)]
    pub mfa_device: Option<String>,
}

/// Which endpoints are used.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct AmazonEndpoints {
    /// Those with validated cryptography.
    #[serde(default)]
    pub fips: bool,
    /// Those that also speak IPv6.
    #[serde(default)]
    pub dual_stack: bool,
    /// Addresses in place of Amazon's own, by API.
    #[serde(default)]
    pub custom: BTreeMap<String, String>,
}

/// Where a PEM text is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PemSource {
    /// The text itself. For certificates only: a private key is a secret.
    Text(String),
    /// A file, read when needed.
    File(PathBuf),
}

/// A certificate that we show to the registry. No key is kept in the database.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ClientCertificate {
    /// The certificate chain.
    pub certificate: PemSource,
    /// The file with the private key; `None` where the secret store has it.
    pub key: Option<PathBuf>,
}

/// Which way requests of one connection go.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyChoice {
    /// As the settings say for all.
    #[default]
    Settings,
    /// Straight to the registry.
    Direct,
    /// Through this proxy, a URL without user or password.
    Url(String),
}

/// What a person says of a connection when adding or editing it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionDraft {
    /// What the sidebar calls it.
    pub name: String,
    /// Which kind of registry, in the words of the room `registries` (`generic`, `docker_hub` …).
    pub kind: String,
    /// `host` or `host:port`.
    pub host: String,
    /// Whether plain http was ticked.
    #[serde(default)]
    pub plain_http: bool,
    /// A certificate authority to trust besides the system's.
    #[serde(default)]
    pub certificate_authority: Option<PemSource>,
    /// A certificate of our own.
    #[serde(default)]
    pub client_certificate: Option<ClientCertificate>,
    /// Which way requests go.
    #[serde(default)]
    pub proxy: ProxyChoice,
    /// Who we are to it.
    #[serde(default)]
    pub access: Access,
    /// Whether every change is refused.
    #[serde(default)]
    pub read_only: bool,
    /// Whether every change asks first.
    #[serde(default)]
    pub production: bool,
    /// Hosts with private addresses that the person approved for this connection.
    #[serde(default)]
    pub approved_private_hosts: Vec<String>,
    /// What only a connection to Amazon ECR has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amazon: Option<Amazon>,
}

impl ConnectionDraft {
    /// An anonymous, generic connection named after its host.
    pub fn to(host: impl Into<String>) -> Self {
        let host = host.into();
        Self {
            name: host.clone(),
            kind: "generic".to_owned(),
            host,
            plain_http: false,
            certificate_authority: None,
            client_certificate: None,
            proxy: ProxyChoice::default(),
            access: Access::default(),
            read_only: false,
            production: false,
            approved_private_hosts: Vec::new(),
            amazon: None,
        }
    }
}

/// A connection as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Its name for ever.
    pub id: ConnectionId,
    /// What the person said of it.
    pub draft: ConnectionDraft,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Something a registry was seen to be able, or unable, to do.
#[derive(Clone, Debug, PartialEq)]
pub struct CapabilityObservation {
    /// Which capability, in the words of the room `registries`.
    pub capability: String,
    /// What was seen, in the words of whoever looked.
    pub observation: Value,
    /// When.
    pub observed_at: Timestamp,
}

impl Store {
    /// All connections in the person's order.
    pub async fn connections(&self) -> Result<Vec<Connection>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT id, definition, created_at FROM connections ORDER BY position, created_at",
            )?;
            let rows = statement.query_map([], read_connection)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One connection.
    pub async fn connection(&self, id: ConnectionId) -> Result<Connection, Error> {
        self.read(move |database| {
            database
                .prepare_cached("SELECT id, definition, created_at FROM connections WHERE id = ?")?
                .query_row([id.to_string()], read_connection)
                .optional()?
                .ok_or_else(|| missing(id))
        })
        .await
    }

    /// Adds a connection at the end of the list.
    pub async fn add_connection(&self, draft: ConnectionDraft) -> Result<Connection, Error> {
        refuse_secrets(&draft)?;
        let connection = Connection {
            id: ConnectionId::new(),
            draft,
            created_at: now(),
        };
        let kept = connection.clone();
        self.write(move |database| {
            database.execute(
                "INSERT INTO connections (id, position, definition, created_at)
                 VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM connections), ?2, ?3)",
                params![
                    kept.id.to_string(),
                    json(&kept.draft)?,
                    millis(kept.created_at)
                ],
            )?;
            Ok(())
        })
        .await?;
        Ok(connection)
    }

    /// Replaces what a person said of a connection. Where host or access changed, what was observed of
    /// its capabilities is forgotten: it was true of another registry or another person.
    pub async fn edit_connection(
        &self,
        id: ConnectionId,
        draft: ConnectionDraft,
    ) -> Result<(), Error> {
        refuse_secrets(&draft)?;
        self.write(move |database| {
            let before = database
                .query_row(
                    "SELECT id, definition, created_at FROM connections WHERE id = ?",
                    [id.to_string()],
                    read_connection,
                )
                .optional()?
                .ok_or_else(|| missing(id))?
                .draft;
            database.execute(
                "UPDATE connections SET definition = ?2 WHERE id = ?1",
                params![id.to_string(), json(&draft)?],
            )?;
            if before.host != draft.host || before.access != draft.access {
                database.execute(
                    "DELETE FROM capability_observations WHERE connection = ?",
                    [id.to_string()],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// Puts the connections in this order. Those not named keep theirs, after the named ones.
    pub async fn reorder_connections(&self, order: Vec<ConnectionId>) -> Result<(), Error> {
        self.write(move |database| {
            let named = order.len();
            database.execute(
                "UPDATE connections SET position = position + ?",
                [named as i64 + 1],
            )?;
            let mut place =
                database.prepare_cached("UPDATE connections SET position = ?2 WHERE id = ?1")?;
            for (position, id) in order.into_iter().enumerate() {
                place.execute(params![id.to_string(), position as i64])?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a connection with all that was cached of it, except what undo still needs. Its
    /// activities stay readable. The secret is the keyring's: forget it there too.
    pub async fn remove_connection(&self, id: ConnectionId) -> Result<(), Error> {
        self.write(move |database| {
            let removed =
                database.execute("DELETE FROM connections WHERE id = ?", [id.to_string()])?;
            if removed == 0 {
                return Err(missing(id));
            }
            crate::content::drop_unseen(database)
        })
        .await?;
        self.give_back_space().await;
        Ok(())
    }

    /// Remembers what a registry was seen to be able to do, in place of what was seen before.
    pub async fn record_capability(
        &self,
        connection: ConnectionId,
        capability: impl Into<String> + Send,
        observation: Value,
    ) -> Result<(), Error> {
        let capability = capability.into();
        self.write(move |database| {
            database.execute(
                "INSERT INTO capability_observations VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET observation = ?3, observed_at = ?4",
                params![
                    connection.to_string(),
                    capability,
                    json(&observation)?,
                    millis(now())
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// All that a registry was seen to be able, or unable, to do.
    pub async fn capabilities(
        &self,
        connection: ConnectionId,
    ) -> Result<Vec<CapabilityObservation>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT capability, observation, observed_at FROM capability_observations
                 WHERE connection = ? ORDER BY capability",
            )?;
            let rows = statement.query_map([connection.to_string()], |row| {
                Ok(CapabilityObservation {
                    capability: row.get(0)?,
                    observation: read_json(row, 1)?,
                    observed_at: read_time(row, 2)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn refuse_secrets(draft: &ConnectionDraft) -> Result<(), Error> {
    match &draft.proxy {
        ProxyChoice::Url(url) => refuse_secret_in_url(url, "the database"),
        ProxyChoice::Settings | ProxyChoice::Direct => Ok(()),
    }
}

fn missing(id: ConnectionId) -> Error {
    Error::NotFound {
        what: "connection",
        name: id.to_string(),
    }
}

fn read_connection(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: read_text(row, 0)?,
        draft: read_json(row, 1)?,
        created_at: read_time(row, 2)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{connection, fresh, name};

    fn whole_draft() -> ConnectionDraft {
        ConnectionDraft {
            name: "Production".to_owned(),
            kind: "harbor".to_owned(),
            plain_http: false,
            certificate_authority: Some(PemSource::Text("-----BEGIN CERTIFICATE-----".to_owned())),
            client_certificate: Some(ClientCertificate {
                certificate: PemSource::File("/certificates/client.cert".into()),
                key: Some("/certificates/client.key".into()),
            }),
            proxy: ProxyChoice::Url("http://proxy.example:3128".to_owned()),
            access: Access::Password {
                user: "robot$build".to_owned(),
            },
            read_only: true,
            production: true,
            approved_private_hosts: vec!["10.0.0.7".to_owned()],
            ..ConnectionDraft::to("registry.example:8443")
        }
    }

    #[tokio::test]
    async fn a_connection_comes_back_as_it_was_said() {
        let (_home, store) = fresh();
        let added = store.add_connection(whole_draft()).await.unwrap();
        assert_eq!(added.draft, whole_draft());
        assert_eq!(store.connection(added.id).await.unwrap(), added);
        assert_eq!(store.connections().await.unwrap(), [added]);
    }

    #[tokio::test]
    async fn a_connection_to_amazon_comes_back_as_it_was_said() {
        let (_home, store) = fresh();
        let draft = ConnectionDraft {
            kind: "ecr".to_owned(),
            access: Access::Amazon {
                sign_in: AmazonSignIn::Profile {
                    name: "work".to_owned(),
                },
            },
            amazon: Some(Amazon {
                regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
                account: Some("123456789012".to_owned()),
                role: Some(AmazonRole {
                    arn: "arn:aws:iam::123456789012:role/Push".to_owned(),
                    external_id: None,
                    mfa_device: Some("arn:aws:iam::123456789012:mfa/me".to_owned()),
                }),
                ..Amazon::default()
            }),
            ..ConnectionDraft::to("123456789012.dkr.ecr.eu-west-1.amazonaws.com")
        };
        let added = store.add_connection(draft.clone()).await.unwrap();
        assert_eq!(store.connection(added.id).await.unwrap().draft, draft);
        assert_eq!(draft.amazon.unwrap().registry(), Some("123456789012"));
    }

    #[tokio::test]
    async fn connections_keep_the_persons_order() {
        let (_home, store) = fresh();
        let (a, b, c) = (
            connection(&store).await,
            connection(&store).await,
            connection(&store).await,
        );
        store.reorder_connections(vec![c, a]).await.unwrap();
        let order = |connections: Vec<Connection>| -> Vec<_> {
            connections
                .into_iter()
                .map(|connection| connection.id)
                .collect()
        };
        assert_eq!(order(store.connections().await.unwrap()), [c, a, b]);
        let d = connection(&store).await;
        assert_eq!(order(store.connections().await.unwrap()), [c, a, b, d]);
    }

    #[tokio::test]
    async fn capabilities_are_forgotten_when_the_registry_or_the_person_changes() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store
            .record_capability(id, "delete_tag", json!({"proven": true}))
            .await
            .unwrap();
        let mut draft = store.connection(id).await.unwrap().draft;
        draft.name = "Another name".to_owned();
        store.edit_connection(id, draft.clone()).await.unwrap();
        let seen = store.capabilities(id).await.unwrap();
        assert_eq!(seen[0].observation, json!({"proven": true}));
        draft.access = Access::Docker;
        store.edit_connection(id, draft).await.unwrap();
        assert_eq!(store.capabilities(id).await.unwrap(), []);
    }

    #[tokio::test]
    async fn removing_a_connection_removes_all_that_was_seen_through_it() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store
            .replace_tag_listing(id, &name("team/app"), vec!["v1".parse().unwrap()], now())
            .await
            .unwrap();
        store.remove_connection(id).await.unwrap();
        assert_eq!(store.connections().await.unwrap(), []);
        assert_eq!(store.repositories(id).await.unwrap(), []);
        assert!(matches!(
            store.remove_connection(id).await,
            Err(Error::NotFound { .. })
        ));
    }

    #[tokio::test]
    async fn a_password_in_a_proxy_url_is_not_kept() {
        let (_home, store) = fresh();
        let draft = ConnectionDraft {
            proxy: ProxyChoice::Url("http://me:canary-secret@proxy.example".to_owned()),
            ..ConnectionDraft::to("registry.example")
        };
        let refused = store.add_connection(draft).await.unwrap_err();
        assert!(matches!(refused, Error::SecretInProxy(_)));
        assert!(!refused.to_string().contains("canary"));
        assert_eq!(store.connections().await.unwrap(), []);
    }
}
