//! The one connector of the process: what all connections share, and where they are made.

use std::sync::Arc;

use crate::{
    Authenticate, Client, Counts, Deadlines, Egress, Endpoint, Result, Web, count::Counters,
    limit::Limits,
};

/// Makes every connection of the process. Shared by cloning; holds the limits per host, the counters
/// and the system's certificate authorities.
#[derive(Clone, Debug)]
pub struct Connector {
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) deadlines: Deadlines,
    pub(crate) user_agent: String,
    pub(crate) limits: Limits,
    pub(crate) counters: Counters,
}

impl Connector {
    /// The connector for a program that calls itself `user_agent`, such as `portolan/0.1.0`.
    pub fn new(user_agent: &str) -> Self {
        Self::with_deadlines(user_agent, Deadlines::default())
    }

    /// The same with other deadlines.
    pub fn with_deadlines(user_agent: &str, deadlines: Deadlines) -> Self {
        Self {
            shared: Arc::new(Shared {
                deadlines,
                user_agent: user_agent.to_owned(),
                limits: Limits::default(),
                counters: Counters::default(),
            }),
        }
    }

    /// A client for one connection. Nothing is sent yet; an error is a setting that can't be used.
    pub fn connect(
        &self,
        endpoint: Endpoint,
        authenticate: Arc<dyn Authenticate>,
    ) -> Result<Client> {
        Client::new(&self.shared, endpoint, authenticate)
    }

    /// The way out to web sites that are no registries, without credentials. Only `approved_hosts`
    /// (names without port) may lead to addresses inside this machine or network, and be asked over
    /// plain http.
    pub fn web(&self, approved_hosts: &[&str]) -> Result<Web> {
        let approved_hosts = approved_hosts.iter().map(|host| (*host).to_owned());
        self.web_through(Egress {
            approved_hosts: approved_hosts.collect(),
            ..Egress::default()
        })
    }

    /// The same with a connection's own way out and authorities.
    pub fn web_through(&self, egress: Egress) -> Result<Web> {
        Web::new(&self.shared, egress)
    }

    /// The way out to the web API of the registry at `endpoint`, or of its vendor: as the connection goes
    /// itself. No credentials go along by themselves.
    pub fn web_beside(&self, endpoint: &Endpoint) -> Result<Web> {
        Web::beside(&self.shared, endpoint)
    }

    /// Requests made so far, of all connections.
    pub fn counts(&self) -> Counts {
        self.shared.counters.read()
    }
}
