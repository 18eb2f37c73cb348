//! Reading what stands in the box: fields, something pasted, words. Nothing is ever refused: what is no
//! field is a word.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use portolan_oci::{Meaning, Reference};

use crate::{Filter, Standing};

/// More text than this is no reference.
const LONGEST_PASTED: usize = 2048;

/// What was typed, taken apart.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Typed {
    /// What is left when the fields are taken out.
    pub words: String,
    /// What the fields ask for.
    pub filter: Filter,
    /// `host/repository`, when one was pasted; `words` is the repository then.
    pub reference: Option<String>,
}

impl Typed {
    /// Reads the box. The present is what ages are measured from.
    pub fn read(text: &str, now: Timestamp) -> Self {
        let mut typed = Self::default();
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            if read_field(word, now, &mut typed.filter).is_none() {
                words.push(word);
            }
        }
        typed.words = words.join(" ");
        // The space after a word says that it is finished.
        if text.ends_with(char::is_whitespace) && !typed.words.is_empty() {
            typed.words.push(' ');
        }
        let pasted = image_of_flag(&typed.words).unwrap_or(&typed.words);
        if pasted.len() <= LONGEST_PASTED
            && let Meaning::Place {
                host, repository, ..
            } = Meaning::read(pasted)
        {
            typed.reference = Some(format!("{host}/{repository}").to_lowercase());
            typed.words = repository.to_string();
        } else if let Some((name, reference)) = read_short(pasted) {
            typed.reference = Some(reference);
            typed.words = name;
        }
        typed
    }
}

/// What `kubectl run web --image=nginx:1.27` runs.
fn image_of_flag(text: &str) -> Option<&str> {
    let command = text.trim_start_matches("$ ").strip_prefix("kubectl ")?;
    let mut words = command.split_whitespace();
    words.find_map(|word| word.strip_prefix("--image="))
}

/// `nginx:1.27` or `grafana/loki@sha256:…`, which name no registry: what is before the tag, and where
/// engines look for it. A field's name before the colon makes it a field that could not be read.
fn read_short(text: &str) -> Option<(String, String)> {
    let is_one = text.len() <= LONGEST_PASTED && !text.contains(char::is_whitespace);
    let (name, _) = text.split_once([':', '@']).filter(|_| is_one)?;
    let reference: Reference = text.parse().ok()?;
    let is_field = FIELDS.contains(&name.to_lowercase().as_str());
    let is_named = reference.tag.is_some() || reference.digest.is_some();
    (is_named && !is_field).then(|| {
        let place = format!("{}/{}", reference.host, reference.repository);
        (name.to_owned(), place.to_lowercase())
    })
}

/// What can stand before a colon and say what is asked for.
const FIELDS: [&str; 11] = [
    "publisher",
    "alias",
    "arch",
    "architecture",
    "os",
    "kind",
    "source",
    "category",
    "verified",
    "updated",
    "pulls",
];

