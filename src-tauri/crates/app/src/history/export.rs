//! One's own activities as a file: a table for spreadsheets, or JSON.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use portolan_contract::{
    Activity, ActivityReport, Failure, FindingsFormat, ListActivities, SaveActivities, SavedFile,
};

use crate::{
    App,
    app::off_the_loop,
    saving::{create_in, unwritable},
};

/// The heads of the table's columns.
const HEADS: &str = "activity,started,ended,connection,deed,state,target,result,failure";

impl App {
    /// Saves all activities that are kept, with each of their items, to the folder of downloads.
    pub async fn save_activities(&self, request: SaveActivities) -> Result<SavedFile, Failure> {
        let asked = ListActivities {
            connection: request.connection,
            offset: 0,
            limit: u64::from(u32::MAX),
        };
        let mut reports = Vec::new();
        for activity in self.list_activities(asked).await?.rows {
            reports.push(self.read_activity(activity.id).await?);
        }
        let (text, extension) = match request.format {
            FindingsFormat::Csv => (to_table(&reports)?, "csv"),
            FindingsFormat::Json => (to_json(&reports)?, "json"),
        };
        let folder = self.downloads_folder();
        let path = off_the_loop(move || save(&folder, extension, &text)).await??;
        Ok(SavedFile {
            path: path.display().to_string(),
        })
    }
}

fn to_json(reports: &[ActivityReport]) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(reports);
    text.map_err(|problem| Failure::unexpected(problem.to_string()))
}

/// A line for each item of each activity (RFC 4180).
fn to_table(reports: &[ActivityReport]) -> Result<String, Failure> {
    let mut table = format!("{HEADS}\r\n");
    for report in reports {
        let shared = shared_cells(&report.activity)?;
        if report.items.is_empty() {
            write_line(&mut table, &shared, ["", "", ""]);
        }
        for item in &report.items {
            let result = word(&item.state)?;
            let failure = item.failure.as_ref().map(ToString::to_string);
            let failure = failure.unwrap_or_default();
            write_line(&mut table, &shared, [&item.target, &result, &failure]);
        }
    }
    Ok(table)
}

fn shared_cells(activity: &Activity) -> Result<[String; 6], Failure> {
    let deed = serde_json::to_string(&activity.deed)
        .map_err(|problem| Failure::unexpected(problem.to_string()))?;
    Ok([
        activity.id.0.clone(),
        show_time(activity.started),
        activity.ended.map(show_time).unwrap_or_default(),
        activity.connection_name.clone(),
        deed,
        word(&activity.state)?,
    ])
}

/// The word that a closed set of words has on the wire.
fn word(value: &impl serde::Serialize) -> Result<String, Failure> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Ok(other.to_string()),
        Err(problem) => Err(Failure::unexpected(problem.to_string())),
    }
}

fn show_time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(|_| String::new(), |it| it.to_string())
}

fn write_line(table: &mut String, shared: &[String; 6], own: [&str; 3]) {
    let cells = shared.iter().map(String::as_str).chain(own);
    let cells: Vec<String> = cells.map(quote).collect();
    let _ = write!(table, "{}\r\n", cells.join(","));
}

/// Quoted always, and without what a spreadsheet would take for a formula.
fn quote(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

fn save(folder: &Path, extension: &str, text: &str) -> Result<PathBuf, Failure> {
    let (mut file, path) = create_in(folder, "portolan-activity", extension)?;
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
    fn cells_are_quoted_and_start_no_formula() {
        assert_eq!(quote("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quote("=1+1"), "\"'=1+1\"");
    }
}
