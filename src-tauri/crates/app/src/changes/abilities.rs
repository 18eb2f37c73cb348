//! What a registry was seen to be able to do, in the words of the room that decides.

use portolan_policy::{Abilities, Proof};
use portolan_registries::{Ability, Kind};

use super::site::Site;

impl Site {
    /// What the registry was seen to be able to do. `immutable`: tags were seen not to move.
    pub(crate) fn abilities(&self, immutable: bool) -> Abilities {
        let observed = self.registry.observed();
        let overwrite_tag = if immutable {
            Proof::Refused
        } else {
            proof(&observed.push)
        };
        Abilities {
            delete_tag: proof(&observed.delete_tag),
            delete_digest: proof(&observed.delete_digest),
            overwrite_tag,
            referrers: proof(&observed.referrers),
            last_tag_takes_image: matches!(self.registry.kind(), Kind::Ecr | Kind::EcrPublic),
            keeps_deleted: self.is_local(),
        }
    }

    /// The registry's own setting that would allow deletion, where it is known.
    pub(crate) fn deletion_setting(&self) -> Option<String> {
        let observed = self.registry.observed();
        let reason = observed.delete_digest.reason;
        reason.and_then(|reason| reason.setting)
    }
}

fn proof(ability: &Ability) -> Proof {
    if ability.is_proven() {
        Proof::Proven
    } else if ability.is_refused() {
        Proof::Refused
    } else {
        Proof::Unknown
    }
}
