//! What a registry was seen to be able or unable to do: facts learned from its answers, never guesses.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Something that not every registry can do.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Capability {
    /// Listing its repositories.
    Catalog,
    /// Removing one tag and leaving its image alone.
    DeleteTag,
    /// Deleting a manifest with all its tags.
    DeleteDigest,
    /// The referrers API.
    Referrers,
    /// Taking a blob over from another repository without sending it.
    Mount,
    /// Taking manifests from us.
    Push,
}

impl Capability {
    /// Every capability.
    pub const ALL: [Self; 6] = [
        Self::Catalog,
        Self::DeleteTag,
        Self::DeleteDigest,
        Self::Referrers,
        Self::Mount,
        Self::Push,
    ];

    /// The name under which an observation is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::DeleteTag => "delete_tag",
            Self::DeleteDigest => "delete_digest",
            Self::Referrers => "referrers",
            Self::Mount => "mount",
            Self::Push => "push",
        }
    }
}

/// Whether it can.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbilityState {
    /// It did.
    Yes,
    /// It refused, in a way that means never as things are.
    No,
    /// It was never seen either way.
    #[default]
    Unknown,
}

/// Why it can't.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What the registry answered; text to show.
    pub answered: String,
    /// The registry's own setting that would allow it, where its kind could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
}

/// One ability, as it was last seen.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Ability {
    /// Whether it can.
    pub state: AbilityState,
    /// When that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Ability {
    /// It did, just now.
    pub fn proven() -> Self {
        Self {
            state: AbilityState::Yes,
            proven_at: Some(Timestamp::now()),
            reason: None,
        }
    }

    /// It refused, just now.
    pub fn refused(reason: Reason) -> Self {
        Self {
            state: AbilityState::No,
            proven_at: Some(Timestamp::now()),
            reason: Some(reason),
        }
    }

    /// Whether it was seen to work.
    pub fn is_proven(&self) -> bool {
        self.state == AbilityState::Yes
    }

    /// Whether it was seen to be refused.
    pub fn is_refused(&self) -> bool {
        self.state == AbilityState::No
    }
}

/// All abilities of a registry, as far as they are known.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Listing its repositories.
    pub catalog: Ability,
    /// Removing one tag and leaving its image alone.
    pub delete_tag: Ability,
    /// Deleting a manifest with all its tags.
    pub delete_digest: Ability,
    /// The referrers API.
    pub referrers: Ability,
    /// Taking a blob over from another repository.
    pub mount: Ability,
    /// Taking manifests from us.
    pub push: Ability,
}

impl Capabilities {
    /// One of them.
    pub fn get(&self, capability: Capability) -> &Ability {
        match capability {
            Capability::Catalog => &self.catalog,
            Capability::DeleteTag => &self.delete_tag,
            Capability::DeleteDigest => &self.delete_digest,
            Capability::Referrers => &self.referrers,
            Capability::Mount => &self.mount,
            Capability::Push => &self.push,
        }
    }

    /// Puts what was seen in its place.
    pub fn set(&mut self, capability: Capability, ability: Ability) {
        *match capability {
            Capability::Catalog => &mut self.catalog,
            Capability::DeleteTag => &mut self.delete_tag,
            Capability::DeleteDigest => &mut self.delete_digest,
            Capability::Referrers => &mut self.referrers,
            Capability::Mount => &mut self.mount,
            Capability::Push => &mut self.push,
        } = ability;
    }

    /// Every ability with its name.
    pub fn iter(&self) -> impl Iterator<Item = (Capability, &Ability)> {
        Capability::ALL
            .into_iter()
            .map(|capability| (capability, self.get(capability)))
    }
}

/// The capabilities of one connection while it lives: every answer adds to them, and whoever keeps
/// them is told.
#[derive(Debug)]
pub struct Abilities(watch::Sender<Capabilities>);

impl Abilities {
    /// Begins with what was known before.
    pub fn new(known: Capabilities) -> Self {
        Self(watch::Sender::new(known))
    }

    /// What is known now.
    pub fn observed(&self) -> Capabilities {
        self.0.borrow().clone()
    }

    /// Tells of every change of a state from now on.
    pub fn watch(&self) -> watch::Receiver<Capabilities> {
        self.0.subscribe()
    }

    /// It worked.
    pub fn prove(&self, capability: Capability) {
        self.learn(capability, Ability::proven());
    }

    /// It was refused.
    pub fn refuse(&self, capability: Capability, reason: Reason) {
        self.learn(capability, Ability::refused(reason));
    }

    /// Whoever watches is told when the state or its reason changes, not at every proof: a listing that
    /// works a thousand times is one fact.
    fn learn(&self, capability: Capability, ability: Ability) {
        self.0.send_if_modified(|known| {
            let before = known.get(capability);
            let is_news = before.state != ability.state || before.reason != ability.reason;
            known.set(capability, ability);
            is_news
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_of_state_is_news() {
        let abilities = Abilities::new(Capabilities::default());
        let mut watcher = abilities.watch();
        abilities.prove(Capability::Push);
        assert!(watcher.has_changed().unwrap());
        assert!(watcher.borrow_and_update().push.is_proven());
        abilities.prove(Capability::Push);
        assert!(!watcher.has_changed().unwrap());
        abilities.refuse(
            Capability::Push,
            Reason {
                answered: "read only".to_owned(),
                setting: None,
            },
        );
        assert!(watcher.has_changed().unwrap());
        assert_eq!(abilities.observed().push.state, AbilityState::No);
    }

    #[test]
    fn what_was_seen_survives_being_kept() {
        let mut known = Capabilities::default();
        known.set(Capability::Catalog, Ability::proven());
        let kept = serde_json::to_string(&known.catalog).unwrap();
        assert_eq!(
            serde_json::from_str::<Ability>(&kept).unwrap(),
            known.catalog
        );
    }
}
