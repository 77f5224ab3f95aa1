//! A stand-in for a carrier: messages are appended to a file, one JSON object a line, and nothing is sent.
//!
//! For the demonstration and for tests. The file holds phones and live codes in clear, so it is readable by its owner only, and the
//! people in it must not be real.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::kernel::sms::{Sending, SentMessage, SentMessages, SmsError, SmsGateway, SmsMessage};

/// How much of the end of the file is read for the newest messages, in bytes: enough for some hundred of them.
const TAIL: u64 = 128 * 1024;

/// The outbox file, open for appending.
pub struct SmsOutbox {
    path: PathBuf,
    file: Mutex<File>,
}

impl SmsOutbox {
    /// Opens the file, and makes it (mode 0600) when it is not there. What is in it stays.
    ///
    /// # Errors
    /// [`SmsError::Outbox`] when it cannot be made or opened.
    pub fn open(path: &Path) -> Result<Self, SmsError> {
        let open = || -> io::Result<File> {
            let file = OpenOptions::new()
                .append(true)
                .create(true)
                .mode(0o600)
                .open(path)?;
            // The mode above counts only for a new file.
            file.set_permissions(PermissionsExt::from_mode(0o600))?;
            Ok(file)
        };
        let file = Mutex::new(open().map_err(SmsError::Outbox)?);
        Ok(Self {
            path: path.to_path_buf(),
            file,
        })
    }

    fn append(&self, message: &SmsMessage<'_>) -> io::Result<()> {
        let kept = SentMessage {
            at: message.at,
            phone: message.to.expose().to_owned(),
            text: message.text.to_owned(),
            code: message.code.map(str::to_owned),
        };
        let mut line = Zeroizing::new(serde_json::to_vec(&kept)?);
        line.push(b'\n');
        // One write: a reader that comes in between sees whole lines only.
        self.file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(&line)
    }

    fn tail(&self) -> io::Result<String> {
        let mut file = File::open(&self.path)?;
        let skipped = file.metadata()?.len().saturating_sub(TAIL);
        file.seek(SeekFrom::Start(skipped))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // The first line of a tail is the end of a line.
        Ok(if skipped == 0 {
            text
        } else {
            text.split_once('\n')
                .map(|(_, rest)| rest.to_owned())
                .unwrap_or_default()
        })
    }
}

impl SmsGateway for SmsOutbox {
    /// The write is a few hundred bytes to the page cache, so it is done in place.
    fn send<'a>(&'a self, message: SmsMessage<'a>) -> Sending<'a> {
        Box::pin(async move { self.append(&message).map_err(SmsError::Outbox) })
    }
}

impl SentMessages for SmsOutbox {
    fn recent(&self, limit: usize) -> Result<Vec<SentMessage>, SmsError> {
        let text = self.tail().map_err(SmsError::Outbox)?;
        let newest_first = text.lines().rev().take(limit);
        newest_first
            .map(|line| {
                serde_json::from_str(line).map_err(|error| SmsError::Outbox(unreadable(&error)))
            })
            .collect()
    }
}

/// The parser's own message can quote the line.
fn unreadable(error: &serde_json::Error) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("a line is not a message, at its column {}", error.column()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::base::phone::Phone;

    async fn send(outbox: &SmsOutbox, text: &str, code: Option<&str>) {
        let to = Phone::parse("14200000001").unwrap();
        outbox
            .send(SmsMessage {
                to: &to,
                text,
                code,
                at: Timestamp::from_micros(1_795_000_000_000_000),
            })
            .await
            .unwrap();
    }

    #[actix_web::test]
    async fn messages_are_kept_newest_first_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        send(
            &SmsOutbox::open(&path).unwrap(),
            "您的验证码是 123456",
            Some("123456"),
        )
        .await;
        let outbox = SmsOutbox::open(&path).unwrap();
        send(&outbox, "two\nlines", None).await;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let texts: Vec<String> = outbox
            .recent(10)
            .unwrap()
            .into_iter()
            .map(|message| message.text)
            .collect();
        assert_eq!(texts, ["two\nlines", "您的验证码是 123456"]);
        assert_eq!(outbox.recent(1).unwrap().len(), 1);
        let first: serde_json::Value = serde_json::from_str(
            std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .next()
                .unwrap(),
        )
        .unwrap();
        assert_eq!(
            (&first["phone"], &first["code"]),
            (&"14200000001".into(), &"123456".into())
        );
        assert!(first["at"].as_str().unwrap().ends_with('Z'));
    }

    #[actix_web::test]
    async fn a_long_outbox_is_read_from_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = SmsOutbox::open(&folder.path().join("sms.jsonl")).unwrap();
        for number in 0..2000 {
            send(&outbox, &format!("{number} {}", "长".repeat(40)), None).await;
        }
        let recent = outbox.recent(3).unwrap();
        assert!(recent[0].text.starts_with("1999 ") && recent[2].text.starts_with("1997 "));
        assert!(outbox.recent(2000).unwrap().len() < 2000);
    }

    #[test]
    fn a_damaged_line_is_an_error_that_does_not_quote_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        std::fs::write(&path, "{\"phone\":\"14200000001\"\n").unwrap();
        let error = SmsOutbox::open(&path).unwrap().recent(1).unwrap_err();
        assert!(!error.to_string().contains("142"));
    }
}
