//! Lifecycle policies: kept, and previewed.

use serde_json::{Value, json};

use super::repositories::paged;
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, within},
    preview::{check_policy, preview},
    state::Preview,
};

impl Call<'_> {
    fn no_lifecycle_policy(&self) -> Failure {
        let name = self.maybe("repositoryName").unwrap_or_default();
        let registry = self.registry_id().unwrap_or_default();
        Failure::new(
            "LifecyclePolicyNotFoundException",
            format!(
                "Lifecycle policy does not exist for the {}",
                within(&name, &registry)
            ),
        )
    }

    pub(in crate::aws) fn put_lifecycle_policy(&mut self) -> Outcome {
        let text = self.text("lifecyclePolicyText")?;
        check_policy(&text)?;
        self.repository()?.lifecycle = Some(text.clone());
        self.about_repository([("lifecyclePolicyText".to_owned(), text.into())])
    }

    pub(in crate::aws) fn get_lifecycle_policy(&mut self) -> Outcome {
        let text = self.repository()?.lifecycle.clone();
        let text = text.ok_or_else(|| self.no_lifecycle_policy())?;
        self.about_repository([
            ("lifecyclePolicyText".to_owned(), text.into()),
            ("lastEvaluatedAt".to_owned(), self.now.into()),
        ])
    }

    pub(in crate::aws) fn delete_lifecycle_policy(&mut self) -> Outcome {
        let text = self.repository()?.lifecycle.take();
        let text = text.ok_or_else(|| self.no_lifecycle_policy())?;
        self.about_repository([
            ("lifecyclePolicyText".to_owned(), text.into()),
            ("lastEvaluatedAt".to_owned(), self.now.into()),
        ])
    }

    pub(in crate::aws) fn start_lifecycle_policy_preview(&mut self) -> Outcome {
        let given = self.maybe("lifecyclePolicyText");
        let (now, unfinished) = (self.now, self.state.unfinished_answers);
        if let Some(text) = &given {
            check_policy(text)?;
        }
        let repository = self.repository()?;
        let text = given.or_else(|| repository.lifecycle.clone());
        if repository
            .preview
            .as_ref()
            .is_some_and(|it| it.unfinished > 0)
        {
            return Err(Failure::new(
                "LifecyclePolicyPreviewInProgressException",
                "The previous lifecycle policy preview request has not completed.",
            ));
        }
        let text = text.ok_or_else(|| self.no_lifecycle_policy())?;
        let repository = self.repository()?;
        let scripted = repository.preview_results.clone();
        repository.preview = Some(Preview {
            results: scripted.unwrap_or_else(|| preview(repository, &text, now)),
            policy: text.clone(),
            unfinished,
        });
        self.about_repository([
            ("lifecyclePolicyText".to_owned(), text.into()),
            ("status".to_owned(), "IN_PROGRESS".into()),
        ])
    }

    pub(in crate::aws) fn get_lifecycle_policy_preview(&mut self) -> Outcome {
        let named = self.bounded("imageIds", 100)?;
        let page = self.page(100, 100)?;
        let wanted = self.input["filter"]["tagStatus"].as_str().unwrap_or("ANY");
        let wanted = wanted.to_owned();
        let repository = self.repository()?;
        let Some(preview) = &mut repository.preview else {
            let name = self.text("repositoryName")?;
            return Err(Failure::new(
                "LifecyclePolicyPreviewNotFoundException",
                format!(
                    "There is no dry run for the {}",
                    within(&name, &self.registry_id()?)
                ),
            ));
        };
        let is_over = preview.unfinished == 0;
        preview.unfinished = preview.unfinished.saturating_sub(1);
        let preview = preview.clone();
        let digests: Option<Vec<Option<String>>> =
            named.map(|ids| ids.iter().map(|id| repository.digest_of(id)).collect());
        let mut members = vec![(
            "lifecyclePolicyText".to_owned(),
            Value::from(preview.policy.clone()),
        )];
        if !is_over {
            members.push(("status".to_owned(), "IN_PROGRESS".into()));
            return self.about_repository(members);
        }
        let admits = |result: &&Value| {
            let is_tagged = result["imageTags"]
                .as_array()
                .is_some_and(|it| !it.is_empty());
            let tags = match wanted.as_str() {
                "TAGGED" => is_tagged,
                "UNTAGGED" => !is_tagged,
                _ => true,
            };
            let digest = result["imageDigest"].as_str();
            tags && digests
                .as_ref()
                .is_none_or(|it| it.iter().any(|one| one.as_deref() == digest))
        };
        let results = preview.results.iter().filter(admits).enumerate();
        let (found, token) =
            page.cut(results.map(|(place, it)| (format!("{place:08}"), it.clone())));
        let count = |kind: &str| {
            let results = preview.results.iter();
            results.filter(|it| it["action"]["type"] == kind).count()
        };
        let archived =
            json!({ "targetStorageClass": "ARCHIVE", "imageTotalCount": count("TRANSITION") });
        members.extend([
            ("status".to_owned(), "COMPLETE".into()),
            ("previewResults".to_owned(), found.into()),
            (
                "summary".to_owned(),
                json!({
                    "expiringImageTotalCount": count("EXPIRE"),
                    "transitioningImageTotalCounts": [archived],
                }),
            ),
        ]);
        Ok(paged(self.about_repository(members)?, token))
    }
}
