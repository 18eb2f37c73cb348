//! The catalog entry of a public repository: what the gallery shows of it.

use axum::body::Bytes;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, within},
};

/// The most bytes of a logo.
const LARGEST_LOGO: usize = 512_000;
/// The pixels that a side of a logo may have.
const SIDES: std::ops::RangeInclusive<u32> = 60..=2048;

impl Call<'_> {
    pub(super) fn get_repository_catalog(&mut self) -> Outcome {
        let catalog = self.repository()?.catalog.clone();
        let Some(catalog) = catalog else {
            let place = within(&self.text("repositoryName")?, &self.registry_id()?);
            return Err(Failure::new(
                "RepositoryCatalogDataNotFoundException",
                format!("The repository catalog data does not exist for the {place}"),
            ));
        };
        Ok(json!({ "catalogData": catalog }))
    }

    /// What is put takes the place of all that was there.
    pub(super) fn put_repository_catalog(&mut self) -> Outcome {
        let name = self.text("repositoryName")?;
        let given = self.input["catalogData"].clone();
        let catalog = self.checked_catalog(&name, &given)?;
        let repository = self.repository()?;
        repository.catalog = Some(catalog.clone());
        repository.logo = logo_of(&given);
        Ok(json!({ "catalogData": catalog }))
    }

    /// The entry as it is told, from the one that was given; its logo becomes an address.
    pub(super) fn checked_catalog(
        &self,
        name: &str,
        given: &Value,
    ) -> Result<Map<String, Value>, Failure> {
        let mut catalog = Map::new();
        for (member, longest) in [
            ("description", 1024),
            ("aboutText", 25_600),
            ("usageText", 25_600),
        ] {
            if let Some(text) = given[member].as_str() {
                bound(member, text.chars().count(), longest)?;
                catalog.insert(member.to_owned(), text.into());
            }
        }
        for member in ["architectures", "operatingSystems"] {
            if let Some(list) = given[member].as_array() {
                bound(member, list.len(), 50)?;
                for entry in list {
                    let length = entry.as_str().unwrap_or_default().chars().count();
                    bound(member, length, 50)?;
                }
                catalog.insert(member.to_owned(), list.clone().into());
            }
        }
        if let Some(logo) = given["logoImageBlob"].as_str() {
            let bytes = STANDARD.decode(logo).unwrap_or_default();
            check_logo(&bytes)?;
            let account = &self.caller.account;
            let host = self
                .state
                .host
                .as_ref()
                .map(|host| format!("http://{host}"));
            let host = host.unwrap_or_else(|| "https://public-registry-logos.example".to_owned());
            let url = format!("{host}/logos/{account}/{name}.png");
            catalog.insert("logoUrl".to_owned(), url.into());
        }
        // Only Amazon certifies.
        catalog.insert("marketplaceCertified".to_owned(), false.into());
        Ok(catalog)
    }
}

/// The bytes of the logo that is given.
pub(super) fn logo_of(given: &Value) -> Option<Bytes> {
    let text = given["logoImageBlob"].as_str()?;
    Some(STANDARD.decode(text).ok()?.into())
}

fn bound(member: &str, length: usize, longest: usize) -> Result<(), Failure> {
    if length <= longest {
        return Ok(());
    }
    let constraint = format!("Member must have length less than or equal to {longest}");
    Err(Failure::parameter(member, &constraint))
}

/// A PNG of the size that the gallery takes.
fn check_logo(bytes: &[u8]) -> Result<(), Failure> {
    let refusal = |constraint: &str| Err(Failure::parameter("logoImageBlob", constraint));
    if bytes.len() > LARGEST_LOGO {
        return refusal("Member must have length less than or equal to 512000");
    }
    // Signature, then the header chunk with width and height (PNG, sections 5.2 and 11.2.2).
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16) == Some(b"IHDR");
    if !is_png {
        return refusal("Logo must be a PNG image");
    }
    let side = |at: usize| {
        let number = bytes.get(at..at + 4).and_then(|it| it.try_into().ok());
        number.map_or(0, u32::from_be_bytes)
    };
    if SIDES.contains(&side(16)) && SIDES.contains(&side(20)) {
        return Ok(());
    }
    refusal("Logo must have between 60 and 2048 pixels a side")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_logo_is_a_png_of_a_certain_size() {
        assert!(check_logo(&png(60, 2048)).is_ok());
        assert!(check_logo(&png(59, 100)).is_err());
        assert!(check_logo(&png(100, 2049)).is_err());
        assert!(check_logo(b"GIF89a").is_err());
        let mut heavy = png(60, 60);
        heavy.resize(LARGEST_LOGO + 1, 0);
        assert!(check_logo(&heavy).is_err());
    }
}
