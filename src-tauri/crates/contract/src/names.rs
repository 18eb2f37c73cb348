//! Small types that many requests share: identities, windows onto long lists, nothing at all.

plain! {
    /// Which connection.
    #[derive(Eq, Hash, PartialOrd, Ord)]
    #[serde(transparent)]
    pub struct ConnectionId(pub String);

    /// Which single-use plan.
    #[derive(Eq, Hash)]
    #[serde(transparent)]
    pub struct PlanId(pub String);

    /// Which activity: one change with its items, as Activity lists it.
    #[derive(Eq, Hash)]
    #[serde(transparent)]
    pub struct ActivityId(pub String);

    /// Which long-running job. A change in progress has its activity's identity.
    #[derive(Eq, Hash)]
    #[serde(transparent)]
    pub struct JobId(pub String);

    /// A request or reply without content.
    #[derive(Default)]
    pub struct Nothing {}

    /// A repository in a connection.
    #[derive(Eq, Hash)]
    pub struct RepositoryAt {
        pub connection: ConnectionId,
        pub repository: String,
    }

    /// A name and its value: a label, an annotation, an environment variable.
    pub struct Pair {
        pub name: String,
        pub value: String,
    }

    /// How a value of a filter occurs in the whole list.
    pub struct Facet {
        pub value: String,
        pub count: u64,
    }
}

impl std::fmt::Display for ConnectionId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
