//! An export from asking to opening the archive, as the administrator does it (A6, B4).

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use crate::{
    day::Office,
    harness::{Client, codes, next_code, waiting::until},
    reading::every,
};

/// An export that waits to be fetched.
pub struct Waiting {
    /// Its page.
    pub path: String,
    passphrase: String,
}

const REASON: &str = "监管报送前的数据核对";
/// What leaves in clear, as far as a data set has it.
const IN_CLEAR: [&str; 5] = [
    "clarity_name",
    "clarity_phone",
    "clarity_email",
    "clarity_document_number",
    "clarity_hotel",
];

impl Office<'_> {
    /// Asks for an export with everything in clear, approves it and waits until it is made.
    pub async fn export(&self, admin: &mut Client, data_set: &str, format: &str) -> Waiting {
        let person = self.description.person("admin").expect("an admin");
        let known = codes(self.outbox, &person.phone).len();
        admin
            .get(&format!("/exports/new?data_set={data_set}"))
            .await;
        let columns = [("columns", "order_no"), ("columns", "created_at")];
        let mut fields = vec![("format", format), ("reason", REASON)];
        fields.extend(
            columns
                .into_iter()
                .chain(IN_CLEAR.map(|field| (field, "clear"))),
        );
        let asked = admin.post(&format!("/exports/{data_set}"), &fields).await;
        assert_eq!(asked.status.as_u16(), 303, "{}", asked.text);
        self.approve(admin, "admin", asked.location(), known).await
    }

    /// Approves what this role asked for with the code after the `known` ones, and waits until it is made.
    pub async fn approve(
        &self,
        client: &mut Client,
        role: &str,
        confirm: &str,
        known: usize,
    ) -> Waiting {
        let person = self.description.person(role).expect("a person");
        client.get(confirm).await;
        let code = next_code(self.outbox, &person.phone, known).await;
        let proof = [("code", code.as_str()), ("password", &person.password)];
        let approved = client.post(confirm, &proof).await;
        assert_eq!(approved.status.as_u16(), 303, "{}", approved.text);
        let path = approved.location().to_owned();
        until("the export", async || {
            let page = client.get(&path).await;
            let ready = page.text.contains("/download\"");
            if ready { Ok(()) } else { Err(page.text) }
        })
        .await;
        let shown = client.post(&format!("{path}/passphrase"), &[]).await;
        let mut secrets = every(&shown.text, "<code class=\"secret\">", "</code>");
        let passphrase = secrets.next().expect("a passphrase").to_owned();
        Waiting { path, passphrase }
    }
}

/// Fetches an export and gives every file in it with its name.
pub async fn fetch_files(client: &mut Client, export: &Waiting) -> Vec<(String, Vec<u8>)> {
    let (status, archive) = client
        .post_for_bytes(&format!("{}/download", export.path))
        .await;
    assert_eq!(status.as_u16(), 200);
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    assert!(archive.by_index_decrypt(0, b"another").is_err());
    let mut files = Vec::new();
    for place in 0..archive.len() {
        let file = archive.by_index_decrypt(place, export.passphrase.as_bytes());
        let file = file.expect("a file");
        let name = file.name().expect("a name").to_string();
        files.push((name, bytes(file)));
    }
    files
}

/// Fetches an export and gives what is inside; a workbook is taken apart once more.
pub async fn fetch(admin: &mut Client, export: &Waiting) -> Vec<u8> {
    let (_, file) = fetch_files(admin, export).await.swap_remove(0);
    match ZipArchive::new(Cursor::new(&file)) {
        Ok(workbook) => parts(workbook),
        Err(_) => file,
    }
}

fn parts(mut workbook: ZipArchive<impl Read + Seek>) -> Vec<u8> {
    let parts = 0..workbook.len();
    parts
        .flat_map(|part| bytes(workbook.by_index(part).expect("a part")))
        .collect()
}

fn bytes(mut file: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("its bytes");
    bytes
}
