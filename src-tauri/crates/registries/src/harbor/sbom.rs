//! The list of packages that Harbor's scanner makes of an artifact, where the scanner can (since 2.11).

use http::Method;
use portolan_oci::Digest;
use serde_json::{Value, json};

use super::{Harbor, place::Place, rooted};
use crate::{Lenient as _, Result, Sbom, SbomState};

impl Harbor {
    pub(super) async fn read_sbom(&self, place: &Place, digest: &Digest) -> Result<Sbom> {
        let query = [("with_sbom_overview", "true")];
        let artifact = self.get(&place.artifact(digest), &query).await?;
        let state = state(&artifact);
        let document = if state == SbomState::Ready {
            let path = format!("{}/additions/sbom", place.artifact(digest));
            Some(self.get(&path, &[]).await?.to_string().into())
        } else {
            None
        };
        Ok(Sbom {
            state,
            document,
            can_generate: self.can_generate(place).await,
        })
    }

    pub(super) async fn start_sbom(&self, place: &Place, digest: &Digest) -> Result<()> {
        let path = rooted(&format!("{}/scan", place.artifact(digest)));
        let body = Some(json!({ "scan_type": "sbom" }));
        self.api.ask(Method::POST, &path, &[], body).await?;
        Ok(())
    }

    /// What the project's scanner says of itself; an older Harbor says nothing of lists of packages.
    async fn can_generate(&self, place: &Place) -> Option<bool> {
        let path = format!("{}/scanner", place.project());
        let scanner = self.get(&path, &[]).await.ok()?;
        let can = scanner.get("capabilities")?.flag("support_sbom");
        Some(can.unwrap_or(false))
    }
}

/// How far it is, by the overview; and by the accessory where an overview is not told.
fn state(artifact: &Value) -> SbomState {
    let overview = artifact.get("sbom_overview");
    match overview.and_then(|it| it.text("scan_status")) {
        Some("Success") => SbomState::Ready,
        Some("Pending" | "Scheduled" | "Running") => SbomState::Generating,
        Some("Error" | "Stopped") => SbomState::Failed,
        _ => {
            let mut accessories = artifact.list("accessories").iter();
            if accessories.any(|it| it.text("type") == Some("harbor.sbom")) {
                SbomState::Ready
            } else {
                SbomState::Absent
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_follows_from_the_overview_or_from_what_is_attached() {
        let of = |word: &str| state(&json!({ "sbom_overview": { "scan_status": word } }));
        assert_eq!(of("Success"), SbomState::Ready);
        assert_eq!(of("Running"), SbomState::Generating);
        assert_eq!(of("Error"), SbomState::Failed);
        assert_eq!(of("Not Scanned"), SbomState::Absent);
        assert_eq!(state(&json!({ "sbom_overview": [] })), SbomState::Absent);
        let attached = json!({ "accessories": [{ "type": "harbor.sbom" }] });
        assert_eq!(state(&attached), SbomState::Ready);
    }
}
