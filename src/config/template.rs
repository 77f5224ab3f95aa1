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
    /// `keys.key_file`; commented out when absent, which only a demonstration may.
    pub key_file: Option<&'a str>,
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
        let key_file = match self.key_file {
            Some(file) => format!("key_file = {}", quoted(file)),
            None => "# key_file = \"/etc/hufu/keyring.key\"".to_owned(),
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
# "sqlite": four files in data.directory. "postgres": four databases, described below. Required.
engine = "sqlite"

# Only with engine = "postgres". Each store is a database of its own, on a private address (a public one is refused),
# opened under two accounts: reader (may only read; can be on a replica) and writer. Migrations run under owner (default: the writer).
# Write env:NAME to take a URL from the environment variable NAME and keep its password out of this file; else keep this file at mode 0600.
# [stores.business]
# reader = "postgres://business_reader:password@10.0.0.5:5432/business"
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
# What keeps the master key: "local", a keyring file on this machine; "openbao", the transit engine of an OpenBao server;
# "alibaba", Key Management Service of Alibaba Cloud. Choose before there is data: keys wrapped by one do not open with another. Required.
service = "local"
# Only with service = "local": the keyring file, mode 0600. Keep a copy elsewhere: without it nothing sealed can ever be opened again. Required.
keyring = {keyring}
# What the keyring is sealed under: a file of 32 random bytes, mode 0600, outside data.directory and best on another disk, or a
# passphrase of 16 characters or more from the environment. One of the two is required, except in a demonstration.
{key_file}
# passphrase = "env:HUFU_KEYRING_PASSPHRASE"
# Seconds that one answer of an OpenBao server or of Alibaba Cloud may take; three are tried. 1 to 60. Default: 5.
timeout_seconds = 5
# Minutes after which the key service is asked again whether the keys may still be used. 1 to 60. Default: 5.
recheck_minutes = 5

# Only with service = "openbao". Make the key with: bao write -f transit/keys/hufu derived=true
# Hufu needs "update" on transit/datakey/plaintext/hufu, transit/decrypt/hufu and transit/rewrap/hufu, and nothing else.
# [keys.openbao]
# address = "https://bao.internal:8200"
# Where the transit engine is mounted. Default: "transit".
# mount = "transit"
# key = "hufu"
# A token that does not expire or that somebody renews, or an AppRole, with which Hufu logs in again by itself.
# token = "env:HUFU_OPENBAO_TOKEN"
# role_id = "env:HUFU_OPENBAO_ROLE"
# secret_id = "env:HUFU_OPENBAO_SECRET"
# Default: none.
# namespace = "travel"
# The server's certificate authority in PEM; no other is trusted then. Default: those of this machine.
# ca_certificate = "bao-ca.pem"

# Only with service = "alibaba". The RAM user needs kms:GenerateDataKey, kms:Decrypt and kms:ReEncrypt* on this key, and nothing else.
# [keys.alibaba]
# A region in mainland China.
# region = "cn-hangzhou"
# Any other region is refused (personal data stays in the country) unless this says why; it is written to the log at every start.
# foreign_region_reason = "travellers of the Singapore branch only"
# The region's VPC gateway or a dedicated instance (which cannot rewrap). Default: the shared gateway kms.REGION.aliyuncs.com.
# endpoint = "kms-vpc.cn-hangzhou.aliyuncs.com"
# The master key: id, ARN or alias.
# key_id = "alias/hufu"
# access_key_id = "env:HUFU_ALIBABA_KEY_ID"
# access_key_secret = "env:HUFU_ALIBABA_KEY_SECRET"
# With an STS role. It ends: Hufu has to be started anew with a new one. Default: none.
# security_token = "env:HUFU_ALIBABA_SECURITY_TOKEN"
# A dedicated instance's certificate authority in PEM; no other is trusted then. Default: those of this machine.
# ca_certificate = "kms-ca.pem"

[listen]
# Where the back office answers HTTPS, as host:port. Keep it off the public internet. Required.
back_office = {back_office}
# Where plain HTTP is answered with a redirect to HTTPS, and with nothing else. Default: nowhere.
{redirect}
# Where /health and /metrics (Prometheus) are answered in plain HTTP, on a private address; a public one is refused. Default: nowhere.
# operations = "127.0.0.1:9464"
# The name, and the port unless it is 443, that staff type into the browser. Redirects lead to it, and forms are taken only from
# its pages: under another name or address nobody can log in. Required.
public_name = {public_name}
# Addresses or ranges of your own proxies, such as ["10.0.0.0/8"]: only from these is the client address taken from a header. Default: none.
trusted_proxies = []
# Seconds that a form may take to arrive. 1 to 60. Default: 10.
form_seconds = 10
# Requests a second from one client address, for long; ten seconds' worth at once. More are refused and entered in the log as a count
# a minute. An office behind one address counts as one client. 1 to 1000000. Default: 50.
requests_per_second = 50

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
# Codes for logins are counted for a phone and the client address that asks; codes for approvals for the person who is logged in.
# Seconds before another code can be sent to the same phone. 1 to 3600. Default: 60.
resend_seconds = 60
# Codes to one phone in an hour. For logins from all addresses together three times as many, except from where the phone's owner
# logged in within 30 days: strangers cannot keep them out. What is over is not sent, and the page does not tell. 1 to 20. Default: 5.
sends_per_phone_hour = 5
# Codes to one phone in 24 hours, in the same way. 1 to 50. Default: 10.
sends_per_phone_day = 10
# Codes for logins asked for from one client address in an hour. 1 to 10000. Default: 60.
sends_per_address_hour = 60
# Roles that give a second factor at every login; the others do after 30 wrong codes within 30 days. Must contain admin and auditor. Default: these two.
second_factor_roles = ["admin", "auditor"]

[envelope]
# Days after which the key pair that browsers encrypt phone numbers and passwords under is replaced; a day later the old one is destroyed. 1 to 365. Default: 30.
key_days = 30

[sms]
# How text messages leave. "outbox": they are not sent but appended to a file, for the demonstration and for tests. Required.
gateway = "outbox"
# The file of the outbox gateway. Default: sms.jsonl in data.directory.
# outbox = "sms.jsonl"

[audit]
# Calendar months that audit entries are kept. At least 6, which is the law. Default: 13.
retention_months = 13
# Entries past it are removed every day; only their hashes stay. With a folder here, they are written there first. Default: none.
# archive_directory = "archive"
# What the log is called in its checkpoints. Another name begins another log. Default: the host of listen.public_name with /audit.
# name = "travel.example/audit"
# Minutes between two checkpoints, while there is something new. 1 to 1440. Default: 60.
checkpoint_minutes = 60
# Hours between two verifications of the whole log. 1 to 168. Default: 24.
verify_hours = 24
# Folder, best on another machine, that checkpoints and hashes are written to. Whoever rewrites the log cannot change it. Default: none.
# checkpoint_directory = "checkpoints"
# Address that each checkpoint is sent to (POST), and the token it is sent with. Default: none.
# checkpoint_hook = "https://notary.example/hufu"
# checkpoint_hook_token = "env:HUFU_HOOK_TOKEN"
# A witness (C2SP tlog-witness) that signs checkpoints too, and the key it signs with. Default: none.
# witness = "https://witness.example/prefix"
# witness_key = "witness.example+00000000+BAAA"
# The only authority trusted for hook and witness, in PEM. Default: those of this machine.
# ca_certificate = "authority.pem"

[exports]
# Folder where encrypted export files wait for their one download. Default: exports in data.directory.
# directory = "exports"
# Minutes after which an export file is deleted. At most 60. Default: 60.
expiry_minutes = 60
# Rows that one export may have. 1 to 100000000. Default: 1000000.
maximum_rows = 1000000

[policy]
# Folder with model.conf, policy.csv and never.csv that replace the policy inside the program. SIGHUP reads them again. Default: none.
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
