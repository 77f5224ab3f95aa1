//! `demo.json`: where the demo is and who can log in, for people and scripts.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The whole file.
#[derive(Serialize, Deserialize)]
pub struct Description {
    /// The back office's address.
    pub back_office: String,
    /// The certificate authority to trust.
    pub ca_certificate: PathBuf,
    /// Where SMS messages are written.
    pub sms_outbox: PathBuf,
    /// How many synthetic orders it has.
    pub orders: u32,
    /// Who can log in.
    pub staff: Vec<Person>,
}

/// One of the demo's synthetic staff. Their secrets are printed on purpose: they open synthetic data only.
#[derive(Serialize, Deserialize)]
pub struct Person {
    /// Role.
    pub role: String,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Password.
    pub password: String,
}

impl Description {
    /// The first person of this role.
    pub fn person(&self, role: &str) -> Option<&Person> {
        self.staff.iter().find(|person| person.role == role)
    }

    /// Reads the file, if it is there.
    ///
    /// # Errors
    /// When it cannot be read or is something else.
    pub fn read(path: &Path) -> std::io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes the file, mode 0600.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")
    }

    /// Prints it for a person.
    pub fn print(&self, file: &Path) {
        println!("\nHufu 虎符 (demo)   {}\n", self.back_office);
        println!("{:<18} {:<8} {:<12} password", "role", "name", "phone");
        for person in &self.staff {
            println!(
                "{:<18} {:<8} {:<12} {}",
                person.role, person.name, person.phone, person.password
            );
        }
        println!(
            "\nSMS codes appear at {}/demo/phone and in {}",
            self.back_office,
            self.sms_outbox.display()
        );
        println!(
            "Trust {} to silence the browser's warning.",
            self.ca_certificate.display()
        );
        println!("All of this stands in {}\n", file.display());
    }
}
