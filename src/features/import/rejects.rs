//! The list of refused rows: file, line, column, reason. Never the value: the list holds no personal data.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use csv::Writer;

use super::item::Refusal;

/// A CSV file of refused rows, mode 0600; it is gone again if none was refused.
pub struct Rejects {
    path: PathBuf,
    writer: Writer<File>,
    rows: u64,
}

impl Rejects {
    /// Makes the file.
    ///
    /// # Errors
    /// When it is there already or cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        let mut writer = Writer::from_writer(file);
        writer.write_record(["file", "line", "column", "reason"])?;
        Ok(Self {
            path: path.to_path_buf(),
            writer,
            rows: 0,
        })
    }

    /// Makes the file in `folder` under a name of this time that nobody has: `rejects-<time>.csv`, else `rejects-<time>-2.csv`
    /// and so on, because two imports may begin in the same second.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create_in(folder: &Path, time: &str) -> io::Result<Self> {
        let mut number = 1_u32;
        loop {
            let name = match number {
                1 => format!("rejects-{time}.csv"),
                _ => format!("rejects-{time}-{number}.csv"),
            };
            match Self::create(&folder.join(name)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                result => return result,
            }
        }
    }

    /// Adds the refused rows of a file and makes sure that they are in it.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, file: &str, refused: &[Refusal]) -> io::Result<()> {
        for refusal in refused {
            self.writer.write_record([
                file,
                &refusal.line.to_string(),
                refusal.column,
                &refusal.problem.to_string(),
            ])?;
        }
        self.rows += refused.len() as u64;
        self.writer.flush()
    }

    /// Closes the file; gives where it is if a row is in it.
    ///
    /// # Errors
    /// When it cannot be written, or an empty one cannot be removed.
    pub fn finish(mut self) -> io::Result<Option<PathBuf>> {
        self.writer.flush()?;
        if self.rows > 0 {
            return Ok(Some(self.path));
        }
        std::fs::remove_file(&self.path)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::{
        base::phone::PhoneError,
        features::import::{
            item::Problem,
            rows::{RowError, RowProblem},
        },
    };

    #[test]
    fn two_imports_of_one_second_have_a_list_each() {
        let directory = tempfile::tempdir().expect("a directory");
        let create = || Rejects::create_in(directory.path(), "20261122T100500Z").expect("a file");
        let made = [create(), create(), create()];
        let names = made.each_ref().map(|rejects| {
            let name = rejects.path.file_name().expect("a name");
            name.to_str().expect("text").to_owned()
        });
        assert_eq!(
            names,
            [
                "rejects-20261122T100500Z.csv",
                "rejects-20261122T100500Z-2.csv",
                "rejects-20261122T100500Z-3.csv"
            ]
        );
    }

    #[test]
    fn a_refused_row_is_named_and_an_empty_list_is_no_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("rejects.csv");
        let rejects = Rejects::create(&path).expect("a new file");
        assert_eq!(rejects.finish().expect("removed"), None);
        assert!(!path.exists());

        let mut rejects = Rejects::create(&path).expect("a new file");
        let error = RowError {
            column: "phone",
            problem: RowProblem::Phone(PhoneError::Malformed),
        };
        let taken = Refusal {
            line: 9,
            column: "id_no",
            problem: Problem::DocumentTaken,
        };
        rejects
            .add("travellers.csv", &[Refusal::of_row(7, error), taken])
            .expect("written");
        assert_eq!(rejects.finish().expect("closed").as_deref(), Some(&*path));
        assert!(Rejects::create(&path).is_err());
        let mode = std::fs::metadata(&path).expect("there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).expect("text");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "file,line,column,reason");
        assert!(lines[1].starts_with("travellers.csv,7,phone,"));
        assert_eq!(
            lines[2],
            "travellers.csv,9,id_no,belongs to another traveller"
        );
    }
}
