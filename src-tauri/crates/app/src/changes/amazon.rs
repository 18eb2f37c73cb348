//! What Amazon ECR would refuse, said before it is tried: tags that must not move, and images inside an
//! index that stays.

use std::collections::BTreeSet;

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_policy::{Aim, BlastRadius};
use portolan_registries::Kind;

use super::{site::Site, survey::Survey};
use crate::App;

impl App {
    /// Refuses an aim that Amazon ECR would refuse; registries of other kinds refuse nothing here.
    pub(super) async fn respect_amazon(
        &self,
        site: &Site,
        survey: &Survey,
        aim: &Aim,
    ) -> Result<(), Failure> {
        let kind = site.registry.kind();
        if !matches!(kind, Kind::Ecr | Kind::EcrPublic) {
            return Ok(());
        }
        let radius = BlastRadius::of(&survey.repository, aim);
        let indexes: BTreeSet<String> = radius
            .indexes
            .iter()
            .map(|index| index.digest.to_string())
            .collect();
        if !indexes.is_empty() {
            let indexes = indexes.into_iter().collect();
            let detail = "ImageReferencedByManifestList";
            let hint = Hint::InsideIndexes { indexes };
            return Err(Failure::new(
                Code::Conflict,
                hint,
                Retry::AfterChange,
                detail,
            ));
        }
        let tags = &survey.repository.tags;
        let moving: Vec<&str> = aim
            .part
            .tags
            .iter()
            .filter(|(tag, to)| {
                to.is_some() && tags.get(*tag).is_some_and(|at| Some(at) != to.as_ref())
            })
            .map(|(tag, _)| tag.as_str())
            .collect();
        // Tags of public repositories may always move.
        if moving.is_empty() || kind == Kind::EcrPublic {
            return Ok(());
        }
        let ecr = self.ecr(&site.id).await?;
        // Who may not read the setting finds it out by trying.
        let Ok(found) = ecr.describe_repository(&site.repository).await else {
            return Ok(());
        };
        match moving.iter().find(|tag| found.mutability.is_frozen(tag)) {
            Some(tag) => {
                let hint = Hint::TagImmutable {
                    tag: (*tag).to_owned(),
                };
                let detail = "ImageTagAlreadyExistsException";
                Err(Failure::new(
                    Code::Conflict,
                    hint,
                    Retry::AfterChange,
                    detail,
                ))
            }
            None => Ok(()),
        }
    }
}
