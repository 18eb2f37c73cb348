//! Tables for spreadsheets, as text (RFC 4180), and the words of the contract in their cells.

use jiff::Timestamp;
use portolan_contract::Failure;

/// A line of a table with its end. Cells are quoted always.
pub(crate) fn table_line<Cell: AsRef<str>>(cells: impl IntoIterator<Item = Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quote(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// The word that a closed set of words has on the wire.
pub(crate) fn word(value: &impl serde::Serialize) -> Result<String, Failure> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Ok(other.to_string()),
        Err(problem) => Err(Failure::unexpected(problem.to_string())),
    }
}

/// A moment of the contract, as RFC 3339 writes it.
pub(crate) fn show_time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(|_| String::new(), |it| it.to_string())
}

/// Without what a spreadsheet would take for a formula.
fn quote(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_start_no_formula() {
        let line = table_line(["a \"b\", c", "=1+1"]);
        assert_eq!(line, "\"a \"\"b\"\", c\",\"'=1+1\"\r\n");
    }
}
