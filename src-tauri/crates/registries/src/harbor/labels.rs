//! Labels of an artifact: chosen from those of its project and of the whole Harbor.

use http::Method;
use portolan_distribution::{Page, Pages};
use portolan_oci::Digest;
use serde_json::{Value, json};

use super::{Harbor, PAGE, place::Place, rooted};
use crate::{
    ImageLabel, ImageLabels, LabelName, LabelScope, Lenient as _, PageNumber, Result,
    rows::is_hidden,
};

/// A label, and the number by which Harbor knows it.
struct Numbered {
    id: u64,
    label: ImageLabel,
}

impl Harbor {
    pub(super) async fn read_labels(&self, place: &Place, digest: &Digest) -> Result<ImageLabels> {
        let on_it = self.labels_on(place, digest).await?;
        let choice = self.labels_to_choose(place).await?;
        Ok(ImageLabels {
            on_it: on_it.into_iter().map(|it| it.label).collect(),
            choice: Some(choice.into_iter().map(|it| it.label).collect()),
        })
    }

    pub(super) async fn put_label(
        &self,
        place: &Place,
        digest: &Digest,
        label: &LabelName,
        on: bool,
    ) -> Result<()> {
        let known = if on {
            self.labels_to_choose(place).await?
        } else {
            self.labels_on(place, digest).await?
        };
        let found = known.iter().find(|it| it.label.name == *label);
        let path = rooted(&format!("{}/labels", place.artifact(digest)));
        match (found, on) {
            (Some(found), true) => {
                let body = Some(json!({ "id": found.id }));
                self.api.ask(Method::POST, &path, &[], body).await?;
            }
            (Some(found), false) => {
                let path = format!("{path}/{}", found.id);
                self.api.ask(Method::DELETE, &path, &[], None).await?;
            }
            (None, true) => return Err(super::not_there(format!("the label {}", label.name))),
            (None, false) => {}
        }
        Ok(())
    }

    async fn labels_on(&self, place: &Place, digest: &Digest) -> Result<Vec<Numbered>> {
        let artifact = self
            .get(&place.artifact(digest), &[("with_label", "true")])
            .await?;
        Ok(read_each(artifact.list("labels")))
    }

    /// Those of the project and of the whole Harbor, as far as who asks may see them.
    async fn labels_to_choose(&self, place: &Place) -> Result<Vec<Numbered>> {
        let project = self.get(&place.project(), &[]).await.unwrap_or_default();
        let mut all = self.labels_of(&[("scope", "g")]).await?;
        if let Some(id) = project.number("project_id") {
            let id = id.to_string();
            all.extend(
                self.labels_of(&[("scope", "p"), ("project_id", &id)])
                    .await?,
            );
        }
        all.sort_by(|one, other| one.label.name.cmp(&other.label.name));
        Ok(all)
    }

    async fn labels_of(&self, query: &[(&str, &str)]) -> Result<Vec<Numbered>> {
        let mut all = Vec::new();
        let mut pages = Pages::default();
        while let Some(cursor) = pages.place() {
            let listed = self
                .page("labels", PageNumber::at(cursor), PAGE, query)
                .await;
            let (items, next) = match listed {
                Err(error) if is_hidden(&error) => break,
                other => other?,
            };
            let mut page = Page {
                items,
                next,
                problems: Vec::new(),
            };
            pages.take(&mut page, |label| label.text("name").unwrap_or_default());
            all.extend(read_each(&page.items));
        }
        Ok(all)
    }
}

fn read_each(rows: &[Value]) -> Vec<Numbered> {
    rows.iter().filter_map(read).collect()
}

fn read(row: &Value) -> Option<Numbered> {
    let is_color = |color: &&str| {
        let digits = color.strip_prefix('#').unwrap_or_default();
        matches!(digits.len(), 3 | 6) && digits.chars().all(|it| it.is_ascii_hexdigit())
    };
    Some(Numbered {
        id: row.number("id")?,
        label: ImageLabel {
            name: LabelName {
                name: row.text("name")?.to_owned(),
                value: None,
                scope: match row.text("scope") {
                    Some("p") => LabelScope::Project,
                    _ => LabelScope::Registry,
                },
            },
            color: row.text("color").filter(is_color).map(str::to_owned),
            description: row.text("description").map(str::to_owned),
            is_fixed: false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_needs_a_name_and_a_number_and_only_a_colour_is_one() {
        let rows = [
            json!({ "id": 1, "name": "stable", "scope": "g", "color": "#00ff00" }),
            json!({ "id": 2, "name": "ours", "scope": "p", "color": "url(x)" }),
            json!({ "id": 3 }),
            json!({ "name": "numberless" }),
        ];
        let read = read_each(&rows);
        let told: Vec<_> = read
            .iter()
            .map(|it| (it.id, it.label.name.scope, it.label.color.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (1, LabelScope::Registry, Some("#00ff00")),
                (2, LabelScope::Project, None),
            ]
        );
    }
}
