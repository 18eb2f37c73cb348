//! Build steps made readable: what the builders wrote into `created_by`, as the instructions that a
//! person wrote into the Dockerfile. Pure.

use portolan_contract::{BuildStep, Layer};
use portolan_oci::ImageConfig;

/// An instruction and its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Instruction<'t> {
    /// `RUN`, `COPY` …; empty where the builder wrote none.
    pub(crate) name: &'t str,
    /// What follows it.
    pub(crate) arguments: String,
}

/// The instructions of a Dockerfile.
const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The shells that builders run a `RUN` line with, and that nobody wrote.
const SHELLS: [&str; 4] = [
    "/bin/sh -c ",
    "/bin/bash -c ",
    "cmd /S /C ",
    "powershell -Command ",
];

/// The steps of an image, oldest first, each with the layer that it made. Where the history does not
/// fit the layers (squashed or hand-made images), no step claims one.
pub(crate) fn read_steps(config: &ImageConfig, layers: &[Layer]) -> Vec<BuildStep> {
    let places = config.step_layers();
    let fits = places.iter().flatten().count() == layers.len();
    let step = |(step, place): (&portolan_oci::Step, Option<usize>)| {
        let place = place.filter(|_| fits);
        let instruction = read_instruction(&step.created_by);
        BuildStep {
            instruction: instruction.name.to_owned(),
            arguments: instruction.arguments,
            created_by: step.created_by.clone(),
            created: step.created.map(jiff::Timestamp::as_millisecond),
            comment: Some(step.comment.clone()).filter(|comment| !comment.is_empty()),
            layer: place.map(|place| place as u64),
            size: place
                .and_then(|place| layers.get(place))
                .map(|layer| layer.size),
        }
    };
    config.history.iter().zip(places).map(step).collect()
}

/// Reads what a builder wrote. Docker's classic builder writes `/bin/sh -c #(nop)  CMD ["a"]` for what
/// runs nothing and `/bin/sh -c apt-get …` for what runs; BuildKit writes `CMD ["a"]` and
/// `RUN /bin/sh -c apt-get … # buildkit`; others write anything.
pub(crate) fn read_instruction(created_by: &str) -> Instruction<'_> {
    let text = created_by.trim();
    let text = text.strip_suffix("# buildkit").unwrap_or(text).trim_end();
    if let Some((shell, written)) = text.split_once("#(nop)")
        && is_shell(shell)
    {
        return named(written.trim()).unwrap_or_else(|| unnamed(written.trim()));
    }
    if let Some(instruction) = named(text) {
        return instruction;
    }
    let without_arguments = skip_build_arguments(text);
    match without_shell(without_arguments) {
        Some(command) => Instruction {
            name: "RUN",
            arguments: command.trim().to_owned(),
        },
        None if without_arguments != text => Instruction {
            name: "RUN",
            arguments: without_arguments.to_owned(),
        },
        None => unnamed(text),
    }
}

fn unnamed(text: &str) -> Instruction<'_> {
    Instruction {
        name: "",
        arguments: text.to_owned(),
    }
}

/// A text that begins with an instruction.
fn named(text: &str) -> Option<Instruction<'_>> {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if !INSTRUCTIONS.contains(&name) {
        return None;
    }
    let rest = rest.trim();
    let arguments = match name {
        "RUN" => {
            let bare = skip_build_arguments(rest);
            without_shell(bare).unwrap_or(bare).trim().to_owned()
        }
        "EXPOSE" | "VOLUME" => plain_list(rest),
        "HEALTHCHECK" => plain_health_check(rest).unwrap_or_else(|| rest.to_owned()),
        _ => rest.to_owned(),
    };
    Some(Instruction { name, arguments })
}

fn is_shell(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || SHELLS.iter().any(|shell| shell.trim() == text)
}

/// `|2 NAME=value OTHER=value /bin/sh -c make` without the build arguments; each is one word, except
/// that a value may hold spaces, so the shell that follows says where they end.
fn skip_build_arguments(text: &str) -> &str {
    let Some(counted) = text.strip_prefix('|') else {
        return text;
    };
    let (count, rest) = counted.split_once(' ').unwrap_or((counted, ""));
    let Ok(count) = count.parse::<usize>() else {
        return text;
    };
    if let Some(shell) = SHELLS.iter().filter_map(|shell| rest.find(shell)).min() {
        return &rest[shell..];
    }
    let mut rest = rest;
    for _ in 0..count {
        rest = rest.split_once(' ').map_or("", |(_, after)| after);
    }
    rest
}

fn without_shell(text: &str) -> Option<&str> {
    SHELLS.iter().find_map(|shell| text.strip_prefix(shell))
}

/// `map[80/tcp:{} 443/tcp:{}]` and `[80/tcp 443/tcp]`, as Go prints them, as plain words. A JSON list,
/// as people write volumes, stays as it is.
fn plain_list(text: &str) -> String {
    let list = text
        .strip_prefix("map[")
        .or_else(|| text.strip_prefix('['))
        .and_then(|rest| rest.strip_suffix(']'));
    match list {
        Some(list) if !list.contains('"') => list.replace(":{}", ""),
        _ => text.to_owned(),
    }
}

/// The times of a health check, in the order in which Go prints them; builders before `BuildKit` 0.12 knew
/// no interval for the start.
const HEALTH_TIMES: [&str; 4] = ["interval", "timeout", "start-period", "start-interval"];

