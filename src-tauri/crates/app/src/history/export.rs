//! One's own activities as a file: a table for spreadsheets, or JSON.

use portolan_contract::{
    Activity, ActivityReport, Failure, FindingsFormat, ListActivities, SaveActivities, SavedFile,
};

use crate::{
    App,
    app::off_the_loop,
    saved_table::{show_time, table_line, word},
    saving::save_text,
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
        let path = off_the_loop(move || save_text(&folder, "portolan-activity", extension, &text));
        Ok(SavedFile {
            path: path.await??.display().to_string(),
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
            table.push_str(&line(&shared, ["", "", ""]));
        }
        for item in &report.items {
            let result = word(&item.state)?;
            let failure = item.failure.as_ref().map(ToString::to_string);
            let failure = failure.unwrap_or_default();
            table.push_str(&line(&shared, [&item.target, &result, &failure]));
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

fn line(shared: &[String; 6], own: [&str; 3]) -> String {
    table_line(shared.iter().map(String::as_str).chain(own))
}