/// Adds what a field asks for. An empty value is a field that is being typed: it asks for nothing.
fn read_field(word: &str, now: Timestamp, filter: &mut Filter) -> Option<()> {
    let (name, value) = word.split_once(':')?;
    let values = || {
        value
            .split(',')
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    match name.to_lowercase().as_str() {
        "publisher" | "alias" => filter.publishers.extend(values()),
        "arch" | "architecture" => filter.architectures.extend(values()),
        "os" => filter.systems.extend(values()),
        "kind" => filter.kinds.extend(values().map(singular)),
        "source" => filter.sources.extend(values()),
        "category" => filter
            .categories
            .extend(values().map(|it| it.replace('_', " "))),
        "verified" => read_standing(value, filter)?,
        "updated" => read_updated(value, now, filter)?,
        "pulls" => read_pulls(value, filter)?,
        _ => return None,
    }
    Some(())
}

/// People say charts and Helm charts.
fn singular(kind: String) -> String {
    match kind.to_lowercase().as_str() {
        "charts" | "helm" | "helm-chart" => "chart".to_owned(),
        "images" => "image".to_owned(),
        _ => kind,
    }
}

fn read_standing(value: &str, filter: &mut Filter) -> Option<()> {
    let standings: &[Standing] = match value.to_lowercase().as_str() {
        "" => &[],
        "yes" | "true" | "y" => &[Standing::Verified, Standing::Official],
        "verified" => &[Standing::Verified],
        "official" => &[Standing::Official],
        "no" | "false" | "n" => &[Standing::Unknown],
        _ => return None,
    };
    filter.standings.extend_from_slice(standings);
    Some(())
}

/// Ages (`<90d` is younger) or days (`>2026-01-31` is later).
fn read_updated(value: &str, now: Timestamp, filter: &mut Filter) -> Option<()> {
    let (less, rest) = match value.strip_prefix(['<', '>']) {
        Some(rest) => (value.starts_with('<'), rest.trim_start_matches('=')),
        None => (true, value),
    };
    if rest.is_empty() {
        return Some(());
    }
    let (moment, since) = if let Ok(day) = rest.parse::<Date>() {
        // A day alone is what changed since then.
        let since = !less || !value.starts_with('<');
        (day.to_zoned(TimeZone::UTC).ok()?.timestamp(), since)
    } else {
        let unit = rest.chars().next_back()?;
        let count: i64 = rest.strip_suffix(unit)?.parse().ok()?;
        let hours = match unit.to_ascii_lowercase() {
            'h' => 1,
            'd' => 24,
            'w' => 24 * 7,
            'm' => 24 * 30,
            'y' => 24 * 365,
            _ => return None,
        };
        // Further back than time goes is no bound.
        let span = 1.hour().checked_mul(count.checked_mul(hours)?).ok()?;
        (now.checked_sub(span).unwrap_or(Timestamp::MIN), less)
    };
    let mut bounds = Filter::default();
    if since {
        bounds.updated_since = Some(moment);
    } else {
        bounds.updated_before = Some(moment);
    }
    filter.merge(bounds);
    Some(())
}

/// `>1m`, `<500`, `1.5k` (which is at least).
fn read_pulls(value: &str, filter: &mut Filter) -> Option<()> {
    let (is_most, rest) = match value.strip_prefix(['<', '>']) {
        Some(rest) => (value.starts_with('<'), rest.trim_start_matches('=')),
        None => (false, value),
    };
    if rest.is_empty() {
        return Some(());
    }
    let rest = rest.trim_end_matches('+').to_lowercase();
    let (digits, times) = match rest.strip_suffix(['k', 'm', 'b', 'g']) {
        Some(digits) if rest.ends_with('k') => (digits, 1e3),
        Some(digits) if rest.ends_with('m') => (digits, 1e6),
        Some(digits) => (digits, 1e9),
        None => (rest.as_str(), 1.0),
    };
    let number: f64 = digits.parse().ok()?;
    if !number.is_finite() || number < 0.0 {
        return None;
    }
    let pulls = (number * times) as u64;
    let mut bounds = Filter::default();
    if is_most {
        bounds.most_pulls = Some(pulls);
    } else {
        bounds.least_pulls = Some(pulls);
    }
    filter.merge(bounds);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn read(text: &str) -> Typed {
        Typed::read(text, now())
    }

    #[test]
    fn fields_become_the_filter_and_the_rest_stays() {
        let typed = read("redis publisher:bitnami arch:arm64,amd64 OS:windows kind:charts cache");
        assert_eq!(typed.words, "redis cache");
        assert_eq!(typed.filter.publishers, ["bitnami"]);
        assert_eq!(typed.filter.architectures, ["arm64", "amd64"]);
        assert_eq!(typed.filter.systems, ["windows"]);
        assert_eq!(typed.filter.kinds, ["chart"]);
    }

    #[test]
    fn ages_days_and_amounts_are_bounds() {
        let since = |text: &str| read(text).filter.updated_since.map(|it| it.to_string());
        assert_eq!(since("updated:<90d").unwrap(), "2026-08-23T12:00:00Z");
        assert_eq!(
            since("updated:>2026-01-31").unwrap(),
            "2026-01-31T00:00:00Z"
        );
        assert_eq!(since("updated:2026-01-31").unwrap(), "2026-01-31T00:00:00Z");
        let before = |text: &str| read(text).filter.updated_before.map(|it| it.to_string());
        assert_eq!(before("updated:>1w").unwrap(), "2026-11-14T12:00:00Z");
        assert_eq!(
            before("updated:<2026-01-31").unwrap(),
            "2026-01-31T00:00:00Z"
        );
        assert_eq!(read("pulls:>1m").filter.least_pulls, Some(1_000_000));
        assert_eq!(read("pulls:1.5K").filter.least_pulls, Some(1_500));
        assert_eq!(read("pulls:<=2b").filter.most_pulls, Some(2_000_000_000));
    }

    #[test]
    fn what_is_no_field_is_a_word() {
        for text in [
            "verified:maybe",
            "updated:<soon",
            "pulls:>many",
            "updated:<9é",
            "pulls:>nan",
        ] {
            let typed = read(text);
            assert_eq!(
                (typed.words.as_str(), typed.filter),
                (text, Filter::default())
            );
        }
        assert_eq!(read("os: verified: pulls:> ngi"), read("ngi"));
    }

    #[test]
    fn what_is_pasted_names_its_repository() {
        for (text, reference) in [
            ("docker.io/library/nginx:1.27", "docker.io/library/nginx"),
            ("docker pull bitnami/redis", "docker.io/bitnami/redis"),
            (
                "https://gallery.ecr.aws/nginx/nginx-ingress",
                "public.ecr.aws/nginx/nginx-ingress",
            ),
            (
                "$ podman pull quay.io/prometheus/node-exporter:v1",
                "quay.io/prometheus/node-exporter",
            ),
        ] {
            assert_eq!(read(text).reference.as_deref(), Some(reference), "{text}");
        }
        for (text, words, reference) in [
            ("nginx:1.27", "nginx", "docker.io/library/nginx"),
            (
                "grafana/loki:3.1.0",
                "grafana/loki",
                "docker.io/grafana/loki",
            ),
            (
                "FROM node:22-alpine",
                "library/node",
                "docker.io/library/node",
            ),
            ("image: redis:7", "library/redis", "docker.io/library/redis"),
            (
                "kubectl create deployment web --image=redis:7",
                "redis",
                "docker.io/library/redis",
            ),
        ] {
            let typed = read(text);
            assert_eq!(typed.words, words);
            assert_eq!(typed.reference.as_deref(), Some(reference), "{text}");
        }
        assert_eq!(read("bitnami/redis").reference, None);
        assert_eq!(read("docker.io/library/nginx").words, "library/nginx");
    }
}
