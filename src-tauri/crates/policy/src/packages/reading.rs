//! Reading lists of packages: SPDX 2 and 3 and `CycloneDX` as JSON, by themselves or as the predicate of
//! an in-toto statement. What a list says of the image itself and of single files is left out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Format, Package, PackageList, PackagesError};

/// How deep components may be in each other.
const DEPTH: usize = 32;
/// Packages that are read of one list.
const MOST: usize = 200_000;

/// Reads a list of packages.
///
/// # Errors
/// What stands in its place.
pub fn read(bytes: &[u8]) -> Result<PackageList, PackagesError> {
    let document: Value = serde_json::from_slice(bytes)
        .map_err(|problem| PackagesError::NoJson(problem.to_string()))?;
    read_document(&document, 0)
}

fn read_document(document: &Value, depth: usize) -> Result<PackageList, PackagesError> {
    if let Some(components) = document["components"].as_array()
        && document["bomFormat"] == "CycloneDX"
    {
        let mut packages = BTreeSet::new();
        read_components(components, 0, &mut packages);
        return Ok(list(Format::CycloneDx, packages));
    }
    // A list without anything on it may leave the member out.
    if document["bomFormat"] == "CycloneDX" {
        return Ok(list(Format::CycloneDx, BTreeSet::new()));
    }
    if document["spdxVersion"].is_string() {
        let packages = document["packages"].as_array().into_iter().flatten();
        return Ok(list(Format::Spdx, packages.filter_map(spdx).collect()));
    }
    if let Some(graph) = document["@graph"].as_array() {
        return Ok(list(
            Format::Spdx,
            graph.iter().filter_map(spdx_3).collect(),
        ));
    }
    // An in-toto statement is about its predicate; cosign used to put that into a member `Data`, as a
    // document or as its text.
    if depth < 3 {
        for inner in [&document["predicate"], &document["Data"]] {
            match inner {
                Value::Object(_) => return read_document(inner, depth + 1),
                Value::String(text) => {
                    let inner: Value = serde_json::from_str(text)
                        .map_err(|problem| PackagesError::NoJson(problem.to_string()))?;
                    return read_document(&inner, depth + 1);
                }
                _ => {}
            }
        }
    }
    Err(PackagesError::UnknownForm)
}

fn list(format: Format, packages: BTreeSet<Package>) -> PackageList {
    PackageList {
        format,
        packages: packages.into_iter().take(MOST).collect(),
    }
}

fn read_components(components: &[Value], depth: usize, packages: &mut BTreeSet<Package>) {
    if depth > DEPTH {
        return;
    }
    for component in components {
        if component["type"] != "file"
            && let Some(name) = text(&component["name"])
        {
            let name = match text(&component["group"]) {
                Some(group) => format!("{group}/{name}"),
                None => name,
            };
            packages.extend(package(
                name,
                text(&component["version"]),
                component["purl"].as_str(),
            ));
        }
        if let Some(inner) = component["components"].as_array() {
            read_components(inner, depth + 1, packages);
        }
    }
}

fn spdx(of: &Value) -> Option<Package> {
    if matches!(
        of["primaryPackagePurpose"].as_str(),
        Some("CONTAINER" | "FILE")
    ) {
        return None;
    }
    let references = of["externalRefs"].as_array().into_iter().flatten();
    let mut locators = references
        .filter(|reference| reference["referenceType"] == "purl")
        .filter_map(|reference| reference["referenceLocator"].as_str());
    package(
        text(&of["name"])?,
        text(&of["versionInfo"]),
        locators.next(),
    )
}

fn spdx_3(of: &Value) -> Option<Package> {
    if of["type"] != "software_Package" || of["software_primaryPurpose"] == "container" {
        return None;
    }
    package(
        text(&of["name"])?,
        text(&of["software_packageVersion"]),
        of["software_packageUrl"].as_str(),
    )
}

/// A package, unless its URL says that it is an image.
fn package(name: String, version: Option<String>, url: Option<&str>) -> Option<Package> {
    let ecosystem = url
        .and_then(|url| url.strip_prefix("pkg:"))
        .and_then(|rest| rest.trim_start_matches('/').split('/').next())
        .map(str::to_lowercase);
    if matches!(ecosystem.as_deref(), Some("oci" | "docker")) {
        return None;
    }
    Some(Package {
        name,
        ecosystem,
        version,
    })
}