/// `&{["CMD" "/app" "health"] "30s" "3s" "0s" "0s" '\x03'}`, as Go prints a health check, as the
/// Dockerfile has it: `--interval=30s --timeout=3s --retries=3 CMD /app health`.
fn plain_health_check(text: &str) -> Option<String> {
    let inner = text.strip_prefix("&{[")?.strip_suffix('}')?;
    let (test, rest) = inner.split_once("] ")?;
    let mut words: Vec<String> = Vec::new();
    for (option, value) in HEALTH_TIMES.iter().zip(quoted(rest)) {
        if value != "0s" {
            words.push(format!("--{option}={value}"));
        }
    }
    let retries = rest.rsplit_once("'\\x")?.1.strip_suffix('\'')?;
    let retries = u32::from_str_radix(retries, 16).ok()?;
    if retries > 0 {
        words.push(format!("--retries={retries}"));
    }
    let mut test = quoted(test);
    match test.next()? {
        "NONE" => return Some("NONE".to_owned()),
        "CMD" | "CMD-SHELL" => words.push("CMD".to_owned()),
        other => words.push(other.to_owned()),
    }
    words.extend(test.map(str::to_owned));
    Some(words.join(" "))
}

/// What stands between double quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_reads(created_by: &str, name: &str, arguments: &str) {
        let read = read_instruction(created_by);
        assert_eq!(
            (read.name, read.arguments.as_str()),
            (name, arguments),
            "{created_by}"
        );
    }

    #[test]
    fn the_classic_builders_steps_become_instructions() {
        assert_reads(
            "/bin/sh -c #(nop)  CMD [\"nginx\" \"-g\" \"daemon off;\"]",
            "CMD",
            "[\"nginx\" \"-g\" \"daemon off;\"]",
        );
        assert_reads(
            "/bin/sh -c #(nop) ADD file:1d256392ed79 in / ",
            "ADD",
            "file:1d256392ed79 in /",
        );
        assert_reads(
            "/bin/sh -c apt-get update     && apt-get install -y curl",
            "RUN",
            "apt-get update     && apt-get install -y curl",
        );
    }

    #[test]
    fn buildkits_steps_lose_what_nobody_wrote() {
        assert_reads(
            "RUN /bin/sh -c make install # buildkit",
            "RUN",
            "make install",
        );
        assert_reads(
            "RUN |2 VERSION=1.2 NAME=a b /bin/sh -c make $VERSION # buildkit",
            "RUN",
            "make $VERSION",
        );
        assert_reads("COPY /out /usr/bin # buildkit", "COPY", "/out /usr/bin");
        assert_reads(
            "EXPOSE map[80/tcp:{} 443/tcp:{}]",
            "EXPOSE",
            "80/tcp 443/tcp",
        );
        assert_reads("EXPOSE [80/tcp]", "EXPOSE", "80/tcp");
        assert_reads("VOLUME [\"/data\"]", "VOLUME", "[\"/data\"]");
        assert_reads("ENV PATH=/usr/bin", "ENV", "PATH=/usr/bin");
    }

    #[test]
    fn a_health_check_reads_as_in_the_dockerfile() {
        assert_reads(
            r#"HEALTHCHECK &{["CMD" "/app" "health"] "30s" "3s" "0s" "0s" '\x03'}"#,
            "HEALTHCHECK",
            "--interval=30s --timeout=3s --retries=3 CMD /app health",
        );
        assert_reads(
            r#"HEALTHCHECK &{["CMD-SHELL" "curl -f localhost"] "5s" "0s" "1m0s" '\x00'}"#,
            "HEALTHCHECK",
            "--interval=5s --start-period=1m0s CMD curl -f localhost",
        );
        assert_reads("HEALTHCHECK CMD true", "HEALTHCHECK", "CMD true");
    }

    #[test]
    fn build_arguments_without_a_known_shell_are_counted() {
        assert_reads("|1 A=b /usr/bin/env true", "RUN", "/usr/bin/env true");
    }

    #[test]
    fn what_no_builder_wrote_is_shown_as_it_is() {
        assert_reads(
            "# debian.sh --arch 'amd64' out/ 'bookworm'",
            "",
            "# debian.sh --arch 'amd64' out/ 'bookworm'",
        );
        assert_reads("bazel build ...", "", "bazel build ...");
        assert_reads("", "", "");
    }

    fn layers(sizes: &[u64]) -> Vec<Layer> {
        let layer = |size: &u64| Layer {
            digest: String::new(),
            media_type: String::new(),
            size: *size,
            foreign: false,
            annotations: Vec::new(),
        };
        sizes.iter().map(layer).collect()
    }

    const CONFIG: &[u8] = br#"{"history":[{"created_by":"ADD x"},
        {"created_by":"CMD y","empty_layer":true},{"created_by":"RUN z"}]}"#;

    #[test]
    fn each_step_that_changed_files_has_its_layers_bytes() {
        let config = ImageConfig::parse(CONFIG).unwrap();
        let steps = read_steps(&config, &layers(&[7, 9]));
        let sizes: Vec<_> = steps.iter().map(|step| (step.layer, step.size)).collect();
        assert_eq!(
            sizes,
            [(Some(0), Some(7)), (None, None), (Some(1), Some(9))]
        );
    }

    #[test]
    fn a_history_that_does_not_fit_the_layers_claims_none() {
        let config = ImageConfig::parse(CONFIG).unwrap();
        assert!(
            read_steps(&config, &layers(&[7]))
                .iter()
                .all(|step| step.layer.is_none())
        );
    }
}
