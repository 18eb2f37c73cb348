//! Findings as a file: a table for spreadsheets, or JSON.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use portolan_contract::{
    AffectedPackage, Failure, FindingsFormat, ImageAt, SaveFindings, SavedFile, ScanReport,
    Severity,
};

use crate::{
    App,
    app::off_the_loop,
    saving::{create_in, unwritable},
};

/// The heads of the table's columns.
const HEADS: &str = "name,severity,score,package,installed,fixed in,package manager,path,\
                     fix available,exploit available,title,address";

impl App {
    /// Saves an image's findings to the folder of downloads, under a name that no file there has.
    pub async fn save_findings(&self, request: SaveFindings) -> Result<SavedFile, Failure> {
        let report = self
            .read_scan(ImageAt {
                connection: request.connection,
                repository: request.repository.clone(),
                digest: request.digest.clone(),
            })
            .await?;
        let (text, extension) = match request.format {
            FindingsFormat::Csv => (to_table(&report), "csv"),
            FindingsFormat::Json => (to_json(&report)?, "json"),
        };
        let folder = self.downloads_folder();
        let name = file_name(&request.repository, &request.digest);
        let path = off_the_loop(move || save(&folder, &name, extension, &text)).await??;
        Ok(SavedFile {
            path: path.display().to_string(),
        })
    }
}

/// `app-0123456789ab-findings`: the repository's last part and the digest's beginning.
fn file_name(repository: &str, digest: &str) -> String {
    let last = repository.rsplit('/').next().unwrap_or(repository);
    let hex = digest.rsplit(':').next().unwrap_or(digest);
    let hex: String = hex.chars().take(12).collect();
    format!("{last}-{hex}-findings")
}

fn to_json(report: &ScanReport) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(report);
    text.map_err(|problem| Failure::unexpected(problem.to_string()))
}

/// A line for each package of each finding (RFC 4180).
fn to_table(report: &ScanReport) -> String {
    let mut table = format!("{HEADS}\r\n");
    let nowhere = AffectedPackage {
        name: String::new(),
        version: None,
        fixed_in: None,
        package_manager: None,
        path: None,
    };
    for finding in &report.findings {
        let packages: Vec<&AffectedPackage> = if finding.packages.is_empty() {
            vec![&nowhere]
        } else {
            finding.packages.iter().collect()
        };
        let score = finding.score.map(|score| score.to_string());
        for package in packages {
            let cells = [
                Some(finding.name.as_str()),
                Some(word(finding.severity)),
                score.as_deref(),
                Some(package.name.as_str()),
                package.version.as_deref(),
                package.fixed_in.as_deref(),
                package.package_manager.as_deref(),
                package.path.as_deref(),
                finding.fix_available.as_deref(),
                finding.exploit_available.as_deref(),
                finding.title.as_deref(),
                finding.address.as_deref(),
            ];
            let cells: Vec<String> = cells
                .into_iter()
                .map(|cell| cell_of(cell.unwrap_or_default()))
                .collect();
            // Writing to a text never fails.
            let _ = write!(table, "{}\r\n", cells.join(","));
        }
    }
    table
}

/// A cell that is only text: what a spreadsheet would take for a formula gets an apostrophe.
fn cell_of(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Undefined => "UNDEFINED",
        Severity::Informational => "INFORMATIONAL",
        Severity::Low => "LOW",
        Severity::Medium => "MEDIUM",
        Severity::High => "HIGH",
        Severity::Critical => "CRITICAL",
    }
}

fn save(folder: &Path, name: &str, extension: &str, text: &str) -> Result<PathBuf, Failure> {
    let (mut file, path) = create_in(folder, name, extension)?;
    let written = file.write_all(text.as_bytes());
    match written.and_then(|()| file.sync_all()) {
        Ok(()) => Ok(path),
        Err(problem) => {
            // Half a file is worse than none; the failure is told either way.
            let _ = std::fs::remove_file(&path);
            Err(unwritable(&path, &problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_holds() {
        assert_eq!(cell_of("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell_of("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
    }

    #[test]
    fn a_file_is_named_after_the_image() {
        let digest = "sha256:0123456789abcdef";
        assert_eq!(
            file_name("eu-west-1/team/app", digest),
            "app-0123456789ab-findings"
        );
    }
}