/// A text that says something.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let says_nothing = text.is_empty() || text == "NOASSERTION" || text == "NONE";
    (!says_nothing).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(document: &Value) -> Vec<String> {
        let list = read(document.to_string().as_bytes()).unwrap();
        let packages = list.packages.into_iter().map(|package| {
            let ecosystem = package.ecosystem.unwrap_or_default();
            let version = package.version.unwrap_or_default();
            format!("{ecosystem}:{}={version}", package.name)
        });
        packages.collect()
    }

    fn of_spdx() -> Value {
        json!({
            "spdxVersion": "SPDX-2.3",
            "packages": [
                { "name": "team/app", "primaryPackagePurpose": "CONTAINER" },
                { "name": "app", "versionInfo": "1", "externalRefs": [
                    { "referenceType": "purl", "referenceLocator": "pkg:oci/app@sha256%3A0" }] },
                { "name": "openssl", "versionInfo": "3.0.1-1", "externalRefs": [
                    { "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:o:o" },
                    { "referenceType": "purl", "referenceLocator": "pkg:deb/debian/openssl@3.0.1-1" }] },
                { "name": "made-here", "versionInfo": "NOASSERTION" },
                { "versionInfo": "2" },
            ],
        })
    }

    #[test]
    fn spdx_is_read_without_the_image_itself() {
        assert_eq!(shown(&of_spdx()), [":made-here=", "deb:openssl=3.0.1-1"]);
        let third = json!({ "@graph": [
            { "type": "software_Package", "name": "zlib", "software_packageVersion": "1.3",
              "software_packageUrl": "pkg:apk/alpine/zlib@1.3" },
            { "type": "software_File", "name": "etc/passwd" },
        ]});
        assert_eq!(shown(&third), ["apk:zlib=1.3"]);
    }

    #[test]
    fn cyclonedx_is_read_with_components_of_components_and_without_files() {
        let document = json!({
            "bomFormat": "CycloneDX",
            "components": [
                { "type": "library", "group": "@scope", "name": "left-pad", "version": "1.0",
                  "purl": "pkg:npm/%40scope/left-pad@1.0",
                  "components": [{ "type": "library", "name": "inner", "version": "2" }] },
                { "type": "file", "name": "/etc/passwd" },
            ],
        });
        assert_eq!(shown(&document), ["npm:@scope/left-pad=1.0", ":inner=2"]);
        assert!(shown(&json!({ "bomFormat": "CycloneDX" })).is_empty());
    }

    #[test]
    fn a_statement_is_about_its_predicate_in_each_form_that_was_ever_written() {
        let expected = shown(&of_spdx());
        for predicate in [
            of_spdx(),
            json!({ "Data": of_spdx() }),
            json!({ "Data": of_spdx().to_string() }),
        ] {
            let statement = json!({
                "_type": "https://in-toto.io/Statement/v0.1",
                "predicateType": "https://spdx.dev/Document",
                "predicate": predicate,
            });
            assert_eq!(shown(&statement), expected);
        }
    }

    #[test]
    fn anything_else_is_said_to_be_no_list() {
        for other in [
            json!({}),
            json!([1]),
            json!({ "predicate": { "builder": {} } }),
            json!({ "predicate": { "Data": { "Data": { "Data": { "spdxVersion": "2" } } } } }),
        ] {
            assert_eq!(
                read(other.to_string().as_bytes()),
                Err(PackagesError::UnknownForm),
                "{other}"
            );
        }
        assert!(matches!(
            read(b"SPDXVersion: SPDX-2.3"),
            Err(PackagesError::NoJson(_))
        ));
        // Deep enough to harm who follows without an end.
        let mut deep = json!({ "type": "library", "name": "last" });
        for _ in 0..60 {
            deep = json!({ "type": "library", "name": "one", "components": [deep] });
        }
        let document = json!({ "bomFormat": "CycloneDX", "components": [deep] });
        assert_eq!(shown(&document), [":one="]);
    }
}
