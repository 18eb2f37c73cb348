//! What is inside an image by the list of packages that somebody attached to it (an SBOM): read, and two
//! of them compared. Where lists come from is no matter here.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

pub use reading::read;

/// In which form a list was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// SPDX 2 or 3, as JSON.
    Spdx,
    /// `CycloneDX`, as JSON.
    CycloneDx,
}

/// A list of packages.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PackageList {
    /// How it was written.
    pub format: Format,
    /// What is on it.
    pub packages: BTreeSet<Package>,
}

/// A package of some version.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Package {
    /// Its name, with what it belongs to where the ecosystem has that.
    pub name: String,
    /// Its ecosystem, as package URLs name it: `deb`, `npm`.
    pub ecosystem: Option<String>,
    /// Its version, where the list says.
    pub version: Option<String>,
}

/// Why a text is no list of packages.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PackagesError {
    /// No JSON.
    #[error("the list of packages is no JSON: {0}; only JSON is read")]
    NoJson(String),
    /// JSON, but in no form that is known.
    #[error("the list of packages is neither SPDX nor CycloneDX; only these are read")]
    UnknownForm,
}

/// What differs between two lists.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PackageDifference {
    /// In the later list alone.
    pub added: Vec<Package>,
    /// In the earlier list alone.
    pub removed: Vec<Package>,
    /// In both, in other versions.
    pub changed: Vec<ChangedPackage>,
    /// Names that are in both in the same versions.
    pub same: usize,
}

/// A package whose versions differ.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChangedPackage {
    /// Its name.
    pub name: String,
    /// Its ecosystem.
    pub ecosystem: Option<String>,
    /// The versions before, where the list says.
    pub before: Vec<String>,
    /// The versions now.
    pub now: Vec<String>,
}

type Key<'p> = (&'p str, Option<&'p str>);

/// What differs between a list and a later one, by name.
pub fn compare(before: &PackageList, now: &PackageList) -> PackageDifference {
    let (then, today) = (by_name(before), by_name(now));
    let mut difference = PackageDifference::default();
    for (key, packages) in &today {
        match then.get(key) {
            None => difference.added.extend(packages.iter().copied().cloned()),
            Some(others) if others == packages => difference.same += 1,
            Some(others) => difference.changed.push(ChangedPackage {
                name: key.0.to_owned(),
                ecosystem: key.1.map(str::to_owned),
                before: versions(others),
                now: versions(packages),
            }),
        }
    }
    let gone = then.iter().filter(|(key, _)| !today.contains_key(*key));
    difference.removed = gone
        .flat_map(|(_, packages)| packages.iter().copied().cloned())
        .collect();
    difference
}

fn by_name(list: &PackageList) -> BTreeMap<Key<'_>, Vec<&Package>> {
    let mut named: BTreeMap<Key<'_>, Vec<&Package>> = BTreeMap::new();
    for package in &list.packages {
        named
            .entry((&package.name, package.ecosystem.as_deref()))
            .or_default()
            .push(package);
    }
    named
}

fn versions(packages: &[&Package]) -> Vec<String> {
    let versions = packages
        .iter()
        .filter_map(|package| package.version.clone());
    versions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(packages: &[(&str, &str)]) -> PackageList {
        PackageList {
            format: Format::Spdx,
            packages: packages
                .iter()
                .map(|(name, version)| Package {
                    name: (*name).to_owned(),
                    ecosystem: Some("deb".to_owned()),
                    version: (!version.is_empty()).then(|| (*version).to_owned()),
                })
                .collect(),
        }
    }

    #[test]
    fn packages_are_added_removed_changed_or_the_same_by_name() {
        let before = list(&[("curl", "8.1"), ("openssl", "3.0"), ("zlib", "1.3")]);
        let now = list(&[("openssl", "3.1"), ("zlib", "1.3"), ("jq", "1.7")]);
        let difference = compare(&before, &now);
        let names = |packages: &[Package]| -> Vec<String> {
            packages.iter().map(|one| one.name.clone()).collect()
        };
        assert_eq!(names(&difference.added), ["jq"]);
        assert_eq!(names(&difference.removed), ["curl"]);
        assert_eq!(difference.same, 1);
        let [changed] = difference.changed.as_slice() else {
            panic!("{difference:?}");
        };
        assert_eq!(changed.name, "openssl");
        assert_eq!(
            (&changed.before[..], &changed.now[..]),
            (&["3.0".to_owned()][..], &["3.1".to_owned()][..])
        );
        assert_eq!(compare(&now, &now).same, 3);
    }

    #[test]
    fn a_package_in_several_versions_is_one_change() {
        let before = list(&[("left-pad", "1.0"), ("left-pad", "1.1")]);
        let now = list(&[("left-pad", "1.1"), ("left-pad", "1.2")]);
        let [changed] = compare(&before, &now).changed.try_into().unwrap();
        assert_eq!(changed.before, ["1.0", "1.1"]);
        assert_eq!(changed.now, ["1.1", "1.2"]);
    }

    #[test]
    fn the_same_name_in_another_ecosystem_is_another_package() {
        let mut now = list(&[("openssl", "3.0")]);
        let mut crates = list(&[("openssl", "0.10")]).packages.pop_first().unwrap();
        crates.ecosystem = Some("cargo".to_owned());
        now.packages.insert(crates);
        let difference = compare(&list(&[("openssl", "3.0")]), &now);
        assert_eq!((difference.added.len(), difference.same), (1, 1));
    }
}
