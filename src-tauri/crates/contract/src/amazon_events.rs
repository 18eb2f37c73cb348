//! What CloudTrail remembers of a repository of Amazon ECR.

use crate::ConnectionId;

plain! {
    /// Asks what was done in a repository, or to one of its images. It covers 90 days and may be a quarter
    /// of an hour behind.
    pub struct ListAmazonEvents {
        pub connection: ConnectionId,
        pub repository: String,
        /// Of one image alone: events that name its digest or a tag that points to it now.
        pub digest: Option<String>,
        /// Where to go on; `null` at the newest.
        pub cursor: Option<String>,
    }

    pub struct AmazonEvents {
        /// The newest first.
        pub events: Vec<AmazonEvent>,
        /// How far back was looked, events that are not shown included.
        pub reached: Option<i64>,
        /// Where earlier ones are.
        pub next: Option<String>,
    }

    /// One thing that was done or tried.
    pub struct AmazonEvent {
        pub id: String,
        pub at: Option<i64>,
        pub deed: TrailDeed,
        /// Amazon's name for it, such as `BatchGetImage`.
        pub name: String,
        pub principal: Option<TrailPrincipal>,
        pub images: Vec<TrailImage>,
        /// The address that it came from, or a service of Amazon's.
        pub source: Option<String>,
        pub user_agent: Option<String>,
        /// This program did it: it calls itself so, or by a key that it alone has.
        pub own: bool,
        /// Why it did not happen, in Amazon's words.
        pub error: Option<TrailError>,
    }

    pub struct TrailError {
        pub code: String,
        pub said: Option<String>,
    }

    #[derive(Eq)]
    pub struct TrailImage {
        pub digest: Option<String>,
        pub tag: Option<String>,
    }

    /// Who did it.
    #[derive(Eq)]
    pub struct TrailPrincipal {
        pub kind: TrailPrincipalKind,
        pub name: String,
        /// The session of somebody in a role.
        pub session: Option<String>,
        /// The EC2 instance, where the event names one.
        pub instance: Option<String>,
        pub account: Option<String>,
        pub arn: Option<String>,
        /// The service of Amazon's that did it for them.
        pub by: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum TrailPrincipalKind {
        User,
        Role,
        Root,
        Service,
        Account,
        Federated,
        Other,
    }

    /// What was done.
    #[derive(Copy, Eq)]
    pub enum TrailDeed {
        Pulled,
        FetchedLayer,
        /// An image was pushed, or a tag put on it.
        Pushed,
        SentLayer,
        Deleted,
        /// By the lifecycle policy.
        Expired,
        /// Into the archive or out of it.
        Moved,
        /// Replicated, or brought from upstream.
        Copied,
        Scanned,
        CreatedRepository,
        DeletedRepository,
        /// A setting was changed.
        Set,
        /// Only looked at.
        Looked,
        Other,
    }
}
