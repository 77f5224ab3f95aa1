//! Writes the commented configuration file for `hufu init` and `hufu demo`.
//!
//! Every setting is in it, with unit, default and limit; those that are off by default are commented out.

use toml::Value;

/// What differs from one new file to the next; everything else is written with its default. Paths may be relative to the file.
#[derive(Debug, Clone)]
pub struct Template<'a> {
    /// `data.directory`.
    pub data_directory: &'a str,
    /// `keys.keyring`.
    pub keyring: &'a str,
    /// `listen.back_office`, such as `localhost:8443`.
    pub back_office: &'a str,
    /// `listen.redirect`; commented out when absent.
    pub redirect: Option<&'a str>,
    /// `listen.public_name`, such as `localhost:8443`.
    pub public_name: &'a str,
    /// `tls.certificate`.
    pub certificate: &'a str,
    /// `tls.private_key`.
    pub private_key: &'a str,
    /// `log.format`: `json` or `text`.
    pub log_format: &'a str,
    /// `demo`.
    pub demo: bool,
}

impl Template<'_> {
    /// The text of the file.
    #[must_use]
    pub fn render(&self) -> String {
        let redirect = match self.redirect {
            Some(address) => format!("redirect = {}", quoted(address)),
            None => "# redirect = \"0.0.0.0:80\"".to_owned(),
        };
        let Self { demo, .. } = self;
        format!(
            r##"# Hufu (虎符): configuration.
# Unknown keys and weak settings refuse to start; everything that is wrong is listed at once.
# Relative paths are relative to the folder of this file. Lines that begin with "# name =" show a setting that is off.

# true only for the demonstration: synthetic people, and a page that shows the text messages. Default: false.
demo = {demo}

[data]
# Folder for the stores and for everything else that Hufu writes, unless said otherwise below. Required.
directory = {data_directory}

[stores]
# "sqlite": five files in data.directory. "postgres": five databases, described below. Required.
engine = "sqlite"

# Only with engine = "postgres". Each store is a database of its own, on a private address (a public one is refused),
# opened under two accounts: reader (may only read; can be on a replica) and writer. Migrations run under owner (default: the writer).
# Write env:NAME to take a URL from the environment variable NAME and keep its password out of this file.
# [stores.content]
# reader = "postgres://content_reader:password@10.0.0.5:5432/content"
# writer = "env:HUFU_CONTENT_WRITER"
# owner = "env:HUFU_CONTENT_OWNER"
# [stores.business]
# reader = "env:HUFU_BUSINESS_READER"
# writer = "env:HUFU_BUSINESS_WRITER"
# owner = "env:HUFU_BUSINESS_OWNER"
# [stores.vault]
# reader = "env:HUFU_VAULT_READER"
# writer = "env:HUFU_VAULT_WRITER"
# owner = "env:HUFU_VAULT_OWNER"
# [stores.keys]
# reader = "env:HUFU_KEYS_READER"
# writer = "env:HUFU_KEYS_WRITER"
# owner = "env:HUFU_KEYS_OWNER"
# [stores.audit]
# reader = "env:HUFU_AUDIT_READER"
# writer = "env:HUFU_AUDIT_WRITER"
# owner = "env:HUFU_AUDIT_OWNER"

[keys]
# What keeps the master key. "local": a keyring file on this machine. Required.
service = "local"
# The keyring file, mode 0600. Keep a copy elsewhere: without it nothing sealed can ever be opened again. Required.
keyring = {keyring}
# Minutes after which the key service is asked again whether the keys may still be used. 1 to 60. Default: 5.
recheck_minutes = 5

[listen]
# Where the back office answers HTTPS, as host:port. Keep it off the public internet. Required.
back_office = {back_office}
# Where plain HTTP is answered with a redirect to HTTPS, and with nothing else. Default: nowhere.
{redirect}
# The name, and the port unless it is 443, that staff type into the browser. Redirects and the Origin check use it. Required.
public_name = {public_name}
# Addresses or ranges of your own proxies, such as ["10.0.0.0/8"]: only from these is the client address taken from a header. Default: none.
trusted_proxies = []

[tls]
# The certificate chain in PEM, the server's own first. SIGHUP reads both files again. Required.
certificate = {certificate}
# Its private key in PEM, readable by its owner only (mode 0600). Required.
private_key = {private_key}

[sessions]
# Minutes without a request after which a session ends. At most 30. Default: 30.
idle_minutes = 30
# Minutes after which a session ends in any case. At most 120. Default: 120.
absolute_minutes = 120

[login]
# Minutes that a text-message code is good. At most 5. Default: 5.
code_minutes = 5
# Wrong codes after which a code is void. At most 5. Default: 5.
code_tries = 5
# Seconds before another code can be sent to the same phone. 1 to 3600. Default: 60.
resend_seconds = 60
# Codes to one phone in an hour. 1 to 20. Default: 5.
sends_per_phone_hour = 5
# Codes to one phone in 24 hours. 1 to 50. Default: 10.
sends_per_phone_day = 10
# Codes asked for from one client address in an hour. 1 to 10000. Default: 60.
sends_per_address_hour = 60
# Roles that give a second factor at every login. Must contain admin and auditor. Default: these two.
second_factor_roles = ["admin", "auditor"]

[sms]
# How text messages leave. "outbox": they are not sent but appended to a file, for the demonstration and for tests. Required.
gateway = "outbox"
# The file of the outbox gateway. Default: sms.jsonl in data.directory.
# outbox = "sms.jsonl"

[audit]
# Calendar months that audit entries are kept. At least 6, which is the law. Default: 13.
retention_months = 13

[exports]
# Folder where encrypted export files wait for their one download. Default: exports in data.directory.
# directory = "exports"
# Minutes after which an export file is deleted. At most 60. Default: 60.
expiry_minutes = 60
# Rows that one export may have. 1 to 100000000. Default: 1000000.
maximum_rows = 1000000

[policy]
# Folder with model.conf, policy.csv and never.csv that replace the policy inside the program. Default: none.
# directory = "policies"

[log]
# "json" for machines, "text" for people. Default: "json".
format = {log_format}
# The least important level written: "error", "warn", "info", "debug" or "trace". Default: "info".
level = "info"
"##,
            data_directory = quoted(self.data_directory),
            keyring = quoted(self.keyring),
            back_office = quoted(self.back_office),
            public_name = quoted(self.public_name),
            certificate = quoted(self.certificate),
            private_key = quoted(self.private_key),
            log_format = quoted(self.log_format),
        )
    }
}

/// A TOML string that means exactly `text`.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
