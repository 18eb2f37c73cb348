//! An event of the trail, as far as it could be understood.

use jiff::Timestamp;
use portolan_distribution::Cursor;
use portolan_oci::Digest;

/// One thing that was done, or tried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrailEvent {
    /// CloudTrail's name for it.
    pub id: String,
    /// When.
    pub at: Option<Timestamp>,
    /// What kind of thing it was.
    pub deed: EventDeed,
    /// Amazon's name for it, such as `BatchGetImage`.
    pub name: String,
    /// Who did it.
    pub principal: Option<Principal>,
    /// To which repository, by its name in its region.
    pub repository: Option<String>,
    /// To which images, as far as the event names them.
    pub images: Vec<EventImage>,
    /// The address that it came from, or the service of Amazon's.
    pub source: Option<String>,
    /// The program that asked.
    pub user_agent: Option<String>,
    /// The access key by which it was done.
    pub access_key: Option<String>,
    /// Why it did not happen.
    pub error: Option<EventError>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum EventDeed {
    /// An image was fetched by its manifest.
    Pulled,
    /// A layer was fetched.
    FetchedLayer,
    /// An image was pushed, or a tag put on it.
    Pushed,
    /// A part of a push: layers on their way.
    SentLayer,
    /// Images or tags were deleted.
    Deleted,
    /// Images were deleted or archived by the lifecycle policy.
    Expired,
    /// An image was archived or restored.
    Moved,
    /// An image was copied to or from another registry.
    Copied,
    /// A scan was asked for, or came to its end.
    Scanned,
    /// A repository was made.
    CreatedRepository,
    /// A repository was deleted.
    DeletedRepository,
    /// A setting was changed.
    Set,
    /// Something was only looked at.
    Looked,
    /// Something that this version does not know.
    Other,
}

/// An image that an event names.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EventImage {
    /// By its digest.
    pub digest: Option<Digest>,
    /// By a tag.
    pub tag: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Principal {
    /// What they are.
    pub kind: PrincipalKind,
    /// The user's, role's, service's or account's name.
    pub name: String,
    /// The session's name of somebody who took on a role.
    pub session: Option<String>,
    /// The EC2 instance that did it, where the event names one.
    pub instance: Option<String>,
    /// Their account.
    pub account: Option<String>,
    /// Their resource name.
    pub arn: Option<String>,
    /// The service of Amazon's that did it for them.
    pub by: Option<String>,
}

/// What a principal is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PrincipalKind {
    /// A user of IAM.
    User,
    /// Somebody or something in a role.
    Role,
    /// The account's root.
    Root,
    /// A service of Amazon's.
    Service,
    /// Another account, of which no more is said.
    Account,
    /// Somebody signed in elsewhere.
    Federated,
    /// Something that this version does not know.
    Other,
}

/// Why something did not happen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventError {
    /// Amazon's name for it, such as `AccessDenied`.
    pub code: String,
    /// In Amazon's words.
    pub said: Option<String>,
}

/// A page of events, the newest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventPage {
    /// Those of the repository that was asked about.
    pub events: Vec<TrailEvent>,
    /// When the oldest event was that was looked at, of this repository or not.
    pub reached: Option<Timestamp>,
    /// Where earlier ones are.
    pub next: Option<Cursor>,
}
